"""The fixture ``altinn_freezer``: the process has the time of the world, and event loops run."""

import asyncio
from datetime import UTC, datetime

import pytest

from client_fixtures import Altinn
from client_fixtures.freezing import Freezer, active_freezes


def process_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (the frozen time is what this test reads)


@pytest.mark.usefixtures("altinn_freezer")
def test_the_process_has_the_time_of_the_world(altinn: Altinn):
    assert process_time() == altinn.now


@pytest.mark.usefixtures("altinn_freezer")
def test_the_process_follows_every_change_of_the_clock(altinn: Altinn):
    snapshot = altinn.snapshot()

    altinn.advance(days=3)
    assert process_time() == altinn.now == datetime(2026, 1, 8, 10, tzinfo=UTC)

    altinn.control("PUT", "/_mock/clock", {"now": "2026-02-01T00:00:00Z"})
    assert process_time() == datetime(2026, 2, 1, tzinfo=UTC)

    altinn.restore(snapshot)
    assert process_time() == altinn.now == datetime(2026, 1, 5, 10, tzinfo=UTC)

    altinn.reset("2026-06-15T08:00:00Z")
    assert process_time() == datetime(2026, 6, 15, 8, tzinfo=UTC)


@pytest.mark.usefixtures("altinn_freezer")
def test_event_loops_keep_running():
    async def wait_a_moment() -> str:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[str] = loop.create_future()
        loop.call_later(0.001, done.set_result, "awake")
        return await asyncio.wait_for(done, timeout=5)

    assert asyncio.run(wait_a_moment()) == "awake"


def test_the_freezer_can_set_the_time_of_the_process_only(altinn: Altinn, altinn_freezer: Freezer):
    altinn_freezer.move_to(datetime(2027, 1, 1, tzinfo=UTC))

    assert process_time().year == 2027
    assert altinn.now.year == 2026


def test_without_the_freezer_the_process_has_real_time(altinn: Altinn):
    assert active_freezes() == 0
    assert process_time() != altinn.now
