"""Advances the worlds whose clock is running."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, Final
from weakref import WeakKeyDictionary

from mock_server.domain.instant import MAX_INSTANT, SECOND, Instant
from mock_server.real_time import real_now, timeout
from mock_server.world.advance import advance
from mock_server.world.clock import ClockMode
from mock_server.world.external_calls import Steps
from mock_server.world.world import World

TICK_SECONDS: Final = 1.0
MIN_SLEEP: Final = 0.01

Drive = Callable[[World, Steps], Coroutine[Any, Any, None]]
Record = Callable[[World, Instant], Coroutine[Any, Any, None]]

_log = logging.getLogger(__name__)


class RunningClocks:
    """Pushes the worlds whose clock is running: once a second, and when something falls due.

    ``drive`` runs the steps of one world, one after the other for each world.
    """

    def __init__(self, worlds: Iterable[World], drive: Drive, record: Record) -> None:
        self._worlds = worlds
        self._drive = drive
        self._record = record
        self._pushed_at: WeakKeyDictionary[World, Instant] = WeakKeyDictionary()
        self._pushes: dict[World, asyncio.Task[None]] = {}
        self._nudged = asyncio.Event()

    def restart(self, world: World) -> None:
        """Count the time of *world* from now on: its clock has been set or let go."""
        self._pushed_at[world] = real_now()
        self.wake()

    def wake(self) -> None:
        """Push at once: something may have fallen due."""
        self._nudged.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tick as long as the context is open."""
        task = asyncio.create_task(self._tick())
        try:
            yield
        finally:
            tasks = [task, *self._pushes.values()]
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _tick(self) -> None:
        while True:
            self._nudged.clear()
            for world in self._worlds:
                self._advance(world)
            if self._pushes:
                await asyncio.wait(self._pushes.values(), timeout=MIN_SLEEP)
            with suppress(TimeoutError):
                async with timeout(self._rest()):
                    await self._nudged.wait()

    def _advance(self, world: World) -> None:
        """Push *world* in a task of its own: an endpoint that it asks keeps no other waiting."""
        if world.clock.mode is ClockMode.FROZEN:
            self._pushed_at.pop(world, None)
        elif world not in self._pushes:
            task = self._pushes[world] = asyncio.create_task(self._push(world))
            task.add_done_callback(partial(self._pushed, world))

    def _pushed(self, world: World, task: asyncio.Task[None]) -> None:
        del self._pushes[world]
        if not task.cancelled() and (failure := task.exception()):
            _log.error("the clock of world %s could not be pushed", world.name, exc_info=failure)

    async def _push(self, world: World) -> None:
        """Advance *world* by the real time that has passed; record it if jobs are due."""
        now = real_now()
        elapsed = max(0, now - self._pushed_at.get(world, now))
        target = min(world.clock.now() + round(elapsed * world.clock.speed), MAX_INSTANT)
        due = world.next_event_at()
        if due is not None and due <= target:
            await self._record(world, target)
        self._pushed_at[world] = now
        await self._drive(world, self._steps(world, target))

    def _steps(self, world: World, target: Instant) -> Steps:
        if world.clock.mode is ClockMode.RUNNING:
            yield from advance(world, max(target, world.clock.now()))

    def _rest(self) -> float:
        """Return how long nothing will fall due, at most a tick."""
        at_rest = (world for world in self._worlds if world not in self._pushes)
        return max(MIN_SLEEP, min([TICK_SECONDS, *map(_until_next, at_rest)]))


def _until_next(world: World) -> float:
    if world.clock.mode is ClockMode.FROZEN:
        return TICK_SECONDS
    at = world.next_event_at()
    return TICK_SECONDS if at is None else (at - world.clock.now()) / SECOND / world.clock.speed
