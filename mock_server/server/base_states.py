"""Full states of worlds, saved from time to time so that a start replays few entries.

A copy of the process (``fork``) writes the state while this one serves requests. Without ``fork``
the state is written between two requests.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from mock_server.real_time import repeating, timeout
from mock_server.server.world_gates import WorldGates
from mock_server.server.world_journal import WorldJournal
from mock_server.storage.journal_entries import JournalError
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

ENTRIES: Final = 10_000
LOOK_EVERY: Final = 1.0
PATIENCE: Final = 0.05
CHILD_TIMEOUT: Final = 120.0
_CAN_FORK: Final = hasattr(os, "fork") and sys.platform == "linux"

_log = logging.getLogger(__name__)


class BaseStates:
    """Saves the state of each world of a data directory after a number of journal entries."""

    def __init__(
        self,
        journal: WorldJournal,
        worlds: Worlds,
        gates: WorldGates,
        dump: Callable[[World], bytes],
        folder: Path,
    ) -> None:
        self._journal = journal
        self._worlds = worlds
        self._gates = gates
        self._dump = dump
        self._folder = folder

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Save states until the context is closed, and all of them then."""
        try:
            async with repeating(self._save_long_journals, LOOK_EVERY):
                yield
        finally:
            for world in self._worlds:
                with suppress(JournalError):
                    await self._save_last(world)

    async def _save_long_journals(self) -> None:
        for world in self._worlds:
            if self._journal.entries_since_base[world.name] >= ENTRIES:
                with suppress(JournalError):
                    await self.save(world.name)

    async def _save_last(self, world: World) -> None:
        """Save the state of a world at the end of the server, unless nothing has changed."""
        name = world.name
        is_complete = self._journal.is_idle(name) and name not in self._gates.interrupted
        if is_complete and self._journal.entries_since_base[name]:
            entry = self._journal.last_entry[name]
            await self._journal.store.add_base(name, entry, self._dump(world))

    async def save(self, name: str) -> bool:
        """Save the state of a world; return whether it was possible."""
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="state-") as folder:
            file = Path(folder) / "state.json"
            async with self._journal.paused(name, PATIENCE) as has_landed:
                world = self._worlds.by_name.get(name)
                if not has_landed or world is None or name in self._gates.interrupted:
                    return False
                entry, since = (
                    self._journal.last_entry[name],
                    self._journal.entries_since_base[name],
                )
                child = self._write(world, file)
            if child is not None and not await _ended_well(child):
                return False
            state = await asyncio.to_thread(file.read_bytes)
            await self._journal.store.add_base(name, entry, state)
        self._journal.entries_since_base[name] -= since
        return True

    def _write(self, world: World, file: Path) -> int | None:
        """Write the state of *world* to *file*; return the id of the process that writes it."""
        if not _CAN_FORK:
            file.write_bytes(self._dump(world))
            return None
        with warnings.catch_warnings():
            # The child only writes the file; it needs no lock that another thread could hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            status = 1
            try:
                file.write_bytes(self._dump(world))
                status = 0
            finally:
                os._exit(status)
        return child


async def _ended_well(child: int) -> bool:
    waiting = asyncio.create_task(asyncio.to_thread(os.waitpid, child, 0))
    try:
        async with timeout(CHILD_TIMEOUT):
            _, status = await asyncio.shield(waiting)
    except TimeoutError:
        _log.warning("saving a state took too long; the journal continues without it")
        os.kill(child, signal.SIGKILL)
        await waiting
        return False
    return status == 0
