"""A server in this process whose default world has a frozen clock, and a client of its API."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from mock_server.world.world import World

MONDAY = "2026-01-05T10:00:00Z"


@pytest.fixture
def emulator() -> Emulator:
    return create_app(Configuration.read(clock=MONDAY))


@pytest.fixture
def world(emulator: Emulator) -> World:
    return emulator.worlds.get("default")


@pytest.fixture
def api(emulator: Emulator) -> Iterator[TestClient]:
    base = "http://mock/notifications/api/v1"
    with TestClient(emulator, base_url=base, raise_server_exceptions=False) as client:
        yield client
