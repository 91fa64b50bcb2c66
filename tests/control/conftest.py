"""A server in this process, and a caller of its control API."""

from collections.abc import Iterator
from itertools import count

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.control.caller import MONDAY, Caller

WORLDS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[TestClient]:
    """One server for all tests: each has a world of its own."""
    app = create_app(Configuration.read(clock=MONDAY))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def caller(server: TestClient) -> Caller:
    return Caller(server, f"/w/test-{next(WORLDS)}")
