"""The only module that reads or waits for real time.

Running clocks, token lifetimes, time-outs and delays use the machine's time. A process that is
frozen with freezegun or time-machine is followed, as the machine's time would be; waiting goes on
all the same, see ``real_time_loop``. Source: design/control-api.md, Clock and Tokens.
"""

import asyncio
import time
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from mock_server.domain.instant import Instant, from_datetime

timeout = asyncio.timeout
# Not reached by freezegun, which replaces ``time.monotonic`` wherever a module holds it.
_CLOCKS: Final = {"monotonic": time.monotonic}


_REPLAYED: Final[ContextVar[Instant | None]] = ContextVar("replayed real time", default=None)


def real_now() -> Instant:
    """Return the machine's present instant; during a replay, the recorded one."""
    replayed = _REPLAYED.get()
    return from_datetime(datetime.now(UTC)) if replayed is None else replayed


def set_replayed_time(at: Instant) -> None:
    """Make *at* the real time of the current task and of those it starts."""
    _REPLAYED.set(at)


async def wait(seconds: float) -> None:
    """Wait for so many real seconds."""
    await asyncio.sleep(seconds)


async def let_others_run() -> None:
    """Give every other task of the loop its turn."""
    await asyncio.sleep(0)


def real_time_loop() -> asyncio.AbstractEventLoop:
    """Make an event loop that goes on when somebody freezes the time of this process.

    uvloop keeps its own time. asyncio's loop asks ``time.monotonic`` by name, so that freezegun
    would stop every wait in it, those of the server included.
    """
    with suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop()
    loop = asyncio.new_event_loop()
    vars(loop)["time"] = _CLOCKS["monotonic"]
    return loop
