"""The only module that reads or waits for real time.

Running clocks, token lifetimes, timeouts and delays use the machine's time. In a process that
freezegun or time-machine has frozen, ``real_now`` returns the frozen time; waits still end, see
``real_time_loop``. Source: docs/control-api.md, Clock and Tokens.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from mock_server.domain.instant import Instant, from_datetime

timeout = asyncio.timeout
# freezegun replaces ``time.monotonic`` in the namespace of each module, but not inside a dict.
MAX_TURN: Final = 0.005
_UNPATCHED: Final = {"monotonic": time.monotonic}


_REPLAYED: Final[ContextVar[Instant | None]] = ContextVar("replayed real time", default=None)


def real_now() -> Instant:
    """Return the machine's present instant; during a replay, the recorded one."""
    replayed = _REPLAYED.get()
    return from_datetime(datetime.now(UTC)) if replayed is None else replayed


def set_replayed_time(at: Instant) -> None:
    """Make *at* the real time of the current task and of those it starts."""
    _REPLAYED.set(at)


def stopwatch() -> float:
    """Return a monotonic time in real seconds, for measuring durations."""
    return _UNPATCHED["monotonic"]()


async def wait(seconds: float) -> None:
    """Wait for *seconds* of real time."""
    await asyncio.sleep(seconds)


@asynccontextmanager
async def repeating(action: Callable[[], Awaitable[None]], seconds: float) -> AsyncIterator[None]:
    """Call *action* after each *seconds* of real time, until the context is closed.

    Raises:
        Exception: when the context is closed, what *action* has raised; it is not called again.
    """

    async def repeat() -> None:
        while True:
            await wait(seconds)
            await action()

    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def pause(seconds: float) -> None:
    """Wait for *seconds* of real time, in a program without an event loop."""
    time.sleep(seconds)


class Turn:
    """The time that a long computation runs before others get their turn."""

    __slots__ = ("_end",)

    def __init__(self) -> None:
        self._end = _UNPATCHED["monotonic"]() + MAX_TURN

    def is_over(self) -> bool:
        """Return whether others should get their turn."""
        return _UNPATCHED["monotonic"]() > self._end


async def let_others_run() -> None:
    """Give every other task of the loop its turn."""
    await asyncio.sleep(0)


def real_time_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop that keeps running when freezegun freezes the time of this process.

    uvloop has its own clock. asyncio's loop looks up ``time.monotonic`` by name, so freezegun
    would stop all waits in it, including those of the server.
    """
    with suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop()
    loop = asyncio.new_event_loop()
    vars(loop)["time"] = _UNPATCHED["monotonic"]
    return loop
