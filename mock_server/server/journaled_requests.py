"""Requests that are written to the journal of their world before they are handled.

See docs/adr/0015.
"""

import asyncio
from contextlib import suppress
from contextvars import ContextVar
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.control.access import is_authorized
from mock_server.real_time import real_now, wait
from mock_server.request_context import problem_response, world_name
from mock_server.server.world_gates import WorldGates
from mock_server.server.world_journal import Checkpoint, WorldJournal
from mock_server.storage.journal_entries import Entry, EntryKind, JournalError, RequestHead
from mock_server.world.clock import ClockMode
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

READ_AHEAD: Final = 1024 * 1024
_READ_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_CONTROL: Final = b"_mock"
_ROOT: Final = "/"
# Products whose GETs record that a message was fetched or an instance read; b"" is apps.
_RECORDS_READS: Final = frozenset({b"correspondence", b""})
_OTHER_SEGMENTS: Final = frozenset(
    {b"notifications", b"health", b"authentication", b"maskinporten", b"api", b"home"}
)
_KNOWN_SEGMENTS: Final = _OTHER_SEGMENTS | _RECORDS_READS | {_CONTROL}
# Calls of the control API that change no world, or that the journal keeps in another way.
_NOT_RECORDED: Final = (
    "/_mock/tokens",
    "/_mock/scenarios/run",
    "/_mock/inbox/expect",
    "/_mock/checkpoints",
    "/_mock/fork",
)
# The number of a request in the journal, in its scope.
ENTRY: Final = "altinn_mock.entry"
_RESET: Final = "/_mock/reset"
_DELETE: Final = ("DELETE", "/_mock")
_MOVES: Final = frozenset({"/_mock/clock", "/_mock/clock/advance"})

# Set while the server calls itself: a replay makes that call again.
is_internal_call: Final[ContextVar[bool]] = ContextVar("internal call", default=False)


class JournalRequests:
    """Records each request that can change a world, then forwards it."""

    def __init__(self, journal: WorldJournal, worlds: Worlds, gates: WorldGates) -> None:
        self._journal = journal
        self._worlds = worlds
        self._gates = gates

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request with *app*."""
        if not self._can_change_world(scope):
            await app(scope, receive, send)
            return
        world = self._worlds.get(world_name(scope))
        if not self._is_recorded(scope, world):
            await self._gates.enter(world.name)
            await app(scope, receive, send)
            return
        request = _JournaledRequest(self._journal, self._gates, world, scope, receive, send)
        try:
            async with self._journal.in_flight(world.name):
                if request.length <= READ_AHEAD:
                    await request.read_ahead()
                await app(scope, request.receive, request.send)
        except asyncio.CancelledError:
            self._gates.interrupted.add(world.name)
            raise
        except JournalError as error:
            if request.is_recorded:
                raise
            detail = (
                f"the request cannot be saved in the data directory ({error});"
                " it was not processed, and nothing has changed"
            )
            await problem_response(507, detail)(scope, receive, send)

    def _can_change_world(self, scope: Scope) -> bool:
        is_read = scope["method"] in _READ_METHODS
        path, segment = _path(scope), _first_segment(scope)
        if is_internal_call.get():
            return False
        if segment == _CONTROL:
            return not (is_read or path.startswith(_NOT_RECORDED)) and is_authorized(scope)
        if is_read and segment not in _RECORDS_READS:
            world = self._worlds.by_name.get(world_name(scope))
            return world is not None and bool(world.faults.rules)
        return not (is_read and path == _ROOT)

    def _is_recorded(self, scope: Scope, world: World) -> bool:
        if self._journal.is_on(world):
            return True
        return _path(scope) == _RESET or world.clock.mode is ClockMode.FROZEN


class Delays:
    """Delays of requests by faults; their ends are in the journal, as they determine an order."""

    def __init__(self, journal: WorldJournal, gates: WorldGates) -> None:
        self._journal = journal
        self._gates = gates

    async def wait(self, scope: Scope, world: World, seconds: float) -> None:
        """Delay a request."""
        await wait(seconds)
        if ENTRY in scope:
            await self._journal.record_delay_end(world, scope[ENTRY])
        await self._gates.enter(world.name)


class _JournaledRequest:
    """A request that is recorded before its handler receives the end of its body."""

    def __init__(
        self,
        journal: WorldJournal,
        gates: WorldGates,
        world: World,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        self._journal = journal
        self._gates = gates
        self._world = world
        self._scope = scope
        self._receive = receive
        self._send = send
        self._parts: list[bytes] = []
        self._ahead: list[Message] = []
        self._before_move: Checkpoint | None = None
        self.is_recorded = False
        self.length = _content_length(scope)

    async def read_ahead(self) -> None:
        """Receive a small body completely, and record the request."""
        while not self.is_recorded and sum(map(len, self._parts)) <= READ_AHEAD:
            self._ahead.append(await self._receive_and_record())
            if self._ahead[-1]["type"] == "http.disconnect":
                return

    async def receive(self) -> Message:
        """Receive the next part of the request."""
        if self._ahead:
            return self._ahead.pop(0)
        return await (self._receive() if self.is_recorded else self._receive_and_record())

    async def send(self, message: Message) -> None:
        """Send a part of the response."""
        if not self.is_recorded:
            await self._record()
        if message["type"] == "http.response.start" and self._before_move is not None:
            await self._add_checkpoint(self._before_move, message["status"])
        await self._send(message)

    async def _receive_and_record(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._record()
        return message

    async def _record(self) -> None:
        scope, world, path = self._scope, self._world, _path(self._scope)
        body = b"".join(self._parts)
        if (scope["method"], path) == _DELETE:
            await self._journal.delete(world.name)
            self.is_recorded = True
            return
        if path == _RESET and b"keep" not in body:
            # A reset world keeps nothing of the previous one: its journal begins here.
            await self._journal.start_fresh(world)
        elif not self._journal.has_started(world.name):
            await self._journal.begin(world)
        if path in _MOVES and world.clock.mode is ClockMode.FROZEN:
            self._before_move = self._journal.new_checkpoint(world, is_automatic=True)
        head = RequestHead(
            scope["method"],
            _raw_path(scope),
            scope["query_string"],
            list(scope["headers"]),
            scope.get("scheme", "http"),
        )
        entry = Entry(EntryKind.REQUEST, world.clock.now(), real_now(), head, body)
        scope[ENTRY] = await self._journal.record(world, entry)
        self.is_recorded = True
        await self._gates.enter(world.name)

    async def _add_checkpoint(self, checkpoint: Checkpoint, status: int) -> None:
        self._before_move = None
        if status < 300 and self._world.clock.now() > checkpoint.at:
            with suppress(JournalError):
                await self._journal.add_checkpoint(self._world.name, checkpoint)


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or _ROOT


def _raw_path(scope: Scope) -> bytes:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.removeprefix(scope.get("root_path", "").encode()) or b"/"


def _first_segment(scope: Scope) -> bytes:
    """Return the first path segment in lower case, or b"" for one of an app."""
    first = _raw_path(scope)[1:].partition(b"/")[0].lower()
    return first if first in _KNOWN_SEGMENTS else b""


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0
