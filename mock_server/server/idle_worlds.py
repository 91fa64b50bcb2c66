"""``--world-ttl``: deletion of worlds that have not been used for some time.

Source: README.md. The time is real time, not the world's clock.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from mock_server.domain.instant import SECOND, Instant
from mock_server.real_time import real_now, repeating
from mock_server.server.running_clocks import RunSteps
from mock_server.world.external_calls import Steps
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

CHECKS_PER_LIFETIME: Final = 10


class IdleWorlds:
    """Deletes worlds that have not been used for *lifetime* seconds."""

    def __init__(
        self,
        worlds: Worlds,
        run_steps: RunSteps,
        lifetime: int,
        delete_journal: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._worlds = worlds
        self._run_steps = run_steps
        self._lifetime = lifetime
        self._delete_journal = delete_journal
        self._used_at: dict[str, Instant] = {}

    def touch(self, name: str) -> None:
        """Record that the world with that name is used now."""
        self._used_at[name] = real_now()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Delete idle worlds periodically until the context is closed."""
        async with repeating(self._delete_idle_now, self._lifetime / CHECKS_PER_LIFETIME):
            yield

    async def _delete_idle_now(self) -> None:
        await self.delete_idle(real_now())

    async def delete_idle(self, now: Instant) -> None:
        """Delete the worlds that have been idle for their lifetime at *now*."""
        for world in self._worlds:
            if now - self._used_at.setdefault(world.name, now) >= self._lifetime * SECOND:
                del self._used_at[world.name]
                if self._delete_journal:
                    await self._delete_journal(world.name)
                await self._run_steps(world, self._delete(world))

    def _delete(self, world: World) -> Steps:
        world.clear_messages()
        self._worlds.delete(world.name)
        yield from ()
