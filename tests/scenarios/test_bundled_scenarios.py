"""The stories that come with the product: all of them hold, and each is a real need."""

import asyncio
from pathlib import Path

import pytest

from mock_server.scenarios.http_client import HttpWorldClient, in_process_client
from mock_server.scenarios.library import read_file
from mock_server.scenarios.runner import run
from mock_server.server.app import create_app

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def test_there_are_at_least_twelve():
    assert len(SCENARIOS) >= 12


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_bundled_scenario_holds(path: Path):
    scenario = read_file(path)

    async def play() -> list[str | None]:
        async with in_process_client(create_app()) as client:
            report = await run(scenario, HttpWorldClient(client, "/w/bundled"))
            return [step.difference for step in report.steps]

    assert asyncio.run(play()) == [None] * len(scenario.steps)
    assert len(scenario.description) > 80
