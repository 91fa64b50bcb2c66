"""How fast a world lives: advance, an idle year, a busy year, memory.

Run: python benchmarks/engine.py

Beside each figure, in the same run: a bare Python loop that makes and stores as many dataclass
objects as notifications were delivered (or as hours passed), and the ratio to it.
"""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import psutil

from mock_server.cli.serve import tune_garbage_collector
from mock_server.domain.enums import NotificationChannel
from mock_server.domain.instant import DAY, HOUR, MINUTE, parse_instant
from mock_server.domain.orders import (
    EmailTemplate,
    OrderChainRequest,
    OrderRequest,
    Recipient,
    SmsTemplate,
)
from mock_server.notifications.engine.registration import register_chain
from mock_server.storage.outbox import TinyOutbox
from mock_server.world.world import World

START = parse_instant("2026-01-05T10:00:00Z")
RUNS = 5
EMAIL = OrderRequest(
    requested_send_time=START,
    notification_channel=NotificationChannel.EMAIL,
    recipients=(Recipient(email="ola@example.com"),),
    email=EmailTemplate(sender="noreply@altinn.cloud", subject="Emne", body="Innhold"),
    senders_reference="ref",
)
SMS = OrderRequest(
    requested_send_time=START,
    notification_channel=NotificationChannel.SMS,
    recipients=(Recipient(mobile="+4799999999"),),
    sms=SmsTemplate(sender="Altinn", body="Hei"),
    sending_time_policy=2,
)
REQUEST = (
    '{"idempotencyId": "x", "recipient": {"recipientEmail": {"emailAddress": "ola@example.com"}}}'
)


@dataclass(slots=True)
class Plain:
    """What the bare loop stores."""

    id: str
    to: str
    subject: str
    body: str
    sent_at: int
    result: str


def bare(count: int) -> float:
    """Make and store that many dataclass objects; seconds."""
    start = time.perf_counter()
    stored = {}
    for number in range(count):
        item = Plain(str(number), "ola@example.com", "Emne", "Innhold", START + number, "New")
        stored[item.id] = item
    return time.perf_counter() - start


def world() -> World:
    """A world as the server makes it."""
    return World("benchmark", START, outbox=TinyOutbox())


def order(stage: World, number: int, main: OrderRequest, *reminders: OrderRequest) -> None:
    """Register one order chain."""
    chain = OrderChainRequest(idempotency_id=str(number), main=main, reminders=reminders)
    register_chain(stage, chain, creator="ttd", request=REQUEST)


def advance(stage: World, duration: int) -> float:
    """Let time pass; seconds."""
    start = time.perf_counter()
    for _ in stage.advance(stage.clock.now() + duration):
        raise AssertionError("nothing is asked here")
    return time.perf_counter() - start


def delivery() -> tuple[float, float]:
    """Deliver 20,000 notifications that are due together."""
    stage = world()
    for number in range(20_000):
        order(stage, number, EMAIL if number % 2 else SMS)
    gc.collect()
    taken = advance(stage, HOUR)
    assert len(stage.outbox) == 20_000
    return taken, bare(20_000)


def idle_year() -> tuple[float, float]:
    """Let a year pass in which nothing happens, after one order."""
    stage = world()
    order(stage, 0, EMAIL)
    advance(stage, DAY)
    return advance(stage, 365 * DAY), bare(365 * 24)


def busy_year() -> tuple[float, float]:
    """A year with 100,000 orders, each with one reminder, registered and delivered."""
    stage = world()
    gc.collect()
    start = time.perf_counter()
    step = 350 * DAY // 100_000
    for number in range(100_000):
        at = START + number * step
        reminder = replace(SMS, requested_send_time=at + 7 * DAY)
        order(stage, number, replace(EMAIL, requested_send_time=at), reminder)
    advance(stage, 366 * DAY)
    taken = time.perf_counter() - start
    assert len(stage.outbox) == 200_000
    return taken, bare(200_000)


def memory() -> tuple[float, float]:
    """Bytes for each order or reminder that was registered and delivered; and for a bare object."""
    process = psutil.Process()
    stage = world()
    before = process.memory_info().rss
    for number in range(50_000):
        at = START + number * MINUTE
        order(
            stage,
            number,
            replace(EMAIL, requested_send_time=at),
            replace(SMS, requested_send_time=at),
        )
    advance(stage, 100 * DAY)
    grown = process.memory_info().rss - before
    before = process.memory_info().rss
    kept = {
        str(number): Plain(str(number), "a", "b", "c", number, "d") for number in range(100_000)
    }
    return grown / 100_000, (process.memory_info().rss - before) / len(kept)


def median(measure: Callable[[], tuple[float, float]], runs: int = RUNS) -> tuple[float, float]:
    """Return the medians of several runs, of the figure and of its reference."""
    taken = [measure() for _ in range(runs)]
    return statistics.median(t for t, _ in taken), statistics.median(r for _, r in taken)


def main() -> None:
    """Print every figure beside its goal and its reference."""
    tune_garbage_collector()
    grown, plain = memory()
    print(
        f"memory: {grown:.0f} bytes an order (goal < 4096),"
        f" bare object {plain:.0f}, ratio {grown / plain:.1f}"
    )
    taken, reference = median(delivery)
    print(
        f"advance: {20_000 / taken:,.0f} notifications/s (goal >= 10,000),"
        f" bare loop {20_000 / reference:,.0f}/s, ratio {taken / reference:.1f}"
    )
    taken, reference = median(idle_year)
    print(
        f"idle year: {taken * 1000:.3f} ms (goal < 50), bare loop {reference * 1000:.2f} ms,"
        f" ratio {taken / reference:.3f}"
    )
    taken, reference = median(busy_year, 3)
    print(
        f"busy year: {taken:.2f} s (goal < 15), bare loop {reference:.2f} s,"
        f" ratio {taken / reference:.1f}"
    )


if __name__ == "__main__":
    main()
