"""A world with a frozen clock and the directory of the documented example."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.apps.app_client import DIRECTORY, MONDAY, AppClient


@pytest.fixture
def app() -> Iterator[AppClient]:
    asgi_app = create_app(Configuration.read(clock=MONDAY))
    with TestClient(
        asgi_app, base_url="http://mock/w/here", raise_server_exceptions=False
    ) as client:
        app_client = AppClient(client)
        app_client.control("PUT", "/directory", DIRECTORY)
        yield app_client


@pytest.fixture
def deployed(app: AppClient) -> AppClient:
    """The same world with the rule set of deployed apps."""
    app.control("PATCH", "/settings", {"rules": "deployed"})
    return app
