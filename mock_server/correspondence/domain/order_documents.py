"""The order requests that Correspondence sends to Notifications, with its own field order.

Source: docs/reference/correspondence.md sections 5.3 to 5.5.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from mock_server.correspondence.domain import identifiers
from mock_server.correspondence.domain.order_recipients import OrderRecipient, RecipientPlan
from mock_server.correspondence.domain.request import MessageTexts, NotificationRequest
from mock_server.domain.enums import ContentType, Environment, NotificationChannel, RuleSet
from mock_server.domain.instant import DAY, SECOND, Duration, Instant, format_instant
from mock_server.domain.whitespace import is_blank

Document = dict[str, Any]

BASE_URLS: Final = {
    Environment.PRODUCTION: "https://platform.altinn.no",
    Environment.TT02: "https://platform.tt02.altinn.no",
}
DOCUMENTED_DELAY: Final = 5 * 60 * SECOND
DEPLOYED_MIN_DELAY: Final = 20 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderContext:
    """The values shared by all orders of one correspondence.

    The idempotency ids are derived from ``id``, which is the id of the correspondence, except for
    confidential reminders.
    """

    id: str
    correspondence_id: str
    senders_reference: str
    resource_id: str
    ignore_reservation: bool | None
    environment: Environment
    send_time: Instant
    reminder_delay: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTexts:
    """The texts of the main notification and of the reminder."""

    request: NotificationRequest
    main: MessageTexts
    reminder: MessageTexts


def reminder_delay(environment: Environment, configured: Duration | None) -> Duration:
    """Return the delay between the main notification and the reminder."""
    if configured is not None:
        return configured
    match environment:
        case Environment.PRODUCTION:
            return 7 * DAY
        case Environment.TT02:
            return DAY


def planned_send_time(
    publication: Instant, now: Instant, rules: RuleSet, configured: Duration | None
) -> Instant:
    """Return the send time of a new order record: publication, or *now* if that is later.

    The documented rules add five minutes. The deployed service adds its delay at submission.
    """
    start = max(publication, now)
    match rules:
        case RuleSet.DOCUMENTED:
            return start + (DOCUMENTED_DELAY if configured is None else configured)
        case RuleSet.DEPLOYED:
            return start if configured is None else start + configured


def actual_send_time(planned: Instant, now: Instant, rules: RuleSet) -> Instant:
    """Return the send time of an order that is submitted *now*."""
    match rules:
        case RuleSet.DOCUMENTED:
            return planned
        case RuleSet.DEPLOYED:
            return max(planned, now + DEPLOYED_MIN_DELAY)


def order_document(
    context: OrderContext, plan: RecipientPlan, texts: OrderTexts
) -> tuple[Document, Instant]:
    """Return an order and its send time: a main order, or a reminder without one."""
    if plan.has_main:
        send_time = context.send_time
        check, name = "check/main", plan.recipient.key
        recipient = _main_recipient_document(context, plan.recipient, texts)
        reminders = (
            [_reminder_document(context, plan.recipient, texts)] if plan.has_reminder else None
        )
    else:
        send_time = context.send_time + context.reminder_delay
        check, name = "check", f"{plan.recipient.key}:reminder"
        recipient = _reminder_recipient_document(context, plan.recipient, texts)
        reminders = None
    document = {
        "sendersReference": f"corr-{context.senders_reference}",
        "requestedSendTime": format_instant(send_time),
        "conditionEndpoint": _condition_endpoint(context, check),
        "dialogportenAssociation": None,
        "idempotencyId": str(uuid5(UUID(context.id), name)),
        "recipient": recipient,
        "reminders": reminders,
    }
    return document, send_time


def _condition_endpoint(context: OrderContext, check: str) -> str:
    base = BASE_URLS[context.environment]
    path = f"/correspondence/api/v1/correspondence/{context.correspondence_id}"
    return f"{base}{path}/notification/{check}"


def _reminder_document(
    context: OrderContext, recipient: OrderRecipient, texts: OrderTexts
) -> Document:
    return {
        "sendersReference": f"corr-{context.senders_reference}",
        **_reminder_time(context),
        "conditionEndpoint": _condition_endpoint(context, "check"),
        "recipient": _reminder_recipient_document(context, recipient, texts),
    }


def _reminder_time(context: OrderContext) -> Document:
    # Only the setting reminderDelay allows a delay that is not a number of whole days.
    days, remainder = divmod(context.reminder_delay, DAY)
    if days and not remainder:
        return {"delayDays": days}
    return {"requestedSendTime": format_instant(context.send_time + context.reminder_delay)}


def _main_recipient_document(
    context: OrderContext, recipient: OrderRecipient, texts: OrderTexts
) -> Document:
    request = texts.request
    email = _email_settings(texts.main, request.content_type)
    return _recipient_document(
        context, recipient, request.notification_channel, email, _sms_settings(texts.main)
    )


def _reminder_recipient_document(
    context: OrderContext, recipient: OrderRecipient, texts: OrderTexts
) -> Document:
    request = texts.request
    email = _email_settings(texts.reminder, request.reminder_content_type_or_main)
    sms = _sms_settings(texts.reminder)
    return _recipient_document(context, recipient, request.reminder_channel_or_main, email, sms)


def _email_settings(texts: MessageTexts, content_type: ContentType) -> Document | None:
    if is_blank(texts.email_subject) or is_blank(texts.email_body):
        return None
    return {
        "subject": texts.email_subject,
        "body": texts.email_body,
        "contentType": int(content_type),
    }


def _sms_settings(texts: MessageTexts) -> Document | None:
    return None if is_blank(texts.sms_body) else {"body": texts.sms_body}


def _recipient_document(
    context: OrderContext,
    recipient: OrderRecipient,
    channel: NotificationChannel,
    email: Document | None,
    sms: Document | None,
) -> Document:
    resource = {"resourceId": f"{identifiers.RESOURCE}:{context.resource_id}"}
    settings = {"channelSchema": int(channel), "emailSettings": email, "smsSettings": sms}
    if recipient.organization_number:
        number = {"orgNumber": recipient.organization_number}
        return {"recipientOrganization": {**number, **resource, **settings}}
    if recipient.external_identity:
        identity = {"externalIdentity": recipient.external_identity}
        return {"recipientExternalIdentity": {**resource, **identity, **settings}}
    if recipient.national_identity_number:
        number = {"nationalIdentityNumber": recipient.national_identity_number}
        ignore = context.ignore_reservation
        reservation = {} if ignore is None else {"ignoreReservation": ignore}
        return {"recipientPerson": {**resource, **number, **settings, **reservation}}
    if recipient.email_address:
        return {"recipientEmail": {"emailAddress": recipient.email_address, "emailSettings": email}}
    return {"recipientSms": {"phoneNumber": recipient.mobile_number, "smsSettings": sms}}
