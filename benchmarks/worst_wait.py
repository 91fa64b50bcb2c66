"""Measure how long another client waits at most while one request runs.

    python benchmarks/worst_wait.py [orders]

A client asks a second world for its clock all the time, over its own connection.
"""

import http.client
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.resilience.server_process import ServerProcess

SMALL = 0.001
ORDERS = "/notifications/api/v1/future/orders"
EMAIL_ORDERS = "/notifications/api/v1/orders/email"
INSTANCES = "/ttd/skjema/instances"
JSON = {"Content-Type": "application/json"}


class Bystander(threading.Thread):
    """A client of another world that measures its waits."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._has_ended = threading.Event()
        self.worst = 0.0

    def run(self) -> None:
        """Ask until the request of the other client has ended."""
        while not self._has_ended.is_set():
            began = time.perf_counter()
            self._connection.request("GET", "/w/bystander/_mock/clock")
            self._connection.getresponse().read()
            self.worst = max(self.worst, time.perf_counter() - began)
            self._has_ended.wait(SMALL)

    def stop(self) -> float:
        """End the client and return its longest wait in seconds."""
        self._has_ended.set()
        self.join()
        self._connection.close()
        return self.worst


class Measurements:
    """Measurements of one server."""

    def __init__(self, server: ServerProcess, orders: int) -> None:
        self.server = server
        self.orders = orders

    def measure(self, name: str, call: Callable[[], Any]) -> Any:
        """Print how long *call* took, and the longest wait of a bystander."""
        bystander = Bystander(self.server.port)
        bystander.start()
        began = time.perf_counter()
        result = call()
        took = time.perf_counter() - began
        worst = bystander.stop()
        print(f"{name:46} {took:8.2f} s   worst wait {worst * 1000:6.0f} ms", flush=True)
        return result

    def reset(self) -> None:
        """Empty the world."""
        self.server.post("/_mock/reset", {"now": "2026-01-05T10:00:00Z", "mode": "frozen"})

    def advance(self, by: str) -> int:
        """Advance the clock; return the size of the response."""
        response = self.server.client.post("/_mock/clock/advance", json={"by": by}, timeout=600)
        assert response.status_code == 200, response.text[:300]
        return len(response.content)

    def post(self, path: str, content: bytes, headers: dict[str, str]) -> int:
        """Post a body and return the status."""
        return self.server.client.post(
            path, content=content, headers=headers, timeout=600
        ).status_code

    def place(self, count: int) -> None:
        """Place *count* orders as v1 orders of a thousand recipients."""
        for number in range(0, count, 1000):
            self.post(EMAIL_ORDERS, large_order(min(1000, count - number), number), JSON)


def large_order(recipients: int, first: int = 0) -> bytes:
    """Return a v1 e-mail order."""
    addresses = [{"emailAddress": f"a{first + each}@example.com"} for each in range(recipients)]
    return json.dumps({"subject": "Emne", "body": "Hei", "recipients": addresses}).encode()


def single_order(number: int) -> dict[str, Any]:
    """Return an order to one recipient."""
    email = {"emailAddress": "a@example.com", "emailSettings": {"subject": "Emne", "body": "Hei"}}
    return {"idempotencyId": f"order-{number}", "recipient": {"recipientEmail": email}}


def multipart(parts: int) -> tuple[bytes, dict[str, str]]:
    """Return a form with many parts."""
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    return part * parts + b"--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"}


def run(measurements: Measurements) -> None:
    """Measure all requests."""
    measure, post = measurements.measure, measurements.post
    count = measurements.orders
    measurements.reset()
    measure("idle", lambda: time.sleep(1))  # noqa: TID251
    measure(
        "v1 order with 20,000 recipients", lambda: post(EMAIL_ORDERS, large_order(20_000), JSON)
    )
    measure("  its advance", lambda: measurements.advance("PT10M"))
    measurements.reset()
    measure(
        f"{count:,} orders, one by one",
        lambda: [measurements.server.post(ORDERS, single_order(each)) for each in range(count)],
    )
    server = measurements.server
    measure("  pending", lambda: server.client.get("/_mock/pending"))
    measure("  timeline", lambda: server.client.get("/_mock/timeline"))
    measure("  orders", lambda: server.client.get("/_mock/orders"))
    measure("  their advance", lambda: measurements.advance("PT10M"))
    measure("  inbox", lambda: server.client.get("/_mock/inbox"))
    snapshot = measure("  snapshot", lambda: server.client.get("/_mock/snapshot").content)
    measure(
        "  restore", lambda: server.client.put("/_mock/snapshot", content=snapshot, headers=JSON)
    )
    measure("  undo", lambda: undo(server))
    measurements.reset()
    measure("30 MB of {} to orders/email", lambda: post(EMAIL_ORDERS, b"{}" * 15_000_000, JSON))
    measure("30 MB of [{}, ...] to orders/email", lambda: post(EMAIL_ORDERS, nested(), JSON))
    measure("10 MB to instances", lambda: post(INSTANCES, b"{" + b" " * 10_000_000 + b"}", JSON))
    content, headers = multipart(200_000)
    measure("200,000 parts to instances", lambda: post(INSTANCES, content, headers))
    measure(
        "200,000 parts to correspondence",
        lambda: post("/correspondence/api/v1/correspondence/upload", content, headers),
    )


def nested() -> bytes:
    """Return a large body whose recipients are empty objects."""
    return b'{"recipients": [' + b"{}," * 9_000_000 + b"{}]}"


def undo(server: ServerProcess) -> None:
    """Restore the last checkpoint."""
    checkpoints = server.get("/_mock/checkpoints")
    server.client.post(f"/_mock/checkpoints/{checkpoints[-1]['id']}/restore", timeout=600)


if __name__ == "__main__":
    with_data = "--data" in sys.argv
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    with (
        tempfile.TemporaryDirectory() as folder,
        ServerProcess(Path(folder) if with_data else None) as process,
    ):
        run(Measurements(process, *(numbers or [20_000])))
