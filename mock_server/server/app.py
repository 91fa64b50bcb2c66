"""The whole server as one ASGI application: joins the rooms and knows everybody.

A call is handed to a face by its first path segment, behind the world's prefix: this is on the
way of every request, so it is a look-up in a dictionary rather than a tree of routes.
Source: design/control-api.md, Worlds; docs/adr/0006.
"""

import logging
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from starlette.datastructures import State
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.apps.api.application import serve_app
from mock_server.apps.api.routes import ENDPOINTS as APPS
from mock_server.control.changes import WorldCounts
from mock_server.control.recording import OUTERMOST_SEND, ConnectionDropped, RecordingMiddleware
from mock_server.control.request_journal import RequestJournal
from mock_server.correspondence.api.application import serve_correspondence
from mock_server.correspondence.api.routes import ENDPOINTS as CORRESPONDENCE
from mock_server.domain.errors import UsageError
from mock_server.notifications.api.application import NotificationsApi
from mock_server.notifications.api.routes import ENDPOINTS as NOTIFICATIONS
from mock_server.request_context import DEFAULT_WORLD, handle_usage_error
from mock_server.scenarios.library import read_document
from mock_server.server.configuration import Configuration
from mock_server.server.driver import EngineRunner
from mock_server.server.idle_worlds import IdleWorlds
from mock_server.server.routes import routes as control_routes
from mock_server.server.running_clocks import RunningClocks
from mock_server.server.smtp_relay import SmtpRelay
from mock_server.server.world_factory import WorldFactory, load_directory, load_signer
from mock_server.server.world_state import WorldSnapshots
from mock_server.tokens.routes import routes as platform_routes
from mock_server.web.inbox.pages import InboxPages
from mock_server.web.inbox.pages import routes as inbox_routes
from mock_server.world.clock import ClockMode
from mock_server.world.worlds import Worlds

PREFIX: Final = re.compile(rb"/w/([A-Za-z0-9._-]{1,64})(?=/|$)")
_READING: Final = frozenset({"GET", "HEAD"})
_ROOT_PATHS: Final = frozenset({b"", b"/"})

_log = logging.getLogger(__name__)


class Emulator:
    """A complete, independent server; two in one process share nothing.

    ``state`` carries what endpoints need. It is not lifespan state, since an in-process transport
    runs no lifespan: there, running clocks stand still.
    """

    def __init__(self, configuration: Configuration) -> None:
        relay = SmtpRelay(configuration.smtp_relay) if configuration.smtp_relay else None
        beginning = WorldFactory(
            configuration,
            load_directory(configuration),
            relay.wrap_outbox if relay else lambda outbox: outbox,
        )
        self.worlds = Worlds(beginning)
        self.signer = load_signer(configuration)
        self.driver = EngineRunner(self, self.signer)
        self.ticker = RunningClocks(self.worlds, self.driver.run)
        self.idle = (
            IdleWorlds(self.worlds, self.driver.run, configuration.world_ttl)
            if configuration.world_ttl
            else None
        )
        request_log = RequestJournal(_known_paths(), configuration.request_log)
        self._background = [each for each in (self.ticker, self.idle, relay) if each]
        self._faces = _routes_by_segment(configuration, request_log)
        self.state = State(
            {
                "configuration": configuration,
                "worlds": self.worlds,
                "signer": self.signer,
                "driver": self.driver,
                "ticker": self.ticker,
                "request_log": request_log,
                "world_counts": WorldCounts(request_log),
                "snapshots": WorldSnapshots(),
                "read_scenario": read_document,
                "inbox_pages": InboxPages(),
            }
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's start and end."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            await self._serve_websocket(scope, receive, send)

    async def _serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        face = self._dispatch(scope)
        if face is self._faces[b"_mock"]:
            await face(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def noted_send(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        scope["app"] = self
        scope[OUTERMOST_SEND] = send
        try:
            await self._dispatch(scope)(scope, receive, noted_send)
        except ConnectionDropped:
            raise
        except Exception:
            _log.exception("%s %s: a fault of ours", scope["method"], scope["path"])
            if has_begun:
                raise
            await Response(status_code=500)(scope, receive, send)
        self._after_request(scope)

    def _dispatch(self, scope: Scope) -> ASGIApp:
        """Take the world's prefix off the path, and return who serves the rest."""
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        if found := PREFIX.match(raw):
            scope["root_path"] = found[0].decode()
            raw = raw[found.end() :]
            if not raw:
                scope["path"] += "/"
        if raw in _ROOT_PATHS and _is_browser(scope):
            return self._faces[b"_inbox"]
        first = raw[1:].partition(b"/")[0].lower()
        return self._faces.get(first, self._faces[b""])

    def _after_request(self, scope: Scope) -> None:
        """Let go on what a call may have set going."""
        name = scope.get("root_path", "").removeprefix("/w/") or DEFAULT_WORLD
        if self.idle:
            self.idle.touch(name)
        if scope["method"] not in _READING:
            world = self.worlds.by_name.get(name)
            if world is not None and world.clock.mode is ClockMode.RUNNING:
                self.ticker.wake()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self.running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what goes on beside the requests, for as long as the context is open."""
        async with AsyncExitStack() as stack:
            for each in self._background:
                await stack.enter_async_context(each.running())
            yield


def create_app(configuration: Configuration | None = None) -> Emulator:
    """Return a server; without a configuration the default one, whatever the variables say.

    Raises:
        ConfigurationError: if a file that it names holds another thing.
    """
    return Emulator(configuration or Configuration.model_construct())


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(status_code=404)(scope, receive, send)


def _is_browser(scope: Scope) -> bool:
    """Tell whether a page is asked for: to anybody else there is nothing at ``/``, as at Altinn."""
    accepts = (value for name, value in scope["headers"] if name == b"accept")
    return scope.get("method") == "GET" and any(b"text/html" in each for each in accepts)


def _routes_by_segment(
    configuration: Configuration, log: RequestJournal
) -> Mapping[bytes, ASGIApp]:
    """Return who serves the paths that begin with a segment, in lower case; b"" is any other."""
    notifications = RecordingMiddleware(NotificationsApi(configuration.base_url()), log)
    platform = RecordingMiddleware(_routed(platform_routes), log)
    return {
        b"notifications": notifications,
        b"health": notifications,
        b"authentication": platform,
        b"maskinporten": platform,
        b"api": platform,
        b"home": platform,
        b"correspondence": RecordingMiddleware(serve_correspondence, log),
        b"_mock": _routed(control_routes),
        b"_inbox": _routed(inbox_routes),
        b"": RecordingMiddleware(serve_app, log),
    }


def _routed(routes: Sequence[BaseRoute]) -> ASGIApp:
    router = Router(routes, redirect_slashes=False, default=_not_found)
    return ExceptionMiddleware(router, {UsageError: handle_usage_error})


def _known_paths() -> Iterable[str]:
    yield from (route.path for route in NOTIFICATIONS)
    yield from (route.path for route in CORRESPONDENCE)
    yield from (route.path for route in APPS)
    yield from (route.path for route in platform_routes if isinstance(route, Route))
