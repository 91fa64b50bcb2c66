"""The server as one ASGI application.

A request is dispatched by the first path segment after the world's prefix, with one dictionary
lookup, since every request passes here. Source: docs/control-api.md, Worlds; docs/adr/0006.
"""

from __future__ import annotations

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
from mock_server.server.base_states import BaseStates
from mock_server.server.checkpoints import Checkpoints
from mock_server.server.configuration import Configuration, ConfigurationError
from mock_server.server.engine_runner import EngineRunner
from mock_server.server.idle_worlds import IdleWorlds
from mock_server.server.journaled_requests import Delays, JournalRequests
from mock_server.server.replay import ReplayRunner
from mock_server.server.routes import routes as control_routes
from mock_server.server.running_clocks import RunningClocks
from mock_server.server.smtp_relay import SmtpRelay
from mock_server.server.stored_worlds import StoredWorlds
from mock_server.server.web_access import WebAccess
from mock_server.server.world_factory import (
    WorldFactory,
    create_data_folder,
    load_directory,
    load_signer,
)
from mock_server.server.world_journal import WorldJournal
from mock_server.server.world_state import WorldSnapshots
from mock_server.storage.journal import JournalFile
from mock_server.storage.journal_entries import JournalError
from mock_server.storage.memory_journal import MemoryJournal
from mock_server.tokens.routes import routes as platform_routes
from mock_server.tokens.signing import Signer
from mock_server.web.api_docs.routes import file_routes as docs_file_routes
from mock_server.web.inbox.pages import InboxPages
from mock_server.web.inbox.pages import routes as inbox_routes
from mock_server.world.clock import ClockMode
from mock_server.world.directory import Directory
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

    def __init__(self, configuration: Configuration, twin_of: Emulator | None = None) -> None:
        relay = SmtpRelay(configuration.smtp_relay) if configuration.smtp_relay else None
        self._configuration = configuration
        self._factory = WorldFactory(
            configuration,
            twin_of.directory if twin_of else load_directory(configuration),
            relay.wrap_outbox if relay else lambda outbox: outbox,
        )
        self.directory: Directory = self._factory.directory
        self.worlds = Worlds(self._factory)
        snapshots = WorldSnapshots()
        self.journal = WorldJournal(
            open_journal(configuration), snapshots.dump, self._factory.in_memory
        )
        self.signer: Signer = twin_of.signer if twin_of else load_signer(configuration)
        runner = ReplayRunner if twin_of else EngineRunner
        self.engine_runner = runner(self, self.signer, record_response=self.journal.record_response)
        gates = self.engine_runner.gates
        delays = self.engine_runner if twin_of else Delays(self.journal, gates)
        self._journal_requests = (
            None if twin_of else JournalRequests(self.journal, self.worlds, gates)
        )
        self.running_clocks = RunningClocks(
            self.worlds, self.engine_runner.run, self.journal.record_tick
        )
        self.checkpoints = Checkpoints(
            self.journal, self.worlds, self._factory, snapshots, self._twin
        )
        self.stored_worlds = StoredWorlds(
            self.journal, self.worlds, self._factory.adopt, self.checkpoints.rebuild
        )
        self.idle_worlds = (
            IdleWorlds(
                self.worlds, self.engine_runner.run, configuration.world_ttl, self.journal.delete
            )
            if configuration.world_ttl
            else None
        )
        request_log = RequestJournal(_known_paths(), configuration.request_log)
        self._access = None if twin_of else WebAccess(configuration, self.worlds)
        states = (
            BaseStates(self.journal, self.worlds, gates, snapshots.dump, configuration.data)
            if configuration.data
            else None
        )
        background = (states, self.running_clocks, self.idle_worlds, relay)
        self._background = [each for each in background if each]
        self._apps = _routes_by_segment(request_log)
        self.state = SimpleNamespace(
            configuration=configuration,
            worlds=self.worlds,
            signer=self.signer,
            engine_runner=self.engine_runner,
            running_clocks=self.running_clocks,
            request_log=request_log,
            world_counts=WorldCounts(request_log),
            snapshots=snapshots,
            checkpoints=self.checkpoints,
            delays=delays,
            read_scenario=read_document,
            inbox_pages=InboxPages(),
        )

    def _twin(self) -> Emulator:
        """Return a server that rebuilds worlds: same options, but nothing reaches the outside."""
        alone = {"data": None, "smtp_relay": None, "control_token": None, "world_ttl": None}
        configuration = self._configuration.model_copy(update={**alone, "request_log": 0})
        return Emulator(configuration, twin_of=self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or startup and shutdown."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            serve = self._serve if scope["type"] == "http" else self._serve_websocket
            if self._access is None:
                await serve(scope, receive, send)
            else:
                await self._access.serve(serve, scope, receive, send)

    async def _serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        app = self._dispatch(scope)
        if app is self._apps[b"_mock"]:
            await app(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def tracked_send(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        scope["app"] = self
        scope[OUTERMOST_SEND] = send
        try:
            app = self._dispatch(scope)
            if self._journal_requests is None:
                await app(scope, receive, tracked_send)
            else:
                await self.stored_worlds.load()
                await self._journal_requests.serve(app, scope, receive, tracked_send)
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
            stack.callback(self.journal.store.close)
            await self.stored_worlds.load()
            for each in self._background:
                await stack.enter_async_context(each.running())
            yield


def create_app(configuration: Configuration | None = None) -> Emulator:
    """Return a server; the default configuration does not read environment variables.

    Raises:
        ConfigurationError: if a file in the configuration is not valid.
    """
    configuration = configuration or Configuration.model_construct()
    create_data_folder(configuration)
    return Emulator(configuration)


def open_journal(configuration: Configuration) -> JournalFile | MemoryJournal:
    """Return the journal of the data directory, or one in memory.

    Raises:
        ConfigurationError: if the data directory cannot be used.
    """
    if configuration.data is None:
        return MemoryJournal()
    try:
        return JournalFile(configuration.data)
    except JournalError as error:
        raise ConfigurationError(str(error)) from error


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(status_code=404)(scope, receive, send)


def _is_browser(scope: Scope) -> bool:
    """Return whether a browser asks for a page; for others ``/`` responds as at Altinn: 404."""
    accepts = (value for name, value in scope["headers"] if name == b"accept")
    return scope.get("method") == "GET" and any(b"text/html" in each for each in accepts)


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
        b"_inbox": _router([*inbox_routes, *docs_file_routes]),
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
