"""What happens in a world, as it happens: server-sent events.

Source: design/control-api.md, Inbox (``/_mock/inbox/stream``).
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Final

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_server.control.schemas.messages import shown_message
from mock_server.domain.enums import EventKind
from mock_server.domain.instant import Instant, iso
from mock_server.real_time import wait
from mock_server.request_context import world_of
from mock_server.world.event_log import Journal
from mock_server.world.world import World

POLL: Final = 0.1
GRACE: Final = 1.0
_NAMES: Final = {EventKind.MESSAGE_SENT: "message", EventKind.RESULT_ARRIVED: "result"}


@dataclass(slots=True)
class Watch:
    """Somebody watching a world: how much of its journal was told, and what time it was."""

    journal: Journal
    told: int
    now: Instant

    @classmethod
    def of(cls, world: World) -> "Watch":
        """Start watching from here."""
        return cls(world.journal, len(world.journal.events), world.clock.now())

    def news(self, world: World) -> Iterator[tuple[str, Any]]:
        """Return name and document of what is new since the last time."""
        if world.journal is not self.journal:
            self.journal, self.told = world.journal, 0
            yield "reset", {"now": iso(world.clock.now())}
        for event in world.journal.events[self.told :]:
            if event.kind in _NAMES and event.message_id is not None:
                message = world.outbox.get(event.message_id)
                if message is None and event.message_id in world.messages_of:
                    return  # It has not been handed over yet.
                if message is not None:
                    yield _NAMES[event.kind], shown_message(message)
            self.told += 1
        if world.clock.now() != self.now:
            self.now = world.clock.now()
            yield "clock", {"now": iso(self.now), "mode": world.clock.mode}


async def stream_events(request: Request) -> Response:
    """Tell what leaves, what is reported, how time passes and when the world starts over."""
    watch = Watch.of(world_of(request))
    closing = anyio.Event()

    async def events() -> AsyncIterator[ServerSentEvent]:
        while not closing.is_set():
            for name, document in watch.news(world_of(request)):
                yield ServerSentEvent(json.dumps(document, ensure_ascii=False), event=name)
            await wait(POLL)

    return EventSourceResponse(events(), shutdown_event=closing, shutdown_grace_period=GRACE)


routes = [Route("/_mock/inbox/stream", stream_events)]
