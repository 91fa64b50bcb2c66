"""``altinn-mock inbox``: what has left the platform, once or as it leaves."""

import json
from typing import Any

from pydantic import Field

from mock_server.cli.api_client import Server, ServerOptions
from mock_server.cli.message_table import row, show_messages
from mock_server.cli.options import takes
from mock_server.cli.output import AsJson, say, show_json


class InboxOptions(ServerOptions):
    """Which messages, and how to show them."""

    follow: bool = Field(False, description="Go on, and show each message as it leaves.")
    channel: str | None = Field(
        None, description="Only these: email or sms.", json_schema_extra={"metavar": "CHANNEL"}
    )
    to: str | None = Field(
        None, description="Only to this address.", json_schema_extra={"metavar": "ADDRESS"}
    )
    text: str | None = Field(
        None,
        description="Only with this in subject or body.",
        json_schema_extra={"metavar": "TEXT"},
    )
    limit: int | None = Field(
        None, ge=1, description="At most so many.", json_schema_extra={"metavar": "N"}
    )
    json_: AsJson = False

    def filters(self) -> dict[str, Any]:
        """Return them in the words of the control API."""
        asked = {"channel": self.channel, "to": self.to, "text": self.text, "limit": self.limit}
        return {name: value for name, value in asked.items() if value is not None}


@takes(InboxOptions)
def inbox(asked: InboxOptions) -> None:
    """Show what has left the platform, oldest first."""
    with Server(asked) as server:
        answer = server.get("/inbox", asked.filters())
        if asked.json_ and not asked.follow:
            show_json(answer)
            return
        _show(asked, answer["messages"])
        if asked.follow:
            _follow(server, asked)


def _show(asked: InboxOptions, messages: list[dict[str, Any]]) -> None:
    if asked.json_:
        for message in messages:
            say(json.dumps(message, ensure_ascii=False))
    elif messages:
        show_messages(messages)
    else:
        say("Nothing has left. Is it due yet? See: altinn-mock advance --until nextEvent")


def _follow(server: Server, asked: InboxOptions) -> None:
    for kind, told in server.events("/inbox/stream"):
        if kind != "message":
            continue
        fitting = server.get("/inbox", asked.filters())["messages"]
        for message in fitting:
            if message["id"] == told["id"]:
                say(json.dumps(message) if asked.json_ else "  ".join(row(message)))
