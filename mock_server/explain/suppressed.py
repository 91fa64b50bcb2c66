"""Suppressed messages, with reason and rule.

Source: docs/reference/time-and-delivery.md sections 1.5, 2.6, 3.6, 3.8, 4.5;
docs/reference/contacts-and-tokens.md section 4.
"""

import json
from collections.abc import Iterator, Sequence
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

# Why a notification is suppressed, by the rule of the decision about it.
_REASONS_BY_RULE: Final = {
    RuleId.RESERVED: SuppressionReason.RESERVED,
    RuleId.NO_CONTACT_POINT: SuppressionReason.NO_CONTACT_POINT,
    RuleId.EXPIRED_BEFORE_SENDING: SuppressionReason.EXPIRED,
    RuleId.GATEWAY_REFUSED: SuppressionReason.NOTIFICATION_FAILED,
    RuleId.TRANSIENT_ERROR: SuppressionReason.NOTIFICATION_FAILED,
    RuleId.WHITELIST: SuppressionReason.NOT_WHITELISTED,
    RuleId.SMS_GATEWAY_GIVEN_UP: SuppressionReason.STUCK,
}
_SIMULATED: Final = (
    "is not on the whitelist of the test environment; the SMS was sent to the simulator"
)


def suppressed_messages(world: World) -> list[SuppressedMessage]:
    """Return the suppressed messages of a world, first suppressed first."""
    suppressed = [
        each for order in world.orders.all() for each in suppressed_messages_of(world, order)
    ]
    suppressed += _unplaced_orders(world)
    return sorted(suppressed, key=lambda each: each.since)


def suppressed_messages_of(world: World, order: Order) -> Iterator[SuppressedMessage]:
    """Yield the suppressed messages of *order*."""
    match order.status:
        case OrderStatus.CANCELLED:
            reason, because = cancellation_reason(world, order) or (
                SuppressionReason.CANCELLED,
                "the order was cancelled",
            )
            yield from _suppress_order(world, order, reason, because, RuleId.CANCELLED)
        case OrderStatus.SEND_CONDITION_NOT_MET:
            yield from _suppressed_by_condition(world, order)
        case OrderStatus.PROCESSING:
            if order.stuck_reason is not None:
                yield from _suppress_order(
                    world, order, SuppressionReason.STUCK, order.stuck_reason, RuleId.STUCK_ORDER
                )
        case OrderStatus.PROCESSED | OrderStatus.COMPLETED:
            for notification in order.notifications:
                yield from _suppressed_notification(world, order, notification)
        case OrderStatus.REGISTERED:
            return


def _suppressed_by_condition(world: World, order: Order) -> Iterator[SuppressedMessage]:
    cancellation = cancellation_reason(world, order)
    if cancellation is not None:
        reason, because = cancellation
        yield from _suppress_order(world, order, reason, because, RuleId.CORRESPONDENCE_CONDITION)
        return
    because = next(
        event.because or ""
        for event in reversed(world.event_log.events)
        if event.order_id == order.id and event.rule == RuleId.CONDITION_NOT_MET
    )
    because = f"its condition is not met: {because}"
    yield from _suppress_order(
        world, order, SuppressionReason.CONDITION_NOT_MET, because, RuleId.CONDITION_NOT_MET
    )


def _suppress_order(
    world: World, order: Order, reason: SuppressionReason, because: str, rule: RuleId
) -> Iterator[SuppressedMessage]:
    """Suppress the messages that the order would have sent, or its request if there are none."""
    messages = [] if order.stuck_reason is not None else forecast(world, order, order.changed_at)
    for message in _intended_messages(order, messages):
        yield SuppressedMessage(
            message=message, reason=reason, because=because, rule=rule, since=order.changed_at
        )


def _intended_messages(order: Order, messages: Sequence[Message]) -> list[IntendedMessage]:
    return [intended_message_from(order, each) for each in messages] or [intended_message(order)]


def _suppressed_notification(
    world: World, order: Order, notification: Notification
) -> Iterator[SuppressedMessage]:
    message = world.messages.get(notification.message_id or "")
    if message is not None:
        if message.route is DeliveryRoute.SIMULATOR:
            yield _simulated(order, message)
        return
    if notification.message_id is not None:
        return
    decision = _suppressing_decision(world, notification)
    if decision is not None:
        yield SuppressedMessage(
            message=intended_message_of_notification(world, order, notification),
            reason=_REASONS_BY_RULE[decision.rule],
            because=decision.because,
            rule=decision.rule,
            since=decision.at,
        )


def _suppressing_decision(world: World, notification: Notification) -> Decision | None:
    decisions = world.event_log.decisions.get(notification.id, ())
    return next((each for each in reversed(decisions) if each.rule in _REASONS_BY_RULE), None)


def _simulated(order: Order, message: Message) -> SuppressedMessage:
    return SuppressedMessage(
        message=intended_message_from(order, message),
        reason=SuppressionReason.NOT_WHITELISTED,
        because=f"{message.to} {_SIMULATED}",
        rule=RuleId.WHITELIST,
        since=message.sent_at,
    )


def _unplaced_orders(world: World) -> Iterator[SuppressedMessage]:
    """Yield the messages of orders that Correspondence and apps could not place."""
    for internal_order in world.orders.internal_orders:
        is_rejected = internal_order.order_id is None
        if is_rejected and not will_be_resubmitted(world, internal_order):
            yield from _rejected(world, internal_order)
    yield from failed_publications(world)
    for decisions in world.event_log.decisions.values():
        for decision in decisions:
            if decision.rule == RuleId.APP_ORDER_NOT_BUILT:
                yield _not_built(decision)


def _rejected(world: World, internal_order: InternalOrder) -> Iterator[SuppressedMessage]:
    """Yield the messages of an order that the Notifications API rejected."""
    document = json.loads(internal_order.request)
    requested = document.get("requestedSendTime")
    send_time = parse_instant(requested) if requested else internal_order.created_at
    origin = OrderOrigin(
        source=internal_order.source,
        correspondence_id=internal_order.correspondence_id,
        instance_id=internal_order.instance_id,
        on_behalf_of=internal_order.on_behalf_of,
    )
    for order in orders_from_document(document, send_time, internal_order.creator, origin):
        messages = forecast(world, order, max(send_time, internal_order.created_at))
        for message in _intended_messages(order, messages):
            yield SuppressedMessage(
                message=message,
                reason=SuppressionReason.ORDER_REFUSED,
                because=_rejection(internal_order),
                rule=RuleId.ORDER_REFUSED,
                since=internal_order.created_at,
            )


def _rejection(internal_order: InternalOrder) -> str:
    if internal_order.status:
        return f"the Notifications API responded {internal_order.status} to the order"
    return "the Notifications API did not respond to the order"


def _not_built(decision: Decision) -> SuppressedMessage:
    """Return the message of an app that could not build its order."""
    message = IntendedMessage(
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
        message=message,
        reason=SuppressionReason.ORDER_REFUSED,
        because=because,
        rule=decision.rule,
        since=decision.at,
    )
