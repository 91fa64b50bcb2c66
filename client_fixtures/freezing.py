"""A test's own process in step with its world, by freezegun; event loops keep running.

Source: design/client-api.md, altinn_freezer.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from client_fixtures.altinn import Altinn

# The server may live in this very process, and keeps real time (tokens, time-outs, keep-alive).
KEEP_REAL_TIME = ["client_fixtures", "mock_server", "uvicorn", "uvloop", "asyncio", "_pytest"]


class Freezer(Protocol):
    """What freezegun gives; it follows the world by itself."""

    def move_to(self, target_datetime: datetime) -> None:
        """Move the process alone, if ever that is wanted."""
        ...


@contextmanager
def freeze_with_world(altinn: Altinn) -> Iterator[Freezer]:
    """Freeze this process at the world's now, and move it whenever the world moves."""
    from freezegun import freeze_time

    with freeze_time(altinn.now, ignore=KEEP_REAL_TIME, real_asyncio=True) as freezer:
        altinn.on_clock_change.append(freezer.move_to)
        yield freezer
        altinn.on_clock_change.remove(freezer.move_to)


def active_freezes() -> int:
    """Return how many freezes of freezegun's are in force in this process."""
    freezegun = sys.modules.get("freezegun.api")
    return len(freezegun.freeze_factories) if freezegun else 0


def frozen_time_message(test: str) -> str:
    """Say what to do about a test that has left its process frozen."""
    return (
        f"{test} left this process's time frozen, for every test after it: use"
        " `with freeze_time(…):`, call stop(), or ask for the fixture altinn_freezer,"
        " which follows the world and lets go by itself"
    )
