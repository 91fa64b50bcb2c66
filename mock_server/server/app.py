"""The server as one ASGI application.

A request is dispatched by the first path segment after the world's prefix, with one dictionary
lookup, since every request passes here. Source: docs/control-api.md, Worlds; docs/adr/0006.
"""

import logging
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from types import SimpleNamespace
from typing import Final

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.apps.api.application import serve_app
from mock_server.apps.api.routes import ENDPOINTS as APPS
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
from mock_server.server.engine_runner import EngineRunner
from mock_server.server.idle_worlds import IdleWorlds
from mock_server.server.routes import routes as control_routes
from mock_server.server.running_clocks import RunningClocks
from mock_server.server.smtp_relay import SmtpRelay
from mock_server.server.web_access import WebAccess
from mock_server.server.world_factory import WorldFactory, load_directory, load_signer
from mock_server.server.world_state import WorldSnapshots
from mock_server.tokens.routes import routes as platform_routes
from mock_server.web.inbox.pages import InboxPages
from mock_server.web.inbox.pages import routes as inbox_routes
from mock_server.world.clock import ClockMode
from mock_server.world.worlds import Worlds

WORLD_PREFIX: Final = re.compile(rb"/w/([A-Za-z0-9._-]{1,64})(?=/|$)")
_READ_METHODS: Final = frozenset({"GET", "HEAD"})
_ROOT_PATHS: Final = frozenset({b"", b"/"})

_log = logging.getLogger(__name__)


class Emulator:
    """A complete server; two servers in one process share nothing.

    ``state`` holds the objects that endpoints use. It is not lifespan state, because an
    in-process transport does not run the lifespan; running clocks do not advance there.
    """

    def __init__(self, configuration: Configuration) -> None:
        relay = SmtpRelay(configuration.smtp_relay) if configuration.smtp_relay else None
        world_factory = WorldFactory(
            configuration,
            load_directory(configuration),
            relay.wrap_outbox if relay else lambda outbox: outbox,
        )
        self.worlds = Worlds(world_factory)
        self.signer = load_signer(configuration)
        self.engine_runner = EngineRunner(self, self.signer)
        self.running_clocks = RunningClocks(self.worlds, self.engine_runner.run)
        self.idle_worlds = (
            IdleWorlds(self.worlds, self.engine_runner.run, configuration.world_ttl)
            if configuration.world_ttl
            else None
        )
        request_log = RequestJournal(_known_paths(), configuration.request_log)
        self._background = [each for each in (self.running_clocks, self.idle_worlds, relay) if each]
        self._access = WebAccess(configuration, self.worlds)
        self._apps = _routes_by_segment(request_log)
        self.state = SimpleNamespace(
            configuration=configuration,
            worlds=self.worlds,
            signer=self.signer,
            engine_runner=self.engine_runner,
            running_clocks=self.running_clocks,
            request_log=request_log,
            snapshots=WorldSnapshots(),
            read_scenario=read_document,
            inbox_pages=InboxPages(),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or startup and shutdown."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            serve = self._serve if scope["type"] == "http" else _close_websocket
            await self._access.serve(serve, scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def tracked_send(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        scope["app"] = self
        scope[OUTERMOST_SEND] = send
        try:
            await self._dispatch(scope)(scope, receive, tracked_send)
        except ConnectionDropped:
            raise
        except Exception:
            _log.exception("%s %s: internal error", scope["method"], scope["path"])
            if has_started:
                raise
            await Response(status_code=500)(scope, receive, send)
        self._after_request(scope)

    def _dispatch(self, scope: Scope) -> ASGIApp:
        """Move the world's prefix to ``root_path``, and return the application for the path."""
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        if prefix := WORLD_PREFIX.match(path):
            scope["root_path"] = prefix[0].decode()
            path = path[prefix.end() :]
            if not path:
                scope["path"] += "/"
        if path in _ROOT_PATHS and _is_browser(scope):
            return self._apps[b"_inbox"]
        first_segment = path[1:].partition(b"/")[0].lower()
        return self._apps.get(first_segment, self._apps[b""])

    def _after_request(self, scope: Scope) -> None:
        """Record the use of the world, and run jobs that the request made due."""
        name = scope.get("root_path", "").removeprefix("/w/") or DEFAULT_WORLD
        if self.idle_worlds:
            self.idle_worlds.touch(name)
        if scope["method"] not in _READ_METHODS:
            world = self.worlds.by_name.get(name)
            if world is not None and world.clock.mode is ClockMode.RUNNING:
                self.running_clocks.wake()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self.running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the background tasks until the context is closed."""
        async with AsyncExitStack() as stack:
            for each in self._background:
                await stack.enter_async_context(each.running())
            yield


def create_app(configuration: Configuration | None = None) -> Emulator:
    """Return a server; the default configuration does not read environment variables.

    Raises:
        ConfigurationError: if a file in the configuration is not valid.
    """
    return Emulator(configuration or Configuration.model_construct())


async def _close_websocket(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "websocket.close"})


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(status_code=404)(scope, receive, send)


def _is_browser(scope: Scope) -> bool:
    """Return whether a browser asks for a page; for others ``/`` responds as at Altinn: 404."""
    accepts = (value for name, value in scope["headers"] if name == b"accept")
    return scope["method"] == "GET" and any(b"text/html" in each for each in accepts)


def _routes_by_segment(log: RequestJournal) -> Mapping[bytes, ASGIApp]:
    """Return the application for each first path segment, in lower case; b"" is the default."""
    notifications = RecordingMiddleware(NotificationsApi(), log)
    platform = RecordingMiddleware(_router(platform_routes), log)
    return {
        b"notifications": notifications,
        b"health": notifications,
        b"authentication": platform,
        b"maskinporten": platform,
        b"api": platform,
        b"home": platform,
        b"correspondence": RecordingMiddleware(serve_correspondence, log),
        b"_mock": _router(control_routes),
        b"_inbox": _router(inbox_routes),
        b"": RecordingMiddleware(serve_app, log),
    }


def _router(routes: Sequence[BaseRoute]) -> ASGIApp:
    router = Router(routes, redirect_slashes=False, default=_not_found)
    return ExceptionMiddleware(router, {UsageError: handle_usage_error})


def _known_paths() -> Iterable[str]:
    yield from (route.path for route in NOTIFICATIONS)
    yield from (route.path for route in CORRESPONDENCE)
    yield from (route.path for route in APPS)
    yield from (route.path for route in platform_routes if isinstance(route, Route))
