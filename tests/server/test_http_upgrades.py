"""Offers of HTTP/2 over plain HTTP are ignored, however the request is split into packets."""

import asyncio
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPResponse
from unittest.mock import Mock

import pytest
import uvicorn
from uvicorn.server import ServerState

import client_fixtures.server
from client_fixtures.server import server_thread
from mock_server.server.http_protocol import H11WithoutUpgrades, http_protocol

PROTOCOLS = list(dict.fromkeys([http_protocol(), H11WithoutUpgrades]))
OFFER = (
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n"
)
ADVANCE = "/w/offered/_mock/clock/advance"


@pytest.fixture(scope="module", params=PROTOCOLS)
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client_fixtures.server, "http_protocol", lambda: request.param)
        with server_thread() as server:
            host, port = server.url.removeprefix("http://").split(":")
            yield host, int(port)


@pytest.fixture
def connection(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=20) as opened:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stop_clock(opened)
        yield opened


def stop_clock(connection: socket.socket) -> None:
    body = b'{"mode": "frozen", "now": "2026-01-05T10:00:00Z"}'
    header = (
        f"POST /w/offered/_mock/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}"
    )
    connection.sendall(header.encode() + b"\r\n\r\n" + body)
    response = HTTPResponse(connection)
    response.begin()
    assert response.status == 204


def with_length(seconds: int, offer: str = OFFER) -> bytes:
    body = json.dumps({"by": seconds}).encode()
    length = f"Content-Length: {len(body)}\r\n\r\n"
    return f"POST {ADVANCE} HTTP/1.1\r\nHost: localhost\r\n{offer}{length}".encode() + body


def in_chunks(seconds: int) -> bytes:
    parts = [b'{"by": ', str(seconds).encode(), b"}"]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in parts) + b"0\r\n\r\n"
    header = (
        f"POST {ADVANCE} HTTP/1.1\r\nHost: localhost\r\n{OFFER}Transfer-Encoding: chunked\r\n\r\n"
    )
    return header.encode() + chunks


def clock(connection: socket.socket) -> str:
    """Read a response to a call of the clock, and return where the clock is."""
    response = HTTPResponse(connection)
    response.begin()
    document = json.loads(response.read())
    assert response.status == 200, document
    now: str = document["now"]
    return now


@pytest.mark.parametrize("request_of", [with_length, in_chunks])
@pytest.mark.parametrize("size", [1_000_000, 1, 7], ids=["one packet", "bytes", "sevens"])
def test_the_body_of_a_request_with_an_offer_is_read(
    connection: socket.socket, request_of: object, size: int
):
    assert callable(request_of)
    data = request_of(60)

    for start in range(0, len(data), size):
        connection.sendall(data[start : start + size])

    assert clock(connection) == "2026-01-05T10:01:00Z"


@pytest.mark.parametrize("request_of", [with_length, in_chunks])
def test_the_body_may_come_later(connection: socket.socket, request_of: object):
    assert callable(request_of)
    header, end, body = request_of(60).partition(b"\r\n\r\n")

    connection.sendall(header + end)
    connection.settimeout(0.2)
    with pytest.raises(TimeoutError):
        connection.recv(1)
    connection.settimeout(20)
    connection.sendall(body)

    assert clock(connection) == "2026-01-05T10:01:00Z"


def test_the_connection_serves_further_requests(connection: socket.socket):
    for minute, data in enumerate([with_length(60), with_length(60, ""), in_chunks(60)], 1):
        connection.sendall(data)

        assert clock(connection) == f"2026-01-05T10:0{minute}:00Z"


def test_requests_in_one_packet_are_answered_in_their_order(connection: socket.socket):
    connection.sendall(with_length(60) + in_chunks(60) + with_length(60, "") + with_length(60))

    reader = connection.makefile("rb")
    nows = []
    for _ in range(4):
        header = iter(lambda: reader.readline().strip(), b"")
        length = next(
            line.split(b":")[1] for line in header if line.lower().startswith(b"content-l")
        )
        while reader.readline().strip():
            pass
        nows.append(json.loads(reader.read(int(length)))["now"])
    assert nows == [f"2026-01-05T10:0{minute}:00Z" for minute in range(1, 5)]


def test_a_request_without_a_body_is_answered(connection: socket.socket):
    header = f"GET /w/offered/_mock/clock HTTP/1.1\r\nHost: localhost\r\n{OFFER}\r\n"
    connection.sendall(header.encode())

    assert clock(connection) == "2026-01-05T10:00:00Z"


def test_an_offer_to_close_the_connection_is_kept(connection: socket.socket):
    offer = OFFER.replace("Connection: ", "Connection: close, ")
    connection.sendall(with_length(60, offer))

    assert clock(connection) == "2026-01-05T10:01:00Z"
    assert connection.recv(1) == b""


def test_conflicting_lengths_are_refused_with_an_offer_too(connection: socket.socket):
    connection.sendall(with_length(60).replace(b"Content-", b"Content-Length: 3\r\nContent-"))

    assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")


def test_no_warning_is_logged(connection: socket.socket, caplog: pytest.LogCaptureFixture):
    connection.sendall(with_length(60))
    clock(connection)

    assert caplog.records == []


@pytest.mark.skipif(shutil.which("curl") is None, reason="not installed here: curl")
@pytest.mark.usefixtures("connection")
def test_curl_with_http2(address: tuple[str, int]):
    url = f"http://{address[0]}:{address[1]}{ADVANCE}"
    command = ["curl", "--silent", "--http2", "--data", '{"by": 60}', url]

    result = subprocess.run(command, capture_output=True, text=True, check=True)

    assert json.loads(result.stdout)["now"] == "2026-01-05T10:01:00Z"


class RecordingWebSocket(asyncio.Protocol):
    """What uvicorn hands a connection over to after a WebSocket handshake."""

    received = b""

    def __init__(self, **_: object) -> None:
        type(self).received = b""

    def data_received(self, data: bytes) -> None:
        type(self).received += data


@pytest.mark.parametrize("size", [1_000_000, 1], ids=["one packet", "bytes"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_websocket_handshakes_are_handed_over(protocol: type[H11WithoutUpgrades], size: int):
    handshake = (
        b"GET /_mock/changes HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    config = uvicorn.Config(Mock(), ws=RecordingWebSocket, log_config=None)
    loop = Mock()
    transport = Mock(get_extra_info=Mock(return_value=None))
    server = protocol(config, ServerState(), {}, _loop=loop)

    server.connection_made(transport)
    for start in range(0, len(handshake), size):
        server.data_received(handshake[start : start + size])

    assert RecordingWebSocket.received.lower() == handshake.lower()
    assert isinstance(transport.set_protocol.call_args.args[0], RecordingWebSocket)
