"""A server whose worlds are looked at, and a caller of the control API."""

from itertools import count

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from tests.control.caller import MONDAY, Caller
from tests.web.page import BROWSER, Page

WORLDS = count(1)


@pytest.fixture(scope="session")
def app() -> Emulator:
    return create_app(Configuration.read(clock=MONDAY))


@pytest.fixture
def caller(app: Emulator) -> Caller:
    return Caller(TestClient(app, headers=BROWSER), f"/w/seen-{next(WORLDS)}")


@pytest.fixture
def page(app: Emulator, caller: Caller) -> Page:
    return Page(app, caller)
