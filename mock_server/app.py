"""The whole server as one ASGI application: joins the rooms and knows everybody.

A call is handed to a face by its first path segment, behind the world's prefix: this is on the
way of every request, so it is a look-up in a dictionary rather than a tree of routes.
Source: design/control-api.md, Worlds; docs/adr/0006.
"""

import logging
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from starlette.datastructures import State
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.beginnings import Beginning, start_directory
from mock_server.configuration import Configuration
from mock_server.domain.problems import MisuseError
from mock_server.engine.worlds import Worlds
from mock_server.faces.edge import Driver, misused
from mock_server.faces.platform.routes import control_routes as token_routes
from mock_server.faces.platform.routes import routes as platform_routes
from mock_server.faces.signing import Signer
from mock_server.ticker import Ticker

WORLD: Final = re.compile(rb"/w/([A-Za-z0-9._-]{1,64})(?=/|$)")

_log = logging.getLogger(__name__)


async def nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that there is nothing at that address."""
    await Response(status_code=404)(scope, receive, send)


class Emulator:
    """A complete, independent server; two in one process share nothing.

    ``state`` carries what endpoints need: ``worlds``, ``driver``, ``signer``, ``ticker`` and
    ``configuration``. Not lifespan state, since an in-process transport runs no lifespan.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.state = State()
        self.state.configuration = configuration
        self.state.signer = Signer(
            configuration.signing_key.read_bytes() if configuration.signing_key else None
        )
        self.state.worlds = Worlds(
            Beginning(configuration, start_directory(configuration), lambda _, outbox: outbox)
        )
        self.state.driver = Driver(self, self.state.signer)
        self.state.ticker = Ticker(self.state.worlds, self.state.driver.drive)
        self._faces = _faces()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's start and end."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noted_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        scope["app"] = self
        try:
            await self._face(scope)(scope, receive, noted_send)
        except Exception:
            _log.exception(
                "%s %s broke down; this is a fault of ours", scope["method"], scope["path"]
            )
            if started:
                raise
            await Response(status_code=500)(scope, receive, send)

    def _face(self, scope: Scope) -> ASGIApp:
        """Take the world's prefix off the path, and return who serves the rest."""
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        if found := WORLD.match(raw):
            scope["root_path"] = found[0].decode()
            raw = raw[found.end() :] or b"/"
        segment = raw[1 : raw.find(b"/", 1)] if b"/" in raw[1:] else raw[1:]
        return self._faces.get(segment.lower(), nothing_here)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception:
            _log.exception("the server could not start or stop")
            await send({"type": "lifespan.startup.failed"})
            raise
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what goes on beside the requests, for as long as the context is open."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.state.ticker.running())
            yield


def create_app(configuration: Configuration | None = None) -> Emulator:
    """Return a server; without a configuration it is the default one, whatever variables say."""
    return Emulator(configuration or Configuration.model_construct())


def _faces() -> Mapping[bytes, ASGIApp]:
    """Return who serves the paths that begin with a segment, in lower case."""
    platform = _routed(platform_routes)
    return {
        **dict.fromkeys((b"authentication", b"maskinporten", b"api", b"home"), platform),
        b"_mock": _routed(token_routes),
    }


def _routed(routes: Sequence[BaseRoute]) -> ASGIApp:
    router = Router(routes, redirect_slashes=False, default=nothing_here)
    return ExceptionMiddleware(router, {MisuseError: misused})
