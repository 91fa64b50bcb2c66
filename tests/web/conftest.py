"""A server, a client of its control API, and the inbox page of a world."""

from itertools import count

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from tests.control.control_client import MONDAY, ControlClient
from tests.web.page import BROWSER, Page

WORLDS = count(1)


@pytest.fixture(scope="session")
def app() -> Emulator:
    return create_app(Configuration.read(clock=MONDAY))


@pytest.fixture
def control(app: Emulator) -> ControlClient:
    return ControlClient(TestClient(app, headers=BROWSER), f"/w/page-{next(WORLDS)}")


@pytest.fixture
def page(app: Emulator, control: ControlClient) -> Page:
    return Page(app, control)
