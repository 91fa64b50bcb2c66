"""A server in this process, and a runner of scenarios in one of its worlds."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from mock_server.scenarios.http_client import HttpWorldClient, in_process_client
from mock_server.scenarios.library import read_document
from mock_server.scenarios.runner import ScenarioReport, run
from mock_server.server.app import Emulator, create_app

RunSteps = Callable[..., ScenarioReport]


@pytest.fixture
def app() -> Emulator:
    return create_app()


@pytest.fixture
def run_steps(app: Emulator) -> RunSteps:
    """Run the steps of a scenario with a setup."""

    def run_in_process(*steps: dict[str, Any], **setup: Any) -> ScenarioReport:
        scenario = read_document({"description": "Once", "steps": list(steps), **setup})

        async def run_scenario() -> ScenarioReport:
            async with in_process_client(app) as client:
                return await run(scenario, HttpWorldClient(client, "/w/test"))

        return asyncio.run(run_scenario())

    return run_in_process
