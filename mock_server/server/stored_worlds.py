"""The worlds of the data directory, which are rebuilt when the server starts."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from mock_server.server.world_journal import WorldJournal
from mock_server.storage.journal import JournalFile
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

_log = logging.getLogger(__name__)


class StoredWorlds:
    """The worlds of an earlier run, saved in the data directory."""

    def __init__(
        self,
        journal: WorldJournal,
        worlds: Worlds,
        adopt: Callable[[World], None],
        rebuild: Callable[[str, int], Awaitable[World]],
    ) -> None:
        self._journal = journal
        self._worlds = worlds
        self._adopt = adopt
        self._rebuild = rebuild
        self._lock = asyncio.Lock()
        self._is_loaded = False

    async def load(self) -> None:
        """Rebuild all worlds once; an in-process server does so at its first request."""
        if self._is_loaded:
            return
        async with self._lock:
            if not self._is_loaded:
                await self._load()
            self._is_loaded = True

    async def _load(self) -> None:
        store = self._journal.store
        if not isinstance(store, JournalFile):
            return
        if store.repaired:
            _log.warning(store.repaired)
        stored = await store.worlds()
        for number, each in enumerate(stored, 1):
            _log.info(
                "restoring world %s (%d of %d): %d journal entries",
                each.name,
                number,
                len(stored),
                each.entries,
            )
            world = await self._rebuild(each.name, each.last_entry)
            self._adopt(world)
            self._worlds.replace(each.name, world)
            self._journal.resume(each.name, each.last_entry, each.entries)
