"""``altinn-mock serve`` as a process of its own. Source: docs/control-api.md, first list."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from mock_server.cli import serve as serve_command
from mock_server.server.configuration import Configuration

COMMAND = [sys.executable, "-m", "mock_server", "serve", "--port", "0"]
OFFER = {
    "Connection": "Upgrade, HTTP2-Settings",
    "Upgrade": "h2c",
    "HTTP2-Settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
}


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a server with a frozen clock; its process and its port."""
    command = [*COMMAND, "--clock", "2026-01-05T10:00:00Z", *options]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            found = re.search(r":(\d+) ", process.stdout.readline())
            assert found is not None
            yield process, int(found[1])
        finally:
            process.kill()


def stop(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(30)


def advance(connection: http.client.HTTPConnection, headers: dict[str, str]) -> str:
    headers = {"Content-Type": "application/json", **headers}
    connection.request("POST", "/_mock/clock/advance", b'{"by": 60}', headers)
    now: str = json.load(connection.getresponse())["now"]
    return now


def test_requests_with_an_offer_of_http2_are_answered_on_one_connection():
    with serving() as (process, port):
        connection = http.client.HTTPConnection("localhost", port, timeout=30)

        nows = [advance(connection, headers) for headers in (OFFER, {}, OFFER)]

        connection.close()
        assert nows == [f"2026-01-05T10:0{minute}:00Z" for minute in (1, 2, 3)]
        assert stop(process) == 0


def test_a_new_certificate_is_trusted_by_its_ca_file():
    with serving("--tls", "self-signed") as (process, port):
        assert process.stdout is not None
        ca_file = Path(process.stdout.readline().split()[-1])
        context = ssl.create_default_context(cafile=ca_file)
        connection = http.client.HTTPSConnection("localhost", port, timeout=30, context=context)

        now = advance(connection, OFFER)

        connection.close()
        assert now == "2026-01-05T10:01:00Z"
        assert stop(process) == 0
        assert not ca_file.exists()


def test_the_ca_file_is_in_the_data_folder(tmp_path: Path):
    with serving("--tls", "self-signed", "--data", str(tmp_path)) as (process, _):
        assert process.stdout is not None
        ca_file = Path(process.stdout.readline().split()[-1])

        assert stop(process) == 0
        assert ca_file.parent == tmp_path
        assert ca_file.exists()


@pytest.mark.parametrize("delay", [0.15, 0.3, 0.6])
def test_a_server_that_is_starting_can_be_stopped(delay: float):
    with subprocess.Popen(
        [sys.executable, "-c", STARTING], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(delay)

        assert stop(process) == 0


# The handler is installed before the first import that takes time.
STARTING = """
import signal, sys
sys.argv = ["altinn-mock", "serve", "--port", "0"]
from mock_server.__main__ import main
install = signal.signal
def install_and_tell(number, handler):
    previous = install(number, handler)
    print("installed", flush=True)
    return previous
signal.signal = install_and_tell
main()
"""


def test_idle_connections_are_kept_for_a_minute(monkeypatch: pytest.MonkeyPatch):
    started: list[uvicorn.Config] = []

    async def record(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        started.append(server.config)
        for each in sockets:
            each.close()

    monkeypatch.setattr(uvicorn.Server, "serve", record)
    monkeypatch.setattr(serve_command, "tune_garbage_collector", lambda: None)

    serve_command.serve(**{**dict.fromkeys(Configuration.model_fields), "port": "0"})

    assert [config.timeout_keep_alive for config in started] == [60]
