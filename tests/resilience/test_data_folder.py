"""A data folder that is full, removed, damaged, in use or not writable."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resilience.killed_server import MONDAY, ORDERS, order
from tests.resilience.server_process import ServerProcess

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path) as server:
        server.post("/_mock/reset", {"now": MONDAY, "mode": "frozen"})
        server.post(ORDERS, order(1))
        yield server


def refused_order(server: ServerProcess, number: int) -> str:
    response = server.client.post(ORDERS, json=order(number))
    assert response.status_code == 507, response.text
    assert response.headers["content-type"] == "application/problem+json"
    detail: str = response.json()["detail"]
    return detail


def state(server: ServerProcess) -> object:
    return server.get("/_mock/snapshot")["state"]


def test_a_full_disk_refuses_requests_until_there_is_space(server: ServerProcess):
    before = state(server)
    unlimited = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1000, unlimited[1]))
    detail = refused_order(server, 2)
    advanced = server.client.post("/_mock/clock/advance", json={"by": "P1D"})
    during = state(server)

    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, unlimited)
    server.post(ORDERS, order(2))
    server.post("/_mock/clock/advance", {"by": "PT5M"})
    after = state(server)
    server.kill()
    server.start()

    assert "nothing has changed" in detail
    assert advanced.status_code == 507
    assert during == before
    assert len(server.all("inbox")) == 2
    assert state(server) == after


def test_a_removed_journal_refuses_requests_until_it_is_back(server: ServerProcess, tmp_path: Path):
    (tmp_path / "worlds.db").rename(tmp_path / "elsewhere")
    detail = refused_order(server, 2)
    orders = server.all("orders")

    (tmp_path / "elsewhere").rename(tmp_path / "worlds.db")
    server.post(ORDERS, order(2))

    assert "worlds.db was removed" in detail
    assert len(orders) == 1
    assert len(server.all("orders")) == 2


def test_a_second_server_ends_with_status_2_and_names_the_first(
    server: ServerProcess, tmp_path: Path
):
    error = refused_start(tmp_path)

    assert f"used by another server (process {server.pid})" in error


def test_a_folder_that_cannot_be_written_is_refused_at_start():
    assert "--data /proc:" in refused_start(Path("/proc"))


def test_damage_is_reported_at_start_with_the_worlds_that_were_saved(
    server: ServerProcess, tmp_path: Path
):
    server.stop()
    (tmp_path / "worlds.db").write_bytes(b"x" * 10_000)
    (tmp_path / "worlds.db-wal").unlink(missing_ok=True)

    server.start()
    worlds = server.get("/_mock/worlds")
    log = server.stop()

    assert worlds == []
    assert "worlds.db cannot be read" in log
    assert "kept as worlds.db.damaged-1" in log


def refused_start(folder: Path) -> str:
    """Return the error of a server that does not start."""
    result = subprocess.run(
        [sys.executable, "-m", "mock_server", "serve", "--port", "0", "--data", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2, result.stderr
    return result.stderr
