"""The SMS and e-mail gateways: submission, response and delivery report.

Source: docs/reference/time-and-delivery.md sections 2.4, 8.1; docs/reference/contacts-and-tokens.md
section 4.2.
"""

from typing import Final

from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    EventKind,
    LintMode,
    MessageKind,
    NotificationResult,
    RuleSet,
    UnlistedNumbers,
)
from mock_server.domain.linting import lint_message
from mock_server.domain.messages import Message
from mock_server.domain.orders import EmailTemplate, Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.sms_segments import count_sms_segments, cut_sender, cut_to_segments
from mock_server.notifications.engine.delivery import (
    DeliveryReportDue,
    await_delivery_report,
    message_texts,
    set_result,
)
from mock_server.world.outcomes import OutcomeRule, final_result, magic_outcome
from mock_server.world.schedule import Phase
from mock_server.world.world import World

# Results of a message that the gateway has accepted, before the delivery report.
_ACCEPTED: Final = {
    Channel.EMAIL: NotificationResult.SUCCEEDED,
    Channel.SMS: NotificationResult.ACCEPTED,
}
# Results that come only in the gateway's response, never in a delivery report.
_RESPONSE_ERRORS: Final = frozenset(
    {
        NotificationResult.INVALID_EMAIL_FORMAT,
        NotificationResult.INVALID_RECIPIENT,
        NotificationResult.PAYLOAD_TOO_LARGE,
        NotificationResult.INVALID_SAS_URL,
        NotificationResult.TRANSIENT_ERROR,
    }
)


def submit(world: World, notification: Notification) -> None:
    """Submit a claimed notification to the gateway and process its response.

    After a transient error no message is sent; under ``deployed`` the e-mail is new again.
    """
    if _is_rejected_by_whitelist(world, notification):
        _record_whitelist_rejection(world, notification)
        set_result(world, notification, NotificationResult.REJECTED)
        return
    order = world.orders.get(notification.order_id)
    rule = _consume_outcome(world, order, notification)
    if final_result(rule) is not NotificationResult.TRANSIENT_ERROR:
        send_message(world, order, notification, is_stored=True)
    else:
        record_transient_error(world, notification, "an outcome rule of the world says so")
    _apply_outcome(world, notification, rule)


def record_transient_error(world: World, notification: Notification, reason: str) -> None:
    """Record that an e-mail meets a transient error, final under ``documented``."""
    if world.settings.rules is RuleSet.DOCUMENTED:
        world.record_decision(
            notification.id,
            "the e-mail failed with a transient error and is not retried",
            reason,
            RuleId.TRANSIENT_ERROR,
        )


def submit_instant(world: World, order: Order, notification: Notification) -> None:
    """Submit an instant message to the gateway; its response is processed later."""
    if _is_rejected_by_whitelist(world, notification):
        _record_whitelist_rejection(world, notification)
    else:
        send_message(world, order, notification, is_stored=True)


def receive_gateway_response(world: World, notification: Notification) -> None:
    """Process the gateway's response to an instant message."""
    if notification.message_id is None:
        set_result(world, notification, NotificationResult.REJECTED)
        return
    order = world.orders.get(notification.order_id)
    _apply_outcome(world, notification, _consume_outcome(world, order, notification))


def send_message(
    world: World, order: Order, notification: Notification, *, is_stored: bool
) -> None:
    """Send a message now; ``is_stored`` is False if its order was rejected and not stored."""
    message = _create_message(world, order, notification, is_stored=is_stored)
    notification.message_id = message.id
    world.unsaved_messages.append(message)
    world.messages[message.id] = message
    world.record_event(
        EventKind.MESSAGE_SENT,
        f"{'an e-mail' if message.channel is Channel.EMAIL else 'an SMS'} to {message.to} was sent",
        order=order,
        message_id=message.id,
    )


def _consume_outcome(world: World, order: Order, notification: Notification) -> OutcomeRule | None:
    if not world.outcomes.rules:
        return magic_outcome(notification.channel, notification.to)
    subject, body = message_texts(order, notification)
    text = f"{subject or ''}\n{body}"
    return world.outcomes.consume(notification.channel, notification.to, text)


def _apply_outcome(world: World, notification: Notification, rule: OutcomeRule | None) -> None:
    result, accepted = final_result(rule), _ACCEPTED[notification.channel]
    if result in _RESPONSE_ERRORS:
        set_result(world, notification, result)
        return
    if not set_result(world, notification, accepted):
        return
    after = world.settings.delivery_delay
    if rule is not None and rule.after is not None:
        after = rule.after
    if result is None or result is accepted:
        await_delivery_report(world, notification)
    elif after == 0:
        set_result(world, notification, result)
    else:
        await_delivery_report(world, notification)
        at = world.clock.now() + after
        world.schedule.add(at, Phase.GATEWAY, DeliveryReportDue(notification.id, result))


def _is_rejected_by_whitelist(world: World, notification: Notification) -> bool:
    return (
        world.whitelist.unlisted is UnlistedNumbers.REJECT
        and world.delivery_route(notification.channel, notification.to) is DeliveryRoute.SIMULATOR
    )


def _record_whitelist_rejection(world: World, notification: Notification) -> None:
    world.record_decision(
        notification.id,
        "the SMS was rejected",
        f"{notification.to} is not on the whitelist of the test environment, which rejects it",
        RuleId.WHITELIST,
    )


def _create_message(
    world: World, order: Order, notification: Notification, *, is_stored: bool
) -> Message:
    subject, body = message_texts(order, notification)
    is_email = notification.channel is Channel.EMAIL
    request = order.request
    template = request.email if is_email else request.sms
    assert template is not None  # a notification without a text is never submitted
    content_type = template.content_type if isinstance(template, EmailTemplate) else None
    warnings = lint_message(
        notification.channel, subject or "", body, template.sender, content_type
    )
    sender = template.sender
    if not is_email and world.settings.rules is RuleSet.DOCUMENTED:
        sender, body = cut_sender(sender), cut_to_segments(body)
    is_linted = world.settings.lint is not LintMode.OFF
    return Message(
        id=world.ids.new(),
        channel=notification.channel,
        to=notification.to,
        sender=sender,
        subject=subject,
        body=body,
        content_type=content_type,
        attachments=request.attachments,
        segments=None if is_email else count_sms_segments(body),
        sent_at=world.clock.now(),
        result=None,
        result_at=None,
        route=world.delivery_route(notification.channel, notification.to),
        kind=MessageKind(order.type.value),
        source=order.source,
        creator=order.creator,
        on_behalf_of=order.on_behalf_of or order.creator,
        order_id=order.id if is_stored else None,
        chain_id=order.chain_id if is_stored else None,
        senders_reference=request.senders_reference,
        organization_number=notification.organization_number,
        national_identity_number=notification.national_identity_number,
        external_identity=request.recipients[0].external_identity,
        name=world.recipient_name(notification),
        correspondence_id=order.correspondence_id,
        instance_id=order.instance_id,
        warnings=(*warnings, *order.warnings) if is_linted else (),
    )
