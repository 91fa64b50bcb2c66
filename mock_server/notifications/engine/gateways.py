"""What a gateway does with a message: takes it or not, answers, and reports later.

Source: spec/processing-and-timing.md sections 2.4, 8.1; spec/contacts-and-authorization.md 4.2.
"""

from typing import Final

from mock_server.domain.enums import EventKind, Lint, Medium, MessageKind, Result, Route
from mock_server.domain.linting import warnings_of
from mock_server.domain.messages import Message
from mock_server.domain.orders import EmailTemplate, Notification, Order
from mock_server.domain.sms_segments import sms_count
from mock_server.notifications.engine.delivery import ReportDue, await_report, set_result, texts_of
from mock_server.world.outcomes import OutcomeRule, result_of
from mock_server.world.schedule import Phase
from mock_server.world.world import World

# What the gateway says when it takes the message, before anything is known of its delivery.
_TAKEN: Final = {Medium.EMAIL: Result.SUCCEEDED, Medium.SMS: Result.ACCEPTED}
# What can only come in the gateway's own answer, not in a later report.
_ANSWERS: Final = frozenset(
    {
        Result.INVALID_EMAIL_FORMAT,
        Result.INVALID_RECIPIENT,
        Result.PAYLOAD_TOO_LARGE,
        Result.INVALID_SAS_URL,
        Result.TRANSIENT_ERROR,
    }
)


def hand_over(world: World, notification: Notification) -> None:
    """Give a claimed notification to the gateway, and let it answer at once.

    What meets a transient error has not left: an e-mail is new again then.
    """
    if _refuses_unlisted(world, notification):
        set_result(world, notification, Result.REJECTED)
        return
    order = world.book.get(notification.order_id)
    rule = _outcome(world, order, notification)
    if result_of(rule) is not Result.TRANSIENT_ERROR:
        give(world, order, notification, is_stored=True)
    _answer(world, notification, rule)


def offer(world: World, order: Order, notification: Notification) -> None:
    """Give an instant message to the gateway, which answers later."""
    if not _refuses_unlisted(world, notification):
        give(world, order, notification, is_stored=True)


def answer(world: World, notification: Notification) -> None:
    """Let the gateway answer for an instant message that it was offered."""
    if notification.message_id is None:
        set_result(world, notification, Result.REJECTED)
        return
    order = world.book.get(notification.order_id)
    _answer(world, notification, _outcome(world, order, notification))


def give(world: World, order: Order, notification: Notification, *, is_stored: bool) -> None:
    """Let a message leave, now. ``is_stored`` False: its order came to nothing after all."""
    message = _message(world, order, notification, is_stored=is_stored)
    notification.message_id = message.id
    world.left.append(message)
    world.messages_of[message.id] = message
    world.tell(
        EventKind.MESSAGE_SENT,
        f"{'an e-mail' if message.medium is Medium.EMAIL else 'an SMS'} to {message.to} left",
        order=order,
        message_id=message.id,
    )


def _outcome(world: World, order: Order, notification: Notification) -> OutcomeRule | None:
    if not world.outcomes.rules:
        return None
    subject, body = texts_of(order, notification)
    text = f"{subject or ''}\n{body}"
    return world.outcomes.take(notification.medium, notification.to, text)


def _answer(world: World, notification: Notification, rule: OutcomeRule | None) -> None:
    result, taken = result_of(rule), _TAKEN[notification.medium]
    if result in _ANSWERS:
        set_result(world, notification, result)
        return
    if not set_result(world, notification, taken):
        return
    after = world.settings.delivery_delay
    if rule is not None and rule.after is not None:
        after = rule.after
    if result is None or result is taken:
        await_report(world, notification)
    elif after == 0:
        set_result(world, notification, result)
    else:
        await_report(world, notification)
        at = world.clock.now() + after
        world.schedule.add(at, Phase.GATEWAY, ReportDue(notification.id, result))


def _refuses_unlisted(world: World, notification: Notification) -> bool:
    """Tell, and note, whether the strict option refuses an SMS to a number that is not listed."""
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


def _message(world: World, order: Order, notification: Notification, *, is_stored: bool) -> Message:
    """Return what leaves for a notification, now."""
    subject, body = texts_of(order, notification)
    is_email = notification.medium is Medium.EMAIL
    draft = order.draft
    template = draft.email if is_email else draft.sms
    assert template is not None  # what has no text is never handed over
    is_linted = world.settings.lint is not Lint.OFF
    return Message(
        id=world.ids.new(),
        medium=notification.medium,
        to=notification.to,
        sender=template.sender,
        subject=subject,
        body=body,
        content_type=template.content_type if isinstance(template, EmailTemplate) else None,
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
        external_identity=draft.recipients[0].external_identity,
        name=world.name_of(notification),
        correspondence_id=order.correspondence_id,
        instance_id=order.instance_id,
        warnings=warnings_of(notification.medium, subject or "", body) if is_linted else (),
    )
