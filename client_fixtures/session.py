"""The worlds of one test run, with names that no other run or worker uses."""

import os

from client_fixtures.altinn import Altinn
from client_fixtures.connection import Connection
from mock_server import __version__


class Session:
    """The worlds of one worker: one that each test resets, and one per test with ``own_world``."""

    def __init__(self, url: str, worker: str) -> None:
        check_version(url)
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:12] or os.urandom(6).hex()
        self._url = url
        self._name = f"pytest-{run}-{worker}"
        self._own_worlds = 0
        self._shared = Altinn(f"{url}/w/{self._name}")

    def world(self, *, own: bool) -> Altinn:
        """Return the shared world, or with *own* a new one."""
        if not own:
            self._shared.on_clock_change.clear()
            return self._shared
        self._own_worlds += 1
        return Altinn(f"{self._url}/w/{self._name}-{self._own_worlds}")

    def finish_test(self, altinn: Altinn) -> str:
        """Delete the world of a test unless it is shared; return the mock's internal errors."""
        crashed = [each for each in altinn.requests(status=500) if "crash" in each]
        if altinn is not self._shared:
            delete_world(altinn)
        return "\n".join(
            f"internal error in the mock at {each['method']} {each['path']} ({each['crash']});"
            " please report it together with this test"
            for each in crashed
        )

    def close(self) -> None:
        """Delete the shared world."""
        delete_world(self._shared)


def delete_world(altinn: Altinn) -> None:
    """Delete the world of *altinn* on its server and close the connection."""
    altinn.control("DELETE", "/_mock")
    altinn.close()


def check_version(url: str) -> None:
    """Check that the server at *url* is a mock of the same minor version as these fixtures.

    Raises:
        ConnectionError: if no server responds.
        RuntimeError: if it is another server or another version; the text suggests a correction.
    """
    connection = Connection(url)
    status, document = connection.exchange("GET", "/_mock/ready")
    connection.close()
    if status == 401:
        raise RuntimeError(
            f"the server at {url} requires a control token;"
            " set ALTINN_MOCK_CONTROL_TOKEN to the value of its --control-token"
        )
    version = document.get("version") if status == 200 and isinstance(document, dict) else None
    if version is None:
        raise RuntimeError(
            f"the server at {url} is not altinn-notifications-mock (it responded {status});"
            " set ALTINN_MOCK_URL to the address of the mock, without a path"
        )
    if version.split(".")[:2] != __version__.split(".")[:2]:
        raise RuntimeError(
            f"the server at {url} has version {version}, these fixtures have {__version__}; install"
            f" altinn-notifications-mock=={version} here, or start version {__version__} there"
        )
