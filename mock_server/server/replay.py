"""Replay of a journal: the same engine handles the same requests again.

The requests go to a second server without data directory, relay or network. See docs/adr/0015.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from starlette.types import Message, Scope

from mock_server.real_time import let_others_run, set_replayed_time
from mock_server.request_context import DEFAULT_WORLD
from mock_server.server.engine_runner import EngineRunner
from mock_server.server.journaled_requests import ENTRY
from mock_server.storage.journal_entries import Entry, EntryKind, RequestHead
from mock_server.world.advance import advance
from mock_server.world.external_calls import SendConditionResult
from mock_server.world.world import World

NO_RESPONSE: Final = SendConditionResult(
    None, "no response: the server stopped before it arrived", is_unreachable=True
)


class ReplayRunner(EngineRunner):
    """Runs engine steps in a replay, with the recorded results of condition endpoints."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.results: deque[asyncio.Future[SendConditionResult]] = deque()
        self.delays: dict[int, asyncio.Future[None]] = {}
        self.waiting: set[asyncio.Task[Any] | None] = set()

    async def wait(self, scope: Scope, _world: World, _seconds: float) -> None:
        """Delay a request until the entry that ends its delay."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.delays[scope[ENTRY]] = future
        async with self._waits():
            await future

    def end_delay(self, request: int) -> None:
        """End the delay of the request with that number."""
        future = self.delays.pop(request, None)
        if future is not None:
            future.set_result(None)

    async def _call_outside(self, _world: World, _url: str) -> SendConditionResult:
        future: asyncio.Future[SendConditionResult] = asyncio.get_running_loop().create_future()
        self.results.append(future)
        async with self._waits():
            return await future

    def _lock(self, world: World) -> AbstractAsyncContextManager[object]:
        return self._locked(super()._lock(world))

    @asynccontextmanager
    async def _locked(self, lock: AbstractAsyncContextManager[object]) -> AsyncIterator[None]:
        async with self._waits():
            await lock.__aenter__()
        try:
            yield
        finally:
            await lock.__aexit__(None, None, None)

    @asynccontextmanager
    async def _waits(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        self.waiting.add(task)
        try:
            yield
        finally:
            self.waiting.discard(task)


class Replay:
    """The replay of one world's journal with *app*."""

    def __init__(self, app: Any, runner: ReplayRunner, world: World) -> None:
        self._app = app
        self._runner = runner
        self._name = world.name
        self._tasks: set[asyncio.Task[None]] = set()

    def _world(self) -> World:
        world: World = self._app.worlds.get(self._name)
        return world

    async def feed(self, number: int, entry: Entry) -> None:
        """Apply *entry*, and run everything that does not wait for a later one."""
        match entry.kind:
            case EntryKind.REQUEST:
                await self._start(self._request(number, entry))
            case EntryKind.TICK:
                await self._start(self._tick(entry))
            case EntryKind.DELAY_END:
                self._runner.end_delay(int(entry.body))
                await self._settle()
            case EntryKind.RESPONSE:
                met, reason, is_unreachable = json.loads(entry.body)
                await self._respond(SendConditionResult(met, reason, is_unreachable))

    async def finish(self) -> bool:
        """End what still waits for a result; return whether anything did."""
        did_wait = bool(self._runner.results or self._runner.delays)
        for number in sorted(self._runner.delays):
            self._runner.end_delay(number)
            await self._settle()
        while self._runner.results:
            await self._respond(NO_RESPONSE)
        return did_wait

    async def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await self._settle()

    async def _respond(self, result: SendConditionResult) -> None:
        if self._runner.results:
            self._runner.results.popleft().set_result(result)
            await self._settle()

    async def _settle(self) -> None:
        """Wait until every task has ended or waits for a result or for its turn."""
        await let_others_run()
        while any(task not in self._runner.waiting for task in self._tasks):
            await let_others_run()

    async def _request(self, number: int, entry: Entry) -> None:
        head = entry.head
        assert head is not None
        set_replayed_time(entry.real_time)
        clock = self._world().clock
        clock.at = max(clock.at, entry.at)
        sent = False

        async def receive() -> Message:
            nonlocal sent
            if sent:
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": entry.body, "more_body": False}

        async def send(_message: Message) -> None:
            pass

        with suppress(ConnectionError):  # a fault closed the connection
            await self._app({**self._scope(head), ENTRY: number}, receive, send)

    async def _tick(self, entry: Entry) -> None:
        set_replayed_time(entry.real_time)
        world = self._world()
        await self._runner.run(world, advance(world, max(entry.at, world.clock.now())))

    def _scope(self, head: RequestHead) -> Scope:
        prefix = "" if self._name == DEFAULT_WORLD else f"/w/{self._name}"
        raw_path = prefix.encode() + head.path
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": head.method,
            "scheme": head.scheme,
            "path": unquote_to_bytes(raw_path).decode("utf-8", "replace"),
            "raw_path": raw_path,
            "query_string": head.query,
            "root_path": "",
            "headers": list(head.headers),
            "client": None,
            "server": ("127.0.0.1", None),
        }
