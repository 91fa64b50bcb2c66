"""The command ``altinn-mock inbox``."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from mock_server.cli.api_client import ConnectionLost, ControlClient, ControlToken, Url
from mock_server.cli.output import AsJson, CommandError, echo, print_json, print_row, warn
from mock_server.cli.rows import message_row, print_messages
from mock_server.real_time import pause

DEFAULT_LIMIT: Final = 50  # messages
MAX_LIMIT: Final = 10_000
RETRY_SECONDS: Final = 1.0


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
        str,
        typer.Option(metavar="N", help="Number of messages: the newest N."),
    ] = str(DEFAULT_LIMIT),
    as_json: AsJson = False,
) -> None:
    """Show the newest sent messages, the newest last."""
    filters = {"channel": channel, "to": to, "text": text}
    query = {name: value for name, value in filters.items() if value is not None}
    number = _parse_limit(limit)
    with ControlClient(url, control_token) as client:
        reader = Reader(client, query)
        messages = reader.newest(number)
        if as_json and not follow:
            print_json({"count": reader.count, "messages": messages})
            return
        _print(messages, reader.count, as_json=as_json)
        if follow:
            _follow(client, reader, as_json=as_json)


class Reader:
    """Reads the messages of an inbox; ``count`` is the number of all at the last call."""

    def __init__(self, client: ControlClient, query: dict[str, Any]) -> None:
        self.count = 0
        self._client = client
        self._query = query
        self._last_id: str | None = None

    def newest(self, number: int) -> list[dict[str, Any]]:
        """Return the newest messages, the newest last."""
        query = self._query | {"order": "newest", "limit": number}
        messages: list[dict[str, Any]] = self._read(query)[::-1]
        if messages:
            self._last_id = messages[-1]["id"]
        return messages

    def new_messages(self) -> Iterator[dict[str, Any]]:
        """Yield the messages since the last call, oldest first."""
        while messages := self._read(self._query | self._position()):
            self._last_id = messages[-1]["id"]
            yield from messages

    def forget_position(self) -> None:
        """Read all messages again: the world was reset, or the server has started anew."""
        self._last_id = None

    def _position(self) -> dict[str, Any]:
        return {"after": self._last_id} if self._last_id else {}

    def _read(self, query: dict[str, Any]) -> Any:
        document = self._client.get("/inbox", query)
        self.count = document["count"]
        return document["messages"]


def _parse_limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MAX_LIMIT):
        raise CommandError(f"invalid --limit {text!r}; expected a number from 1 to {MAX_LIMIT}")
    return int(text)


def _print(messages: list[dict[str, Any]], count: int, *, as_json: bool) -> None:
    if as_json:
        for message in messages:
            echo(json.dumps(message, ensure_ascii=False))
    elif messages:
        print_messages(messages)
        if count > len(messages):
            warn(f"The newest {len(messages)} of {count} messages; more with --limit {count}.")
    else:
        echo(
            "No messages sent. To advance to the next event: altinn-mock advance --until nextEvent"
        )


def _follow(client: ControlClient, reader: Reader, *, as_json: bool) -> None:
    """Print new messages until the user ends the command, also after a lost connection."""
    was_lost = False
    while True:
        try:
            for kind, _ in client.events("/inbox/stream"):
                if kind == "open" and was_lost:
                    warn("Connected again.")
                    was_lost = False
                if kind == "reset":
                    reader.forget_position()
                if kind in ("open", "message"):
                    _print_new(reader, as_json=as_json)
        except ConnectionLost:
            pause(RETRY_SECONDS)
        if not was_lost:
            warn(f"Connection lost; waiting for a server at {client.url} …")
            was_lost = True


def _print_new(reader: Reader, *, as_json: bool) -> None:
    try:
        messages = list(reader.new_messages())
    except ConnectionLost:
        raise
    except CommandError:
        # The last message is gone: the world was reset, or the server has started anew.
        reader.forget_position()
        messages = list(reader.new_messages())
    for message in messages:
        if as_json:
            echo(json.dumps(message, ensure_ascii=False))
        else:
            print_row(message_row(message))
