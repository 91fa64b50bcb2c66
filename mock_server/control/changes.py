"""The changes of a world as JSON texts, over a WebSocket for each page or tool.

A connection has a cursor and no queue: a slow reader skips changes, gets the current counts
instead, and does not delay other readers.
Source: docs/control-api.md, Inbox.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

import anyio
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from mock_server.control.access import CHANGES_PROTOCOL
from mock_server.control.request_journal import RecordedRequest, RequestJournal
from mock_server.control.schemas.messages import message_json
from mock_server.domain.enums import EventKind, OrderStatus, OrderType
from mock_server.domain.instant import format_instant
from mock_server.domain.orders import Order
from mock_server.explain.pending import pending_messages
from mock_server.explain.suppressed import suppressed_messages
from mock_server.real_time import stopwatch, wait
from mock_server.request_context import world_name
from mock_server.world.clock import ClockMode
from mock_server.world.event_log import EventLog
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

TICK: Final = 0.1
MAX_PER_SECOND: Final = 10
EXACT_UP_TO: Final = 100  # registered orders; more are counted without a forecast
# Counts that take long are computed less often, so that few requests wait for them.
QUICK_SECONDS: Final = 0.01
MIN_REST_SECONDS: Final = 1.0
REST_FACTOR: Final = 10
_ALWAYS: Final = ("reset", "clock", "counts")  # at most one of each; not replaced by counts
_LEFT_OUT: Final = frozenset({"body", "attachments"})
_NAMES: Final = {EventKind.MESSAGE_SENT: "message", EventKind.RESULT_RECEIVED: "result"}

Change = dict[str, Any]


@dataclass(slots=True)
class _Counted:
    version: tuple[int, ...]
    pending: int
    suppressed: int
    orders: int
    is_estimate: bool
    valid_until: float


@dataclass(slots=True)
class WorldCounts:
    """The counts of each world, shared by all connections and computed after changes."""

    requests: RequestJournal
    _counted: WeakKeyDictionary[World, _Counted] = field(default_factory=WeakKeyDictionary)

    def of(self, world: World) -> Change:
        """Return the counts; in a large world they may lag behind."""
        counted = self._current(world)
        return {
            "kind": "counts",
            "inbox": len(world.outbox),
            "pending": counted.pending,
            "suppressed": counted.suppressed,
            "orders": counted.orders,
            "requests": len(self.requests.requests(world)),
            "estimated": counted.is_estimate,
        }

    def _current(self, world: World) -> _Counted:
        known, version, now = self._counted.get(world), _version(world), stopwatch()
        if known is not None and (known.version == version or now < known.valid_until):
            return known
        registered = sum(1 for each in world.orders.all() if each.status is OrderStatus.REGISTERED)
        is_estimate = registered > EXACT_UP_TO
        pending = _estimate(world) if is_estimate else len(pending_messages(world))
        suppressed = len(suppressed_messages(world))
        after = stopwatch()
        took = after - now
        rest = 0.0 if took < QUICK_SECONDS else max(MIN_REST_SECONDS, took * REST_FACTOR)
        orders = _count_of_orders(world)
        counted = _Counted(version, pending, suppressed, orders, is_estimate, after + rest)
        self._counted[world] = counted
        return counted


@dataclass(slots=True)
class ChangesCursor:
    """The position of one reader in the history of a world."""

    counts: WorldCounts
    log: EventLog
    events: int
    orders: int
    requests: int
    clock: tuple[Any, ...]
    last_counts: Change
    budget: float = MAX_PER_SECOND

    @classmethod
    def of(cls, world: World, counts: WorldCounts) -> "ChangesCursor":
        """Return a cursor at the current position."""
        return cls(
            counts,
            world.event_log,
            len(world.event_log.events),
            len(world.orders.orders),
            counts.requests.total(world),
            _clock_state(world),
            counts.of(world),
        )

    def greeting(self, world: World) -> list[Change]:
        """Return the first texts of a connection."""
        return [_clock_json(world), self.last_counts]

    def changes(self, world: World) -> list[Change]:
        """Return the changes since the last call, or only the counts if there are too many."""
        self.budget = min(MAX_PER_SECOND, self.budget + TICK * MAX_PER_SECOND)
        if self.budget < len(_ALWAYS):
            return []
        found: list[Change] = []
        if world.event_log is not self.log:
            self._start_over(world)
            found.append({"kind": "reset", "now": format_instant(world.clock.now())})
        found += self._new(world)
        counts = self.counts.of(world)
        if counts != self.last_counts or len(found) > self.budget:
            found.append(counts)
        if len(found) > self.budget:
            found = [each for each in found if each["kind"] in _ALWAYS]
        if counts in found:
            self.last_counts = counts
        self.budget -= len(found)
        return found

    def _start_over(self, world: World) -> None:
        self.log, self.events, self.orders = world.event_log, 0, 0
        self.requests, self.clock = self.counts.requests.total(world), ()

    def _new(self, world: World) -> Iterator[Change]:
        """Yield new changes, up to a few more than can be sent."""
        room = int(self.budget) + 1
        yield from _request_changes(self._new_requests(world, room))
        yield from _order_changes(world, self.orders, room)
        self.orders = len(world.orders.orders)
        yield from self._new_events(world, room)
        if _clock_state(world) != self.clock:
            self.clock = _clock_state(world)
            yield _clock_json(world)

    def _new_requests(self, world: World, room: int) -> Sequence[RecordedRequest]:
        total = self.counts.requests.total(world)
        new, self.requests = max(0, total - self.requests), total
        return self.counts.requests.requests(world)[-min(new, room) :] if new else ()

    def _new_events(self, world: World, room: int) -> Iterator[Change]:
        events = world.event_log.events
        if len(events) - self.events > room * 10:
            self.events = len(events)
            yield from ({"kind": "skipped"} for _ in range(room))
        for event in events[self.events :]:
            if event.kind in _NAMES and event.message_id is not None:
                message = world.outbox.get(event.message_id)
                if message is None and event.message_id in world.messages:
                    return  # It is not in the outbox yet.
                if message is not None:
                    summary = _without_body(message_json(message))
                    yield {"kind": _NAMES[event.kind], "message": summary}
            self.events += 1


async def stream_changes(websocket: WebSocket) -> None:
    """Send the changes of a world, at most ten a second."""
    worlds: Worlds = websocket.app.state.worlds
    name = world_name(websocket.scope)
    world = worlds.get(name)
    offered = websocket.scope.get("subprotocols") or ()
    await websocket.accept(CHANGES_PROTOCOL if CHANGES_PROTOCOL in offered else None)
    cursor = ChangesCursor.of(world, websocket.app.state.world_counts)

    async def tell() -> None:
        for change in cursor.greeting(world):
            await _send(websocket, change)
        while True:
            await wait(TICK)
            present = worlds.by_name.get(name)  # Do not create a deleted world again.
            for change in cursor.changes(present) if present else ():
                await _send(websocket, change)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_until_disconnect, tell)
        try:
            while True:
                await websocket.receive_text()  # Clients send nothing; this detects the disconnect.
        except (WebSocketDisconnect, KeyError):
            tasks.cancel_scope.cancel()


async def _until_disconnect(tell: Any) -> None:
    try:
        await tell()
    except (WebSocketDisconnect, RuntimeError):
        return


async def _send(websocket: WebSocket, change: Change) -> None:
    await websocket.send_text(json.dumps(change, ensure_ascii=False, separators=(",", ":")))


def _request_changes(requests: Sequence[RecordedRequest]) -> Iterator[Change]:
    for each in requests:
        summary = {
            "at": format_instant(each.at),
            "method": each.method,
            "path": each.path,
            "status": each.status,
            "unmatched": each.closest_paths is not None,
        }
        yield {"kind": "request", "request": summary}


def _order_changes(world: World, told: int, room: int) -> Iterator[Change]:
    orders = world.orders.orders
    new = len(orders) - told
    if new > 0:
        keys = list(orders)[-min(new, room) :]
        yield from ({"kind": "order", "order": _order_json(orders[key])} for key in keys)


def _order_json(order: Order) -> Change:
    return {
        "shipmentId": order.id,
        "orderChainId": order.chain_id,
        "source": order.source,
        "creator": order.creator,
        "type": order.type,
        "status": f"Order_{order.status.value}",
        "requestedSendTime": format_instant(order.request.requested_send_time),
        "createdAt": format_instant(order.created_at),
    }


def _without_body(message: Change) -> Change:
    return {name: value for name, value in message.items() if name not in _LEFT_OUT}


def _clock_state(world: World) -> tuple[Any, ...]:
    clock = world.clock
    at = clock.now() if clock.mode is ClockMode.FROZEN else None
    return (at, clock.mode, clock.speed)


def _clock_json(world: World) -> Change:
    return {
        "kind": "clock",
        "now": format_instant(world.clock.now()),
        "mode": world.clock.mode,
        "speed": world.clock.speed,
    }


def _version(world: World) -> tuple[int, ...]:
    """Return values of which one differs after any change of the counts."""
    return (
        id(world.event_log),
        len(world.event_log.events),
        len(world.event_log.decisions),
        len(world.orders.orders),
        len(world.orders.internal_orders),
        len(world.outbox),
        len(world.schedule),
        world.clock.now() if world.clock.mode is ClockMode.FROZEN else 0,
    )


def _estimate(world: World) -> int:
    """Return the approximate number of pending messages, without a forecast."""
    return sum(
        max(1, len(order.request.recipients))
        for order in world.orders.all()
        if order.status in (OrderStatus.REGISTERED, OrderStatus.PROCESSING)
    )


def _count_of_orders(world: World) -> int:
    """Return the number of orders in ``GET /_mock/orders``, which lists reminders inside them."""
    rejected = sum(1 for each in world.orders.internal_orders if each.order_id is None)
    taken = sum(1 for each in world.orders.all() if each.type is not OrderType.REMINDER)
    return taken + rejected


routes = [WebSocketRoute("/_mock/changes", stream_changes)]
