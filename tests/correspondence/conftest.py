"""Fixtures with one server for all tests and a new world for each test."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.correspondence.service import MONDAY, Service

WORLDS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[TestClient]:
    app = create_app(Configuration.read(clock=MONDAY))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def world_of(server: TestClient) -> Callable[..., Service]:
    """Return a function that creates a world with the given settings."""

    def create(**settings: str) -> Service:
        service = Service(server, f"/w/corr-{next(WORLDS)}", settings)
        service.reset()
        return service

    return create


@pytest.fixture
def documented(world_of: Callable[..., Service]) -> Service:
    return world_of(rules="documented")


@pytest.fixture
def deployed(world_of: Callable[..., Service]) -> Service:
    return world_of(rules="deployed")


@pytest.fixture(params=["documented", "deployed"])
def service(request: pytest.FixtureRequest, world_of: Callable[..., Service]) -> Service:
    """A world for each rule set."""
    return world_of(rules=request.param)
