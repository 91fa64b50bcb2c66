"""The time to add a message to a small outbox and to a large one.

    python benchmarks/outbox.py

Each result is the time per message, added in batches of 100 and one at a time.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.domain.instant import SECOND, parse_instant
from mock_server.domain.messages import Message
from mock_server.storage.outbox import TinyOutbox

START = parse_instant("2026-01-05T10:00:00Z")
TEMPLATE = Message(
    id="",
    channel=Channel.EMAIL,
    to="",
    sender="noreply@altinn.cloud",
    subject="Frist i morgen",
    body="Du har en frist i morgen. Logg inn i Altinn for å svare." * 3,
    content_type=0,
    attachments=(),
    segments=None,
    sent_at=START,
    result=NotificationResult.DELIVERED,
    result_at=START,
    route=DeliveryRoute.MAILBOX,
    kind=MessageKind.NOTIFICATION,
    source=OrderSource.NOTIFICATIONS,
    creator="ttd",
    order_id="",
    chain_id=None,
    senders_reference=None,
    organization_number=None,
    national_identity_number="08900499559",
    external_identity=None,
    name="Ola Nordmann",
    correspondence_id=None,
    instance_id=None,
    warnings=(),
)


def new_messages(start: int, count: int) -> Iterator[Message]:
    for number in range(start, start + count):
        yield replace(
            TEMPLATE,
            id=f"message-{number}",
            to=f"person{number}@example.com",
            order_id=f"order-{number}",
            sent_at=START + number * SECOND,
        )


def microseconds_per_message(outbox: TinyOutbox, count: int, batch_size: int) -> float:
    messages = list(new_messages(len(outbox), count))
    started_at = time.perf_counter()
    for start in range(0, count, batch_size):
        outbox.add_many(messages[start : start + batch_size])
    return (time.perf_counter() - started_at) / count * 1e6


def measure(name: str, outbox: TinyOutbox) -> None:
    for stored in (1_000, 100_000):
        outbox.add_many(list(new_messages(len(outbox), stored - len(outbox))))
        batched = microseconds_per_message(outbox, 10_000, 100)
        single = microseconds_per_message(outbox, 1_000, 1)
        print(f"{name:8}{stored:>9,} stored: {batched:6.1f} µs in batches, {single:6.1f} µs singly")


if __name__ == "__main__":
    measure("memory", TinyOutbox())
    with tempfile.TemporaryDirectory() as folder:
        measure("file", TinyOutbox(Path(folder) / "outbox.jsonl"))
