"""Endpoints for the clock of a world.

Source: docs/control-api.md, Clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.schemas.messages import event_json, message_json
from mock_server.control.schemas.parsing import ControlModel, Duration, Instant, parse_body
from mock_server.domain.enums import EventKind
from mock_server.domain.instant import format_instant, format_optional_instant
from mock_server.request_context import world_of
from mock_server.world.advance import advance, advance_until_idle
from mock_server.world.clock import ClockMode
from mock_server.world.external_calls import Steps
from mock_server.world.world import World


class Until(StrEnum):
    """The conditions until which a clock can be advanced."""

    NEXT_EVENT = "nextEvent"
    IDLE = "idle"


class AdvanceRequest(ControlModel):
    """The target of an advance: exactly one of the fields."""

    by: Duration | None = None
    to: Instant | None = None
    until: Until | None = None

    @model_validator(mode="after")
    def _exactly_one_target(self) -> Self:
        if [self.by, self.to, self.until].count(None) != 2:
            raise ValueError(
                'expected exactly one of {"by": "P7D"}, {"to": "2026-01-05T10:00:00Z"},'
                ' {"until": "nextEvent"} and {"until": "idle"}'
            )
        return self

    def steps(self, world: World) -> Steps:
        """Advance the clock of *world*."""
        if self.by is not None:
            yield from advance(world, world.clock.now() + self.by)
        elif self.to is not None:
            yield from advance(world, self.to)
        elif self.until is Until.NEXT_EVENT:
            at = world.next_event_at()
            if at is not None:
                yield from advance(world, at)
        else:
            yield from advance_until_idle(world)


class ClockUpdate(ControlModel):
    """Changes to the clock; fields that are left out keep their value."""

    now: Instant | None = None
    mode: ClockMode | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000)] | None = None


@dataclass(slots=True)
class AdvanceRecording:
    """The events and messages of one advance of the clock."""

    world: World
    events: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)

    def steps(self, steps: Callable[[World], Steps]) -> Steps:
        """Run *steps* and record the events that they cause."""
        before = len(self.world.event_log.events)
        yield from steps(self.world)
        new_events = self.world.event_log.events[before:]
        self.events = [event_json(each) for each in new_events]
        for event in new_events:
            if event.kind is EventKind.MESSAGE_SENT and event.message_id is not None:
                message = self.world.outbox.get(event.message_id)
                if message is not None:
                    self.messages.append(message_json(message))


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
            "events": recording.events,
            "messages": recording.messages,
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
        "nextEventAt": format_optional_instant(world.next_event_at()),
        "pendingEvents": world.pending_events(),
    }


routes = [
    Route("/_mock/clock", get_clock, methods=["GET"]),
    Route("/_mock/clock", update_clock, methods=["PUT"]),
    Route("/_mock/clock/advance", advance_clock, methods=["POST"]),
]
