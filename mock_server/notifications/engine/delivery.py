"""Results of notifications: delivery reports, expiry and completion of the order.

Source: docs/reference/time-and-delivery.md sections 2.5, 3.5 and 10.2.
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
    RuleSet,
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
# Altinn's name of the channel, and of the id in a delivery report.
_REFERENCES: Final = {
    Channel.EMAIL: ("Email", "OperationId"),
    Channel.SMS: ("Sms", "GatewayReference"),
}
# Results before the delivery report or the expiry.
_ACCEPTED: Final = frozenset({NotificationResult.ACCEPTED, NotificationResult.SUCCEEDED})
# Results that Altinn does not store, or sets without a delivery report.
_UNREPORTABLE: Final = frozenset(
    {NotificationResult.NEW, NotificationResult.SENDING, NotificationResult.TRANSIENT_ERROR}
)


@dataclass(frozen=True, slots=True)
class DeliveryReportDue(Job):
    """A gateway's delivery report for a message that it accepted."""

    notification_id: str
    result: NotificationResult

    def run(self, world: World) -> Steps | None:
        """Set the result; a report after the expiry changes nothing."""
        set_result(world, world.orders.notifications[self.notification_id], self.result)
        return None


@dataclass(frozen=True, slots=True)
class UnmatchedReportRetry(Job):
    """A retry of a delivery report whose reference matched no notification."""

    reference: str
    channel: Channel
    result: NotificationResult
    first_seen: Instant
    attempt: int

    def run(self, world: World) -> Steps | None:
        """Apply the report, schedule another retry, or add it to the dead delivery reports."""
        if self.reference in world.messages:
            with suppress(ConflictError):
                receive_delivery_report(world, self.reference, self.result)
        elif self.attempt < len(RETRIES):
            at = world.clock.now() + RETRIES[self.attempt]
            world.schedule.add(at, Phase.GATEWAY, replace(self, attempt=self.attempt + 1))
        else:
            name, id_name = _REFERENCES[self.channel]
            report = DeadDeliveryReport(
                reference=self.reference,
                channel=self.channel,
                result=self.result,
                reason=NOT_FOUND,
                message=f"{name} status update failed: {id_name}='{self.reference}' not found",
                attempts=self.attempt + 1,
                first_seen=self.first_seen,
                last_attempt=world.clock.now(),
            )
            world.dead_delivery_reports.append(report)
        return None


@dataclass(frozen=True, slots=True)
class TerminateExpired(Job):
    """The sweep, every 15 minutes, that terminates notifications without a delivery report."""

    def run(self, world: World) -> Steps | None:
        """Terminate notifications that expired more than five minutes ago."""
        terminate_expired(world)
        return None

    def is_active(self, world: World) -> bool:
        """Return whether any notification awaits a delivery report."""
        return bool(world.awaiting_delivery_report)


def await_results(world: World, notifications: list[Notification]) -> None:
    """Schedule the termination of new notifications; ``deployed`` waits until they are sent."""
    if world.settings.rules is RuleSet.DOCUMENTED:
        for each in notifications:
            if each.is_pending:
                await_delivery_report(world, each)


def until_expiry(world: World) -> str:
    """Return until when an unsent notification stays as it is, to end a decision with."""
    match world.settings.rules:
        case RuleSet.DOCUMENTED:
            return " until it expires"
        case RuleSet.DEPLOYED:
            return " for ever"


def await_delivery_report(world: World, notification: Notification) -> None:
    """Schedule the termination of a notification that gets no final result in time."""
    world.awaiting_delivery_report[notification.id] = notification.expires_at
    at = first_termination_run(notification.expires_at)
    world.schedule.add_sweep(at, Phase.TERMINATION, TerminateExpired())


def set_result(world: World, notification: Notification, result: NotificationResult) -> bool:
    """Set the result of a notification, and complete its order if all results are final.

    Under ``deployed`` a transient error makes an e-mail new again, and a later result replaces a
    final one. Return False for an expired notification, and under ``documented`` for one whose
    result is final, and leave its result unchanged.
    """
    if notification.expires_at <= world.clock.now():
        _add_dead_report(world, notification, result)
        return False
    if world.settings.rules is RuleSet.DOCUMENTED and not notification.is_pending:
        world.record_decision(
            notification.id,
            f"the result {result.value} was rejected",
            f"the result {notification.result.value} is final",
            RuleId.RESULT_FINAL,
        )
        return False
    _store_result(world, notification, result)
    if result not in _ACCEPTED:
        complete_if_final(world, world.orders.get(notification.order_id))
    return True


def _add_dead_report(world: World, notification: Notification, result: NotificationResult) -> None:
    """Record a result that arrives after the expiry."""
    now = world.clock.now()
    world.record_decision(
        notification.id,
        f"the result {result.value} was rejected",
        f"the notification expired at {format_instant(notification.expires_at)}",
        RuleId.RESULT_AFTER_EXPIRY,
    )
    world.dead_delivery_reports.append(
        DeadDeliveryReport(
            reference=notification.message_id or notification.id,
            channel=notification.channel,
            result=result,
            reason=EXPIRED,
            message=_expired_message(notification),
            attempts=1,
            first_seen=now,
            last_attempt=now,
        )
    )


def _expired_message(notification: Notification) -> str:
    name, id_name = _REFERENCES[notification.channel]
    reference = notification.message_id
    if reference is None:
        id_name, reference = "NotificationId", notification.id
    return f"{name} status update skipped: {id_name}='{reference}' has expired (past TTL)"


def _store_result(world: World, notification: Notification, result: NotificationResult) -> None:
    now = world.clock.now()
    is_retried = (
        result is NotificationResult.TRANSIENT_ERROR and world.settings.rules is RuleSet.DEPLOYED
    )
    was_final = not notification.is_pending
    notification.result = NotificationResult.NEW if is_retried else result
    notification.result_at = now
    if was_final and notification.is_pending:
        world.orders.reopen(notification.order_id)
    if result not in _ACCEPTED:
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
    if is_retried:
        notification.message_id = None  # the retry sends another message


def complete_if_final(world: World, order: Order) -> None:
    """Complete an order if all of its notifications are final."""
    if order.status not in (OrderStatus.PROCESSED, OrderStatus.PROCESSING):
        return
    if not world.orders.has_pending_notifications(order):
        world.orders.reopen(order.id)
        complete(world, order)


def terminate_expired(world: World) -> None:
    """Terminate expired notifications: at most 100 of each channel, oldest expiry first."""
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
        f"no delivery report for {notification.to} before it expired",
        order=order,
        message_id=notification.message_id,
        because=f"it expired at {format_instant(notification.expires_at)}",
        rule=RuleId.TERMINATION,
    )
    complete_if_final(world, order)


def receive_delivery_report(world: World, message_id: str, result: NotificationResult) -> Message:
    """Apply a delivery report for a message now.

    Raises:
        NotFoundError: if no sent message has that id.
        ConflictError: if Altinn would reject the report, with the reason.
    """
    message = world.messages.get(message_id)
    if message is None:
        raise NotFoundError(f"no sent message with id {message_id!r}; see GET /_mock/inbox")
    if result not in RESULTS_BY_CHANNEL[message.channel] - _UNREPORTABLE:
        raise ConflictError(f"{result.value!r} cannot be reported for {message.channel.value}")
    notification = _notification_of(world, message)
    if not set_result(world, notification, result):
        if notification.expires_at <= world.clock.now():
            raise ConflictError(_expired_message(notification))
        raise ConflictError(
            f"the result {notification.result.value} is final in rule set documented; to report a"
            " result later, add an outcome with the result NoReport before the message is sent"
        )
    if result in _ACCEPTED:
        await_delivery_report(world, notification)
    return message


def _notification_of(world: World, message: Message) -> Notification:
    order = world.orders.orders.get(message.order_id or "")
    for each in order.notifications if order else ():
        if each.message_id == message.id:
            return each
    raise ConflictError(
        f"message {message.id!r} has no notification: its order failed, or another message was"
        " sent instead"
    )


def message_texts(order: Order, notification: Notification) -> tuple[str | None, str]:
    """Return subject (None for SMS) and body as sent; empty if the order has no text."""
    email, sms = order.request.email, order.request.sms
    match notification.channel:
        case Channel.EMAIL:
            template_subject, template_body = (email.subject, email.body) if email else ("", "")
            subject = notification.subject
            body = notification.body
            return (
                template_subject if subject is None else subject,
                template_body if body is None else body,
            )
        case Channel.SMS:
            if notification.body is not None:
                return None, notification.body
            return None, sms.body if sms else ""
