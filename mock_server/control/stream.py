"""The stream of server-sent events of a world.

Source: docs/control-api.md, Inbox (``/_mock/inbox/stream``).
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from inspect import signature
from typing import Any, Final

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_server.control.schemas.messages import message_json
from mock_server.domain.enums import EventKind
from mock_server.domain.instant import Instant, format_instant
from mock_server.real_time import wait
from mock_server.request_context import world_of
from mock_server.world.event_log import EventLog
from mock_server.world.world import World

POLL_SECONDS: Final = 0.1
GRACE_SECONDS: Final = 1.0
# Since release 3.3; with an older one, a stream is cut off when the server stops.
_CAN_END_GRACEFULLY: Final = "shutdown_event" in signature(EventSourceResponse).parameters
_STREAM_EVENTS: Final = {EventKind.MESSAGE_SENT: "message", EventKind.RESULT_RECEIVED: "result"}


@dataclass(slots=True)
class StreamCursor:
    """The position of one reader: streamed events, and the instant of the last clock event."""

    event_log: EventLog
    position: int
    now: Instant

    @classmethod
    def at_end_of(cls, world: World) -> "StreamCursor":
        """Return a cursor after the latest event of *world*."""
        return cls(world.event_log, len(world.event_log.events), world.clock.now())

    def new_events(self, world: World) -> Iterator[tuple[str, Any]]:
        """Yield the name and document of each event since the last call."""
        if world.event_log is not self.event_log:
            self.event_log, self.position = world.event_log, 0
            yield "reset", {"now": format_instant(world.clock.now())}
        for event in world.event_log.events[self.position :]:
            if event.kind in _STREAM_EVENTS and event.message_id is not None:
                message = world.outbox.get(event.message_id)
                if message is None and event.message_id in world.messages:
                    return  # The message is not saved yet.
                if message is not None:
                    yield _STREAM_EVENTS[event.kind], message_json(message)
            self.position += 1
        if world.clock.now() != self.now:
            self.now = world.clock.now()
            yield "clock", {"now": format_instant(self.now), "mode": world.clock.mode}


async def stream_events(request: Request) -> Response:
    """Stream messages, results, clock changes and resets as server-sent events."""
    cursor = StreamCursor.at_end_of(world_of(request))
    closing = anyio.Event()

    async def events() -> AsyncIterator[ServerSentEvent]:
        while not closing.is_set():
            for name, document in cursor.new_events(world_of(request)):
                yield ServerSentEvent(json.dumps(document, ensure_ascii=False), event=name)
            await wait(POLL_SECONDS)

    graceful: dict[str, Any] = {"shutdown_event": closing, "shutdown_grace_period": GRACE_SECONDS}
    return EventSourceResponse(events(), **(graceful if _CAN_END_GRACEFULLY else {}))


routes = [Route("/_mock/inbox/stream", stream_events)]
