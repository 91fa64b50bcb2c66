"""Fixtures with one server, and a new documented world for each test and endpoint."""

from collections.abc import Iterator
from itertools import count

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.seeds.clients import AppSender, MessageSender

WORLDS = count(1)
MONDAY = "2025-03-10T08:00:00Z"


@pytest.fixture(scope="session")
def seeds_server() -> Iterator[TestClient]:
    app = create_app(Configuration.read(clock=MONDAY))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(params=["json", "form"])
def messages(request: pytest.FixtureRequest, seeds_server: TestClient) -> MessageSender:
    """A sender of messages through Correspondence, by one of its two endpoints."""
    sender = MessageSender(seeds_server, f"/w/seeds-{next(WORLDS)}", request.param == "form")
    sender.reset(MONDAY)
    return sender


@pytest.fixture(params=["json", "form"])
def apps(request: pytest.FixtureRequest, seeds_server: TestClient) -> AppSender:
    """A creator of instances of an app, by one of its two endpoints."""
    sender = AppSender(seeds_server, f"/w/seeds-{next(WORLDS)}", request.param == "form")
    sender.reset(MONDAY)
    return sender
