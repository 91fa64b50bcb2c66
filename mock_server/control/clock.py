"""The clock: what time it is in a world, and letting it pass.

Source: design/control-api.md, Clock.
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
    """What an advance may stop at."""

    NEXT_EVENT = "nextEvent"
    IDLE = "idle"


class AdvanceRequest(ControlModel):
    """How far time is to pass, in exactly one way."""

    by: Duration | None = None
    to: Instant | None = None
    until: Until | None = None

    @model_validator(mode="after")
    def _exactly_one_target(self) -> Self:
        if len([each for each in (self.by, self.to, self.until) if each is not None]) != 1:
            raise ValueError(
                'say how far in one way: {"by": "P7D"}, {"to": "2026-01-05T10:00:00Z"},'
                ' {"until": "nextEvent"} or {"until": "idle"}'
            )
        return self

    def steps(self, world: World) -> Steps:
        """Let time pass in *world*."""
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
    """What is to change about the clock."""

    now: Instant | None = None
    mode: ClockMode | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000)] | None = None


@dataclass(slots=True)
class AdvanceRecording:
    """An advance as it is told afterwards: only what happened while it was driven."""

    world: World
    events: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)

    def steps(self, steps: Callable[[World], Steps]) -> Steps:
        """Let time pass, and take down what happens."""
        before = len(self.world.event_log.events)
        yield from steps(self.world)
        happened = self.world.event_log.events[before:]
        self.events = [event_json(each) for each in happened]
        for event in happened:
            if event.kind is EventKind.MESSAGE_SENT and event.message_id is not None:
                message = self.world.outbox.get(event.message_id)
                if message is not None:
                    self.messages.append(message_json(message))


async def get_clock(request: Request) -> Response:
    """Say what time it is."""
    return JSONResponse(_shown(world_of(request)))


async def update_clock(request: Request) -> Response:
    """Move the clock forward, let it run or freeze it."""
    world = world_of(request)
    asked = await parse_body(request, ClockUpdate)

    await request.app.state.engine_runner.run(world, _set(world, asked))
    request.app.state.running_clocks.restart(world)

    return JSONResponse(_shown(world))


async def advance_clock(request: Request) -> Response:
    """Let time pass, and tell what happened on the way."""
    world = world_of(request)
    asked = await parse_body(request, AdvanceRequest)

    trip = AdvanceRecording(world)
    await request.app.state.engine_runner.run(world, trip.steps(asked.steps))

    return JSONResponse(
        {"now": format_instant(world.clock.now()), "events": trip.events, "messages": trip.messages}
    )


def _set(world: World, asked: ClockUpdate) -> Steps:
    if asked.now is not None:
        if asked.now < world.clock.now() and _is_new(world):
            world.clock.at = world.created_at = asked.now
        yield from advance(world, asked.now)
    world.clock.mode = asked.mode or world.clock.mode
    world.clock.speed = asked.speed or world.clock.speed


def _is_new(world: World) -> bool:
    return not (
        world.orders.orders
        or world.orders.internal_orders
        or world.event_log.events
        or len(world.schedule)
    )


def _shown(world: World) -> dict[str, Any]:
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
