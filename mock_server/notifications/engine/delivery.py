"""Results of what has left: reports, expiry, and what they mean for the order.

Source: spec/processing-and-timing.md sections 2.5, 3.5 and 10.2.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from mock_server.domain.enums import RESULTS_OF, EventKind, Medium, OrderState, Result
from mock_server.domain.errors import ConflictError, NotThereError
from mock_server.domain.instant import Instant, iso
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.timing import EXPIRY_GRACE, QUARTER, termination
from mock_server.notifications.engine.completion import complete
from mock_server.world.dead_delivery_reports import EXPIRED, NOT_FOUND, RETRIES, DeadReport
from mock_server.world.external_calls import Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

TERMINATION_BATCH: Final = 100
# What the platform calls an update, and the id by which a report names its message.
_REFERENCES: Final = {
    Medium.EMAIL: ("Email", "OperationId"),
    Medium.SMS: ("Sms", "GatewayReference"),
}
# Results that a report or expiry will follow.
_TAKEN: Final = frozenset({Result.ACCEPTED, Result.SUCCEEDED})
# What the platform does not store, or stores by itself alone.
_NOT_REPORTED: Final = frozenset({Result.NEW, Result.SENDING, Result.TRANSIENT_ERROR})


@dataclass(frozen=True, slots=True)
class ReportDue(Job):
    """A gateway's report about a message that it took."""

    notification_id: str
    result: Result

    def run(self, world: World) -> Steps | None:
        """Let the report arrive; one that is too late changes nothing."""
        set_result(world, world.book.notifications[self.notification_id], self.result)
        return None


@dataclass(frozen=True, slots=True)
class ReportArrives(Job):
    """One attempt to match a report to a notification by the gateway's reference."""

    reference: str
    medium: Medium
    result: Result
    first_seen: Instant
    attempt: int

    def run(self, world: World) -> Steps | None:
        """Use the report, try again later, or give it up."""
        if self.reference in world.messages_of:
            with suppress(ConflictError):
                report(world, self.reference, self.result)
        elif self.attempt < len(RETRIES):
            at = world.clock.now() + RETRIES[self.attempt]
            world.schedule.add(at, Phase.GATEWAY, replace(self, attempt=self.attempt + 1))
        else:
            name, number = _REFERENCES[self.medium]
            dead = DeadReport(
                reference=self.reference,
                medium=self.medium,
                result=self.result,
                reason=NOT_FOUND,
                message=f"{name} status update failed: {number}='{self.reference}' not found",
                attempts=self.attempt + 1,
                first_seen=self.first_seen,
                last_attempt=world.clock.now(),
            )
            world.dead_reports.append(dead)
        return None


@dataclass(frozen=True, slots=True)
class TerminationSweep(Job):
    """The quarter-hourly sweep that ends what no report has come for."""

    def run(self, world: World) -> Steps | None:
        """End what expired more than five minutes ago."""
        terminate_expired(world)
        return None

    def is_active(self, world: World) -> bool:
        """Tell whether anything waits for a report."""
        return bool(world.awaiting_report)


def await_report(world: World, notification: Notification) -> None:
    """Note that a notification will be ended if no report comes in time."""
    world.awaiting_report[notification.id] = notification.expires_at
    at = termination(notification.expires_at)
    world.schedule.add_sweep(at, Phase.TERMINATION, TerminationSweep())


def set_result(world: World, notification: Notification, result: Result) -> bool:
    """Give a notification a new result, whatever the old one was; see what the order makes of it.

    A transient error makes an e-mail new again. Returns False, and changes nothing, for a
    notification that has expired.
    """
    if notification.expires_at <= world.clock.now():
        _bury(world, notification, result)
        return False
    _store_result(world, notification, result)
    if result not in _TAKEN:
        check_completion(world, world.book.get(notification.order_id))
    return True


def _bury(world: World, notification: Notification, result: Result) -> None:
    """Keep a result that comes too late, as the platform does."""
    now = world.clock.now()
    world.note(
        notification.id,
        f"the result {result.value} was refused",
        f"the notification expired at {iso(notification.expires_at)}",
        "result-after-expiry",
    )
    world.dead_reports.append(
        DeadReport(
            reference=notification.message_id or notification.id,
            medium=notification.medium,
            result=result,
            reason=EXPIRED,
            message=_too_late(notification),
            attempts=1,
            first_seen=now,
            last_attempt=now,
        )
    )


def _too_late(notification: Notification) -> str:
    name, number = _REFERENCES[notification.medium]
    reference = notification.message_id
    if reference is None:
        number, reference = "NotificationId", notification.id
    return f"{name} status update skipped: {number}='{reference}' has expired (past TTL)"


def _store_result(world: World, notification: Notification, result: Result) -> None:
    now, is_passing = world.clock.now(), result is Result.TRANSIENT_ERROR
    notification.result = Result.NEW if is_passing else result
    notification.result_at = now
    if result not in _TAKEN:
        world.awaiting_report.pop(notification.id, None)
    if notification.message_id is None:
        return
    message = world.messages_of.get(notification.message_id)
    if message is not None:
        message.result = result
        message.result_at = now
        world.result_changed(message)
    world.tell(
        EventKind.RESULT_ARRIVED,
        f"the result is {result.value}",
        order=world.book.get(notification.order_id),
        message_id=notification.message_id,
    )
    if is_passing:
        notification.message_id = None  # another message will leave for it


def check_completion(world: World, order: Order) -> None:
    """Complete an order whose last pending notification has become final."""
    if order.state not in (OrderState.PROCESSED, OrderState.PROCESSING):
        return
    if not any(each.is_pending for each in order.notifications):
        complete(world, order)


def terminate_expired(world: World) -> None:
    """End what was taken but never reported, a hundred of each medium, oldest expiry first."""
    now = world.clock.now()
    due: list[tuple[Instant, int, Notification]] = []
    for notification_id, expires in world.awaiting_report.items():
        if expires < now - EXPIRY_GRACE:
            notification = world.book.notifications[notification_id]
            due.append((expires, notification.serial, notification))
    due.sort(key=lambda each: each[:2])
    for medium in (Medium.EMAIL, Medium.SMS):
        batch = [each for _, _, each in due if each.medium is medium]
        for notification in batch[:TERMINATION_BATCH]:
            _end(world, notification)
        if len(batch) > TERMINATION_BATCH:
            at = (now // QUARTER + 1) * QUARTER
            world.schedule.add_sweep(at, Phase.TERMINATION, TerminationSweep())


def _end(world: World, notification: Notification) -> None:
    order = world.book.get(notification.order_id)
    _store_result(world, notification, Result.TTL)
    world.tell(
        EventKind.EXPIRED,
        f"no report came for {notification.to} in time",
        order=order,
        message_id=notification.message_id,
        because=f"it expired at {iso(notification.expires_at)}",
        rule="termination",
    )
    check_completion(world, order)


def report(world: World, message_id: str, result: Result) -> Message:
    """Let a delivery report for a message arrive now.

    Raises:
        NotThereError: if no message of that id has left.
        ConflictError: if the platform would refuse the report, with its reason.
    """
    message = world.messages_of.get(message_id)
    if message is None:
        raise NotThereError(f"no message {message_id!r} has left; see GET /_mock/inbox for ids")
    if result not in RESULTS_OF[message.medium] - _NOT_REPORTED:
        raise ConflictError(f"{result.value!r} is no result of {message.medium.value} to report")
    notification = _notification_of(world, message)
    if not set_result(world, notification, result):
        raise ConflictError(_too_late(notification))
    if result in _TAKEN:
        await_report(world, notification)
    return message


def _notification_of(world: World, message: Message) -> Notification:
    order = world.book.orders.get(message.order_id or "")
    for each in order.notifications if order else ():
        if each.message_id == message.id:
            return each
    raise ConflictError(
        f"no notification belongs to message {message.id!r}: its order failed, or another message"
        " left in its place"
    )


def texts_of(order: Order, notification: Notification) -> tuple[str | None, str]:
    """Return subject (None for SMS) and body as they are sent, empty where the order has none."""
    email, sms = order.draft.email, order.draft.sms
    match notification.medium:
        case Medium.EMAIL:
            subject = notification.subject or (email.subject if email else "")
            return subject, notification.body or (email.body if email else "")
        case Medium.SMS:
            return None, notification.body or (sms.body if sms else "")
