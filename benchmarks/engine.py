"""Speed and memory of the engine: sending, an idle year, a busy year.

    python benchmarks/engine.py

Each result is compared, in the same run, with a plain Python loop that creates and stores as many
dataclass objects as notifications were sent (or as hours passed).
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
from mock_server.server.world_state import add_stores
from mock_server.storage.outbox import TinyOutbox
from mock_server.world.advance import advance
from mock_server.world.external_calls import Pause
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
    """The object that the plain loop stores."""

    id: str
    to: str
    subject: str
    body: str
    sent_at: int
    result: str


def plain_loop(count: int) -> float:
    """Create and store *count* dataclass objects, and return the seconds taken."""
    start = time.perf_counter()
    stored = {}
    for number in range(count):
        item = Plain(str(number), "ola@example.com", "Emne", "Innhold", START + number, "New")
        stored[item.id] = item
    return time.perf_counter() - start


def new_world() -> World:
    """Return a world as the server creates it."""
    world = World("benchmark", START, outbox=TinyOutbox())
    add_stores(world)
    return world


def place_order(world: World, number: int, main: OrderRequest, *reminders: OrderRequest) -> None:
    """Register one order chain."""
    chain = OrderChainRequest(idempotency_id=str(number), main=main, reminders=reminders)
    register_chain(world, chain, creator="ttd", request_json=REQUEST)


def advance_by(world: World, duration: int) -> float:
    """Advance the clock by *duration*, and return the seconds taken."""
    start = time.perf_counter()
    for step in advance(world, world.clock.now() + duration):
        assert isinstance(step, Pause), step
    return time.perf_counter() - start


def sending() -> tuple[float, float]:
    """Return the seconds for sending 20,000 notifications that are due together."""
    world = new_world()
    for number in range(20_000):
        place_order(world, number, EMAIL if number % 2 else SMS)
    gc.collect()
    seconds = advance_by(world, HOUR)
    assert len(world.outbox) == 20_000
    return seconds, plain_loop(20_000)


def idle_year() -> tuple[float, float]:
    """Return the seconds for a year without events, after one order."""
    world = new_world()
    place_order(world, 0, EMAIL)
    advance_by(world, DAY)
    return advance_by(world, 365 * DAY), plain_loop(365 * 24)


def busy_year() -> tuple[float, float]:
    """Return the seconds for a year with 100,000 orders, each with one reminder."""
    world = new_world()
    gc.collect()
    start = time.perf_counter()
    step = 350 * DAY // 100_000
    for number in range(100_000):
        at = START + number * step
        reminder = replace(SMS, requested_send_time=at + 7 * DAY)
        place_order(world, number, replace(EMAIL, requested_send_time=at), reminder)
    advance_by(world, 366 * DAY)
    seconds = time.perf_counter() - start
    assert len(world.outbox) == 200_000
    return seconds, plain_loop(200_000)


def memory() -> tuple[float, float]:
    """Return the bytes for each registered and sent order or reminder, and for a plain object."""
    process = psutil.Process()
    world = new_world()
    before = process.memory_info().rss
    for number in range(50_000):
        at = START + number * MINUTE
        place_order(
            world,
            number,
            replace(EMAIL, requested_send_time=at),
            replace(SMS, requested_send_time=at),
        )
    advance_by(world, 100 * DAY)
    growth = process.memory_info().rss - before
    before = process.memory_info().rss
    kept = {
        str(number): Plain(str(number), "a", "b", "c", number, "d") for number in range(100_000)
    }
    return growth / 100_000, (process.memory_info().rss - before) / len(kept)


def median(measure: Callable[[], tuple[float, float]], runs: int = RUNS) -> tuple[float, float]:
    """Return the medians of several runs, for the result and for its reference."""
    results = [measure() for _ in range(runs)]
    return statistics.median(s for s, _ in results), statistics.median(r for _, r in results)


def main() -> None:
    """Print each result with its goal and its reference."""
    tune_garbage_collector()
    size, reference = memory()
    print(
        f"memory: {size:.0f} bytes per order (goal < 4096),"
        f" plain object {reference:.0f}, ratio {size / reference:.1f}"
    )
    seconds, reference = median(sending)
    print(
        f"sending: {20_000 / seconds:,.0f} notifications/s (goal >= 10,000),"
        f" plain loop {20_000 / reference:,.0f}/s, ratio {seconds / reference:.1f}"
    )
    seconds, reference = median(idle_year)
    print(
        f"idle year: {seconds * 1000:.3f} ms (goal < 50), plain loop {reference * 1000:.2f} ms,"
        f" ratio {seconds / reference:.3f}"
    )
    seconds, reference = median(busy_year, 3)
    print(
        f"busy year: {seconds:.2f} s (goal < 15), plain loop {reference:.2f} s,"
        f" ratio {seconds / reference:.1f}"
    )


if __name__ == "__main__":
    main()
