"""CPU time of a request without a server or a network, beside the bare application.

    python benchmarks/in_process.py

Other load on the machine hardly changes it: it is the minimum of nine turns of 500 requests.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from itertools import count

from load import BROKEN, ORDERS, SEMANTIC_ERROR, VALID
from starlette.types import ASGIApp, Message

from mock_server.cli.serve import tune_garbage_collector
from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

TURNS = 9
REQUESTS = 500
BODIES = {"order": VALID, "semantic error": SEMANTIC_ERROR, "broken JSON": BROKEN}
_ids = count()


def measure() -> Iterator[tuple[str, float, float]]:
    """Yield the kind of request, and the µs of the emulator and of the bare application."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BARE_FILES"] = folder
        from bare import app as bare
    emulator = create_app(Configuration(clock="frozen"))
    tune_garbage_collector()
    for name, body in BODIES.items():
        yield name, _microseconds(emulator, body), _microseconds(bare, body)


def _microseconds(app: ASGIApp, body: str) -> float:
    with asyncio.Runner() as runner:
        runner.run(_send(app, body))
        times = []
        for _ in range(TURNS):
            start = time.process_time()
            runner.run(_send(app, body))
            times.append(time.process_time() - start)
    return min(times) / REQUESTS * 1_000_000


async def _send(app: ASGIApp, body: str) -> None:
    for _ in range(REQUESTS):
        content = body.replace('"ID"', f'"{next(_ids)}"').encode()

        async def receive(content: bytes = content) -> Message:
            return {"type": "http.request", "body": content}

        scope = {
            "type": "http",
            "method": "POST",
            "path": ORDERS,
            "raw_path": ORDERS.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [
                (b"host", b"127.0.0.1"),
                (b"content-type", b"application/json"),
                (b"content-length", b"%d" % len(content)),
            ],
            "server": ("127.0.0.1", 80),
        }
        await app(scope, receive, _ignore)


async def _ignore(_message: Message) -> None:
    pass


if __name__ == "__main__":
    for kind, ours, reference in measure():
        ratio = reference / ours
        print(f"{kind}: {ours:.0f} µs, bare application {reference:.0f} µs ({ratio:.2f} x)")
