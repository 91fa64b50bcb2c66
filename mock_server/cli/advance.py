"""The command ``altinn-mock advance``."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

import typer

from mock_server.cli.api_client import ControlClient, ControlToken, Url
from mock_server.cli.output import AsJson, CommandError, Row, echo, print_json, print_table
from mock_server.cli.progress import Reading, show_progress
from mock_server.cli.rows import Document, order_name, order_recipients
from mock_server.domain.durations import parse_cli_duration
from mock_server.domain.instant import SECOND, Instant, parse_instant
from mock_server.matching.formatting import format_norwegian_time, suggest

UNTIL: Final = {"nextEvent": "nextEvent", "next-event": "nextEvent", "idle": "idle"}
COLUMNS: Final = ("Time (Norway)", "Event", "Order", "Recipient", "Description")


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
    with ControlClient(url, control_token) as client:
        started_at = parse_instant(client.get("/clock")["now"])
        read = _progress(ControlClient(url, control_token), started_at, target)
        with show_progress("Advancing the clock …", read):
            result = client.post("/clock/advance", target)
        has_rows = bool(result["events"]) and not as_json
        orders = client.get_all("/orders", "orders") if has_rows else []
    if as_json:
        print_json(result)
        return
    if result["events"]:
        print_table(COLUMNS, _rows(result, orders))
    sent = len(result["messages"])
    now = format_norwegian_time(result["now"])
    echo(f"The clock is at {now} Norwegian time. Messages sent: {sent}.")


def _rows(result: Document, orders: list[Document]) -> list[Row]:
    """Return the events as rows that name the order and the recipient."""
    order_of = {each["shipmentId"]: each for each in orders}
    message_of = {each["id"]: each for each in result["messages"]}

    def row(event: Document) -> Row:
        order = order_of.get(event.get("shipmentId"), {})
        request = order.get("request") or {}
        message = message_of.get(event.get("messageId"))
        return (
            format_norwegian_time(event["at"], with_seconds=True),
            event["kind"],
            order_name({**event, "sendersReference": request.get("sendersReference")}),
            message["to"] if message else order_recipients(order),
            event["text"],
        )

    return [row(each) for each in result["events"]]


def _progress(
    client: ControlClient, started_at: Instant, target: Mapping[str, Any]
) -> Callable[[], Reading]:
    """Return a function that reads how far the world of *client* has come to *target*."""

    def read() -> Reading:
        world = client.world()
        now = parse_instant(world["now"])
        counts = f"{world['orders']} orders, {world['messages']} messages"
        return _share(started_at, now, target), f"{format_norwegian_time(now)}, {counts}"

    return read


def _share(started_at: Instant, now: Instant, target: Mapping[str, Any]) -> float | None:
    """Return which part of the way to *target* is done; None if its end is not known."""
    if "by" in target:
        distance = int(target["by"] * SECOND)
    elif "to" in target:
        distance = parse_instant(target["to"]) - started_at
    else:
        return None
    return (now - started_at) / distance if distance > 0 else None


def _target(duration: str | None, to: str | None, until: str | None) -> dict[str, Any]:
    """Return the request body for the control API.

    Raises:
        CommandError: unless exactly one of them is given, and valid.
    """
    if [duration, to, until].count(None) != 2:
        raise CommandError("give one of: DURATION (such as 7d), --to, --until")
    if duration is not None:
        try:
            return {"by": parse_cli_duration(duration) // SECOND}
        except ValueError as error:
            raise CommandError(str(error)) from error
    return {"to": to} if to is not None else {"until": _event(until or "")}


def _event(until: str) -> str:
    if until not in UNTIL:
        raise CommandError(f"invalid --until {until!r}; {suggest(until, UNTIL)}")
    return UNTIL[until]
