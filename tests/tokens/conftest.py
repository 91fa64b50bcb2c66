"""A server and its client."""

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator, create_app


@pytest.fixture
def app() -> Emulator:
    return create_app()


@pytest.fixture
def client(app: Emulator) -> TestClient:
    return TestClient(app)
