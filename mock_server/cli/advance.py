"""The command ``altinn-mock advance``."""

from typing import Annotated, Any, Final

import typer

from mock_server.cli.api_client import ControlClient, ControlToken, Url
from mock_server.cli.output import (
    AsJson,
    CommandError,
    echo,
    print_json,
    print_table,
    spinner,
)
from mock_server.matching.formatting import format_norwegian_time, suggest
from mock_server.server.configuration import parse_seconds

UNTIL: Final = {"nextEvent": "nextEvent", "next-event": "nextEvent", "idle": "idle"}


def advance(
    url: Url,
    control_token: ControlToken = None,
    duration: Annotated[
        str | None,
        typer.Argument(
            metavar="DURATION", help="Duration: 7d, 1h30m, P7D, PT5M or a number of seconds."
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Advance to this instant.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="EVENT",
            help="Advance to the next event (nextEvent) or until no events are left (idle).",
            autocompletion=lambda: list(UNTIL),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Advance the clock of a world.

    Everything due until then happens and is printed.
    """
    target = _target(duration, to, until)
    with ControlClient(url, control_token) as client, spinner("Advancing the clock …"):
        result = client.post("/clock/advance", target)
    if as_json:
        print_json(result)
        return
    if result["events"]:
        rows = [
            (format_norwegian_time(e["at"], with_seconds=True), e["kind"], e["text"])
            for e in result["events"]
        ]
        print_table(("Time (Norway)", "Event", "Description"), rows)
    sent = len(result["messages"])
    now = format_norwegian_time(result["now"])
    echo(f"The clock is at {now} Norwegian time. Messages sent: {sent}.")


def _target(duration: str | None, to: str | None, until: str | None) -> dict[str, Any]:
    """Return the request body for the control API.

    Raises:
        CommandError: unless exactly one of them is given, and valid.
    """
    if [duration, to, until].count(None) != 2:
        raise CommandError("give one of: DURATION (such as 7d), --to, --until")
    if duration is not None:
        try:
            return {"by": parse_seconds(duration)}
        except ValueError as error:
            raise CommandError(str(error)) from error
    return {"to": to} if to is not None else {"until": _event(until or "")}


def _event(until: str) -> str:
    if until not in UNTIL:
        raise CommandError(f"invalid --until {until!r}; {suggest(until, UNTIL)}")
    return UNTIL[until]
