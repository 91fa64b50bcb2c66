"""What a gateway does with a message: takes it or not, answers, and reports later.

Source: spec/processing-and-timing.md sections 2.4, 8.1; spec/contacts-and-authorization.md 4.2.
"""

from typing import Final

from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    EventKind,
    LintMode,
    MessageKind,
    NotificationResult,
    UnlistedNumbers,
)
from mock_server.domain.linting import lint_message
from mock_server.domain.messages import Message
from mock_server.domain.orders import EmailTemplate, Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.sms_segments import count_sms_segments
from mock_server.notifications.engine.delivery import (
    DeliveryReportDue,
    await_delivery_report,
    message_texts,
    set_result,
)
from mock_server.world.outcomes import OutcomeRule, final_result
from mock_server.world.schedule import Phase
from mock_server.world.world import World

# What the gateway says when it takes the message, before anything is known of its delivery.
_TAKEN: Final = {
    Channel.EMAIL: NotificationResult.SUCCEEDED,
    Channel.SMS: NotificationResult.ACCEPTED,
}
# What can only come in the gateway's own answer, not in a later report.
_ANSWERS: Final = frozenset(
    {
        NotificationResult.INVALID_EMAIL_FORMAT,
        NotificationResult.INVALID_RECIPIENT,
        NotificationResult.PAYLOAD_TOO_LARGE,
        NotificationResult.INVALID_SAS_URL,
        NotificationResult.TRANSIENT_ERROR,
    }
)


def submit(world: World, notification: Notification) -> None:
    """Give a claimed notification to the gateway, and let it answer at once.

    What meets a transient error has not left: an e-mail is new again then.
    """
    if _is_rejected_by_whitelist(world, notification):
        set_result(world, notification, NotificationResult.REJECTED)
        return
    order = world.orders.get(notification.order_id)
    rule = _outcome(world, order, notification)
    if final_result(rule) is not NotificationResult.TRANSIENT_ERROR:
        send_message(world, order, notification, is_stored=True)
    _answer(world, notification, rule)


def submit_instant(world: World, order: Order, notification: Notification) -> None:
    """Give an instant message to the gateway, which answers later."""
    if not _is_rejected_by_whitelist(world, notification):
        send_message(world, order, notification, is_stored=True)


def receive_gateway_response(world: World, notification: Notification) -> None:
    """Let the gateway answer for an instant message that it was offered."""
    if notification.message_id is None:
        set_result(world, notification, NotificationResult.REJECTED)
        return
    order = world.orders.get(notification.order_id)
    _answer(world, notification, _outcome(world, order, notification))


def send_message(
    world: World, order: Order, notification: Notification, *, is_stored: bool
) -> None:
    """Let a message leave, now. ``is_stored`` False: its order came to nothing after all."""
    message = _message(world, order, notification, is_stored=is_stored)
    notification.message_id = message.id
    world.unsaved_messages.append(message)
    world.messages[message.id] = message
    world.record_event(
        EventKind.MESSAGE_SENT,
        f"{'an e-mail' if message.channel is Channel.EMAIL else 'an SMS'} to {message.to} left",
        order=order,
        message_id=message.id,
    )


def _outcome(world: World, order: Order, notification: Notification) -> OutcomeRule | None:
    if not world.outcomes.rules:
        return None
    subject, body = message_texts(order, notification)
    text = f"{subject or ''}\n{body}"
    return world.outcomes.consume(notification.channel, notification.to, text)


def _answer(world: World, notification: Notification, rule: OutcomeRule | None) -> None:
    result, taken = final_result(rule), _TAKEN[notification.channel]
    if result in _ANSWERS:
        set_result(world, notification, result)
        return
    if not set_result(world, notification, taken):
        return
    after = world.settings.delivery_delay
    if rule is not None and rule.after is not None:
        after = rule.after
    if result is None or result is taken:
        await_delivery_report(world, notification)
    elif after == 0:
        set_result(world, notification, result)
    else:
        await_delivery_report(world, notification)
        at = world.clock.now() + after
        world.schedule.add(at, Phase.GATEWAY, DeliveryReportDue(notification.id, result))


def _is_rejected_by_whitelist(world: World, notification: Notification) -> bool:
    """Return whether an SMS is rejected because its number is not listed; record why."""
    if notification.channel is Channel.EMAIL:
        return False
    if world.whitelist.unlisted is UnlistedNumbers.SIMULATE:
        return False
    if world.delivery_route(notification.channel, notification.to) is DeliveryRoute.HANDSET:
        return False
    world.record_decision(
        notification.id,
        "the SMS was rejected",
        f"{notification.to} is not on the whitelist of the test environment, which rejects it",
        RuleId.WHITELIST,
    )
    return True


def _message(world: World, order: Order, notification: Notification, *, is_stored: bool) -> Message:
    """Return what leaves for a notification, now."""
    subject, body = message_texts(order, notification)
    is_email = notification.channel is Channel.EMAIL
    draft = order.request
    template = draft.email if is_email else draft.sms
    assert template is not None  # what has no text is never handed over
    is_linted = world.settings.lint is not LintMode.OFF
    return Message(
        id=world.ids.new(),
        channel=notification.channel,
        to=notification.to,
        sender=template.sender,
        subject=subject,
        body=body,
        content_type=template.content_type if isinstance(template, EmailTemplate) else None,
        attachments=draft.attachments,
        segments=None if is_email else count_sms_segments(body),
        sent_at=world.clock.now(),
        result=None,
        result_at=None,
        route=world.delivery_route(notification.channel, notification.to),
        kind=MessageKind(order.type.value),
        source=order.source,
        creator=order.creator,
        order_id=order.id if is_stored else None,
        chain_id=order.chain_id if is_stored else None,
        senders_reference=draft.senders_reference,
        organization_number=notification.organization_number,
        national_identity_number=notification.national_identity_number,
        external_identity=draft.recipients[0].external_identity,
        name=world.recipient_name(notification),
        correspondence_id=order.correspondence_id,
        instance_id=order.instance_id,
        warnings=lint_message(notification.channel, subject or "", body) if is_linted else (),
    )
