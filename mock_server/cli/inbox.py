"""The command ``altinn-mock inbox``."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from mock_server.cli.api_client import ControlClient, ControlToken, Url
from mock_server.cli.output import (
    AsJson,
    CommandError,
    echo,
    message_row,
    print_json,
    print_messages,
)


def inbox(
    url: Url,
    control_token: ControlToken = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Keep running and print each message as it is sent.")
    ] = False,
    channel: Annotated[
        str | None,
        typer.Option(
            metavar="CHANNEL",
            help="Only this channel: email or sms.",
            autocompletion=lambda: ["email", "sms"],
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Only messages to this address.")
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="Only messages whose subject or body contains this text."
        ),
    ] = None,
    limit: Annotated[
        str | None, typer.Option(metavar="N", help="Maximum number of messages.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show sent messages, oldest first."""
    filters = {"channel": channel, "to": to, "text": text, "limit": _parse_limit(limit)}
    query = {name: value for name, value in filters.items() if value is not None}
    with ControlClient(url, control_token) as client:
        document = client.get("/inbox", query)
        if as_json and not follow:
            print_json(document)
            return
        _print(document["messages"], as_json=as_json)
        if follow:
            _follow(client, query, as_json=as_json)


def _parse_limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise CommandError(f"invalid --limit {text!r}; expected a number of messages, 1 or more")
    return int(text)


def _print(messages: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        for message in messages:
            echo(json.dumps(message, ensure_ascii=False))
    elif messages:
        print_messages(messages)
    else:
        echo(
            "No messages sent. To advance to the next event: altinn-mock advance --until nextEvent"
        )


def _follow(client: ControlClient, query: Mapping[str, Any], *, as_json: bool) -> None:
    for kind, event in client.events("/inbox/stream"):
        if kind != "message":
            continue
        for message in client.get("/inbox", query)["messages"]:
            if message["id"] == event["id"]:
                echo(json.dumps(message) if as_json else "  ".join(message_row(message)))
