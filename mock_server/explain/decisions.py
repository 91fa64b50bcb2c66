"""Decisions about one order, notification, correspondence or instance, with reason and rule.

Source: docs/control-api.md, Pending and suppressed messages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from mock_server.apps.store import instances
from mock_server.correspondence.store import correspondences
from mock_server.domain.enums import EventKind, OrderStatus, OrderType
from mock_server.domain.errors import NotFoundError
from mock_server.domain.instant import Instant, format_instant
from mock_server.domain.orders import Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import first_pick_up
from mock_server.explain.pending import pending_messages
from mock_server.explain.reasons import IntendedMessage
from mock_server.explain.suppressed import suppressed_messages
from mock_server.matching.formatting import format_norwegian_time
from mock_server.notifications.engine.contact_lookup import resource_id_of
from mock_server.world.event_log import Event
from mock_server.world.world import World

# Reason and rule of events that the engine records without them.
_REASONS: Final = {
    EventKind.ORDER_PICKED_UP: (
        "its send time was reached",
        RuleId.PICK_UP,
    ),
    EventKind.ORDER_COMPLETED: ("all of its notifications are final", RuleId.COMPLETION),
    EventKind.CONDITION_NOT_MET: ("its condition is not met", RuleId.CONDITION_NOT_MET),
    EventKind.CONDITION_CHECKED: (
        "the order has a condition endpoint",
        RuleId.CONDITION_ENDPOINT,
    ),
    EventKind.MESSAGE_SENT: ("it was sent in a sweep", RuleId.SWEEPS),
    EventKind.RESULT_RECEIVED: (
        "the gateway responded or sent a delivery report",
        RuleId.DELIVERY_REPORTS,
    ),
    EventKind.EXPIRED: ("no delivery report arrived in time", RuleId.TERMINATION),
    EventKind.PUBLISHED: ("its publication time was reached", RuleId.PUBLICATION),
    EventKind.ORDER_PLACED: ("a notification was requested", RuleId.ORDER_PLACED),
    EventKind.CANCELLED: ("the owner cancelled it in time", RuleId.CANCELLED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An event or a decision, with its reason and rule.

    ``recipient`` is the address, if the order has several. ``is_coming``: it is expected at ``at``.
    """

    at: Instant
    summary: str
    because: str
    rule: RuleId
    recipient: str | None = None
    is_coming: bool = False

    def document(self) -> dict[str, Any]:
        """Return its JSON in ``GET /_mock/explain/{id}``."""
        document = {
            "at": format_instant(self.at),
            "what": self.summary,
            "because": self.because,
            "rule": self.rule,
        }
        if self.recipient is not None:
            document["recipient"] = self.recipient
        return {**document, "coming": True} if self.is_coming else document


def explain(world: World, any_id: str) -> list[Explanation]:
    """Return the decisions about *any_id*, oldest first, then its pending and suppressed messages.

    Raises:
        NotFoundError: if the world has nothing with that id.
    """
    instance = instances(world).instances.get(any_id)
    if instance is not None:
        any_id = instance.id  # the guid alone is accepted
    orders = find_orders(world, any_id)
    explanations = [
        *_registrations(orders),
        *_events(world, any_id, orders),
        *_decisions(world, any_id, orders),
        *_unsent_messages(world, any_id, orders),
    ]
    for order in orders:
        explanations += _policy_rejections(world, order)
    if not (orders or explanations or _is_known(world, any_id)):
        raise NotFoundError(
            f"no order, message, correspondence or instance with id {any_id!r};"
            " see GET /_mock/orders and GET /_mock/inbox"
        )
    explanations.sort(key=lambda each: (each.is_coming, each.at))
    addresses = {each.recipient for each in explanations} - {None}
    if len(addresses) > 1:
        return explanations
    return [replace(each, recipient=None) for each in explanations]


def find_orders(world: World, any_id: str) -> list[Order]:
    """Return the orders with id *any_id*, or of the notification, chain or message with that id."""
    notification = world.orders.notifications.get(any_id)
    message = world.messages.get(any_id)
    order_id = notification.order_id if notification else message.order_id if message else any_id
    return [
        order
        for order in world.orders.all()
        if order_id == order.id
        or any_id in (order.chain_id, order.correspondence_id, order.instance_id)
    ]


def _is_about(event: Event, any_id: str, orders: list[Order]) -> bool:
    if any_id in (event.correspondence_id, event.instance_id, event.message_id):
        return True
    return any(event.order_id == order.id for order in orders)


def _events(world: World, any_id: str, orders: list[Order]) -> Iterator[Explanation]:
    for event in world.event_log.events:
        if _is_about(event, any_id, orders):
            message = world.messages.get(event.message_id or "")
            because, rule = _REASONS[event.kind]
            yield Explanation(
                at=event.at,
                summary=event.text,
                because=event.because or because,
                rule=event.rule or rule,
                recipient=message.to if message else None,
            )


def _decisions(world: World, any_id: str, orders: list[Order]) -> Iterator[Explanation]:
    for subject in _subjects(any_id, orders):
        notification = world.orders.notifications.get(subject)
        for each in world.event_log.decisions.get(subject, ()):
            yield Explanation(
                at=each.at,
                summary=each.summary,
                because=each.because,
                rule=each.rule,
                recipient=(notification.to or None) if notification else None,
            )


def _subjects(any_id: str, orders: list[Order]) -> Iterator[str]:
    yield any_id
    for order in orders:
        if order.id != any_id:
            yield order.id
        yield from (each.id for each in order.notifications if each.id != any_id)


def _registrations(orders: list[Order]) -> Iterator[Explanation]:
    for order in orders:
        send_time = format_norwegian_time(order.request.requested_send_time)
        kind = "reminder" if order.type is OrderType.REMINDER else "order"
        yield Explanation(
            at=order.created_at,
            summary=f"the {kind} was registered; its send time is {send_time} Norwegian time",
            because=f"{order.creator} requested it ({order.source})",
            rule=RuleId.REGISTRATION,
        )


def _is_known(world: World, any_id: str) -> bool:
    """Return whether *any_id* is a correspondence or an instance, even one without events."""
    guid = any_id.rpartition("/")[2]
    return any_id in correspondences(world).correspondences or guid in instances(world).instances


def _unsent_messages(world: World, any_id: str, orders: list[Order]) -> Iterator[Explanation]:
    """Yield the pending messages, and since when others are suppressed."""
    ids = {order.id for order in orders}

    def is_concerned(message: IntendedMessage) -> bool:
        return message.order_id in ids or any_id in (message.correspondence_id, message.instance_id)

    for pending in pending_messages(world):
        if is_concerned(pending.message):
            at = pending.expected_at
            until = f" until {format_norwegian_time(at)}" if at else ""
            yield Explanation(
                at=world.clock.now() if at is None else at,
                summary=f"{_name_message(pending.message)} is pending{until}",
                because=pending.because,
                rule=pending.rule,
                recipient=pending.message.to or None,
                is_coming=True,
            )
    for suppressed in suppressed_messages(world):
        if is_concerned(suppressed.message):
            yield Explanation(
                at=suppressed.since,
                summary=f"{_name_message(suppressed.message)} is suppressed",
                because=suppressed.because,
                rule=suppressed.rule,
                recipient=suppressed.message.to or None,
            )


def _policy_rejections(world: World, order: Order) -> Iterator[Explanation]:
    """Yield the users of an organisation that the order's resource excludes."""
    resource_id = resource_id_of(order.request)
    if not resource_id:
        return
    is_coming = order.status is OrderStatus.REGISTERED
    at = _contact_lookup_at(world, order)
    action = (order.request.resource_action or "").strip() or "read"
    for recipient in order.request.recipients:
        number = recipient.organization_number
        organization = world.directory.organizations.get(number or "")
        for user in organization.users if organization else ():
            because = _policy_rejection(world, resource_id, user.user_id, action)
            if not user.has_opted_in_to(resource_id):
                because = f"the user has not opted in to {resource_id}"
            if because is not None:
                yield Explanation(
                    at=at,
                    is_coming=is_coming,
                    summary=f"user {user.user_id} of {number} is not notified",
                    because=because,
                    rule=RuleId.RESOURCE_POLICY,
                )


def _contact_lookup_at(world: World, order: Order) -> Instant:
    """Return when the contact points of *order* were looked up, or will be."""
    for event in reversed(world.event_log.events):
        if event.order_id == order.id and event.kind is EventKind.ORDER_PICKED_UP:
            return event.at
    if order.status is not OrderStatus.REGISTERED:
        return order.created_at
    requested = order.request.requested_send_time
    return first_pick_up(requested, order.created_at, world.settings.rules)


def _policy_rejection(world: World, resource_id: str, user_id: int, action: str) -> str | None:
    if world.directory.is_permitted(resource_id, user_id, action):
        return None
    if resource_id not in world.directory.resources:
        return f"resource {resource_id!r} is not in the directory, so no user has access"
    return f"the policy of {resource_id} does not permit the user to {action}"


def _name_message(message: IntendedMessage) -> str:
    noun = {"email": "the e-mail", "sms": "the SMS"}.get(message.channel or "", "the message")
    return f"{noun} to {message.to or 'the recipient'}"
