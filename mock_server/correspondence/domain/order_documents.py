"""The orders that Correspondence posts to Notifications, member for member as it writes them.

Source: spec/correspondence.md sections 5.3 to 5.5, spec/verified-correspondence.md section 4.
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
    """What all orders of one message have in common.

    ``id`` makes the idempotency ids; it is the message's, except for confidential reminders.
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
    """What is said in the main notification and in the reminder."""

    request: NotificationRequest
    main: MessageTexts
    reminder: MessageTexts


def reminder_delay(environment: Environment, chosen: Duration | None) -> Duration:
    """Return how long after the main notification the reminder goes out."""
    if chosen is not None:
        return chosen
    match environment:
        case Environment.PRODUCTION:
            return 7 * DAY
        case Environment.TT02:
            return DAY


def planned_send_time(
    publication: Instant, now: Instant, rules: RuleSet, chosen: Duration | None
) -> Instant:
    """Return the send time that a record is made with: publication, or now when that is past.

    The documented rules add five minutes; the deployed service adds its seconds when it posts.
    """
    start = max(publication, now)
    match rules:
        case RuleSet.DOCUMENTED:
            return start + (DOCUMENTED_DELAY if chosen is None else chosen)
        case RuleSet.DEPLOYED:
            return start if chosen is None else start + chosen


def actual_send_time(recorded: Instant, now: Instant, rules: RuleSet) -> Instant:
    """Return the send time of an order that is posted *now*."""
    match rules:
        case RuleSet.DOCUMENTED:
            return recorded
        case RuleSet.DEPLOYED:
            return max(recorded, now + DEPLOYED_MIN_DELAY)


def order_document(
    context: OrderContext, plan: RecipientPlan, wording: OrderTexts
) -> tuple[Document, Instant]:
    """Return one order and its send time: a main order, or a reminder that stands alone."""
    if plan.has_main:
        send_time = context.send_time
        condition, name = "check/main", plan.recipient.key
        recipient = _main_block(context, plan.recipient, wording)
        reminders = [_reminder(context, plan.recipient, wording)] if plan.has_reminder else None
    else:
        send_time = context.send_time + context.reminder_delay
        condition, name = "check", f"{plan.recipient.key}:reminder"
        recipient = _reminder_block(context, plan.recipient, wording)
        reminders = None
    document = {
        "sendersReference": f"corr-{context.senders_reference}",
        "requestedSendTime": format_instant(send_time),
        "conditionEndpoint": _condition(context, condition),
        "dialogportenAssociation": None,
        "idempotencyId": str(uuid5(UUID(context.id), name)),
        "recipient": recipient,
        "reminders": reminders,
    }
    return document, send_time


def _condition(context: OrderContext, check: str) -> str:
    base = BASE_URLS[context.environment]
    message = f"/correspondence/api/v1/correspondence/{context.correspondence_id}"
    return f"{base}{message}/notification/{check}"


def _reminder(context: OrderContext, recipient: OrderRecipient, wording: OrderTexts) -> Document:
    return {
        "sendersReference": f"corr-{context.senders_reference}",
        **_reminder_time(context),
        "conditionEndpoint": _condition(context, "check"),
        "recipient": _reminder_block(context, recipient, wording),
    }


def _reminder_time(context: OrderContext) -> Document:
    # Only the setting reminderDelay can ask for something other than whole days.
    days, rest = divmod(context.reminder_delay, DAY)
    if days and not rest:
        return {"delayDays": days}
    return {"requestedSendTime": format_instant(context.send_time + context.reminder_delay)}


def _main_block(context: OrderContext, recipient: OrderRecipient, wording: OrderTexts) -> Document:
    request = wording.request
    email = _email_settings(wording.main, request.content_type)
    return _block(
        context, recipient, request.notification_channel, email, _sms_settings(wording.main)
    )


def _reminder_block(
    context: OrderContext, recipient: OrderRecipient, wording: OrderTexts
) -> Document:
    request = wording.request
    email = _email_settings(wording.reminder, request.reminder_content_type_or_main)
    sms = _sms_settings(wording.reminder)
    return _block(context, recipient, request.reminder_channel_or_main, email, sms)


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


def _block(
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
        last = {} if ignore is None else {"ignoreReservation": ignore}
        return {"recipientPerson": {**resource, **number, **settings, **last}}
    if recipient.email_address:
        return {"recipientEmail": {"emailAddress": recipient.email_address, "emailSettings": email}}
    return {"recipientSms": {"phoneNumber": recipient.mobile_number, "smsSettings": sms}}
