"""What is on its way, why it has not left, and when it will.

Source: spec/processing-and-timing.md sections 1.3, 2.4, 2.6, 3.2, 3.3, 10.3.
"""

from collections.abc import Iterator, Sequence

from mock_server.domain.enums import (
    Channel,
    NotificationResult,
    OrderStatus,
    OrderType,
    SendingTimePolicy,
)
from mock_server.domain.instant import Instant, ceil_to_minute
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import PICK_UP_LEAD, first_pick_up
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
from mock_server.matching.formatting import format_norwegian_time
from mock_server.notifications.engine.delivery import message_texts
from mock_server.notifications.engine.sending import ResendSms
from mock_server.world.schedule import Phase
from mock_server.world.world import World

RETRIES = {
    RuleId.CONDITION_INCONCLUSIVE: PendingReason.CONDITION_INCONCLUSIVE,
    RuleId.DEPENDENCY_FAILED: PendingReason.DEPENDENCY_FAILED,
    RuleId.DEPENDENCY_FAILED_TWICE: PendingReason.DEPENDENCY_FAILED,
}


def pending_messages(world: World) -> list[PendingMessage]:
    """Return the messages of all orders that are on their way, first to leave first."""
    found = [each for order in world.orders.all() for each in _pending_of_order(world, order)]
    found += _registered(world)
    found += pending_before_order(world)
    never = max((each.expected_at or 0 for each in found), default=0) + 1
    return sorted(found, key=lambda each: never if each.expected_at is None else each.expected_at)


def _registered(world: World) -> Iterator[PendingMessage]:
    """Go through the messages of the orders that wait to be taken up."""
    now = world.clock.now()
    orders = [each for each in world.orders.all() if each.status is OrderStatus.REGISTERED]
    leaving = forecast_all(world, orders, now)
    for order in orders:
        yield from _forecast(world, order, leaving[order.id], _why_registered(world, order))


def _pending_of_order(world: World, order: Order) -> Iterator[PendingMessage]:
    """Go through the messages of an order that is under way."""
    match order.status:
        case OrderStatus.PROCESSING:
            if order.retry_at is not None:
                leaving = forecast(world, order, order.retry_at)
                yield from _forecast(world, order, leaving, _why_retry(world, order))
        case OrderStatus.PROCESSED | OrderStatus.COMPLETED:
            for notification in order.notifications:
                yield from _waiting(world, order, notification)
        case OrderStatus.REGISTERED | OrderStatus.SEND_CONDITION_NOT_MET | OrderStatus.CANCELLED:
            return


def intended_message_of_notification(
    world: World, order: Order, notification: Notification
) -> IntendedMessage:
    """Return what is meant by a notification that has been made."""
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
    world: World, order: Order, leaving: Sequence[Message], why: PendingCause
) -> Iterator[PendingMessage]:
    for message in leaving:
        waits = why
        late = message.sent_at > ceil_to_minute(world.clock.now())
        if why.reason is PendingReason.AWAITING_SWEEP and late:
            waits = _why_window(world)
        yield waits.for_message(intended_message_from(order, message), message.sent_at)


def _why_registered(world: World, order: Order) -> PendingCause:
    last = world.event_log.decisions.get(order.id)
    if last and last[-1].rule in RETRIES:
        return _why_retry(world, order)
    requested = order.request.requested_send_time
    unpublished = publication_cause(world, order)
    if unpublished is not None:
        return unpublished
    if requested - PICK_UP_LEAD > world.clock.now():
        taken_up = format_norwegian_time(first_pick_up(requested, order.created_at))
        because = (
            f"its send time is {format_norwegian_time(requested)} Norwegian time, so it will be"
            f" picked up at {taken_up}"
        )
        return PendingCause(PendingReason.NOT_DUE, because, RuleId.PICK_UP)
    return _why_sweep("the order is due, and taken up with the next sweep, on the whole minute")


def _why_retry(world: World, order: Order) -> PendingCause:
    decision = world.event_log.decisions[order.id][-1]
    because = f"{decision.because}; {decision.summary}"
    return PendingCause(RETRIES[decision.rule], because, decision.rule)


def _why_sweep(because: str) -> PendingCause:
    return PendingCause(PendingReason.AWAITING_SWEEP, because, RuleId.SWEEPS)


def _why_window(world: World) -> PendingCause:
    window = world.sms_window()
    because = f"daytime SMS leave between {window.opens:%H:%M} and {window.closes:%H:%M} in Norway"
    return PendingCause(PendingReason.OUTSIDE_SMS_WINDOW, because, RuleId.SMS_WINDOW)


def _waiting(world: World, order: Order, notification: Notification) -> Iterator[PendingMessage]:
    found = _queued(world, order, notification) or _resent(world, notification)
    if found is None:
        return
    why, expected_at = found
    yield why.for_message(intended_message_of_notification(world, order, notification), expected_at)


def _queued(
    world: World, order: Order, notification: Notification
) -> tuple[PendingCause, Instant | None] | None:
    """Say what a new notification in a queue waits for; None for any other."""
    if notification.result is not NotificationResult.NEW:
        return None
    queues = world.send_queues
    if notification.channel is Channel.EMAIL:
        is_composed = order.type is OrderType.COMPOSED
        queue, phase = queues.composed if is_composed else queues.emails, Phase.EMAIL
    elif order.request.sending_time_policy == SendingTimePolicy.ANYTIME:
        queue, phase = queues.anytime, Phase.SMS_ANYTIME
    else:
        queue, phase = queues.daytime, Phase.SMS_DAYTIME
    if notification.id not in queue:
        return None
    expected_at = _next(world, phase)
    if expected_at is not None and expected_at > notification.expires_at:
        return None
    return _why_queued(world, phase, expected_at), expected_at


def _why_queued(world: World, phase: Phase, expected_at: Instant | None) -> PendingCause:
    now, limit = world.clock.now(), world.send_queues.rate_limited_until
    if phase is Phase.EMAIL and limit is not None and limit > now:
        until = format_norwegian_time(limit)
        because = f"the e-mail gateway is rate-limited until {until} Norwegian time"
        return PendingCause(PendingReason.EMAIL_RATE_LIMITED, because, RuleId.EMAIL_RATE_LIMIT)
    if phase is Phase.SMS_DAYTIME and (
        expected_at is None or expected_at > ceil_to_minute(now + 1)
    ):
        return _why_window(world)
    return _why_sweep("it leaves with the next sweep, on the whole minute")


def _resent(world: World, notification: Notification) -> tuple[PendingCause, Instant | None] | None:
    """Say when an SMS that the gateway did not take is tried again; None for any other."""
    if notification.result is not NotificationResult.SENDING or notification.message_id is not None:
        return None
    at = next(
        (
            entry.at
            for entry in world.upcoming_jobs()
            if isinstance(entry.job, ResendSms) and entry.job.notification_id == notification.id
        ),
        None,
    )
    if at is None:
        return None
    because = world.event_log.decisions[notification.id][-1].because
    return PendingCause(PendingReason.DEPENDENCY_FAILED, because, RuleId.SMS_RESEND), at


def _next(world: World, phase: Phase) -> Instant | None:
    return next((entry.at for entry in world.upcoming_jobs() if entry.phase is phase), None)
