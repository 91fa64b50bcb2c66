"""What will never leave, or leave and never arrive: why, and by which rule.

Source: spec/processing-and-timing.md sections 1.5, 2.6, 3.6, 3.8, 4.5;
spec/contacts-and-authorization.md section 4.
"""

import json
from collections.abc import Iterator
from typing import Final

from mock_server.domain.enums import MessageKind, OrderState, Route, Source
from mock_server.domain.instant import parse
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order, Origin
from mock_server.explain.correspondence import (
    failed_publications,
    is_tried_again,
    why_gone,
)
from mock_server.explain.forecast import prospects
from mock_server.explain.pending import aim_of_notification
from mock_server.explain.planned_orders import meant_orders
from mock_server.explain.reasons import Aim, Never, Suppressed, aim_of_message, aim_of_order
from mock_server.world.event_log import Decision
from mock_server.world.orders import PlacedOrder
from mock_server.world.world import World

# What an engine's decision about one notification means for whoever waits for it.
_DECIDED: Final = {
    "reserved": Never.RESERVED,
    "no-contact-point": Never.NO_CONTACT_POINT,
    "expired-before-sending": Never.EXPIRED,
    "gateway-refused": Never.NOTIFICATION_FAILED,
    "whitelist": Never.NOT_WHITELISTED,
    "sms-gateway-given-up": Never.STUCK,
}
_SIMULATED: Final = "is not on the whitelist of the test environment; a simulator got the SMS"


def suppressed(world: World) -> list[Suppressed]:
    """Return what never leaves or arrives, in the order in which that was settled."""
    found = [each for order in world.book.all() for each in suppressed_of(world, order)]
    found += _never_placed(world)
    return sorted(found, key=lambda each: each.since)


def suppressed_of(world: World, order: Order) -> Iterator[Suppressed]:
    """Go through what *order* asked for and what never leaves or arrives."""
    match order.state:
        case OrderState.CANCELLED:
            reason, because = why_gone(world, order) or (Never.CANCELLED, "the order was cancelled")
            yield from _whole(world, order, reason, because, "cancelled")
        case OrderState.SEND_CONDITION_NOT_MET:
            yield from _stopped_by_condition(world, order)
        case OrderState.PROCESSING:
            if order.stuck is not None:
                yield from _whole(world, order, Never.STUCK, order.stuck, "stuck-order")
        case OrderState.PROCESSED | OrderState.COMPLETED:
            for notification in order.notifications:
                yield from _of_notification(world, order, notification)
        case OrderState.REGISTERED:
            return


def _stopped_by_condition(world: World, order: Order) -> Iterator[Suppressed]:
    gone = why_gone(world, order)
    if gone is not None:
        reason, because = gone
        yield from _whole(world, order, reason, because, "correspondence-condition")
        return
    because = next(
        event.because or ""
        for event in reversed(world.journal.events)
        if event.order_id == order.id and event.rule == "condition-not-met"
    )
    why = f"its condition is not met: {because}"
    yield from _whole(world, order, Never.CONDITION_NOT_MET, why, "condition-not-met")


def _whole(
    world: World, order: Order, reason: Never, because: str, rule: str
) -> Iterator[Suppressed]:
    """Suppress all that the order would have become; itself where that is nothing."""
    foreseen = [] if order.stuck is not None else prospects(world, order, order.changed_at)
    aims = [aim_of_message(order, each) for each in foreseen] or [aim_of_order(order)]
    for aim in aims:
        yield Suppressed(aim=aim, reason=reason, because=because, rule=rule, since=order.changed_at)


def _of_notification(
    world: World, order: Order, notification: Notification
) -> Iterator[Suppressed]:
    message = world.messages_of.get(notification.message_id or "")
    if message is not None:
        if message.route is Route.SIMULATOR:
            yield _simulated(order, message)
        return
    if notification.message_id is not None:
        return
    decision = _decision(world, notification)
    if decision is not None:
        yield Suppressed(
            aim=aim_of_notification(world, order, notification),
            reason=_DECIDED[decision.rule],
            because=decision.because,
            rule=decision.rule,
            since=decision.at,
        )


def _decision(world: World, notification: Notification) -> Decision | None:
    decisions = world.journal.decisions.get(notification.id, ())
    return next((each for each in reversed(decisions) if each.rule in _DECIDED), None)


def _simulated(order: Order, message: Message) -> Suppressed:
    return Suppressed(
        aim=aim_of_message(order, message),
        reason=Never.NOT_WHITELISTED,
        because=f"{message.to} {_SIMULATED}",
        rule="whitelist",
        since=message.sent_at,
    )


def _never_placed(world: World) -> Iterator[Suppressed]:
    """Go through what Correspondence and apps meant to order, and what came to nothing."""
    for placed in world.book.placed:
        if placed.order_id is None and not is_tried_again(world, placed):
            yield from _refused(world, placed)
    yield from failed_publications(world)
    for decisions in world.journal.decisions.values():
        for decision in decisions:
            if decision.rule == "app-order-not-built":
                yield _not_built(decision)


def _refused(world: World, placed: PlacedOrder) -> Iterator[Suppressed]:
    """Say of an order that was posted and not taken what it would have become."""
    document = json.loads(placed.request)
    requested = document.get("requestedSendTime")
    send_time = parse(requested) if requested else placed.created_at
    origin = Origin(
        source=placed.source,
        correspondence_id=placed.correspondence_id,
        instance_id=placed.instance_id,
    )
    for order in meant_orders(document, send_time, placed.creator, origin):
        foreseen = prospects(world, order, max(send_time, placed.created_at))
        for aim in [aim_of_message(order, each) for each in foreseen] or [aim_of_order(order)]:
            yield Suppressed(
                aim=aim,
                reason=Never.ORDER_REFUSED,
                because=f"the Notifications API answered {placed.status or 'nothing'} to the order",
                rule="order-refused",
                since=placed.created_at,
            )


def _not_built(decision: Decision) -> Suppressed:
    """Say that an app did not even come to place an order for an instance."""
    aim = Aim(
        medium=None,
        to="",
        subject=None,
        body="",
        kind=MessageKind.NOTIFICATION,
        source=Source.APP,
        creator="",
        instance_id=decision.subject_id,
    )
    because = f"the app placed no order: {decision.because}"
    return Suppressed(
        aim=aim,
        reason=Never.ORDER_REFUSED,
        because=because,
        rule=decision.rule,
        since=decision.at,
    )
