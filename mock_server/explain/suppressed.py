"""What will never leave, or leave and never arrive: why, and by which rule.

Source: spec/processing-and-timing.md sections 1.5, 2.6, 3.6, 3.8, 4.5;
spec/contacts-and-authorization.md section 4.
"""

import json
from collections.abc import Iterator
from typing import Final

from mock_server.domain.enums import DeliveryRoute, MessageKind, OrderSource, OrderStatus
from mock_server.domain.instant import parse_instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order, OrderOrigin
from mock_server.domain.rule_ids import RuleId
from mock_server.explain.correspondence import (
    cancellation_reason,
    failed_publications,
    will_be_resubmitted,
)
from mock_server.explain.forecast import forecast
from mock_server.explain.pending import intended_message_of_notification
from mock_server.explain.planned_orders import orders_from_document
from mock_server.explain.reasons import (
    IntendedMessage,
    SuppressedMessage,
    SuppressionReason,
    intended_message,
    intended_message_from,
)
from mock_server.world.event_log import Decision
from mock_server.world.orders import InternalOrder
from mock_server.world.world import World

# What an engine's decision about one notification means for whoever waits for it.
_DECIDED: Final = {
    RuleId.RESERVED: SuppressionReason.RESERVED,
    RuleId.NO_CONTACT_POINT: SuppressionReason.NO_CONTACT_POINT,
    RuleId.EXPIRED_BEFORE_SENDING: SuppressionReason.EXPIRED,
    RuleId.GATEWAY_REFUSED: SuppressionReason.NOTIFICATION_FAILED,
    RuleId.WHITELIST: SuppressionReason.NOT_WHITELISTED,
    RuleId.SMS_GATEWAY_GIVEN_UP: SuppressionReason.STUCK,
}
_SIMULATED: Final = "is not on the whitelist of the test environment; a simulator got the SMS"


def suppressed_messages(world: World) -> list[SuppressedMessage]:
    """Return what never leaves or arrives, in the order in which that was settled."""
    found = [each for order in world.orders.all() for each in suppressed_messages_of(world, order)]
    found += _unplaced_orders(world)
    return sorted(found, key=lambda each: each.since)


def suppressed_messages_of(world: World, order: Order) -> Iterator[SuppressedMessage]:
    """Go through what *order* asked for and what never leaves or arrives."""
    match order.status:
        case OrderStatus.CANCELLED:
            reason, because = cancellation_reason(world, order) or (
                SuppressionReason.CANCELLED,
                "the order was cancelled",
            )
            yield from _suppress_order(world, order, reason, because, RuleId.CANCELLED)
        case OrderStatus.SEND_CONDITION_NOT_MET:
            yield from _stopped_by_condition(world, order)
        case OrderStatus.PROCESSING:
            if order.stuck_reason is not None:
                yield from _suppress_order(
                    world, order, SuppressionReason.STUCK, order.stuck_reason, RuleId.STUCK_ORDER
                )
        case OrderStatus.PROCESSED | OrderStatus.COMPLETED:
            for notification in order.notifications:
                yield from _of_notification(world, order, notification)
        case OrderStatus.REGISTERED:
            return


def _stopped_by_condition(world: World, order: Order) -> Iterator[SuppressedMessage]:
    gone = cancellation_reason(world, order)
    if gone is not None:
        reason, because = gone
        yield from _suppress_order(world, order, reason, because, RuleId.CORRESPONDENCE_CONDITION)
        return
    because = next(
        event.because or ""
        for event in reversed(world.event_log.events)
        if event.order_id == order.id and event.rule == RuleId.CONDITION_NOT_MET
    )
    why = f"its condition is not met: {because}"
    yield from _suppress_order(
        world, order, SuppressionReason.CONDITION_NOT_MET, why, RuleId.CONDITION_NOT_MET
    )


def _suppress_order(
    world: World, order: Order, reason: SuppressionReason, because: str, rule: RuleId
) -> Iterator[SuppressedMessage]:
    """Suppress all that the order would have become; itself where that is nothing."""
    foreseen = [] if order.stuck_reason is not None else forecast(world, order, order.changed_at)
    aims = [intended_message_from(order, each) for each in foreseen] or [intended_message(order)]
    for aim in aims:
        yield SuppressedMessage(
            aim=aim, reason=reason, because=because, rule=rule, since=order.changed_at
        )


def _of_notification(
    world: World, order: Order, notification: Notification
) -> Iterator[SuppressedMessage]:
    message = world.messages.get(notification.message_id or "")
    if message is not None:
        if message.route is DeliveryRoute.SIMULATOR:
            yield _simulated(order, message)
        return
    if notification.message_id is not None:
        return
    decision = _decision(world, notification)
    if decision is not None:
        yield SuppressedMessage(
            aim=intended_message_of_notification(world, order, notification),
            reason=_DECIDED[decision.rule],
            because=decision.because,
            rule=decision.rule,
            since=decision.at,
        )


def _decision(world: World, notification: Notification) -> Decision | None:
    decisions = world.event_log.decisions.get(notification.id, ())
    return next((each for each in reversed(decisions) if each.rule in _DECIDED), None)


def _simulated(order: Order, message: Message) -> SuppressedMessage:
    return SuppressedMessage(
        aim=intended_message_from(order, message),
        reason=SuppressionReason.NOT_WHITELISTED,
        because=f"{message.to} {_SIMULATED}",
        rule=RuleId.WHITELIST,
        since=message.sent_at,
    )


def _unplaced_orders(world: World) -> Iterator[SuppressedMessage]:
    """Go through what Correspondence and apps meant to order, and what came to nothing."""
    for placed in world.orders.internal_orders:
        if placed.order_id is None and not will_be_resubmitted(world, placed):
            yield from _refused(world, placed)
    yield from failed_publications(world)
    for decisions in world.event_log.decisions.values():
        for decision in decisions:
            if decision.rule == RuleId.APP_ORDER_NOT_BUILT:
                yield _not_built(decision)


def _refused(world: World, placed: InternalOrder) -> Iterator[SuppressedMessage]:
    """Say of an order that was posted and not taken what it would have become."""
    document = json.loads(placed.request)
    requested = document.get("requestedSendTime")
    send_time = parse_instant(requested) if requested else placed.created_at
    origin = OrderOrigin(
        source=placed.source,
        correspondence_id=placed.correspondence_id,
        instance_id=placed.instance_id,
    )
    for order in orders_from_document(document, send_time, placed.creator, origin):
        foreseen = forecast(world, order, max(send_time, placed.created_at))
        for aim in [intended_message_from(order, each) for each in foreseen] or [
            intended_message(order)
        ]:
            yield SuppressedMessage(
                aim=aim,
                reason=SuppressionReason.ORDER_REFUSED,
                because=f"the Notifications API answered {placed.status or 'nothing'} to the order",
                rule=RuleId.ORDER_REFUSED,
                since=placed.created_at,
            )


def _not_built(decision: Decision) -> SuppressedMessage:
    """Say that an app did not even come to place an order for an instance."""
    aim = IntendedMessage(
        channel=None,
        to="",
        subject=None,
        body="",
        kind=MessageKind.NOTIFICATION,
        source=OrderSource.APP,
        creator="",
        instance_id=decision.subject_id,
    )
    because = f"the app placed no order: {decision.because}"
    return SuppressedMessage(
        aim=aim,
        reason=SuppressionReason.ORDER_REFUSED,
        because=because,
        rule=decision.rule,
        since=decision.at,
    )
