"""The orders of a world."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from mock_server.domain.addresses import ensure_country_code
from mock_server.domain.enums import Channel, OrderSource
from mock_server.domain.instant import Instant
from mock_server.domain.orders import Notification, Order, OrderChainReceipt


class IdempotencyScope(StrEnum):
    """The kinds of orders within which an idempotency id is unique."""

    NOTIFICATION = "Notification"
    INSTANT = "Instant"
    COMPOSED = "Composed"


@dataclass(slots=True, kw_only=True)
class InternalOrder:
    """An order that Correspondence or an app posted, registered or rejected.

    ``status`` is that of the last response, None without one; ``order_id`` is None if the order
    was not registered.
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
    on_behalf_of: str | None = None
    warnings: tuple[str, ...] = ()


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
    # By order id: the number of notifications, from the first, that are known to be final.
    final_notifications: dict[str, int] = field(default_factory=dict)

    def add(self, order: Order) -> None:
        """Add a new order."""
        self.orders[order.id] = order
        reference = order.request.senders_reference
        if reference is not None:
            self.references.setdefault((order.creator, reference), []).append(order.id)

    def get(self, order_id: str) -> Order:
        """Return the order with that id, which must exist."""
        return self.orders[order_id]

    def get_for_creator(self, order_id: str, creator: str) -> Order | None:
        """Return the order with that id, or None if it does not exist or has another creator."""
        order = self.orders.get(order_id)
        return order if order is not None and order.creator == creator else None

    def find_by_reference(self, reference: str, creator: str) -> list[Order]:
        """Return the creator's orders with that sender's reference, oldest first."""
        return [self.orders[each] for each in self.references.get((creator, reference), [])]

    def all(self) -> Iterable[Order]:
        """Return all orders, oldest first."""
        return self.orders.values()

    def add_notifications(self, order: Order, notifications: list[Notification]) -> None:
        """Set the notifications of an order."""
        order.notifications = notifications
        for each in notifications:
            self.notifications[each.id] = each

    def has_pending_notifications(self, order: Order) -> bool:
        """Return whether a notification of *order* has no final result yet.

        The search continues where the last one stopped, so that many results of one order take
        time in proportion to their number.
        """
        notifications = order.notifications
        first = self.final_notifications.get(order.id, 0)
        while first < len(notifications) and not notifications[first].is_pending:
            first += 1
        self.final_notifications[order.id] = first
        return first < len(notifications)

    def reopen(self, order_id: str) -> None:
        """Search all notifications of an order again, since a final result was replaced."""
        self.final_notifications.pop(order_id, None)

    def find_receipt(
        self, scope: IdempotencyScope, creator: str, idempotency_id: str
    ) -> OrderChainReceipt | None:
        """Return the receipt of the order that was registered with that idempotency id."""
        return self.receipts.get((scope, creator, idempotency_id))

    def for_person(
        self, number: str, start: Instant, end: Instant
    ) -> list[tuple[Order, list[Notification]]]:
        """Return notifications to a person by order, latest requested send time first."""
        return self._orders_with_matching(
            start, end, lambda each: each.national_identity_number == number
        )

    def for_organization(
        self, number: str, start: Instant, end: Instant
    ) -> list[tuple[Order, list[Notification]]]:
        """Return notifications to an organisation by order, latest requested send time first."""
        return self._orders_with_matching(
            start, end, lambda each: each.organization_number == number
        )

    def for_email_address(
        self, address: str, start: Instant, end: Instant
    ) -> list[tuple[Order, list[Notification]]]:
        """Return notifications to an e-mail address, in any letter case, by order."""
        return self._orders_with_matching(
            start,
            end,
            lambda each: each.channel is Channel.EMAIL and each.to.lower() == address.lower(),
        )

    def for_mobile_number(
        self, number: str, start: Instant, end: Instant
    ) -> list[tuple[Order, list[Notification]]]:
        """Return notifications to a mobile number, with or without country code, by order."""
        normalized = ensure_country_code(number)
        return self._orders_with_matching(
            start,
            end,
            lambda each: each.channel is Channel.SMS and ensure_country_code(each.to) == normalized,
        )

    def for_shipment(
        self, shipment_id: str, start: Instant, end: Instant
    ) -> list[tuple[Order, list[Notification]]]:
        """Return the notifications of one order."""
        return self._orders_with_matching(start, end, lambda each: each.order_id == shipment_id)

    def _orders_with_matching(
        self, start: Instant, end: Instant, is_match: Callable[[Notification], bool]
    ) -> list[tuple[Order, list[Notification]]]:
        matches = [
            (order, matching)
            for order in self.orders.values()
            if start <= order.request.requested_send_time < end
            and (matching := [each for each in order.notifications if is_match(each)])
        ]
        return sorted(matches, key=lambda pair: -pair[0].request.requested_send_time)
