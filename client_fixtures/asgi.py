"""A world as an ASGI application: on the server's own event loop, or over HTTP.

Source: design/client-api.md, altinn_asgi; design/style.md 3.5 (one writer).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

import httpx

from client_fixtures.forwarding import send_async
from client_fixtures.server import ServerThread

Scope = MutableMapping[str, Any]
Receive = Callable[[], Coroutine[Any, Any, MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Coroutine[Any, Any, None]]


class InProcessApp:
    """Hands requests to the event loop of a server in this process, so that worlds keep one writer.

    Without a socket: messages cross over from loop to loop.
    """

    def __init__(self, server: ServerThread, prefix: str) -> None:
        self._server = server
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        here = asyncio.get_running_loop()
        there = self._server.loop
        inner = {
            **scope,
            "path": self._prefix + scope["path"],
            "raw_path": self._prefix.encode() + scope["raw_path"],
        }

        async def receive_there() -> MutableMapping[str, Any]:
            message: MutableMapping[str, Any] = await _on(here, receive())
            return message

        async def send_there(message: MutableMapping[str, Any]) -> None:
            await _on(here, send(message))

        await _on(there, self._server.app(inner, receive_there, send_there))


class HttpProxyApp:
    """Sends requests over HTTP to the world at *url*, wherever it is."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        path = (scope["raw_path"] + query).decode("ascii")
        asked = httpx.Request(scope["method"], self._url, headers=scope["headers"], content=body)
        answer = await send_async(asked, self._url, path)
        await send(
            {
                "type": "http.response.start",
                "status": answer.status_code,
                "headers": answer.headers.raw,
            }
        )
        await send({"type": "http.response.body", "body": answer.content})


def _on(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any]) -> Awaitable[Any]:
    return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))
