"""Freezing of time in the test process at the time of its world, with freezegun.

Source: docs/client.md, Fixtures.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from client_fixtures.altinn import Altinn

# The server may run in this process and needs real time (tokens, timeouts, keep-alive).
KEEP_REAL_TIME = ["client_fixtures", "mock_server", "uvicorn", "uvloop", "asyncio", "_pytest"]


class Freezer(Protocol):
    """The freezer of freezegun; it follows the clock of the world."""

    def move_to(self, target_datetime: datetime) -> None:
        """Set the time of the process, but not of the world."""
        ...


@contextmanager
def freeze_with_world(altinn: Altinn) -> Iterator[Freezer]:
    """Freeze time in this process at ``altinn.now``, and follow every change of the clock.

    Event loops keep running.
    """
    from freezegun import freeze_time

    with freeze_time(altinn.now, ignore=KEEP_REAL_TIME, real_asyncio=True) as freezer:
        altinn.on_clock_change.append(freezer.move_to)
        yield freezer
        altinn.on_clock_change.remove(freezer.move_to)


def active_freezes() -> int:
    """Return the number of active freezes of freezegun in this process."""
    freezegun = sys.modules.get("freezegun.api")
    return len(freezegun.freeze_factories) if freezegun else 0


def frozen_time_message(test: str) -> str:
    """Return the message for a *test* that did not stop freezegun."""
    return (
        f"{test} did not stop freezegun, so time stays frozen for later tests. Use"
        " `with freeze_time(…):`, call stop(), or use the altinn_freezer fixture, which stops"
        " automatically"
    )
