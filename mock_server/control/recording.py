"""Middleware of the emulated APIs: configured faults and the request journal.

Source: docs/control-api.md, Outcomes and faults and Request journal.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.control.masking import mask_log
from mock_server.control.refusals import Refusal
from mock_server.control.request_journal import MAX_BODY_BYTES, RecordedRequest, RequestJournal
from mock_server.domain.instant import SECOND
from mock_server.real_time import real_now
from mock_server.request_context import world_name
from mock_server.world.faults import FaultRule
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

# One line for each refused request; ``serve`` shows them.
REFUSED_LOG: Final = "mock_server.refused"
_log = logging.getLogger(REFUSED_LOG)

OUTERMOST_SEND: Final = "altinn_mock.send"


class ConnectionDropped(ConnectionResetError):
    """A configured fault has closed the connection without a response."""


class RecordingMiddleware:
    """Middleware that applies faults and records requests."""

    def __init__(self, app: ASGIApp, journal: RequestJournal) -> None:
        self._app = app
        self._journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        worlds: Worlds = scope["app"].state.worlds
        world = worlds.get(world_name(scope))
        path = path_in_world(scope)
        fault = world.faults.consume_request_fault(scope["method"], path)
        if not self._journal.is_enabled:
            await self._handle(world, fault, scope, receive, send)
            return
        recorder = _ExchangeRecorder(receive, send)
        at = world.clock.now()
        try:
            await self._handle(world, fault, scope, recorder.receive, recorder.send)
        except ConnectionDropped:
            raise
        except Exception as error:
            recorder.status, recorder.crash = 500, f"{type(error).__name__}: {error}"
            raise
        finally:
            self._record(world, scope, path, at, recorder, is_fault=_replaces_response(fault))

    async def _handle(
        self,
        world: World,
        fault: FaultRule | None,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        if fault is None:
            await self._app(scope, receive, send)
            return
        if fault.when == "after" and _replaces_response(fault):
            await self._app(scope, receive, _discard)
        if fault.delay:
            await scope["app"].state.delays.wait(scope, world, fault.delay / SECOND)
        if fault.close:
            await _close_connection(scope, receive)
        elif fault.status is not None or fault.body is not None:
            await _send_response(fault, send)
        else:
            await self._app(scope, receive, _with_headers(fault, send))

    def _record(
        self,
        world: World,
        scope: Scope,
        path: str,
        at: int,
        recorder: "_ExchangeRecorder",
        *,
        is_fault: bool,
    ) -> None:
        closest_paths = self._journal.closest_paths(path) if recorder.status == 404 else None
        state = scope.get("state", {})
        why = None
        if recorder.status is None or recorder.status >= HTTPStatus.BAD_REQUEST:
            why = Refusal(
                method=scope["method"],
                status=recorder.status,
                headers=_texts(scope["headers"]),
                response_headers=_texts(recorder.response_headers),
                response=recorder.response_body,
                closest_paths=closest_paths,
                required_scope=state.get("required_scope"),
                is_fault=is_fault,
                now=real_now(),
            ).reason()
            status = recorder.status or "no response"
            _log.info("%s", mask_log(f"{scope['method']} {path} {status}: {why}"))
        self._journal.add(
            world,
            RecordedRequest(
                at=at,
                method=scope["method"],
                path=path,
                query=scope.get("query_string", b"").decode("latin-1"),
                headers=tuple(scope["headers"]),
                body=recorder.request_body,
                status=recorder.status,
                response=recorder.response_body,
                creator=state.get("creator"),
                closest_paths=closest_paths,
                crash=recorder.crash,
                why=why,
            ),
        )


def path_in_world(scope: Scope) -> str:
    """Return the path of a request without the prefix of its world."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"


@dataclass(slots=True)
class _ExchangeRecorder:
    """A recorder of one request and its response, of each body up to the limit."""

    _receive: Receive
    _send: Send
    status: int | None = None
    crash: str | None = None
    response_headers: Iterable[tuple[bytes, bytes]] = ()
    request_body: bytes = b""
    response_body: bytes = b""

    async def receive(self) -> Message:
        message = await self._receive()
        self.request_body = _join(self.request_body, message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.response_headers = message.get("headers", ())
        else:
            self.response_body = _join(self.response_body, message.get("body", b""))
        await self._send(message)


async def _discard(_message: Message) -> None:
    """Lose a part of a response."""


def _replaces_response(fault: FaultRule | None) -> bool:
    return fault is not None and (fault.close or fault.status is not None or fault.body is not None)


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _join(body: bytes, content: bytes) -> bytes:
    return body + content[: MAX_BODY_BYTES - len(body)]


async def _close_connection(scope: Scope, receive: Receive) -> None:
    """Close the connection without a response.

    Raises:
        ConnectionDropped: if the client is in this process, without a connection.
    """
    # ASGI cannot close a connection; uvicorn's request cycle holds its transport.
    transport = getattr(getattr(scope.get(OUTERMOST_SEND), "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionDropped("a configured fault closes this connection")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_response(fault: FaultRule, send: Send) -> None:
    content, media_type = _encode(fault.body)
    headers = {"content-type": media_type} if content else {}
    headers |= {"content-length": str(len(content))}
    headers |= {name.lower(): value for name, value in fault.headers.items()}
    await send(
        {
            "type": "http.response.start",
            "status": 200 if fault.status is None else fault.status,
            "headers": _encode_headers(headers),
        }
    )
    await send({"type": "http.response.body", "body": content})


def _encode(body: Any) -> tuple[bytes, str]:
    """Return the bytes and media type of a body: text unchanged, anything else as JSON."""
    if body is None:
        return b"", ""
    if isinstance(body, str):
        return body.encode(), "text/plain; charset=utf-8"
    return json.dumps(body, ensure_ascii=False).encode(), "application/json; charset=utf-8"


def _with_headers(fault: FaultRule, send: Send) -> Send:
    added = _encode_headers({name.lower(): value for name, value in fault.headers.items()})
    added_names = {name for name, _ in added}

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message.get("headers", ())
            kept = [each for each in headers if each[0].lower() not in added_names]
            message = {**message, "headers": [*kept, *added]}
        await send(message)

    return send_with_headers


def _encode_headers(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
