"""A server in this process, and a client of its control API."""

from collections.abc import Iterator
from itertools import count

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.control.control_client import MONDAY, ControlClient

WORLDS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[TestClient]:
    """One server for all tests; each test has its own world."""
    app = create_app(Configuration.read(clock=MONDAY))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def control(server: TestClient) -> ControlClient:
    return ControlClient(server, f"/w/test-{next(WORLDS)}")
