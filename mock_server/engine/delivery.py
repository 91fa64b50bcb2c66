"""What a gateway does with a message, what it reports, and what that means for the order.

Source: spec/processing-and-timing.md sections 2.4, 2.5, 3.5, 8.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mock_server.domain.instant import Instant, iso
from mock_server.domain.linting import warnings_of
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.problems import ConflictError, NotThereError
from mock_server.domain.sending_time import EXPIRY_GRACE, QUARTER, termination
from mock_server.domain.sms_segments import sms_count
from mock_server.domain.vocabulary import (
    EMAIL_RESULTS,
    SMS_RESULTS,
    EventKind,
    Lint,
    Medium,
    MessageKind,
    OrderState,
    Result,
    Route,
)
from mock_server.engine.agenda import Happening, Phase
from mock_server.engine.outcomes import result_of

if TYPE_CHECKING:
    from mock_server.engine.outcomes import OutcomeRule
    from mock_server.engine.ports import Steps
    from mock_server.engine.world import World

TERMINATION_BATCH: Final = 100
# What the platform calls an update, and the id by which a report names its message.
REFERENCES: Final = {
    Medium.EMAIL: ("Email", "OperationId"),
    Medium.SMS: ("Sms", "GatewayReference"),
}
# What the gateway says when it takes the message, before anything is known of its delivery.
_TAKEN: Final = {Medium.EMAIL: Result.SUCCEEDED, Medium.SMS: Result.ACCEPTED}
# What can only come in the gateway's own answer, not in a later report.
_ANSWERS: Final = frozenset(
    {
        Result.INVALID_EMAIL_FORMAT,
        Result.INVALID_RECIPIENT,
        Result.PAYLOAD_TOO_LARGE,
        Result.INVALID_SAS_URL,
    }
)


@dataclass(frozen=True, slots=True)
class ReportDue(Happening):
    """A gateway's report about a message that it took."""

    notification_id: str
    result: Result

    def happen(self, world: World) -> Steps | None:
        """Let the report arrive; one that is too late changes nothing."""
        set_result(world, world.book.notifications[self.notification_id], self.result)
        return None


@dataclass(frozen=True, slots=True)
class TerminationSweep(Happening):
    """The quarter-hourly sweep that ends what no report has come for."""

    def happen(self, world: World) -> Steps | None:
        """End what expired more than five minutes ago."""
        terminate_expired(world)
        return None

    def is_live(self, world: World) -> bool:
        """Tell whether anything waits for a report."""
        return bool(world.awaiting_report)


def hand_over(world: World, notification: Notification) -> bool:
    """Give a claimed notification to the gateway, and let it answer at once.

    Returns False where the gateway meets a transient error, and the e-mail is to be sent again.
    """
    order = world.book.get(notification.order_id)
    if refuses_unlisted(world, notification):
        set_result(world, notification, Result.REJECTED)
        return True
    rule = _outcome(world, order, notification)
    if result_of(rule) is Result.TRANSIENT_ERROR:
        return False
    give(world, order, notification, is_stored=True)
    _answer(world, notification, rule)
    return True


def give(world: World, order: Order, notification: Notification, *, is_stored: bool) -> None:
    """Let a message leave, now. ``is_stored`` False: its order came to nothing after all."""
    message = message_of(world, order, notification, is_stored=is_stored)
    notification.message_id = message.id
    world.left.append(message)
    world.messages_of[message.id] = message
    world.tell(
        EventKind.MESSAGE_SENT,
        f"{'an e-mail' if message.medium is Medium.EMAIL else 'an SMS'} to {message.to} left",
        order=order,
        message_id=message.id,
    )


def answer(world: World, notification: Notification) -> bool:
    """Let the gateway answer for a message that it was given; False for a transient error."""
    rule = _outcome(world, world.book.get(notification.order_id), notification)
    if result_of(rule) is Result.TRANSIENT_ERROR:
        return False
    _answer(world, notification, rule)
    return True


def _outcome(world: World, order: Order, notification: Notification) -> OutcomeRule | None:
    if not world.outcomes.rules:
        return None
    subject, body = texts_of(order, notification)
    text = f"{subject or ''}\n{body}"
    return world.outcomes.take(notification.medium, notification.to, text)


def _answer(world: World, notification: Notification, rule: OutcomeRule | None) -> None:
    result = result_of(rule)
    if result in _ANSWERS:
        set_result(world, notification, result)
        return
    if not set_result(world, notification, _TAKEN[notification.medium]):
        return
    after = world.settings.delivery_delay
    if rule is not None and rule.after is not None:
        after = rule.after
    if result is not None and after == 0:
        set_result(world, notification, result)
        return
    await_report(world, notification)
    if result is not None:
        at = world.clock.now() + after
        world.agenda.add(at, Phase.GATEWAY, ReportDue(notification.id, result))


def await_report(world: World, notification: Notification) -> None:
    """Note that a notification will be ended if no report comes in time."""
    world.awaiting_report[notification.id] = notification.expires_at
    at = termination(notification.expires_at)
    world.agenda.add_sweep(at, Phase.TERMINATION, TerminationSweep())


def set_result(world: World, notification: Notification, result: Result) -> bool:
    """Give a notification a new result, whatever the old one was; see what the order makes of it.

    Returns False, and changes nothing, for a notification that has expired.
    """
    now = world.clock.now()
    if notification.expires_at <= now:
        world.note(
            notification.id,
            f"the result {result.value} was refused",
            f"the notification expired at {iso(notification.expires_at)}",
            "result-after-expiry",
        )
        return False
    _store_result(world, notification, result)
    if result not in (Result.ACCEPTED, Result.SUCCEEDED, Result.NEW):
        check_completion(world, world.book.get(notification.order_id))
    return True


def _store_result(world: World, notification: Notification, result: Result) -> None:
    now = world.clock.now()
    notification.result = result
    notification.result_at = now
    if result not in (Result.ACCEPTED, Result.SUCCEEDED):
        world.awaiting_report.pop(notification.id, None)
    if notification.message_id is None:
        return
    message = world.messages_of.get(notification.message_id)
    if message is not None and result is not Result.NEW:
        message.result = result
        message.result_at = now
        world.result_changed(message)
    world.tell(
        EventKind.RESULT_ARRIVED,
        f"the result is {result.value}",
        order=world.book.get(notification.order_id),
        message_id=notification.message_id,
    )


def check_completion(world: World, order: Order) -> None:
    """Complete an order whose last pending notification has become final."""
    if order.state not in (OrderState.PROCESSED, OrderState.PROCESSING):
        return
    if not any(each.is_pending for each in order.notifications):
        world.complete(order)


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
            world.agenda.add_sweep(at, Phase.TERMINATION, TerminationSweep())


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
    allowed = EMAIL_RESULTS if message.medium is Medium.EMAIL else SMS_RESULTS
    if result not in allowed:
        raise ConflictError(f"{result.value!r} is no result of {message.medium.value}")
    notification = _notification_of(world, message)
    if not set_result(world, notification, result):
        name, number = REFERENCES[message.medium]
        raise ConflictError(
            f"{name} status update skipped: {number}='{message_id}' has expired (past TTL)"
        )
    if result in (Result.ACCEPTED, Result.SUCCEEDED):
        await_report(world, notification)
    return message


def _notification_of(world: World, message: Message) -> Notification:
    order = world.book.orders.get(message.order_id or "")
    for each in order.notifications if order else ():
        if each.message_id == message.id:
            return each
    raise ConflictError(f"no notification belongs to message {message.id!r}: its order failed")


def texts_of(order: Order, notification: Notification) -> tuple[str | None, str]:
    """Return subject (None for SMS) and body as they are sent."""
    if notification.medium is Medium.EMAIL:
        email = order.draft.email
        assert email is not None  # an e-mail notification is only made from a template
        return notification.subject or email.subject, notification.body or email.body
    sms = order.draft.sms
    assert sms is not None
    return None, notification.body or sms.body


def refuses_unlisted(world: World, notification: Notification) -> bool:
    """Tell whether the strict option refuses an SMS to a number that is not on the list."""
    if notification.medium is Medium.EMAIL or world.settings.lint is not Lint.STRICT:
        return False
    if world.route_of(notification.medium, notification.to) is Route.HANDSET:
        return False
    world.note(
        notification.id,
        "the SMS was not given to the gateway",
        f"{notification.to} is not on the whitelist of the test environment, and lint is strict",
        "whitelist",
    )
    return True


def message_of(
    world: World, order: Order, notification: Notification, *, is_stored: bool
) -> Message:
    """Return what leaves for a notification, now."""
    subject, body = texts_of(order, notification)
    is_email = notification.medium is Medium.EMAIL
    draft = order.draft
    template = draft.email if is_email else draft.sms
    assert template is not None
    recipient = draft.recipients[0] if draft.recipients else None
    is_linted = world.settings.lint is not Lint.OFF
    return Message(
        id=world.ids.new(),
        medium=notification.medium,
        to=notification.to,
        sender=template.sender,
        subject=subject,
        body=body,
        content_type=draft.email.content_type if is_email and draft.email else None,
        attachments=draft.attachments,
        segments=None if is_email else sms_count(body),
        sent_at=world.clock.now(),
        result=None,
        result_at=None,
        route=world.route_of(notification.medium, notification.to),
        kind=MessageKind(order.type.value),
        source=order.source,
        creator=order.creator,
        order_id=order.id if is_stored else None,
        chain_id=order.chain_id if is_stored else None,
        senders_reference=draft.senders_reference,
        organization_number=notification.organization_number,
        national_identity_number=notification.national_identity_number,
        external_identity=recipient.external_identity if recipient else None,
        name=world.name_of(notification),
        correspondence_id=order.correspondence_id,
        instance_id=order.instance_id,
        warnings=warnings_of(notification.medium, subject or "", body) if is_linted else (),
    )
