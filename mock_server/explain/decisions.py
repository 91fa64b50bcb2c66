"""What was decided about one order, notification, correspondence or instance, and why.

Source: design/control-api.md, Why not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from mock_server.apps.store import instances
from mock_server.correspondence.store import correspondences
from mock_server.domain.enums import EventKind, OrderType
from mock_server.domain.errors import NotFoundError
from mock_server.domain.instant import Instant, format_instant
from mock_server.domain.orders import Order
from mock_server.domain.rule_ids import RuleId
from mock_server.explain.pending import pending_messages
from mock_server.explain.reasons import IntendedMessage
from mock_server.explain.suppressed import suppressed_messages
from mock_server.matching.formatting import format_norwegian_time
from mock_server.notifications.engine.contact_lookup import resource_id_of
from mock_server.world.event_log import Event
from mock_server.world.world import World

# Why things happen that the engine tells of without a reason of their own.
_REASONS: Final = {
    EventKind.ORDER_PICKED_UP: (
        "its send time was at most a minute ahead of the sweep",
        RuleId.PICK_UP,
    ),
    EventKind.ORDER_COMPLETED: ("none of its notifications is pending any more", RuleId.COMPLETION),
    EventKind.CONDITION_NOT_MET: ("its condition is not met", RuleId.CONDITION_NOT_MET),
    EventKind.CONDITION_CHECKED: (
        "the order names a condition endpoint",
        RuleId.CONDITION_ENDPOINT,
    ),
    EventKind.MESSAGE_SENT: ("a sweep carried it", RuleId.SWEEPS),
    EventKind.RESULT_RECEIVED: ("the gateway answered or reported", RuleId.DELIVERY_REPORTS),
    EventKind.EXPIRED: ("no report came in time", RuleId.TERMINATION),
    EventKind.PUBLISHED: ("its publication time had come", RuleId.PUBLICATION),
    EventKind.ORDER_PLACED: ("a notification was asked for", RuleId.ORDER_PLACED),
    EventKind.CANCELLED: ("the owner asked for it in time", RuleId.CANCELLED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One step in the life of what was asked about."""

    at: Instant
    what: str
    because: str
    rule: RuleId

    def document(self) -> dict[str, Any]:
        """Return it as ``GET /_mock/explain/{id}`` lists it."""
        return {
            "at": format_instant(self.at),
            "what": self.what,
            "because": self.because,
            "rule": self.rule,
        }


def explain(world: World, any_id: str) -> list[Explanation]:
    """Return what was decided about *any_id*, in order; last what it waits for, if anything.

    Raises:
        NotThereError: if the world knows nothing of that id.
    """
    instance = instances(world).instances.get(any_id)
    if instance is not None:
        any_id = instance.id  # the guid alone will do
    orders = find_orders(world, any_id)
    events = [each for each in world.event_log.events if _is_about(each, any_id, orders)]
    decided = [
        Explanation(at=each.at, what=each.summary, because=each.because, rule=each.rule)
        for subject in _subjects(any_id, orders)
        for each in world.event_log.decisions.get(subject, ())
    ]
    standing = list(_current_state(world, any_id, orders))
    if not (orders or events or decided or standing or _is_known(world, any_id)):
        raise NotFoundError(
            f"this world knows nothing of {any_id!r}; ids of shipments and chains stand in"
            " GET /_mock/orders, of messages in GET /_mock/inbox"
        )
    past = [*_registered(orders), *map(_of_event, events), *decided]
    past.sort(key=lambda each: each.at)
    return [*past, *standing]


def find_orders(world: World, any_id: str) -> list[Order]:
    """Return the orders that *any_id* names or belongs to."""
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


def _subjects(any_id: str, orders: list[Order]) -> Iterator[str]:
    yield any_id
    for order in orders:
        if order.id != any_id:
            yield order.id
        yield from (each.id for each in order.notifications if each.id != any_id)


def _registered(orders: list[Order]) -> Iterator[Explanation]:
    for order in orders:
        due = format_norwegian_time(format_instant(order.request.requested_send_time))
        kind = "reminder" if order.type is OrderType.REMINDER else "order"
        yield Explanation(
            at=order.created_at,
            what=f"the {kind} was registered, to be sent {due} in Norway",
            because=f"{order.creator} asked for it ({order.source})",
            rule=RuleId.REGISTRATION,
        )


def _of_event(event: Event) -> Explanation:
    because, rule = _REASONS[event.kind]
    return Explanation(
        at=event.at,
        what=event.text,
        because=event.because or because,
        rule=event.rule or rule,
    )


def _is_known(world: World, any_id: str) -> bool:
    """Tell whether there is a message or an instance of that id to which nothing has happened."""
    guid = any_id.rpartition("/")[2]
    return any_id in correspondences(world).correspondences or guid in instances(world).instances


def _current_state(world: World, any_id: str, orders: list[Order]) -> Iterator[Explanation]:
    """Say where all stands now: what it waits for, what will never be."""
    now = world.clock.now()
    ids = {order.id for order in orders}

    def is_meant(aim: IntendedMessage) -> bool:
        return aim.order_id in ids or any_id in (aim.correspondence_id, aim.instance_id)

    for order in orders:
        yield from _policy(world, order)
    for waiting in pending_messages(world):
        if is_meant(waiting.aim):
            until = (
                f" until {format_norwegian_time(format_instant(waiting.expected_at))}"
                if waiting.expected_at
                else ""
            )
            what = f"{_noun(waiting.aim.channel)} to {waiting.aim.to} is held back{until}"
            yield Explanation(at=now, what=what, because=waiting.because, rule=waiting.rule)
    for never in suppressed_messages(world):
        if is_meant(never.aim):
            what = f"{_noun(never.aim.channel)} never reaches {never.aim.to or 'the recipient'}"
            yield Explanation(at=now, what=what, because=never.because, rule=never.rule)


def _policy(world: World, order: Order) -> Iterator[Explanation]:
    """Say which users of an organisation the order's resource keeps out, as things stand."""
    resource_id = resource_id_of(order.request)
    if not resource_id:
        return
    action = (order.request.resource_action or "").strip() or "read"
    for recipient in order.request.recipients:
        number = recipient.organization_number
        organization = world.directory.organizations.get(number or "")
        for user in organization.users if organization else ():
            because = _policy_rejection(world, resource_id, user.user_id, action)
            if not user.has_opted_in_to(resource_id):
                because = f"the user has not opted in to {resource_id}"
            if because is not None:
                what = f"user {user.user_id} of {number} is not notified"
                now = world.clock.now()
                yield Explanation(at=now, what=what, because=because, rule=RuleId.RESOURCE_POLICY)


def _policy_rejection(world: World, resource_id: str, user_id: int, action: str) -> str | None:
    if world.directory.is_permitted(resource_id, user_id, action):
        return None
    if resource_id not in world.directory.resources:
        return f"the directory holds no resource {resource_id!r}, so that it permits nobody"
    return f"the policy of {resource_id} does not let the user {action}"


def _noun(channel: str | None) -> str:
    return {"email": "the e-mail", "sms": "the SMS"}.get(channel or "", "the message")
