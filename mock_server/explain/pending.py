"""What is on its way, why it has not left, and when it will.

Source: spec/processing-and-timing.md sections 1.3, 2.4, 2.6, 3.2, 3.3, 10.3.
"""

from collections.abc import Iterator, Sequence

from mock_server.domain.enums import Medium, OrderState, OrderType, Result, SendingTimePolicy
from mock_server.domain.instant import Instant, next_minute
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.timing import PICK_UP_GRACE, pick_up
from mock_server.explain.correspondence import announced, why_unpublished
from mock_server.explain.forecast import prospects, prospects_of_all
from mock_server.explain.reasons import (
    Aim,
    HeldBack,
    Waits,
    Why,
    aim_of_message,
    aim_of_order,
)
from mock_server.matching.formatting import format_norwegian_time
from mock_server.notifications.engine.delivery import texts_of
from mock_server.notifications.engine.sending import ResendDue
from mock_server.world.schedule import Phase
from mock_server.world.world import World

RETRIES = {
    "condition-inconclusive": Waits.CONDITION_INCONCLUSIVE,
    "dependency-failed": Waits.DEPENDENCY_FAILED,
    "dependency-failed-twice": Waits.DEPENDENCY_FAILED,
}


def held_back(world: World) -> list[HeldBack]:
    """Return the messages of all orders that are on their way, first to leave first."""
    found = [each for order in world.book.all() for each in _taken_up(world, order)]
    found += _registered(world)
    found += announced(world)
    never = max((each.leaves_at or 0 for each in found), default=0) + 1
    return sorted(found, key=lambda each: never if each.leaves_at is None else each.leaves_at)


def _registered(world: World) -> Iterator[HeldBack]:
    """Go through the messages of the orders that wait to be taken up."""
    now = world.clock.now()
    orders = [each for each in world.book.all() if each.state is OrderState.REGISTERED]
    leaving = prospects_of_all(world, orders, now)
    for order in orders:
        yield from _foreseen(world, order, leaving[order.id], _why_registered(world, order))


def _taken_up(world: World, order: Order) -> Iterator[HeldBack]:
    """Go through the messages of an order that is under way."""
    match order.state:
        case OrderState.PROCESSING:
            if order.retry_at is not None:
                leaving = prospects(world, order, order.retry_at)
                yield from _foreseen(world, order, leaving, _why_retry(world, order))
        case OrderState.PROCESSED | OrderState.COMPLETED:
            for notification in order.notifications:
                yield from _waiting(world, order, notification)
        case OrderState.REGISTERED | OrderState.SEND_CONDITION_NOT_MET | OrderState.CANCELLED:
            return


def aim_of_notification(world: World, order: Order, notification: Notification) -> Aim:
    """Return what is meant by a notification that has been made."""
    subject, body = texts_of(order, notification)
    return aim_of_order(
        order,
        medium=notification.medium,
        to=notification.to,
        subject=subject,
        body=body,
        organization_number=notification.organization_number,
        national_identity_number=notification.national_identity_number,
        name=world.name_of(notification),
    )


def _foreseen(
    world: World, order: Order, leaving: Sequence[Message], why: Why
) -> Iterator[HeldBack]:
    for message in leaving:
        waits = why
        late = message.sent_at > next_minute(world.clock.now())
        if why.reason is Waits.AWAITING_SWEEP and late:
            waits = _why_window(world)
        yield waits.held(aim_of_message(order, message), message.sent_at)


def _why_registered(world: World, order: Order) -> Why:
    last = world.journal.decisions.get(order.id)
    if last and last[-1].rule in RETRIES:
        return _why_retry(world, order)
    requested = order.draft.requested_send_time
    unpublished = why_unpublished(world, order)
    if unpublished is not None:
        return unpublished
    if requested - PICK_UP_GRACE > world.clock.now():
        taken_up = format_norwegian_time(pick_up(requested, order.created_at))
        because = (
            f"its send time is {format_norwegian_time(requested)} Norwegian time, so it will be"
            f" picked up at {taken_up}"
        )
        return Why(Waits.NOT_DUE, because, "pick-up")
    return _why_sweep("the order is due, and taken up with the next sweep, on the whole minute")


def _why_retry(world: World, order: Order) -> Why:
    decision = world.journal.decisions[order.id][-1]
    because = f"{decision.because}; {decision.what}"
    return Why(RETRIES[decision.rule], because, decision.rule)


def _why_sweep(because: str) -> Why:
    return Why(Waits.AWAITING_SWEEP, because, "sweeps")


def _why_window(world: World) -> Why:
    window = world.window()
    because = f"daytime SMS leave between {window.opens:%H:%M} and {window.closes:%H:%M} in Norway"
    return Why(Waits.OUTSIDE_SMS_WINDOW, because, "sms-window")


def _waiting(world: World, order: Order, notification: Notification) -> Iterator[HeldBack]:
    found = _queued(world, order, notification) or _resent(world, notification)
    if found is None:
        return
    why, leaves_at = found
    yield why.held(aim_of_notification(world, order, notification), leaves_at)


def _queued(
    world: World, order: Order, notification: Notification
) -> tuple[Why, Instant | None] | None:
    """Say what a new notification in a queue waits for; None for any other."""
    if notification.result is not Result.NEW:
        return None
    queues = world.queues
    if notification.medium is Medium.EMAIL:
        is_composed = order.type is OrderType.COMPOSED
        queue, phase = queues.composed if is_composed else queues.emails, Phase.EMAIL
    elif order.draft.policy == SendingTimePolicy.ANYTIME:
        queue, phase = queues.anytime, Phase.SMS_ANYTIME
    else:
        queue, phase = queues.daytime, Phase.SMS_DAYTIME
    if notification.id not in queue:
        return None
    leaves_at = _next(world, phase)
    if leaves_at is not None and leaves_at > notification.expires_at:
        return None
    return _why_queued(world, phase, leaves_at), leaves_at


def _why_queued(world: World, phase: Phase, leaves_at: Instant | None) -> Why:
    now, limit = world.clock.now(), world.queues.limited_until
    if phase is Phase.EMAIL and limit is not None and limit > now:
        until = format_norwegian_time(limit)
        because = f"the e-mail gateway is rate-limited until {until} Norwegian time"
        return Why(Waits.EMAIL_RATE_LIMITED, because, "email-rate-limit")
    if phase is Phase.SMS_DAYTIME and (leaves_at is None or leaves_at > next_minute(now + 1)):
        return _why_window(world)
    return _why_sweep("it leaves with the next sweep, on the whole minute")


def _resent(world: World, notification: Notification) -> tuple[Why, Instant | None] | None:
    """Say when an SMS that the gateway did not take is tried again; None for any other."""
    if notification.result is not Result.SENDING or notification.message_id is not None:
        return None
    at = next(
        (
            entry.at
            for entry in world.upcoming_jobs()
            if isinstance(entry.job, ResendDue) and entry.job.notification_id == notification.id
        ),
        None,
    )
    if at is None:
        return None
    because = world.journal.decisions[notification.id][-1].because
    return Why(Waits.DEPENDENCY_FAILED, because, "sms-resend"), at


def _next(world: World, phase: Phase) -> Instant | None:
    return next((entry.at for entry in world.upcoming_jobs() if entry.phase is phase), None)
