"""Keeps what came from outside of each world, before it takes effect.

With ``--data`` an entry is on disk before its request is handled, so that what was acknowledged is
never lost; if it cannot be kept, the response is 507 and nothing has changed. In memory, the
journal is what the checkpoints of a frozen world go back by. See docs/adr/0013.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.domain.instant import Instant
from mock_server.real_time import real_now, timeout, wait
from mock_server.request_context import problem_response, world_name
from mock_server.storage.journal import Entry, EntryKind, JournalError, JournalFile, RequestHead
from mock_server.storage.memory_journal import MemoryJournal
from mock_server.world.clock import ClockMode
from mock_server.world.external_calls import SendConditionResult
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

READ_AHEAD: Final = 1024 * 1024
RETRY_SECONDS: Final = 1.0
MAX_AUTOMATIC: Final = 20
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Their GETs record that a message was fetched or an instance read.
_RECORDS_READS: Final = frozenset({b"correspondence", b""})
_OTHER_SEGMENTS: Final = frozenset(
    {b"notifications", b"health", b"authentication", b"maskinporten", b"api", b"home"}
)
# Calls of the control API that change no world, or whose effect is kept in another way.
_NOT_RECORDED: Final = (
    "/_mock/tokens",
    "/_mock/scenarios/run",
    "/_mock/inbox/expect",
    "/_mock/checkpoints",
    "/_mock/fork",
)

_RESET: Final = "/_mock/reset"
_RAW_RESET: Final = b"/_mock/reset"
_RAW_ROOT: Final = b"/_mock"
_MOVES: Final = frozenset({b"/_mock/clock", b"/_mock/clock/advance"})

# Set while the server calls itself: the replayed engine makes that call again.
is_internal_call: Final[ContextVar[bool]] = ContextVar("internal call", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A point that a world can go back to: its state after journal entry ``entry``."""

    id: str
    name: str | None
    at: Instant
    orders: int
    messages: int
    entry: int
    is_automatic: bool = False


class WorldJournal:
    """The journal of all worlds of one server."""

    def __init__(
        self,
        store: JournalFile | MemoryJournal,
        dump: Callable[[World], bytes],
        fresh: Callable[[str], World],
    ) -> None:
        self.store = store
        self.is_durable = isinstance(store, JournalFile)
        self._dump = dump
        self._fresh = fresh
        self._started: set[str] = set()
        self._paused: dict[str, asyncio.Event] = {}
        self._in_flight: Counter[str] = Counter()
        self._landed = asyncio.Condition()
        # Worlds that are not fresh, and of which not everything is recorded.
        self.unrecorded: set[str] = set()
        self.last_entry: dict[str, int] = {}
        self.entries_since_base: Counter[str] = Counter()

    def is_on(self, world: World) -> bool:
        """Return whether what comes to *world* is recorded."""
        return self.is_durable or world.name in self._started

    def has_started(self, name: str) -> bool:
        """Return whether there is a journal of the world of that name."""
        return name in self._started

    async def record(self, world: World, entry: Entry) -> None:
        """Keep *entry*.

        Raises:
            JournalError: if it could not be kept.
        """
        name = world.name
        if name not in self._started:
            await self.begin(world)
        self.last_entry[name] = await self.store.append(name, entry)
        self.entries_since_base[name] += 1
        if isinstance(self.store, MemoryJournal) and self.store.is_full(name):
            await self.delete(name)
            self.unrecorded.add(name)

    async def start(self, world: World, state: bytes) -> None:
        """Begin the journal of *world* anew, with *state* as its base."""
        name = world.name
        self._started.add(name)
        self.unrecorded.discard(name)
        try:
            self.last_entry[name] = await self.store.start(name, state)
        except JournalError:
            self._started.discard(name)
            raise
        self.entries_since_base[name] = 0

    async def start_fresh(self, world: World) -> None:
        """Begin the journal of *world* anew, with a fresh world as its base."""
        # In memory the factory makes the same world again; another run may have other options.
        state = self._dump(self._fresh(world.name)) if self.is_durable else b""
        await self.start(world, state)

    async def begin(self, world: World) -> None:
        """Begin the journal of *world* as it is now."""
        if world.name in self.unrecorded or self.is_durable:
            await self.start(world, self._dump(world))
        else:
            await self.start_fresh(world)

    def resume(self, name: str, last_entry: int, entries_since_base: int) -> None:
        """Continue a journal that was there when the server started."""
        self._started.add(name)
        self.last_entry[name] = last_entry
        self.entries_since_base[name] = entries_since_base

    async def delete(self, name: str) -> None:
        """Delete the journal of the world of that name."""
        if name in self._started:
            await self.store.delete(name)
            self._started.discard(name)
            self.last_entry.pop(name, None)
        self.unrecorded.discard(name)

    async def record_tick(self, world: World, target: Instant) -> None:
        """Record that the running clock of *world* is about to run jobs up to *target*."""
        if self.is_on(world):
            await self.record(world, Entry(EntryKind.TICK, target, real_now()))

    async def record_response(self, world: World, result: SendConditionResult) -> None:
        """Record what a condition endpoint answered; wait until it can be kept."""
        if not self.is_on(world):
            return None
        body = json.dumps([result.met, result.reason, result.is_unreachable]).encode()
        entry = Entry(EntryKind.ANSWER, world.clock.now(), real_now(), None, body)
        while True:
            try:
                return await self.record(world, entry)
            except JournalError:
                await wait(RETRY_SECONDS)

    # --- pauses

    @asynccontextmanager
    async def in_flight(self, name: str) -> AsyncIterator[None]:
        """Count a recorded request until it has taken effect; wait while the world is paused."""
        while paused := self._paused.get(name):
            await paused.wait()
        self._in_flight[name] += 1
        try:
            yield
        finally:
            self._in_flight[name] -= 1
            if name in self._paused:
                async with self._landed:
                    self._landed.notify_all()

    @asynccontextmanager
    async def paused(self, name: str, patience: float | None = None) -> AsyncIterator[bool]:
        """Hold new requests to a world, and wait until those under way have taken effect.

        Yields:
            Whether they have, within *patience* seconds.
        """
        while earlier := self._paused.get(name):
            await earlier.wait()
        resumed = self._paused[name] = asyncio.Event()
        try:
            yield await self._all_landed(name, patience)
        finally:
            del self._paused[name]
            resumed.set()

    async def _all_landed(self, name: str, patience: float | None) -> bool:
        try:
            async with timeout(patience), self._landed:
                await self._landed.wait_for(lambda: self._in_flight[name] == 0)
        except TimeoutError:
            return False
        return True

    # --- checkpoints

    async def checkpoints(self, name: str) -> list[Checkpoint]:
        """Return the checkpoints of a world, oldest first."""
        if name not in self._started:
            return []
        rows = await self.store.checkpoints(name)
        return [Checkpoint(**json.loads(document)) for _, document in rows]

    async def add_checkpoint(self, name: str, checkpoint: Checkpoint) -> None:
        """Keep *checkpoint*; of automatic ones the last twenty stay."""
        await self.store.add_checkpoint(
            name, checkpoint.id, checkpoint.entry, json.dumps(asdict(checkpoint))
        )
        automatic = [each for each in await self.checkpoints(name) if each.is_automatic]
        for each in automatic[:-MAX_AUTOMATIC]:
            await self.store.delete_checkpoint(name, each.id)

    def new_checkpoint(
        self, world: World, name: str | None = None, *, is_automatic: bool = False
    ) -> Checkpoint:
        """Return a checkpoint of *world* as it is now; it is not kept yet."""
        return Checkpoint(
            id=secrets.token_hex(8),
            name=name,
            at=world.clock.now(),
            orders=len(world.orders.orders),
            messages=len(world.outbox),
            entry=self.last_entry[world.name],
            is_automatic=is_automatic,
        )


class RecordRequests:
    """Records each request that may change a world, then passes it on."""

    def __init__(self, journal: WorldJournal, worlds: Worlds) -> None:
        self._journal = journal
        self._worlds = worlds

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request with *app*."""
        world = self._worlds.get(world_name(scope))
        if is_internal_call.get() or not self._is_recorded(scope, world):
            if scope["method"] not in _READING:
                self._journal.unrecorded.add(world.name)
            await app(scope, receive, send)
            return
        request = _RecordedRequest(self._journal, world, scope, receive, send)
        try:
            async with self._journal.in_flight(world.name):
                if request.length <= READ_AHEAD:
                    await request.read_ahead()
                await app(scope, request.receive, request.send)
        except JournalError as error:
            if request.is_recorded:
                raise
            detail = f"the request cannot be kept in the data directory ({error}); nothing changed"
            await problem_response(507, detail)(scope, receive, send)

    def _is_recorded(self, scope: Scope, world: World) -> bool:
        is_reading = scope["method"] in _READING
        path, segment = _path(scope), _segment(scope)
        if segment == b"_mock":
            if is_reading or path.startswith(_NOT_RECORDED):
                return False
        elif segment.startswith(b"_") or (
            is_reading and segment not in _RECORDS_READS and not world.faults.rules
        ):
            return False
        if self._journal.is_on(world):
            return True
        return path == _RESET or world.clock.mode is ClockMode.FROZEN


class _RecordedRequest:
    """A request that is recorded before its handler has the end of its body."""

    def __init__(
        self, journal: WorldJournal, world: World, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self._journal = journal
        self._world = world
        self._scope = scope
        self._receive = receive
        self._send = send
        self._parts: list[bytes] = []
        self._ahead: list[Message] = []
        self._before_move: Checkpoint | None = None
        self.is_recorded = False
        self.length = _content_length(scope)

    async def read_ahead(self) -> None:
        """Receive a small body as a whole, and record the request."""
        while not self.is_recorded and sum(map(len, self._parts)) <= READ_AHEAD:
            self._ahead.append(await self._take())
            if self._ahead[-1]["type"] == "http.disconnect":
                return

    async def receive(self) -> Message:
        """Receive the next part of the request, as ASGI wants it."""
        if self._ahead:
            return self._ahead.pop(0)
        return await (self._receive() if self.is_recorded else self._take())

    async def send(self, message: Message) -> None:
        """Send a part of the response, as ASGI wants it."""
        if not self.is_recorded:
            await self._record()
        if message["type"] == "http.response.start" and self._before_move is not None:
            await self._keep_checkpoint(self._before_move, message["status"])
        await self._send(message)

    async def _take(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._record()
        return message

    async def _record(self) -> None:
        scope, world = self._scope, self._world
        path, body = _raw_path(scope), b"".join(self._parts)
        headers, query = list(scope["headers"]), scope["query_string"]
        if path == _RAW_ROOT and scope["method"] == "DELETE":
            await self._journal.delete(world.name)
            self.is_recorded = True
            return
        if path == _RAW_RESET and b"keep" not in body:
            # A reset world has nothing of the one before: its journal begins here.
            await self._journal.start_fresh(world)
        elif not self._journal.is_on(world):
            await self._journal.begin(world)
        if path in _MOVES and world.clock.mode is ClockMode.FROZEN:
            self._before_move = self._journal.new_checkpoint(world, is_automatic=True)
        head = RequestHead(scope["method"], path, query, headers, scope["scheme"])
        entry = Entry(EntryKind.REQUEST, world.clock.now(), real_now(), head, body)
        await self._journal.record(world, entry)
        self.is_recorded = True

    async def _keep_checkpoint(self, checkpoint: Checkpoint, status: int) -> None:
        self._before_move = None
        if status < 300 and self._world.clock.now() > checkpoint.at:
            with suppress(JournalError):
                await self._journal.add_checkpoint(self._world.name, checkpoint)


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"


def _raw_path(scope: Scope) -> bytes:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.removeprefix(scope.get("root_path", "").encode()) or b"/"


def _segment(scope: Scope) -> bytes:
    first = _raw_path(scope)[1:].partition(b"/")[0].lower()
    known = first in _OTHER_SEGMENTS or first in _RECORDS_READS or first.startswith(b"_")
    return first if known else b""


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
