"""Kill a server under load again and again, and compare it with one that was never killed.

    python -m tests.resilience.killed_server 50

The clients send orders and advance the clock; a request without a response is sent again with the
same idempotency id. At the end every acknowledged order exists once, no message was sent twice,
and the same requests, sent to another server in the order of the journal, lead to the same state.
"""

import asyncio
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from mock_server.real_time import wait
from mock_server.storage.journal_entries import RequestHead, read_head
from tests.resilience.server_process import ServerProcess

CLIENTS = 8
MONDAY = "2026-01-05T10:00:00Z"
ORDERS = "/notifications/api/v1/future/orders"


def order(number: int) -> dict[str, Any]:
    """Return an order that is sent immediately, with a reminder."""
    sms = {"phoneNumber": "+4799999999", "smsSettings": {"body": f"Hei {number}"}}
    sms["smsSettings"]["sendingTimePolicy"] = "Anytime"
    email = {"emailAddress": f"a{number}@example.com"}
    email["emailSettings"] = {"subject": "Emne", "body": "Hei"}
    return {
        "idempotencyId": f"order-{number}",
        "recipient": {"recipientSms": sms},
        "reminders": [{"delayDays": 1, "recipient": {"recipientEmail": email}}],
    }


class Load:
    """Clients that place orders until the server is killed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._next = 0
        self.acknowledged: dict[int, str] = {}
        self._unanswered: list[int] = []

    async def run(self, seconds: float, kill: Any) -> None:
        """Send requests for *seconds*, then call *kill* while they are under way."""
        async with httpx.AsyncClient(base_url=self._url, timeout=30, trust_env=False) as client:
            tasks = [asyncio.create_task(self._place(client)) for _ in range(CLIENTS)]
            tasks.append(asyncio.create_task(self._advance(client)))
            await wait(seconds)
            kill()
            await asyncio.gather(*tasks)

    async def _place(self, client: httpx.AsyncClient) -> None:
        while True:
            if self._unanswered:
                number = self._unanswered.pop()
            else:
                self._next += 1
                number = self._next
            try:
                response = await client.post(ORDERS, json=order(number))
            except httpx.TransportError:
                self._unanswered.append(number)
                return
            assert response.status_code in (200, 201), response.text
            self.acknowledged[number] = response.json()["notificationOrderId"]

    async def _advance(self, client: httpx.AsyncClient) -> None:
        while True:
            try:
                response = await client.post("/_mock/clock/advance", json={"by": "PT10S"})
            except httpx.TransportError:
                return
            assert response.status_code == 200, response.text
            await wait(0.05)


def run(rounds: int, folder: Path, seed: int = 0) -> dict[str, int]:
    """Kill a server *rounds* times, check it, and return what was counted."""
    instants = random.Random(seed)
    with ServerProcess(folder) as server:
        server.post("/_mock/reset", {"now": MONDAY, "mode": "frozen"})
        load = Load(server.url)
        for _ in range(rounds):
            asyncio.run(load.run(instants.uniform(0.05, 0.8), server.kill))
            server.start()
        check_orders(server, load)
        end(server)
        check_messages(server)
        state = server.get("/_mock/snapshot")
        counted = {"orders": len(load.acknowledged), "messages": len(state["state"]["messages"])}
        server.kill()
    requests = list(journal(folder))
    with ServerProcess(None) as other:
        for head, body in requests:
            send(other, head, body)
        assert other.get("/_mock/snapshot") == state, "the state differs from one never killed"
    return {"rounds": rounds, **counted, "requests": len(requests)}


def check_orders(server: ServerProcess, load: Load) -> None:
    """Check that each acknowledged order exists exactly once."""
    listed = server.all("orders")
    chains = Counter(each["orderChainId"] for each in listed if each["type"] == "Notification")
    missing = {each for each in load.acknowledged.values() if chains[each] != 1}
    assert not missing, f"lost or doubled: {missing}"
    requests = Counter(
        each["request"]["idempotencyId"] for each in listed if each["type"] == "Notification"
    )
    assert max(requests.values()) == 1, "an order exists twice"


def check_messages(server: ServerProcess) -> None:
    """Check that each order has sent exactly one message."""
    messages = server.all("inbox")
    sent = Counter((each["shipmentId"], each["to"]) for each in messages)
    assert max(sent.values()) == 1, "a message was sent twice"
    shipments = {each["shipmentId"] for each in server.all("orders")}
    assert shipments < {shipment for shipment, _ in sent}, "an order has sent nothing"
    assert len(sent) == 2 * len(shipments), "a reminder was not sent"


def end(server: ServerProcess) -> None:
    """Advance until nothing is left to be sent."""
    server.post("/_mock/clock/advance", {"by": "P3D"})


def journal(folder: Path) -> Iterator[tuple[RequestHead, bytes]]:
    """Return the requests in the journal of the default world, in order."""
    with closing(sqlite3.connect(folder / "worlds.db")) as db:
        for text, body in db.execute("SELECT head, body FROM entries ORDER BY id"):
            head = read_head(text)
            assert head is not None
            yield head, body


def send(server: ServerProcess, head: RequestHead, body: bytes) -> None:
    """Send a request of the journal."""
    server.client.request(
        head.method,
        f"{head.path.decode()}?{head.query.decode()}".rstrip("?"),
        content=body,
        headers=[each for each in head.headers if each[0] not in (b"host", b"content-length")],
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(run(int(sys.argv[1]), Path(name)))  # noqa: T201
