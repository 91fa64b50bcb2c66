"""All orders of a world, and the ways to find them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from mock_server.domain.enums import OrderSource
from mock_server.domain.instant import Instant
from mock_server.domain.orders import Notification, Order, OrderChainReceipt


class IdempotencyScope(StrEnum):
    """The three spaces in which an idempotency id counts."""

    NOTIFICATION = "Notification"
    INSTANT = "Instant"
    COMPOSED = "Composed"


@dataclass(slots=True, kw_only=True)
class InternalOrder:
    """An order that Correspondence or an app posted, taken or not.

    ``status`` is the last answer's, None without one; ``order_id`` is None when it was not taken.
    """

    source: OrderSource
    creator: str
    request: str
    created_at: Instant
    status: int | None
    order_id: str | None
    chain_id: str | None
    correspondence_id: str | None = None
    instance_id: str | None = None


@dataclass(slots=True)
class OrderStore:
    """Orders by id and by reference, receipts by idempotency id, notifications by id."""

    orders: dict[str, Order] = field(default_factory=dict)
    notifications: dict[str, Notification] = field(default_factory=dict)
    receipts: dict[tuple[IdempotencyScope, str, str], OrderChainReceipt] = field(
        default_factory=dict
    )
    references: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    internal_orders: list[InternalOrder] = field(default_factory=list)

    def add(self, order: Order) -> None:
        """Write a new order in."""
        self.orders[order.id] = order
        reference = order.request.senders_reference
        if reference is not None:
            self.references.setdefault((order.creator, reference), []).append(order.id)

    def get(self, order_id: str) -> Order:
        """Return the order of that id; it must be there."""
        return self.orders[order_id]

    def get_for_creator(self, order_id: str, creator: str) -> Order | None:
        """Return the creator's own order of that id; somebody else's does not exist."""
        order = self.orders.get(order_id)
        return order if order is not None and order.creator == creator else None

    def find_by_reference(self, reference: str, creator: str) -> list[Order]:
        """Return the creator's orders with exactly that sender's reference, oldest first."""
        return [self.orders[each] for each in self.references.get((creator, reference), [])]

    def all(self) -> Iterable[Order]:
        """Go through all orders, oldest first."""
        return self.orders.values()

    def add_notifications(self, order: Order, notifications: list[Notification]) -> None:
        """Give an order its notifications."""
        order.notifications = notifications
        for each in notifications:
            self.notifications[each.id] = each

    def find_receipt(
        self, space: IdempotencyScope, creator: str, idempotency_id: str
    ) -> OrderChainReceipt | None:
        """Return what the first order with that id was answered."""
        return self.receipts.get((space, creator, idempotency_id))

    def for_person(
        self, number: str, start: Instant, end: Instant
    ) -> list[tuple[Order, list[Notification]]]:
        """Return notifications to a person, by order, newest send time first."""
        return self._orders_with_matching(
            start, end, lambda each: each.national_identity_number == number
        )

    def for_organization(
        self, number: str, start: Instant, end: Instant
    ) -> list[tuple[Order, list[Notification]]]:
        """Return notifications to an organisation, by order, newest send time first."""
        return self._orders_with_matching(
            start, end, lambda each: each.organization_number == number
        )

    def _orders_with_matching(
        self, start: Instant, end: Instant, fits: Callable[[Notification], bool]
    ) -> list[tuple[Order, list[Notification]]]:
        found = [
            (order, fitting)
            for order in self.orders.values()
            if start <= order.request.requested_send_time < end
            and (fitting := [each for each in order.notifications if fits(each)])
        ]
        return sorted(found, key=lambda pair: -pair[0].request.requested_send_time)
