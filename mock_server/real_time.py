"""The only module that reads or waits for real time.

Running clocks, token lifetimes, time-outs and delays use the machine's time. A process that is
frozen with freezegun or time-machine is followed, as the machine's time would be; waiting goes on
all the same, see ``real_time_loop``. Source: design/control-api.md, Clock and Tokens.
"""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from mock_server.domain.instant import Instant, from_datetime

timeout = asyncio.timeout
# Not reached by freezegun, which replaces ``time.monotonic`` wherever a module holds it.
_CLOCKS: Final = {"monotonic": time.monotonic}


def real_now() -> Instant:
    """Return the machine's present instant."""
    return from_datetime(datetime.now(UTC))


def stopwatch() -> float:
    """Return real seconds, to be subtracted from each other."""
    return _CLOCKS["monotonic"]()


async def wait(seconds: float) -> None:
    """Wait for so many real seconds."""
    await asyncio.sleep(seconds)


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
