"""A world as an ASGI application, on the event loop of the server or over HTTP.

Source: docs/client.md, Fixtures; docs/adr/0005-one-writer.md.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import TYPE_CHECKING, Any

import httpx

from client_fixtures.forwarding import send_async

if TYPE_CHECKING:
    from client_fixtures.server import ServerThread

Scope = MutableMapping[str, Any]
Receive = Callable[[], Coroutine[Any, Any, MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Coroutine[Any, Any, None]]


class InProcessApp:
    """An application that runs requests on the event loop of a server in this process.

    Requests pass between the event loops without a socket, and the world keeps its one writer.
    """

    def __init__(self, server: "ServerThread", prefix: str) -> None:
        self._server = server
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Process one request."""
        client_loop = asyncio.get_running_loop()
        server_loop = self._server.loop
        server_scope = {
            **scope,
            "path": self._prefix + scope["path"],
            "raw_path": self._prefix.encode() + scope["raw_path"],
        }

        async def receive_from_client() -> MutableMapping[str, Any]:
            message: MutableMapping[str, Any] = await _run_on(client_loop, receive())
            return message

        async def send_to_client(message: MutableMapping[str, Any]) -> None:
            await _run_on(client_loop, send(message))

        await _run_on(
            server_loop, self._server.app(server_scope, receive_from_client, send_to_client)
        )


class HttpProxyApp:
    """An application that forwards requests over HTTP to the world at *url*."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Process one request."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        path = (scope["raw_path"] + query).decode("ascii")
        request = httpx.Request(scope["method"], self._url, headers=scope["headers"], content=body)
        response = await send_async(request, self._url, path)
        await send(
            {
                "type": "http.response.start",
                "status": response.status_code,
                "headers": response.headers.raw,
            }
        )
        await send({"type": "http.response.body", "body": response.content})


def _run_on(loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any]) -> Awaitable[Any]:
    return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, loop))
