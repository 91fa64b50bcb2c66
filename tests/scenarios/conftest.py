"""Scenario documents, and playing them without a socket."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from mock_server.scenarios.http_client import HttpWorldClient, in_process_client
from mock_server.scenarios.library import read_document
from mock_server.scenarios.runner import ScenarioReport, run
from mock_server.server.app import Emulator, create_app

Play = Callable[..., ScenarioReport]


@pytest.fixture
def app() -> Emulator:
    return create_app()


@pytest.fixture
def play(app: Emulator) -> Play:
    """Play steps on a stage, in a world of a server of its own."""

    def play_steps(*steps: dict[str, Any], **stage: Any) -> ScenarioReport:
        scenario = read_document({"description": "Once", "steps": list(steps), **stage})

        async def go() -> ScenarioReport:
            async with in_process_client(app) as client:
                return await run(scenario, HttpWorldClient(client, "/w/test"))

        return asyncio.run(go())

    return play_steps
