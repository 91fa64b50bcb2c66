"""A world whose clock stands, with the people of the seed's example in it."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.apps.app_caller import MONDAY, PEOPLE, AppCaller


@pytest.fixture
def app() -> Iterator[AppCaller]:
    emulator = create_app(Configuration.read(clock=MONDAY))
    with TestClient(
        emulator, base_url="http://mock/w/here", raise_server_exceptions=False
    ) as client:
        caller = AppCaller(client)
        caller.control("PUT", "/directory", PEOPLE)
        yield caller


@pytest.fixture
def deployed(app: AppCaller) -> AppCaller:
    """The same world, answering as the deployed library does."""
    app.control("PATCH", "/settings", {"rules": "deployed"})
    return app
