"""``--world-ttl``: a world that nobody calls for so long is forgotten.

Source: design/control-api.md, Command line. Judged by real time, whatever the world's clock says.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from mock_server.domain.instant import SECOND, Instant
from mock_server.real_time import real_now, wait
from mock_server.server.running_clocks import Drive
from mock_server.world.external_calls import Steps
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

CHECKS_PER_LIFETIME: Final = 10  # times within a lifetime


class IdleWorlds:
    """Notes when each world was last called, and forgets those that nobody calls."""

    def __init__(
        self,
        worlds: Worlds,
        drive: Drive,
        lifetime: int,
        delete_journal: Callable[[str], Awaitable[None]],
    ) -> None:
        self._worlds = worlds
        self._drive = drive
        self._lifetime = lifetime
        self._delete_journal = delete_journal
        self._called_at: dict[str, Instant] = {}

    def touch(self, name: str) -> None:
        """Note that somebody calls the world of that name."""
        self._called_at[name] = real_now()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look for idle worlds, as long as the context is open."""
        task = asyncio.create_task(self._look())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _look(self) -> None:
        while True:
            await wait(self._lifetime / CHECKS_PER_LIFETIME)
            await self.delete_idle(real_now())

    async def delete_idle(self, now: Instant) -> None:
        """Forget the worlds that have been idle for a lifetime."""
        for world in self._worlds:
            if now - self._called_at.setdefault(world.name, now) >= self._lifetime * SECOND:
                del self._called_at[world.name]
                await self._delete_journal(world.name)
                await self._drive(world, self._forgotten(world))

    def _forgotten(self, world: World) -> Steps:
        world.clear_messages()
        self._worlds.delete(world.name)
        yield from ()
