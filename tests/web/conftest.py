"""A server with the inbox page, a client of its control API, and a browser."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from client_fixtures.server import ServerThread, server_thread
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from tests.control.control_client import MONDAY, ControlClient
from tests.web.page import InboxPage

TIMEOUT = 20_000  # milliseconds; a machine that runs several tests at once is slow
expect.set_options(timeout=TIMEOUT)
WORLDS = count(1)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def app() -> Emulator:
    return create_app(Configuration.read(clock=MONDAY))


@pytest.fixture(scope="session")
def server(app: Emulator) -> Iterator[ServerThread]:
    with server_thread(app) as running:
        yield running


@pytest.fixture
def control(server: ServerThread) -> Iterator[ControlClient]:
    with Client(base_url=server.url, timeout=30) as client:
        yield ControlClient(client, f"/w/page-{next(WORLDS)}")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for a module: while it is open, its thread cannot run another event loop."""
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a context; all are closed at the end."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        size = {"width": 1280, "height": 800}
        context = browser.new_context(**{"viewport": size, "locale": "en-GB", **options})
        context.set_default_timeout(TIMEOUT)
        opened.append(context)
        return context

    yield open_context
    for each in opened:
        each.close()


@pytest.fixture
def inbox(
    contexts: Callable[..., BrowserContext],
    app: Emulator,
    server: ServerThread,
    control: ControlClient,
) -> Iterator[InboxPage]:
    """The inbox page of a new world; it must load nothing from elsewhere and report no error."""
    page = InboxPage(app, server.url, control, contexts)
    yield page
    assert page.problems == []
