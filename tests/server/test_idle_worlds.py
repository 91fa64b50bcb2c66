"""Deletion of idle worlds. Source: README.md."""

import asyncio

import pytest

from mock_server.domain.instant import HOUR, MINUTE, parse_instant
from mock_server.server import idle_worlds
from mock_server.server.idle_worlds import IdleWorlds
from mock_server.world.external_calls import Steps
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

NOON = parse_instant("2026-01-05T12:00:00Z")


async def run_steps(_world: World, steps: Steps) -> None:
    assert list(steps) == []


def names(worlds: Worlds) -> list[str]:
    return [world.name for world in worlds]


def test_a_world_is_deleted_after_its_lifetime_without_use(
    monkeypatch: pytest.MonkeyPatch,
):
    worlds = Worlds(lambda name: World(name, NOON))
    idle = IdleWorlds(worlds, run_steps, 3600)
    monkeypatch.setattr(idle_worlds, "real_now", lambda: NOON)
    for name in ("quiet", "busy"):
        worlds.get(name)
        idle.touch(name)
    monkeypatch.setattr(idle_worlds, "real_now", lambda: NOON + 30 * MINUTE)
    idle.touch("busy")

    asyncio.run(idle.delete_idle(NOON + HOUR - 1))
    before = names(worlds)
    asyncio.run(idle.delete_idle(NOON + HOUR))

    assert before == ["quiet", "busy"]
    assert names(worlds) == ["busy"]


def test_a_world_that_was_never_used_is_deleted_after_its_lifetime():
    worlds = Worlds(lambda name: World(name, NOON))
    worlds.get("unused")
    idle = IdleWorlds(worlds, run_steps, 60)

    asyncio.run(idle.delete_idle(NOON))
    before = names(worlds)
    asyncio.run(idle.delete_idle(NOON + MINUTE))

    assert (before, names(worlds)) == (["unused"], [])
