"""The client by itself: a server of its own, worlds by URL, what is public."""

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


def test_a_server_of_its_own_for_a_block():
    with serve(settings={"environment": "tt02"}) as altinn:
        assert altinn.settings()["environment"] == "tt02"
        url = altinn.url

    with pytest.raises(ConnectionError, match="nobody answers"):
        Connection(url).call("GET", "/_mock/ready")


def test_any_world_of_a_server_by_its_url():
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


def test_a_server_stops_with_a_call_under_way():
    with server_thread() as server:
        host, port = server.url.removeprefix("http://").split(":")
        waiting = socket.create_connection((host, int(port)))
        waiting.sendall(b"GET /_mock/inbox/wait?timeout=60 HTTP/1.1\r\nHost: x\r\n\r\n")
        Altinn(server.url).reset()
        began = perf_counter()

    assert perf_counter() - began < 0.5
    waiting.close()


def test_a_server_that_cannot_start_says_so():
    async def no_application(*_: object) -> None:
        raise RuntimeError("no")

    server = ServerThread(no_application, socket.create_server(("127.0.0.1", 0)))
    server._server.config.lifespan = "on"

    with pytest.raises(RuntimeError, match="could not start"):
        server.start()


def test_the_world_of_a_closed_handle_is_still_there(altinn: Altinn):
    altinn.person("08900499559", name="Kari")

    altinn.close()

    persons = altinn.control("GET", "/_mock/directory")["persons"]
    assert "Kari" in [each["name"] for each in persons]


def test_a_connection_that_the_server_let_go_is_opened_again(altinn: Altinn):
    altinn.reset()
    altinn._connection._http.sock.shutdown(socket.SHUT_RDWR)

    assert altinn.orders() == []


def test_a_broken_answer_is_not_taken_for_advice(altinn: Altinn):
    with pytest.raises(RuntimeError, match=r"GET /nowhere at .* was answered with 404"):
        altinn.control("GET", "/nowhere")


def test_all_that_is_public_can_be_imported():
    for name in client_fixtures.__all__:
        assert getattr(client_fixtures, name).__doc__

    with pytest.raises(AttributeError, match="'Alltin'"):
        _ = client_fixtures.Alltin


@pytest.mark.parametrize("module", ["pytest"])
def test_the_plugin_loads_nothing_but_itself(module: str):
    code = SCRIPT.format(module=module)

    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert printed.stdout.strip() == "['client_fixtures', 'client_fixtures.plugin']"
