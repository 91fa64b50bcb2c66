"""The bundled scenarios: all of them pass."""

import asyncio
from pathlib import Path

import pytest

from mock_server.scenarios.http_client import HttpWorldClient, in_process_client
from mock_server.scenarios.library import read_file
from mock_server.scenarios.runner import run
from mock_server.server.app import create_app

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def test_there_are_at_least_twelve_scenarios():
    assert len(SCENARIOS) >= 12


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_bundled_scenario_passes(path: Path):
    scenario = read_file(path)

    async def run_scenario() -> list[str | None]:
        async with in_process_client(create_app()) as client:
            report = await run(scenario, HttpWorldClient(client, "/w/bundled"))
            return [step.difference for step in report.steps]

    assert asyncio.run(run_scenario()) == [None] * len(scenario.steps)
    assert len(scenario.description) > 80
