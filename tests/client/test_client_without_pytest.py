"""The client without pytest: its own server, worlds by URL, public names."""

import socket
import subprocess
import sys
import threading
from pathlib import Path
from time import perf_counter

import pytest

import client_fixtures
from client_fixtures import Altinn, serve
from client_fixtures.connection import Connection
from client_fixtures.server import ServerThread, server_thread

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
import {module}
known = set(sys.modules)
import client_fixtures.plugin
print(sorted(set(sys.modules) - known))
"""


def test_serve_starts_a_server_until_the_block_ends():
    with serve(settings={"environment": "tt02"}) as altinn:
        assert altinn.settings()["environment"] == "tt02"
        url = altinn.url

    with pytest.raises(ConnectionError, match="no server responds"):
        Connection(url).call("GET", "/_mock/ready")


def test_a_client_uses_the_world_in_its_url():
    with server_thread() as server:
        one, other = Altinn(f"{server.url}/w/one"), Altinn(f"{server.url}/w/other/")
        one.reset()
        other.reset("2026-06-15T08:00:00Z")

        assert (one.now.month, other.now.month) == (1, 6)


def test_a_server_stops_at_once():
    threads = set(threading.enumerate())
    with server_thread() as server:
        altinn = Altinn(server.url)
        altinn.reset()
        began = perf_counter()

    assert perf_counter() - began < 0.1
    assert set(threading.enumerate()) == threads


def test_a_server_stops_during_a_request():
    with server_thread() as server:
        host, port = server.url.removeprefix("http://").split(":")
        waiting = socket.create_connection((host, int(port)))
        waiting.sendall(b"GET /_mock/inbox/wait?timeout=60 HTTP/1.1\r\nHost: x\r\n\r\n")
        Altinn(server.url).reset()
        began = perf_counter()

    assert perf_counter() - began < 0.5
    waiting.close()


def test_a_server_that_cannot_start_is_an_error():
    async def no_application(*_: object) -> None:
        raise RuntimeError("no")

    server = ServerThread(no_application, socket.create_server(("127.0.0.1", 0)))
    server._server.config.lifespan = "on"

    with pytest.raises(RuntimeError, match="could not start"):
        server.start()


def test_closing_a_client_keeps_its_world(altinn: Altinn):
    altinn.person("08900499559", name="Kari")

    altinn.close()

    persons = altinn.control("GET", "/_mock/directory")["persons"]
    assert "Kari" in [each["name"] for each in persons]


def test_a_connection_closed_by_the_server_is_opened_again(altinn: Altinn):
    altinn.reset()
    altinn._connection._http.sock.shutdown(socket.SHUT_RDWR)

    assert altinn.orders() == []


def test_an_error_without_detail_is_a_runtime_error(altinn: Altinn):
    with pytest.raises(RuntimeError, match=r"responded 404 to GET /nowhere"):
        altinn.control("GET", "/nowhere")


def test_public_names_can_be_imported():
    for name in client_fixtures.__all__:
        assert getattr(client_fixtures, name).__doc__

    with pytest.raises(AttributeError, match="'Alltin'"):
        _ = client_fixtures.Alltin


@pytest.mark.parametrize("module", ["pytest"])
def test_the_plugin_imports_no_other_module(module: str):
    code = SCRIPT.format(module=module)

    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert printed.stdout.strip() == "['client_fixtures', 'client_fixtures.plugin']"
