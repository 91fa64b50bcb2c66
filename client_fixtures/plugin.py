"""The pytest plugin ``altinn``: fixtures, marker, and a report of a failed test's world.

Imported in every run of everybody who has it installed, so nothing heavy is imported here: what
a fixture needs is imported when the fixture is used. Source: design/client-api.md, Fixtures.
"""

from __future__ import annotations

import os
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
        help="after a failing test, show its world: clock, what left, what is held back and why",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Describe the marker."""
    config.addinivalue_line(
        "markers",
        "altinn(now, environment, rules, auth, scenario, directory, own_world): "
        "how the world of this test begins (altinn-notifications-mock)",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell what the failed test's world looks like, when asked to."""
    report = yield
    handle = getattr(item, "funcargs", {}).get("altinn")
    if report.failed and handle is not None and item.config.getoption("altinn_report", False):
        from client_fixtures.report import report_section

        report.sections.append(("altinn", report_section(handle)))
    return report


@pytest.fixture(scope="session")
def altinn_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """Where the mock listens: ALTINN_MOCK_URL if set, else a server of this session's own."""
    if running := os.environ.get("ALTINN_MOCK_URL"):
        yield running.rstrip("/")
        return

    from client_fixtures.server import server_thread

    with server_thread() as server:
        pytestconfig.stash[SERVER] = server
        yield server.url


@pytest.fixture(scope="session")
def altinn_session(altinn_url: str) -> Iterator[Session]:
    """The worlds of this test run on the mock: one for each worker, others when asked for."""
    from client_fixtures.session import Session

    try:
        session = Session(altinn_url, worker=os.environ.get("PYTEST_XDIST_WORKER", "main"))
    except (OSError, RuntimeError, ValueError) as advice:
        pytest.fail(str(advice), pytrace=False)
    yield session
    session.close()


@pytest.fixture
def altinn(request: pytest.FixtureRequest, altinn_session: Session) -> Iterator[Altinn]:
    """A fresh world for this test, its clock standing at Monday 2026-01-05 11:00 in Oslo."""
    from client_fixtures.freezing import active_freezes, frozen_time_message
    from client_fixtures.stage import TestSetup

    before = active_freezes()
    try:
        stage = TestSetup.from_markers(request.node.iter_markers("altinn"), request.path.parent)
        handle = altinn_session.world(own=stage.own_world)
        stage.apply(handle)
    except (OSError, ValueError) as advice:
        pytest.fail(str(advice), pytrace=False)
    yield handle
    crashes = altinn_session.finish_test(handle)
    if crashes:
        pytest.fail(crashes, pytrace=False)
    if active_freezes() > before:
        pytest.fail(frozen_time_message(request.node.nodeid), pytrace=False)


@pytest.fixture
def altinn_inbox(altinn: Altinn) -> Inbox:
    """What the people of this test's world have received, and expectations about it."""
    return altinn.inbox


@pytest.fixture
def altinn_freezer(altinn: Altinn) -> Iterator[Freezer]:
    """This process in step with the world: ``datetime.now()`` here is ``altinn.now``."""
    from client_fixtures.freezing import freeze_with_world

    with freeze_with_world(altinn) as freezer:
        yield freezer


@pytest.fixture
def altinn_respx(altinn: Altinn) -> Iterator[respx.MockRouter]:
    """Calls made with httpx to Altinn's and Maskinporten's real hosts reach this test's world."""
    from client_fixtures.real_hosts import RealHosts

    router = RealHosts(altinn.url)
    with router:
        yield router
    if router.unrouted_calls:
        pytest.fail("\n".join(router.unrouted_calls), pytrace=False)


@pytest.fixture
def altinn_asgi(altinn: Altinn, altinn_url: str, pytestconfig: pytest.Config) -> Callable[..., Any]:
    """An ASGI application bound to this test's world, for ``httpx.ASGITransport``."""
    from client_fixtures.asgi import HttpProxyApp, InProcessApp

    server = pytestconfig.stash.get(SERVER, None)
    if server is not None and server.url == altinn_url:
        return InProcessApp(server, altinn.url.removeprefix(altinn_url))
    return HttpProxyApp(altinn.url)
