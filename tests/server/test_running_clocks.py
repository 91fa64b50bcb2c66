"""Running clocks follow the machine's time; frozen clocks do not.

The tests freeze and move the machine's time, so they do not wait for it.
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
from mock_server.world.external_calls import CheckSendCondition, Pause, Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

MONDAY = parse_instant("2026-01-05T10:00:00Z")


async def run_steps(_world: World, steps: Steps) -> None:
    for call in steps:
        assert isinstance(call, Pause), f"unexpected external call: {call}"


async def until_advanced(clocks: RunningClocks) -> None:
    """Wait until the clocks have advanced, also on a busy machine."""
    clocks.wake()
    for _ in range(20):
        await wait(0)


def real_time_runner() -> asyncio.Runner:
    return asyncio.Runner(loop_factory=real_time_loop)


def test_a_running_clock_follows_the_machines_time_at_its_speed():
    usual = World("usual", MONDAY, mode=ClockMode.RUNNING)
    fast = World("fast", MONDAY, mode=ClockMode.RUNNING)
    fast.clock.speed = 60
    frozen = World("frozen", MONDAY)

    async def scenario() -> None:
        with freeze_time("2026-06-01T12:00:00Z") as machine:
            clocks = RunningClocks([usual, fast, frozen], run_steps)
            async with clocks.running():
                await until_advanced(clocks)
                machine.tick(timedelta(seconds=2))
                await until_advanced(clocks)

    with real_time_runner() as runner:
        runner.run(scenario())

    assert usual.clock.now() == MONDAY + 2 * SECOND
    assert fast.clock.now() == MONDAY + 120 * SECOND
    assert frozen.clock.now() == MONDAY


def test_a_clock_does_not_catch_up_on_time_spent_frozen():
    world = World("a", MONDAY)

    async def scenario() -> None:
        with freeze_time("2026-06-01T12:00:00Z") as machine:
            clocks = RunningClocks([world], run_steps)
            async with clocks.running():
                await until_advanced(clocks)
                machine.tick(timedelta(hours=1))
                world.clock.mode = ClockMode.RUNNING
                clocks.restart(world)
                machine.tick(timedelta(seconds=1))
                await until_advanced(clocks)

    with real_time_runner() as runner:
        runner.run(scenario())

    assert world.clock.now() == MONDAY + SECOND


def test_a_clock_does_not_go_back_with_the_machines_time():
    world = World("a", MONDAY, mode=ClockMode.RUNNING)

    async def scenario() -> None:
        with freeze_time("2026-06-01T12:00:00Z") as machine:
            clocks = RunningClocks([world], run_steps)
            async with clocks.running():
                await until_advanced(clocks)
                machine.move_to("2020-01-01T00:00:00Z")
                await until_advanced(clocks)
                machine.tick(timedelta(seconds=3))
                await until_advanced(clocks)

    with real_time_runner() as runner:
        runner.run(scenario())

    assert world.clock.now() == MONDAY + 3 * SECOND


class CheckCondition(Job):
    def run(self, world: World) -> Steps | None:
        return (CheckSendCondition("https://example.com", world.name) for _ in range(1))


def test_a_world_that_waits_for_a_response_does_not_delay_other_worlds():
    waiting = World("waiting", MONDAY, mode=ClockMode.RUNNING)
    waiting.schedule.add(MONDAY, Phase.JOB, CheckCondition())
    other = World("other", MONDAY, mode=ClockMode.RUNNING)

    async def run_without_response(_world: World, steps: Steps) -> None:
        for _call in steps:
            await asyncio.Event().wait()

    async def scenario() -> None:
        with freeze_time("2026-06-01T12:00:00Z") as machine:
            clocks = RunningClocks([waiting, other], run_without_response)
            async with clocks.running():
                await until_advanced(clocks)
                await wait(0.02)
                machine.tick(timedelta(seconds=2))
                await until_advanced(clocks)

    with real_time_runner() as runner:
        runner.run(scenario())

    assert waiting.clock.now() == MONDAY
    assert other.clock.now() == MONDAY + 2 * SECOND


def test_a_job_runs_when_it_is_due():
    world = World("a", MONDAY, mode=ClockMode.RUNNING)
    world.clock.speed = 1000
    has_run = asyncio.Event()

    class Due(Job):
        def run(self, _world: World) -> Steps | None:
            has_run.set()
            return None

    world.schedule.add(MONDAY + 50 * SECOND, Phase.JOB, Due())

    async def scenario() -> None:
        async with RunningClocks([world], run_steps).running(), timeout(10):
            await has_run.wait()

    with real_time_runner() as runner:
        runner.run(scenario())

    assert MONDAY + 50 * SECOND <= world.clock.now() < MONDAY + 1000 * SECOND


def test_waits_end_in_a_frozen_process_without_uvloop(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "uvloop", None)

    async def scenario() -> str:
        with freeze_time("2026-06-01T12:00:00Z"):
            await wait(0.01)
            async with timeout(10):
                await wait(0.01)
        return "done"

    with real_time_runner() as runner:
        assert runner.run(scenario()) == "done"


def test_real_now_is_the_machines_time():
    with freeze_time("2026-06-01T12:00:00.5Z"):
        assert real_now() == parse_instant("2026-06-01T12:00:00.5Z")
