"""The journal of all worlds: requests and other input, recorded before they take effect.

With ``--data`` an entry is on disk before its request is handled, so nothing that was acknowledged
is lost. In memory the journal serves the checkpoints of worlds. See docs/adr/0015.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Final

from mock_server.domain.instant import Instant
from mock_server.real_time import real_now, timeout, wait
from mock_server.storage.journal import JournalFile
from mock_server.storage.journal_entries import Entry, EntryKind, JournalError
from mock_server.storage.memory_journal import MemoryJournal
from mock_server.world.external_calls import SendConditionResult
from mock_server.world.world import World

RETRY_SECONDS: Final = 1.0
MAX_AUTOMATIC: Final = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A point to which a world can go back: its state after the journal entry ``entry``."""

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
        self.last_entry: dict[str, int] = {}
        self.entries_since_base: Counter[str] = Counter()

    def is_on(self, world: World) -> bool:
        """Return whether the requests to *world* are recorded."""
        return self.is_durable or self.has_started(world.name)

    def has_started(self, name: str) -> bool:
        """Return whether the world with that name has a journal."""
        return name in self._started

    async def record(self, world: World, entry: Entry) -> int:
        """Save *entry* and return its number.

        Raises:
            JournalError: if it cannot be saved.
        """
        name = world.name
        if name not in self._started:
            await self.begin(world)
        number = self.last_entry[name] = await self.store.append(name, entry)
        self.entries_since_base[name] += 1
        if isinstance(self.store, MemoryJournal) and self.store.is_full(name):
            await self.delete(name)
        return number

    async def start(self, world: World, state: bytes) -> None:
        """Begin the journal of *world* again, with *state* as its base."""
        name = world.name
        self._started.add(name)
        try:
            self.last_entry[name] = await self.store.start(name, state)
        except JournalError:
            self._started.discard(name)
            raise
        self.entries_since_base[name] = 0

    async def start_fresh(self, world: World) -> None:
        """Begin the journal of *world* again, with a new world as its base."""
        # Without a base a replay begins with a new world; another run can have other options.
        state = self._dump(self._fresh(world.name)) if self.is_durable else b""
        await self.start(world, state)

    async def begin(self, world: World) -> None:
        """Begin the journal of *world* with its current state."""
        await self.start(world, self._dump(world))

    def resume(self, name: str, last_entry: int, entries_since_base: int) -> None:
        """Continue the journal of an earlier run."""
        self._started.add(name)
        self.last_entry[name] = last_entry
        self.entries_since_base[name] = entries_since_base

    async def delete(self, name: str) -> None:
        """Delete the journal of the world with that name."""
        if name in self._started:
            await self.store.delete(name)
            self._started.discard(name)
            self.last_entry.pop(name, None)

    async def record_tick(self, world: World, target: Instant, *, is_due: bool) -> None:
        """Record that the running clock of *world* advances to *target*.

        An advance without a job that is due is recorded only if a request is under way, which
        could otherwise see another time in a replay.
        """
        if self.is_on(world) and (is_due or self._in_flight[world.name]):
            await self._record_eventually(world, Entry(EntryKind.TICK, target, real_now()))

    async def record_response(self, world: World, result: SendConditionResult) -> None:
        """Record the result of a condition endpoint."""
        if self.is_on(world):
            body = json.dumps([result.met, result.reason, result.is_unreachable]).encode()
            entry = Entry(EntryKind.RESPONSE, world.clock.now(), real_now(), None, body)
            await self._record_eventually(world, entry)

    async def record_delay_end(self, world: World, request: int) -> None:
        """Record that the request with that number continues after a delay."""
        if self.is_on(world):
            body = str(request).encode()
            entry = Entry(EntryKind.DELAY_END, world.clock.now(), real_now(), None, body)
            await self._record_eventually(world, entry)

    async def _record_eventually(self, world: World, entry: Entry) -> None:
        """Record *entry*; wait until it can be saved."""
        has_failed = False
        while True:
            try:
                await self.record(world, entry)
                return
            except JournalError as error:
                if not has_failed:
                    _log.warning("world %s waits for the data directory (%s)", world.name, error)
                has_failed = True
                await wait(RETRY_SECONDS)

    # --- pauses

    def is_idle(self, name: str) -> bool:
        """Return whether no request to a world is under way."""
        return not self._in_flight[name]

    @asynccontextmanager
    async def in_flight(self, name: str) -> AsyncIterator[None]:
        """Count a request until its handler has ended; wait while the world is paused."""
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
        """Delay new requests to a world, and wait until the handlers of earlier ones have ended.

        Yields:
            Whether they have ended within *patience* seconds.
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
        """Save *checkpoint*, and delete all but the last automatic ones."""
        await self.store.add_checkpoint(
            name, checkpoint.id, checkpoint.entry, json.dumps(asdict(checkpoint))
        )
        automatic = [each for each in await self.checkpoints(name) if each.is_automatic]
        for each in automatic[:-MAX_AUTOMATIC]:
            await self.store.delete_checkpoint(name, each.id)

    def new_checkpoint(
        self, world: World, name: str | None = None, *, is_automatic: bool = False
    ) -> Checkpoint:
        """Return a checkpoint of the current state of *world*, without saving it."""
        return Checkpoint(
            id=secrets.token_hex(8),
            name=name,
            at=world.clock.now(),
            orders=len(world.orders.orders),
            messages=len(world.outbox),
            entry=self.last_entry[world.name],
            is_automatic=is_automatic,
        )
