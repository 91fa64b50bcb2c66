"""Endpoints for the clock of a world.

Source: docs/control-api.md, Clock.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.schemas.messages import event_json, message_json
from mock_server.control.schemas.parsing import ControlModel, Duration, Instant, parse_body
from mock_server.domain.enums import Channel, EventKind
from mock_server.domain.errors import ConflictError
from mock_server.domain.instant import format_instant, format_optional_instant
from mock_server.domain.messages import Message
from mock_server.explain.next_message import next_message_at
from mock_server.request_context import world_of
from mock_server.world.advance import MAX_RETRY_ROUNDS, advance, advance_until_idle
from mock_server.world.clock import ClockMode
from mock_server.world.event_log import Event
from mock_server.world.external_calls import Steps
from mock_server.world.world import World


class Until(StrEnum):
    """The conditions until which a clock can be advanced."""

    NEXT_EVENT = "nextEvent"
    NEXT_MESSAGE = "nextMessage"
    IDLE = "idle"


_SPELLINGS: Final = {
    **{until.value: until for until in Until},
    "next-event": Until.NEXT_EVENT,
    "next-message": Until.NEXT_MESSAGE,
}


class AdvanceAnswer(StrEnum):
    """The contents of the response to an advance; ``counts`` leaves out both lists."""

    FULL = "full"
    COUNTS = "counts"


def _normalize_until(value: object) -> object:
    return _SPELLINGS.get(value, value) if isinstance(value, str) else value


class AdvanceRequest(ControlModel):
    """The target of an advance: exactly one of the fields."""

    by: Duration | None = None
    to: Instant | None = None
    until: Annotated[Until, BeforeValidator(_normalize_until)] | None = None
    answer: AdvanceAnswer = AdvanceAnswer.FULL

    @model_validator(mode="after")
    def _exactly_one_target(self) -> Self:
        if [self.by, self.to, self.until].count(None) != 2:
            raise ValueError(
                'expected exactly one of {"by": "P7D"}, {"to": "2026-01-05T10:00:00Z"},'
                ' {"until": "nextEvent"}, {"until": "nextMessage"} and {"until": "idle"}'
            )
        return self

    def steps(self, world: World) -> Steps:
        """Advance the clock of *world*."""
        if self.by is not None:
            yield from advance(world, world.clock.now() + self.by)
        elif self.to is not None:
            yield from advance(world, self.to)
        elif self.until is Until.NEXT_EVENT:
            at = world.next_activity_at()
            if at is not None:
                yield from advance(world, at)
        elif self.until is Until.NEXT_MESSAGE:
            yield from _advance_until_next_message(world)
        else:
            yield from advance_until_idle(world)


def _advance_until_next_message(world: World) -> Steps:
    """Advance to the next message; a message that is not sent as expected is passed over."""
    for _ in range(MAX_RETRY_ROUNDS):
        at, seen = next_message_at(world), len(world.event_log.events)
        if at is None:
            return
        yield from advance(world, at)
        if any(each.kind is EventKind.MESSAGE_SENT for each in world.event_log.events[seen:]):
            return
    raise ConflictError(
        f"no message was sent in {MAX_RETRY_ROUNDS} attempts."
        " Check for a fault without 'times' (GET /_mock/faults)"
    )


class ClockUpdate(ControlModel):
    """Changes to the clock; fields that are left out keep their value."""

    now: Instant | None = None
    mode: ClockMode | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000)] | None = None


@dataclass(slots=True)
class AdvanceRecording:
    """The events of one advance of the clock."""

    world: World
    events: Sequence[Event] = ()

    def steps(self, steps: Callable[[World], Steps]) -> Steps:
        """Run *steps* and record the events that they cause."""
        before = len(self.world.event_log.events)
        yield from steps(self.world)
        self.events = self.world.event_log.events[before:]

    def lists(self) -> dict[str, Any]:
        """Return the events and the sent messages as JSON, oldest first."""
        return {
            "events": [event_json(each) for each in self.events],
            "messages": [message_json(each) for each in self._messages()],
        }

    def counts(self) -> dict[str, int]:
        """Return the numbers of events, e-mails and SMS."""
        channels = Counter(each.channel for each in self._messages())
        return {
            "events": len(self.events),
            "emails": channels[Channel.EMAIL],
            "sms": channels[Channel.SMS],
        }

    def _messages(self) -> Iterator[Message]:
        for event in self.events:
            if event.kind is EventKind.MESSAGE_SENT and event.message_id is not None:
                message = self.world.outbox.get(event.message_id)
                if message is not None:
                    yield message


async def get_clock(request: Request) -> Response:
    """Get the clock."""
    return JSONResponse(_clock_json(world_of(request)))


async def update_clock(request: Request) -> Response:
    """Move the clock forward, or change its mode or speed."""
    world = world_of(request)
    update = await parse_body(request, ClockUpdate)

    await request.app.state.engine_runner.run(world, _apply(update, world))
    request.app.state.running_clocks.restart(world)

    return JSONResponse(_clock_json(world))


async def advance_clock(request: Request) -> Response:
    """Advance the clock and return what happened."""
    world = world_of(request)
    advance_request = await parse_body(request, AdvanceRequest)

    recording = AdvanceRecording(world)
    await request.app.state.engine_runner.run(world, recording.steps(advance_request.steps))

    return JSONResponse(
        {
            "now": format_instant(world.clock.now()),
            **({} if advance_request.answer is AdvanceAnswer.COUNTS else recording.lists()),
            "counts": recording.counts(),
        }
    )


def _apply(update: ClockUpdate, world: World) -> Steps:
    if update.now is not None:
        if update.now < world.clock.now() and _is_new(world):
            world.clock.at = world.created_at = update.now
        yield from advance(world, update.now)
    world.clock.mode = update.mode or world.clock.mode
    world.clock.speed = update.speed or world.clock.speed


def _is_new(world: World) -> bool:
    return not (
        world.orders.orders
        or world.orders.internal_orders
        or world.event_log.events
        or len(world.schedule)
    )


def _clock_json(world: World) -> dict[str, Any]:
    return {
        "now": format_instant(world.clock.now()),
        "mode": world.clock.mode,
        "speed": world.clock.speed,
        "nextEventAt": format_optional_instant(world.next_activity_at()),
        "nextMessageAt": format_optional_instant(next_message_at(world)),
        "pendingEvents": world.pending_events(),
    }


routes = [
    Route("/_mock/clock", get_clock, methods=["GET"]),
    Route("/_mock/clock", update_clock, methods=["PUT"]),
    Route("/_mock/clock/advance", advance_clock, methods=["POST"]),
]
