"""Pending messages, with reason and expected send time.

Source: docs/reference/time-and-delivery.md sections 1.3, 2.4, 2.6, 3.2, 3.3, 10.3.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from mock_server.domain.enums import (
    NotificationResult,
    OrderStatus,
)
from mock_server.domain.instant import Instant, ceil_to_minute
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import first_pick_up, pick_up_lead
from mock_server.explain.correspondence import pending_before_order, publication_cause
from mock_server.explain.forecast import forecast, forecast_all
from mock_server.explain.reasons import (
    IntendedMessage,
    PendingCause,
    PendingMessage,
    PendingReason,
    intended_message,
    intended_message_from,
)
from mock_server.explain.sweep_plan import SWEEPS, SweepPlan, queue_of
from mock_server.matching.formatting import format_norwegian_time
from mock_server.notifications.engine.delivery import message_texts
from mock_server.notifications.engine.processing import PICK_UP_RULES
from mock_server.world.schedule import Phase
from mock_server.world.world import World

_RETRY_REASONS: Final = {
    RuleId.CONDITION_INCONCLUSIVE: PendingReason.CONDITION_INCONCLUSIVE,
    RuleId.DEPENDENCY_FAILED: PendingReason.DEPENDENCY_FAILED,
    RuleId.DEPENDENCY_FAILED_TWICE: PendingReason.DEPENDENCY_FAILED,
}


def pending_messages(world: World) -> list[PendingMessage]:
    """Return the pending messages of a world, by expected send time; unknown times come last."""
    plan = SweepPlan(world)
    pending = [each for order in world.orders.all() for each in pending_of_order(plan, order)]
    pending += _pending_of_registered_orders(world)
    pending += pending_before_order(world)
    last = max((each.expected_at or 0 for each in pending), default=0) + 1
    return sorted(pending, key=lambda each: last if each.expected_at is None else each.expected_at)


def _pending_of_registered_orders(world: World) -> Iterator[PendingMessage]:
    now = world.clock.now()
    orders = [each for each in world.orders.all() if each.status is OrderStatus.REGISTERED]
    messages = forecast_all(world, orders, now)
    for order in orders:
        yield from _forecast(world, order, messages[order.id], _cause_of_registered(world, order))


def pending_of_order(plan: SweepPlan, order: Order) -> Iterator[PendingMessage]:
    """Yield the pending messages of an order that has been picked up."""
    world = plan.world
    match order.status:
        case OrderStatus.PROCESSING:
            if order.retry_at is not None:
                messages = forecast(world, order, order.retry_at)
                yield from _forecast(world, order, messages, _cause_of_retry(world, order))
        case OrderStatus.PROCESSED | OrderStatus.COMPLETED:
            for notification in order.notifications:
                yield from _pending_of_notification(plan, order, notification)
        case OrderStatus.REGISTERED | OrderStatus.SEND_CONDITION_NOT_MET | OrderStatus.CANCELLED:
            return


def intended_message_of_notification(
    world: World, order: Order, notification: Notification
) -> IntendedMessage:
    """Return the message that *notification* is to become."""
    subject, body = message_texts(order, notification)
    return intended_message(
        order,
        channel=notification.channel,
        to=notification.to,
        subject=subject,
        body=body,
        organization_number=notification.organization_number,
        national_identity_number=notification.national_identity_number,
        name=world.recipient_name(notification),
    )


def _forecast(
    world: World, order: Order, messages: Sequence[Message], order_cause: PendingCause
) -> Iterator[PendingMessage]:
    for message in messages:
        cause = order_cause
        is_after_next_sweep = message.sent_at > ceil_to_minute(world.clock.now())
        if cause.reason is PendingReason.AWAITING_SWEEP and is_after_next_sweep:
            cause = _sms_window_cause(world)
        yield cause.for_message(intended_message_from(order, message), message.sent_at)


def _cause_of_registered(world: World, order: Order) -> PendingCause:
    decisions = world.event_log.decisions.get(order.id)
    if decisions and decisions[-1].rule in _RETRY_REASONS:
        return _cause_of_retry(world, order)
    unpublished = publication_cause(world, order)
    if unpublished is not None:
        return unpublished
    requested = order.request.requested_send_time
    rules = world.settings.rules
    if requested - pick_up_lead(rules) > world.clock.now():
        pick_up = format_norwegian_time(first_pick_up(requested, order.created_at, rules))
        because = (
            f"its send time is {format_norwegian_time(requested)} Norwegian time, so it will be"
            f" picked up at {pick_up} in rule set {rules.value}"
        )
        return PendingCause(PendingReason.NOT_DUE, because, PICK_UP_RULES[rules])
    return _sweep_cause("the order is due and will be picked up at the next whole minute")


def _cause_of_retry(world: World, order: Order) -> PendingCause:
    decision = world.event_log.decisions[order.id][-1]
    because = f"{decision.because}; {decision.summary}"
    return PendingCause(_RETRY_REASONS[decision.rule], because, decision.rule)


def _sweep_cause(because: str) -> PendingCause:
    return PendingCause(PendingReason.AWAITING_SWEEP, because, RuleId.SWEEPS)


def _sms_window_cause(world: World) -> PendingCause:
    window = world.sms_window()
    because = (
        f"daytime SMS are sent between {window.opens:%H:%M} and {window.closes:%H:%M}"
        " Norwegian time"
    )
    return PendingCause(PendingReason.OUTSIDE_SMS_WINDOW, because, RuleId.SMS_WINDOW)


def _pending_of_notification(
    plan: SweepPlan, order: Order, notification: Notification
) -> Iterator[PendingMessage]:
    pending = _queued(plan, order, notification) or _to_be_resent(plan, notification)
    if pending is None:
        return
    cause, expected_at = pending
    message = intended_message_of_notification(plan.world, order, notification)
    yield cause.for_message(message, expected_at)


def _queued(
    plan: SweepPlan, order: Order, notification: Notification
) -> tuple[PendingCause, Instant | None] | None:
    """Return why a queued notification waits and until when; None for any other notification."""
    if notification.result is not NotificationResult.NEW:
        return None
    queue = queue_of(order, notification)
    if notification.id not in plan.queued[queue]:
        return None
    phase = SWEEPS[queue]
    expected_at = plan.next_sweeps.get(phase)
    if expected_at is not None and expected_at > notification.expires_at:
        return None
    return _cause_of_queued(plan.world, phase, expected_at), expected_at


def _cause_of_queued(world: World, phase: Phase, expected_at: Instant | None) -> PendingCause:
    now, limit = world.clock.now(), world.send_queues.rate_limited_until
    if phase is Phase.EMAIL and limit is not None and limit > now:
        until = format_norwegian_time(limit)
        because = f"the e-mail gateway is rate-limited until {until} Norwegian time"
        return PendingCause(PendingReason.EMAIL_RATE_LIMITED, because, RuleId.EMAIL_RATE_LIMIT)
    if phase is Phase.SMS_DAYTIME and (
        expected_at is None or expected_at > ceil_to_minute(now + 1)
    ):
        return _sms_window_cause(world)
    return _sweep_cause("it will be sent in the next sweep, at the next whole minute")


def _to_be_resent(
    plan: SweepPlan, notification: Notification
) -> tuple[PendingCause, Instant | None] | None:
    """Return why and when an SMS that the gateway did not accept is sent again; else None."""
    if notification.result is not NotificationResult.SENDING or notification.message_id is not None:
        return None
    at = plan.resends.get(notification.id)
    if at is None:
        return None
    because = plan.world.event_log.decisions[notification.id][-1].because
    return PendingCause(PendingReason.DEPENDENCY_FAILED, because, RuleId.SMS_RESEND), at
