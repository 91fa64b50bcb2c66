"""Stands before the emulated APIs: lets planned faults happen, and writes down what is asked.

Source: design/control-api.md, What goes wrong, What was asked.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.control.request_journal import MAX_BODY_BYTES, RecordedRequest, RequestJournal
from mock_server.domain.instant import SECOND
from mock_server.real_time import wait
from mock_server.request_context import world_name
from mock_server.world.faults import FaultRule
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

OUTERMOST_SEND: Final = "altinn_mock.send"


class ConnectionDropped(ConnectionResetError):
    """A planned fault has closed the connection without an answer."""


class RecordingMiddleware:
    """An emulated API with faults before it and its calls written down."""

    def __init__(self, face: ASGIApp, log: RequestJournal) -> None:
        self._face = face
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        worlds: Worlds = scope["app"].state.worlds
        world = worlds.get(world_name(scope))
        path = path_in_world(scope)
        fault = world.faults.consume_request_fault(scope["method"], path)
        if not self._log.is_on:
            await self._serve(fault, scope, receive, send)
            return
        tape = _ExchangeRecorder(receive, send)
        at = world.clock.now()
        try:
            await self._serve(fault, scope, tape.receive, tape.send)
        except ConnectionDropped:
            raise
        except Exception as failure:
            tape.status, tape.crash = 500, f"{type(failure).__name__}: {failure}"
            raise
        finally:
            self._record(world, scope, path, at, tape)

    async def _serve(
        self, fault: FaultRule | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if fault is None:
            await self._face(scope, receive, send)
            return
        if fault.delay:
            await wait(fault.delay / SECOND)
        if fault.close:
            await _drop(scope, receive)
        elif fault.status is not None or fault.body is not None:
            await _answer(fault, send)
        else:
            await self._face(scope, receive, _with_headers(fault, send))

    def _record(
        self, world: World, scope: Scope, path: str, at: int, tape: "_ExchangeRecorder"
    ) -> None:
        nearest = self._log.closest_paths(path) if tape.status == 404 else None
        self._log.add(
            world,
            RecordedRequest(
                at=at,
                method=scope["method"],
                path=path,
                query=scope.get("query_string", b"").decode("latin-1"),
                headers=tuple(scope["headers"]),
                body=bytes(tape.asked),
                status=tape.status,
                response=bytes(tape.answered),
                creator=scope.get("state", {}).get("creator"),
                closest_paths=nearest,
                crash=tape.crash,
            ),
        )


def path_in_world(scope: Scope) -> str:
    """Return the path of a request behind its world's prefix."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"


@dataclass(slots=True)
class _ExchangeRecorder:
    """Listens to both directions of one request; of each the first so many bytes."""

    _receive: Receive
    _send: Send
    status: int | None = None
    crash: str | None = None
    asked: bytearray = field(default_factory=bytearray)
    answered: bytearray = field(default_factory=bytearray)

    async def receive(self) -> Message:
        message = await self._receive()
        _keep(self.asked, message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        _keep(self.answered, message.get("body", b""))
        await self._send(message)


def _keep(kept: bytearray, content: bytes) -> None:
    kept += content[: MAX_BODY_BYTES - len(kept)]


async def _drop(scope: Scope, receive: Receive) -> None:
    """Close the connection without an answer.

    Raises:
        ConnectionDropped: where there is no connection: the caller is in this process.
    """
    # ASGI has no word for it; uvicorn's own request cycle holds the connection.
    transport = getattr(getattr(scope.get(OUTERMOST_SEND), "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionDropped("the mock was told to close this connection (a planned fault)")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(fault: FaultRule, send: Send) -> None:
    content, media_type = _content(fault.body)
    headers = {"content-type": media_type} if content else {}
    headers |= {"content-length": str(len(content))}
    headers |= {name.lower(): value for name, value in fault.headers.items()}
    await send(
        {
            "type": "http.response.start",
            "status": 200 if fault.status is None else fault.status,
            "headers": _raw(headers),
        }
    )
    await send({"type": "http.response.body", "body": content})


def _content(body: Any) -> tuple[bytes, str]:
    """Return a planned body: text as it is, anything else as JSON."""
    if body is None:
        return b"", ""
    if isinstance(body, str):
        return body.encode(), "text/plain; charset=utf-8"
    return json.dumps(body, ensure_ascii=False).encode(), "application/json; charset=utf-8"


def _with_headers(fault: FaultRule, send: Send) -> Send:
    planned = _raw({name.lower(): value for name, value in fault.headers.items()})
    names = {name for name, _ in planned}

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [each for each in message.get("headers", ()) if each[0].lower() not in names]
            message = {**message, "headers": [*kept, *planned]}
        await send(message)

    return send_with_headers


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
