"""``altinn-mock advance``: let time pass in a world, and tell what happened meanwhile."""

from typing import Any

from pydantic import Field, field_validator

from mock_server.cli.api_client import Server, ServerOptions
from mock_server.cli.options import takes
from mock_server.cli.output import (
    AsJson,
    CommandError,
    say,
    show_json,
    show_table,
    waiting,
    wall_clock,
)
from mock_server.server.configuration import seconds


class AdvanceOptions(ServerOptions):
    """How far."""

    by: str | None = Field(
        None,
        description="How long: 7d, 1h30m, P7D, PT5M or a number of seconds.",
        json_schema_extra={"argument": "[DURATION]"},
    )
    to: str | None = Field(
        None, description="Until this instant.", json_schema_extra={"metavar": "INSTANT"}
    )
    until: str | None = Field(
        None,
        description="Until the next event, or until nothing is left: nextEvent or idle.",
        json_schema_extra={"metavar": "EVENT"},
    )
    json_: AsJson = False

    @field_validator("by")
    @classmethod
    def _is_a_duration(cls, value: str | None) -> str | None:
        return None if value is None else str(seconds(value))

    def target(self) -> dict[str, Any]:
        """Return what the control API is asked for.

        Raises:
            CommandError: if it is not exactly one thing.
        """
        asked = {"by": self.by and int(self.by), "to": self.to, "until": self.until}
        target = {name: value for name, value in asked.items() if value is not None}
        if len(target) != 1:
            raise CommandError("say how far, one of: DURATION (like 7d), --to, --until")
        return target


@takes(AdvanceOptions)
def advance(asked: AdvanceOptions) -> None:
    """Let time pass in a world.

    All that falls due on the way happens, and is told.
    """
    target = asked.target()
    with Server(asked) as server, waiting("Time passes …"):
        answer = server.post("/clock/advance", target)
    if asked.json_:
        show_json(answer)
        return
    if answer["events"]:
        rows = [(wall_clock(e["at"]), e["kind"], e["text"]) for e in answer["events"]]
        show_table(("When (Norway)", "What", "In words"), rows)
    left = len(answer["messages"])
    say(f"It is {wall_clock(answer['now'])} in Norway. Left meanwhile: {left or 'nothing'}.")
