"""The pytest plugin ``altinn``: fixtures, marker, and a report of a failed test's world.

pytest imports this module in every run, so each fixture imports what it needs when it is used.
Source: docs/client.md, Fixtures.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    import respx

    from client_fixtures.altinn import Altinn
    from client_fixtures.freezing import Freezer
    from client_fixtures.inbox import Inbox
    from client_fixtures.server import ServerThread
    from client_fixtures.session import Session

SERVER: pytest.StashKey[ServerThread] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--altinn-report``."""
    parser.getgroup("altinn").addoption(
        "--altinn-report",
        action="store_true",
        help="show the world of a failed test: clock, sent messages, pending messages with reasons",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        "altinn(now, environment, rules, auth, scenario, directory, own_world): "
        "setup of the world of this test (altinn-notifications-mock)",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the world of a failed test to its report, with ``--altinn-report``."""
    report = yield
    handle = getattr(item, "funcargs", {}).get("altinn")
    if report.failed and handle is not None and item.config.getoption("altinn_report", False):
        from client_fixtures.report import report_section

        report.sections.append(("altinn", report_section(handle)))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Add advice if a file imports a package of the user with the name of one of ours."""
    report = yield
    if report.failed:
        from altinn_mock.package_names import advice_about_import

        if advice := advice_about_import(report.longreprtext):
            report.sections.append(("altinn", advice))
    return report


@pytest.fixture(scope="session")
def altinn_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """Base URL of the server: ALTINN_MOCK_URL if set, or a server started for this session."""
    if url := os.environ.get("ALTINN_MOCK_URL"):
        yield url.rstrip("/")
        return

    from client_fixtures.server_process import ServerProcess
    from client_fixtures.servers import running_server

    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_server())
        except RuntimeError as error:
            pytest.fail(str(error), pytrace=False)
        if not isinstance(server, ServerProcess):
            pytestconfig.stash[SERVER] = server
        yield server.url


@pytest.fixture(scope="session")
def altinn_session(altinn_url: str) -> Iterator[Session]:
    """The worlds of this test run: one per worker, and one for each test with ``own_world``."""
    from client_fixtures.session import Session

    try:
        session = Session(altinn_url, worker=os.environ.get("PYTEST_XDIST_WORKER", "main"))
    except (OSError, RuntimeError, ValueError) as error:
        pytest.fail(str(error), pytrace=False)
    yield session
    session.close()


@pytest.fixture
def altinn(request: pytest.FixtureRequest, altinn_session: Session) -> Iterator[Altinn]:
    """A fresh world for this test, with its clock frozen at Monday 2026-01-05 11:00 in Oslo."""
    from client_fixtures.freezing import active_freezes, frozen_time_message
    from client_fixtures.setup import TestSetup

    freezes_before = active_freezes()
    try:
        setup = TestSetup.from_markers(request.node.iter_markers("altinn"), request.path.parent)
        handle = altinn_session.world(own=setup.own_world)
        setup.apply(handle)
    except (OSError, ValueError) as error:
        pytest.fail(str(error), pytrace=False)
    yield handle
    crashes = altinn_session.finish_test(handle)
    if crashes:
        pytest.fail(crashes, pytrace=False)
    if active_freezes() > freezes_before:
        pytest.fail(frozen_time_message(request.node.nodeid), pytrace=False)


@pytest.fixture
def altinn_inbox(altinn: Altinn) -> Inbox:
    """The messages sent in this test's world, and assertions about them."""
    return altinn.inbox


@pytest.fixture
def altinn_freezer(altinn: Altinn) -> Iterator[Freezer]:
    """Freeze time in this process at the world's time: ``datetime.now()`` equals ``altinn.now``."""
    from client_fixtures.freezing import freeze_with_world

    with freeze_with_world(altinn) as freezer:
        yield freezer


@pytest.fixture
def altinn_respx(altinn: Altinn) -> Iterator[respx.MockRouter]:
    """Route httpx calls to the real hosts of Altinn and Maskinporten to this test's world."""
    from client_fixtures.real_hosts import RealHosts

    router = RealHosts(altinn.url)
    with router:
        yield router
    if router.unrouted_calls:
        pytest.fail("\n".join(router.unrouted_calls), pytrace=False)


@pytest.fixture
def altinn_asgi(altinn: Altinn, altinn_url: str, pytestconfig: pytest.Config) -> Callable[..., Any]:
    """The world of this test as an ASGI application, for ``httpx.ASGITransport``."""
    from client_fixtures.asgi import HttpProxyApp, InProcessApp

    server = pytestconfig.stash.get(SERVER, None)
    if server is not None and server.url == altinn_url:
        return InProcessApp(server, altinn.url.removeprefix(altinn_url))
    return HttpProxyApp(altinn.url)
