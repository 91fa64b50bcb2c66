"""A server of one's own on a thread: started in one call, stopped without waiting."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import uvicorn

from mock_server.real_time import real_time_loop

if TYPE_CHECKING:
    from client_fixtures.altinn import Altinn

KEEP_ALIVE = 3600  # between a test's first and last call
DATE_HEADER_EVERY = 1.0


class _Server(uvicorn.Server):
    """uvicorn without its polling: it stops when told, not at the next tenth of a second."""

    stop_requested: asyncio.Event
    started_up: threading.Event

    async def main_loop(self) -> None:
        self.stop_requested = asyncio.Event()
        self.started_up.set()
        while not await self.on_tick(0):
            try:
                await asyncio.wait_for(self.stop_requested.wait(), DATE_HEADER_EVERY)
            except TimeoutError:
                continue
            return

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.lifespan.shutdown()


def _suppress_cancellation(app: Any) -> Any:
    """Return *app* as one that says nothing when the server gives a call up."""

    async def quiet(scope: Any, receive: Any, send: Any) -> None:
        with suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return quiet


class ServerThread:
    """A running server: ``url``, and ``app`` with the event ``loop`` that it lives on."""

    def __init__(self, app: Any, listening: socket.socket) -> None:
        self.app = app
        self._socket = listening
        self.url = f"http://127.0.0.1:{_port(listening)}"
        config = uvicorn.Config(
            _suppress_cancellation(app),
            log_config=None,
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE,
            ws="websockets-sansio",
        )
        self._server = _Server(config)
        self._server.started_up = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="altinn-mock", daemon=True)
        self.loop: asyncio.AbstractEventLoop

    def start(self) -> None:
        """Start, and return when the server listens.

        Raises:
            RuntimeError: if it could not start.
        """
        self._thread.start()
        self._server.started_up.wait()
        if self._failure is not None:
            raise RuntimeError("the mock could not start") from self._failure

    def stop(self) -> None:
        """Stop at once: connections are closed, what is under way is given up."""
        if self._thread.is_alive():
            self.loop.call_soon_threadsafe(self._server.stop_requested.set)
            self._thread.join()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=real_time_loop) as runner:
                self.loop = runner.get_loop()
                runner.run(self._server.serve(sockets=[self._socket]))
        except BaseException as failure:
            self._failure = failure
        finally:
            self._socket.close()
            self._server.started_up.set()


def _port(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


@contextmanager
def server_thread(app: Any = None) -> Iterator[ServerThread]:
    """Run *app* (default: a whole mock) on a thread for as long as the block lasts."""
    listening = socket.create_server(("127.0.0.1", 0))
    if app is None:
        from mock_server.server.app import create_app
        from mock_server.server.configuration import Configuration

        # Links in answers begin with the server's own address, so it must know its port.
        app = create_app(Configuration.model_construct(port=_port(listening)))
    server = ServerThread(app, listening)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def serve(app: Any = None, **stage: Any) -> Iterator[Altinn]:
    """Give a handle on a fresh world of a server of its own, for as long as the block lasts.

    ``stage`` as ``Altinn.reset`` takes it: ``now``, ``settings``, ``directory``.
    """
    from client_fixtures.altinn import Altinn

    with server_thread(app) as server:
        altinn = Altinn(server.url)
        altinn.reset(**stage)
        try:
            yield altinn
        finally:
            altinn.close()
