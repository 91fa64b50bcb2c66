"""Results of what has left: reports, expiry, and what they mean for the order.

Source: spec/processing-and-timing.md sections 2.5, 3.5 and 10.2.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from mock_server.domain.enums import (
    RESULTS_BY_CHANNEL,
    Channel,
    EventKind,
    NotificationResult,
    OrderStatus,
)
from mock_server.domain.errors import ConflictError, NotFoundError
from mock_server.domain.instant import Instant, format_instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import EXPIRY_GRACE, TERMINATION_INTERVAL, first_termination_run
from mock_server.notifications.engine.completion import complete
from mock_server.world.dead_delivery_reports import EXPIRED, NOT_FOUND, RETRIES, DeadDeliveryReport
from mock_server.world.external_calls import Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

TERMINATION_BATCH: Final = 100
# What the platform calls an update, and the id by which a report names its message.
_REFERENCES: Final = {
    Channel.EMAIL: ("Email", "OperationId"),
    Channel.SMS: ("Sms", "GatewayReference"),
}
# Results that a report or expiry will follow.
_TAKEN: Final = frozenset({NotificationResult.ACCEPTED, NotificationResult.SUCCEEDED})
# What the platform does not store, or stores by itself alone.
_NOT_REPORTED: Final = frozenset(
    {NotificationResult.NEW, NotificationResult.SENDING, NotificationResult.TRANSIENT_ERROR}
)


@dataclass(frozen=True, slots=True)
class DeliveryReportDue(Job):
    """A gateway's report about a message that it took."""

    notification_id: str
    result: NotificationResult

    def run(self, world: World) -> Steps | None:
        """Let the report arrive; one that is too late changes nothing."""
        set_result(world, world.orders.notifications[self.notification_id], self.result)
        return None


@dataclass(frozen=True, slots=True)
class UnmatchedReportRetry(Job):
    """One attempt to match a report to a notification by the gateway's reference."""

    reference: str
    channel: Channel
    result: NotificationResult
    first_seen: Instant
    attempt: int

    def run(self, world: World) -> Steps | None:
        """Use the report, try again later, or give it up."""
        if self.reference in world.messages:
            with suppress(ConflictError):
                receive_delivery_report(world, self.reference, self.result)
        elif self.attempt < len(RETRIES):
            at = world.clock.now() + RETRIES[self.attempt]
            world.schedule.add(at, Phase.GATEWAY, replace(self, attempt=self.attempt + 1))
        else:
            name, number = _REFERENCES[self.channel]
            dead = DeadDeliveryReport(
                reference=self.reference,
                channel=self.channel,
                result=self.result,
                reason=NOT_FOUND,
                message=f"{name} status update failed: {number}='{self.reference}' not found",
                attempts=self.attempt + 1,
                first_seen=self.first_seen,
                last_attempt=world.clock.now(),
            )
            world.dead_delivery_reports.append(dead)
        return None


@dataclass(frozen=True, slots=True)
class TerminateExpired(Job):
    """The quarter-hourly sweep that ends what no report has come for."""

    def run(self, world: World) -> Steps | None:
        """End what expired more than five minutes ago."""
        terminate_expired(world)
        return None

    def is_active(self, world: World) -> bool:
        """Tell whether anything waits for a report."""
        return bool(world.awaiting_delivery_report)


def await_delivery_report(world: World, notification: Notification) -> None:
    """Note that a notification will be ended if no report comes in time."""
    world.awaiting_delivery_report[notification.id] = notification.expires_at
    at = first_termination_run(notification.expires_at)
    world.schedule.add_sweep(at, Phase.TERMINATION, TerminateExpired())


def set_result(world: World, notification: Notification, result: NotificationResult) -> bool:
    """Give a notification a new result, whatever the old one was; see what the order makes of it.

    A transient error makes an e-mail new again. Returns False, and changes nothing, for a
    notification that has expired.
    """
    if notification.expires_at <= world.clock.now():
        _add_dead_report(world, notification, result)
        return False
    _store_result(world, notification, result)
    if result not in _TAKEN:
        complete_if_final(world, world.orders.get(notification.order_id))
    return True


def _add_dead_report(world: World, notification: Notification, result: NotificationResult) -> None:
    """Keep a result that comes too late, as the platform does."""
    now = world.clock.now()
    world.record_decision(
        notification.id,
        f"the result {result.value} was refused",
        f"the notification expired at {format_instant(notification.expires_at)}",
        RuleId.RESULT_AFTER_EXPIRY,
    )
    world.dead_delivery_reports.append(
        DeadDeliveryReport(
            reference=notification.message_id or notification.id,
            channel=notification.channel,
            result=result,
            reason=EXPIRED,
            message=_too_late(notification),
            attempts=1,
            first_seen=now,
            last_attempt=now,
        )
    )


def _too_late(notification: Notification) -> str:
    name, number = _REFERENCES[notification.channel]
    reference = notification.message_id
    if reference is None:
        number, reference = "NotificationId", notification.id
    return f"{name} status update skipped: {number}='{reference}' has expired (past TTL)"


def _store_result(world: World, notification: Notification, result: NotificationResult) -> None:
    now, is_passing = world.clock.now(), result is NotificationResult.TRANSIENT_ERROR
    notification.result = NotificationResult.NEW if is_passing else result
    notification.result_at = now
    if result not in _TAKEN:
        world.awaiting_delivery_report.pop(notification.id, None)
    if notification.message_id is None:
        return
    message = world.messages.get(notification.message_id)
    if message is not None:
        message.result = result
        message.result_at = now
        world.save_result(message)
    world.record_event(
        EventKind.RESULT_RECEIVED,
        f"the result is {result.value}",
        order=world.orders.get(notification.order_id),
        message_id=notification.message_id,
    )
    if is_passing:
        notification.message_id = None  # another message will leave for it


def complete_if_final(world: World, order: Order) -> None:
    """Complete an order whose last pending notification has become final."""
    if order.status not in (OrderStatus.PROCESSED, OrderStatus.PROCESSING):
        return
    if not any(each.is_pending for each in order.notifications):
        complete(world, order)


def terminate_expired(world: World) -> None:
    """End what was taken but never reported, a hundred of each channel, oldest expiry first."""
    now = world.clock.now()
    due: list[tuple[Instant, int, Notification]] = []
    for notification_id, expires in world.awaiting_delivery_report.items():
        if expires < now - EXPIRY_GRACE:
            notification = world.orders.notifications[notification_id]
            due.append((expires, notification.sequence, notification))
    due.sort(key=lambda each: each[:2])
    for channel in (Channel.EMAIL, Channel.SMS):
        batch = [each for _, _, each in due if each.channel is channel]
        for notification in batch[:TERMINATION_BATCH]:
            _terminate(world, notification)
        if len(batch) > TERMINATION_BATCH:
            at = (now // TERMINATION_INTERVAL + 1) * TERMINATION_INTERVAL
            world.schedule.add_sweep(at, Phase.TERMINATION, TerminateExpired())


def _terminate(world: World, notification: Notification) -> None:
    order = world.orders.get(notification.order_id)
    _store_result(world, notification, NotificationResult.TTL)
    world.record_event(
        EventKind.EXPIRED,
        f"no report came for {notification.to} in time",
        order=order,
        message_id=notification.message_id,
        because=f"it expired at {format_instant(notification.expires_at)}",
        rule=RuleId.TERMINATION,
    )
    complete_if_final(world, order)


def receive_delivery_report(world: World, message_id: str, result: NotificationResult) -> Message:
    """Let a delivery report for a message arrive now.

    Raises:
        NotThereError: if no message of that id has left.
        ConflictError: if the platform would refuse the report, with its reason.
    """
    message = world.messages.get(message_id)
    if message is None:
        raise NotFoundError(f"no message {message_id!r} has left; see GET /_mock/inbox for ids")
    if result not in RESULTS_BY_CHANNEL[message.channel] - _NOT_REPORTED:
        raise ConflictError(f"{result.value!r} is no result of {message.channel.value} to report")
    notification = _notification_of(world, message)
    if not set_result(world, notification, result):
        raise ConflictError(_too_late(notification))
    if result in _TAKEN:
        await_delivery_report(world, notification)
    return message


def _notification_of(world: World, message: Message) -> Notification:
    order = world.orders.orders.get(message.order_id or "")
    for each in order.notifications if order else ():
        if each.message_id == message.id:
            return each
    raise ConflictError(
        f"no notification belongs to message {message.id!r}: its order failed, or another message"
        " left in its place"
    )


def message_texts(order: Order, notification: Notification) -> tuple[str | None, str]:
    """Return subject (None for SMS) and body as they are sent, empty where the order has none."""
    email, sms = order.request.email, order.request.sms
    match notification.channel:
        case Channel.EMAIL:
            subject = notification.subject or (email.subject if email else "")
            return subject, notification.body or (email.body if email else "")
        case Channel.SMS:
            return None, notification.body or (sms.body if sms else "")
