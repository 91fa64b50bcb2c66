"""The worlds of one test run: named so that runs and workers that share a server never meet."""

import os

from client_fixtures.altinn import Altinn
from client_fixtures.connection import Connection
from mock_server import __version__


class Session:
    """One run on one worker: a world that every test of it starts over, and others on demand."""

    def __init__(self, url: str, worker: str) -> None:
        check_version(url)
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:12] or os.urandom(6).hex()
        self._url = url
        self._name = f"pytest-{run}-{worker}"
        self._made = 0
        self._shared = Altinn(f"{url}/w/{self._name}")

    def world(self, *, own: bool) -> Altinn:
        """Return the run's world, or with *own* one that no test has had."""
        if not own:
            self._shared.on_clock_change.clear()
            return self._shared
        self._made += 1
        return Altinn(f"{self._url}/w/{self._name}-{self._made}")

    def finish_test(self, handle: Altinn) -> str:
        """Forget a world of one test; the run's stays for the next. Return what crashed there."""
        failed = [each for each in handle.requests(status=500) if "crash" in each]
        if handle is not self._shared:
            delete_world(handle)
        return "\n".join(
            f"the mock itself failed at {each['method']} {each['path']} ({each['crash']});"
            " please report it, with this test"
            for each in failed
        )

    def close(self) -> None:
        """Forget the run's world, so that a shared server does not fill up."""
        delete_world(self._shared)


def delete_world(handle: Altinn) -> None:
    """Take a world off its server and let the connection go."""
    handle.control("DELETE", "/_mock")
    handle.close()


def check_version(url: str) -> None:
    """Make sure that a mock of these fixtures' version answers at *url*.

    Raises:
        ConnectionError: if nobody answers there.
        RuntimeError: if somebody else does, or another version; it says what to do.
    """
    connection = Connection(url)
    status, answer = connection.exchange("GET", "/_mock/ready")
    connection.close()
    if status == 401:
        raise RuntimeError(
            f"the mock at {url} was started with --control-token;"
            " set ALTINN_MOCK_CONTROL_TOKEN to it"
        )
    version = answer.get("version") if status == 200 and isinstance(answer, dict) else None
    if version is None:
        raise RuntimeError(
            f"{url} answers, but not as altinn-notifications-mock does (it answered {status});"
            " point ALTINN_MOCK_URL at the mock's own address, without a path"
        )
    if version.split(".")[:2] != __version__.split(".")[:2]:
        raise RuntimeError(
            f"the mock at {url} is version {version}, these fixtures are {__version__}; install"
            f" altinn-notifications-mock=={version} here, or start version {__version__} there"
        )
