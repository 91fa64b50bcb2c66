"""Running clocks follow the machine's time; frozen ones do not.

The machine's time is frozen and moved by the test: nothing here waits for it to pass.
"""

import asyncio
import sys
from datetime import timedelta

import pytest
from freezegun import freeze_time

from mock_server.domain.instant import SECOND, parse_instant
from mock_server.real_time import real_now, real_time_loop, timeout, wait
from mock_server.server.running_clocks import RunningClocks
from mock_server.world.clock import ClockMode
from mock_server.world.external_calls import CheckSendCondition, Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

MONDAY = parse_instant("2026-01-05T10:00:00Z")


async def drive(_world: World, steps: Steps) -> None:
    for question in steps:
        raise AssertionError(f"nothing is asked here, not {question}")


async def until_pushed(ticker: RunningClocks) -> None:
    """Let the ticker go round, however busy the machine is."""
    ticker.wake()
    for _ in range(20):
        await wait(0)


def loop_of_our_own() -> asyncio.Runner:
    return asyncio.Runner(loop_factory=real_time_loop)


def test_a_running_clock_follows_the_machines_time_at_its_speed():
    usual = World("usual", MONDAY, mode=ClockMode.RUNNING)
    fast = World("fast", MONDAY, mode=ClockMode.RUNNING)
    fast.clock.speed = 60
    frozen = World("frozen", MONDAY)

    async def story() -> None:
        with freeze_time("2026-06-01T12:00:00Z") as machine:
            ticker = RunningClocks([usual, fast, frozen], drive)
            async with ticker.running():
                await until_pushed(ticker)
                machine.tick(timedelta(seconds=2))
                await until_pushed(ticker)

    with loop_of_our_own() as runner:
        runner.run(story())

    assert usual.clock.now() == MONDAY + 2 * SECOND
    assert fast.clock.now() == MONDAY + 120 * SECOND
    assert frozen.clock.now() == MONDAY


def test_time_spent_frozen_is_not_made_up_for():
    world = World("a", MONDAY)

    async def story() -> None:
        with freeze_time("2026-06-01T12:00:00Z") as machine:
            ticker = RunningClocks([world], drive)
            async with ticker.running():
                await until_pushed(ticker)
                machine.tick(timedelta(hours=1))
                world.clock.mode = ClockMode.RUNNING
                ticker.restart(world)
                machine.tick(timedelta(seconds=1))
                await until_pushed(ticker)

    with loop_of_our_own() as runner:
        runner.run(story())

    assert world.clock.now() == MONDAY + SECOND


def test_a_clock_stands_when_the_machines_time_goes_back():
    world = World("a", MONDAY, mode=ClockMode.RUNNING)

    async def story() -> None:
        with freeze_time("2026-06-01T12:00:00Z") as machine:
            ticker = RunningClocks([world], drive)
            async with ticker.running():
                await until_pushed(ticker)
                machine.move_to("2020-01-01T00:00:00Z")
                await until_pushed(ticker)
                machine.tick(timedelta(seconds=3))
                await until_pushed(ticker)

    with loop_of_our_own() as runner:
        runner.run(story())

    assert world.clock.now() == MONDAY + 3 * SECOND


class Ask(Job):
    def run(self, world: World) -> Steps | None:
        return (CheckSendCondition("https://example.com", world.name) for _ in range(1))


def test_a_world_that_waits_for_an_answer_keeps_no_other_waiting():
    asking = World("asking", MONDAY, mode=ClockMode.RUNNING)
    asking.schedule.add(MONDAY, Phase.JOB, Ask())
    other = World("other", MONDAY, mode=ClockMode.RUNNING)

    async def never_answered(_world: World, steps: Steps) -> None:
        for _question in steps:
            await asyncio.Event().wait()

    async def story() -> None:
        with freeze_time("2026-06-01T12:00:00Z") as machine:
            ticker = RunningClocks([asking, other], never_answered)
            async with ticker.running():
                await until_pushed(ticker)
                await wait(0.02)
                machine.tick(timedelta(seconds=2))
                await until_pushed(ticker)

    with loop_of_our_own() as runner:
        runner.run(story())

    assert asking.clock.now() == MONDAY
    assert other.clock.now() == MONDAY + 2 * SECOND


def test_an_event_happens_when_it_is_due_without_a_nudge():
    world = World("a", MONDAY, mode=ClockMode.RUNNING)
    world.clock.speed = 1000
    happened = asyncio.Event()

    class Due(Job):
        def run(self, _world: World) -> Steps | None:
            happened.set()
            return None

    world.schedule.add(MONDAY + 50 * SECOND, Phase.JOB, Due())

    async def story() -> None:
        async with RunningClocks([world], drive).running(), timeout(10):
            await happened.wait()

    with loop_of_our_own() as runner:
        runner.run(story())

    assert MONDAY + 50 * SECOND <= world.clock.now() < MONDAY + 1000 * SECOND


def test_waits_end_in_a_frozen_process_even_without_uvloop(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "uvloop", None)

    async def story() -> str:
        with freeze_time("2026-06-01T12:00:00Z"):
            await wait(0.01)
            async with timeout(10):
                await wait(0.01)
        return "done"

    with loop_of_our_own() as runner:
        assert runner.run(story()) == "done"


def test_the_present_instant_is_the_machines():
    with freeze_time("2026-06-01T12:00:00.5Z"):
        assert real_now() == parse_instant("2026-06-01T12:00:00.5Z")
