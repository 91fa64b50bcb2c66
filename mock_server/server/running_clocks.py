"""Running clocks: worlds that advance with real time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

from mock_server.domain.instant import MAX_INSTANT, SECOND, Instant
from mock_server.real_time import real_now, timeout
from mock_server.world.advance import advance
from mock_server.world.clock import ClockMode
from mock_server.world.external_calls import Steps
from mock_server.world.world import World

TICK_SECONDS: Final = 1.0
MIN_SLEEP: Final = 0.01

RunSteps = Callable[[World, Steps], Coroutine[Any, Any, None]]


class RecordTick(Protocol):
    """Records that a clock advances."""

    def __call__(self, world: World, target: Instant, *, is_due: bool) -> Coroutine[Any, Any, None]:
        """Record that the clock of *world* advances to *target*."""
        ...


_log = logging.getLogger(__name__)


class RunningClocks:
    """Advances the worlds with a running clock: each second, and when a job is due.

    *run_steps* runs the steps of a world, one run at a time for each world.
    """

    def __init__(
        self,
        worlds: Iterable[World],
        run_steps: RunSteps,
        record_tick: RecordTick | None = None,
    ) -> None:
        self._worlds = worlds
        self._run_steps = run_steps
        self._record_tick = record_tick
        self._advanced_at: WeakKeyDictionary[World, Instant] = WeakKeyDictionary()
        self._advances: dict[World, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()

    def restart(self, world: World) -> None:
        """Measure the time of *world* from now on, after its clock was set or started."""
        self._advanced_at[world] = real_now()
        self.wake()

    def wake(self) -> None:
        """Advance at once, since a job may be due."""
        self._woken.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Advance worlds periodically until the context is closed."""
        task = asyncio.create_task(self._advance_periodically())
        try:
            yield
        finally:
            tasks = [task, *self._advances.values()]
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _advance_periodically(self) -> None:
        while True:
            self._woken.clear()
            for world in self._worlds:
                self._start_advance(world)
            if self._advances:
                await asyncio.wait(self._advances.values(), timeout=MIN_SLEEP)
            with suppress(TimeoutError):
                async with timeout(self._seconds_until_next_job()):
                    await self._woken.wait()

    def _start_advance(self, world: World) -> None:
        """Advance *world* in its own task, so that a slow endpoint does not delay other worlds."""
        if world.clock.mode is ClockMode.FROZEN:
            self._advanced_at.pop(world, None)
        elif world not in self._advances:
            task = self._advances[world] = asyncio.create_task(self._advance(world))
            task.add_done_callback(partial(self._advance_done, world))

    def _advance_done(self, world: World, task: asyncio.Task[None]) -> None:
        del self._advances[world]
        if not task.cancelled() and (failure := task.exception()):
            _log.error("the clock of world %s could not be advanced", world.name, exc_info=failure)

    async def _advance(self, world: World) -> None:
        """Advance *world* by the real time that has passed; record it if jobs are due."""
        now = real_now()
        elapsed = max(0, now - self._advanced_at.get(world, now))
        target = min(world.clock.now() + round(elapsed * world.clock.speed), MAX_INSTANT)
        due = world.next_event_at()
        if self._record_tick:
            is_due = due is not None and due <= target
            await self._record_tick(world, target, is_due=is_due)
        self._advanced_at[world] = now
        await self._run_steps(world, self._steps(world, target))

    def _steps(self, world: World, target: Instant) -> Steps:
        if world.clock.mode is ClockMode.RUNNING:
            yield from advance(world, max(target, world.clock.now()))

    def _seconds_until_next_job(self) -> float:
        """Return the real time until the next job of a world is due, at most one tick."""
        waiting = (world for world in self._worlds if world not in self._advances)
        return max(MIN_SLEEP, min([TICK_SECONDS, *map(_seconds_until_next_job, waiting)]))


def _seconds_until_next_job(world: World) -> float:
    if world.clock.mode is ClockMode.FROZEN:
        return TICK_SECONDS
    at = world.next_event_at()
    return TICK_SECONDS if at is None else (at - world.clock.now()) / SECOND / world.clock.speed
