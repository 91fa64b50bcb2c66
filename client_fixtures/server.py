"""A server on a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn

from mock_server.real_time import real_time_loop
from mock_server.server.http_protocol import http_protocol

KEEP_ALIVE = 3600  # seconds; longer than the pauses of any test
DATE_HEADER_INTERVAL = 1.0  # seconds


class _Server(uvicorn.Server):
    """A uvicorn server that stops at once; uvicorn itself polls ten times a second."""

    stop_requested: asyncio.Event
    started_up: threading.Event

    async def main_loop(self) -> None:
        self.stop_requested = asyncio.Event()
        self.started_up.set()
        while not await self.on_tick(0):
            try:
                await asyncio.wait_for(self.stop_requested.wait(), DATE_HEADER_INTERVAL)
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
    """Wrap *app* so that a request that the server cancels logs no error."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        with suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return wrapped


class ServerThread:
    """A server at ``url`` that runs ``app`` on the event loop ``loop``."""

    def __init__(self, app: Any, listener: socket.socket) -> None:
        self.app = app
        self._socket = listener
        self.url = f"http://127.0.0.1:{_port(listener)}"
        config = uvicorn.Config(
            _suppress_cancellation(app),
            http=http_protocol(),
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
        """Start the server, and return when it accepts connections.

        Raises:
            RuntimeError: if it cannot start.
        """
        self._thread.start()
        self._server.started_up.wait()
        if self._failure is not None:
            raise RuntimeError("the server could not start") from self._failure

    def stop(self) -> None:
        """Stop the server at once: close its connections and cancel its requests."""
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


def _port(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


@contextmanager
def server_thread(app: Any = None) -> Iterator[ServerThread]:
    """Run *app* (default: the mock) on a thread until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    if app is None:
        from mock_server.server.app import create_app
        from mock_server.server.configuration import Configuration

        # Links in responses contain the server's address, so it must know its port.
        app = create_app(Configuration.model_construct(port=_port(listener)))
    server = ServerThread(app, listener)
    server.start()
    try:
        yield server
    finally:
        server.stop()
