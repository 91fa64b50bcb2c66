"""The status feed: one entry for each order that reached a final status.

Source: docs/reference/time-and-delivery.md section 6.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from mock_server.domain.enums import Channel, NotificationResult, OrderStatus, OrderType
from mock_server.domain.instant import Instant
from mock_server.domain.orders import Notification, Order
from mock_server.domain.timing import FEED_DELAY, FEED_RETENTION

CLEANUP_BATCH_SIZE = 10_000


@dataclass(slots=True, kw_only=True)
class StatusFeedEntry:
    """The final status of one shipment; ``recipients`` are (to, channel, result, result_at).

    Entries never change. The class is not frozen because creating a frozen instance takes three
    times as long.
    """

    sequence_number: int
    creator: str
    shipment_id: str
    senders_reference: str | None
    order_type: OrderType
    status: OrderStatus
    last_update: Instant
    created_at: Instant
    recipients: tuple[tuple[str, Channel, NotificationResult, Instant], ...]


@dataclass(slots=True)
class StatusFeed:
    """All entries by creator, ordered by sequence number; all creators share one sequence."""

    by_creator: dict[str, list[StatusFeedEntry]] = field(default_factory=dict)
    last_sequence_number: int = 0

    def add(self, order: Order, now: Instant) -> None:
        """Add the entry of an order that reached its final status now."""
        self.last_sequence_number += 1
        entry = StatusFeedEntry(
            sequence_number=self.last_sequence_number,
            creator=order.creator,
            shipment_id=order.id,
            senders_reference=order.request.senders_reference,
            order_type=order.type,
            status=order.status,
            last_update=order.changed_at,
            created_at=now,
            recipients=tuple(
                (each.to, each.channel, each.result, each.result_at) for each in emails_first(order)
            ),
        )
        self.by_creator.setdefault(order.creator, []).append(entry)

    def read(
        self, creator: str, now: Instant, *, seq: int, page_size: int, descending: bool
    ) -> list[StatusFeedEntry]:
        """Return a page of the creator's entries that are more than two seconds old.

        Ascending: entries after *seq*. Descending: entries before *seq*, or the newest if 0.
        """
        entries = self.by_creator.get(creator, [])
        visible = bisect_left(entries, now - FEED_DELAY, key=lambda entry: entry.created_at)
        if not descending:
            start = bisect_right(entries, seq, hi=visible, key=_sequence_number)
            return entries[start : min(visible, start + page_size)]
        end = visible if seq == 0 else bisect_left(entries, seq, hi=visible, key=_sequence_number)
        return entries[max(0, end - page_size) : end][::-1]

    def delete_old(self, now: Instant) -> bool:
        """Delete one batch of entries that are 90 days old; return whether more remain."""
        limit = now - FEED_RETENTION
        capacity = CLEANUP_BATCH_SIZE
        has_more = False
        for entries in self.by_creator.values():
            old = bisect_right(entries, limit, key=lambda entry: entry.created_at)
            has_more = has_more or old > capacity
            del entries[: min(old, capacity)]
            capacity -= min(old, capacity)
        return has_more


def emails_first(order: Order) -> list[Notification]:
    """Return an order's notifications in Altinn's order: e-mails, then SMS."""
    if len(order.notifications) < 2:
        return order.notifications
    return sorted(order.notifications, key=lambda each: each.channel is Channel.SMS)


def _sequence_number(entry: StatusFeedEntry) -> int:
    return entry.sequence_number
