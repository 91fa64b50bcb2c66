"""From a valid document to the one order that it asks for: the older orders.

Source: spec/notifications-api.md, sections 10.6 and 11.1.
"""

from dataclasses import replace

from mock_server.domain.enums import ContentType, NotificationChannel
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import Instant
from mock_server.domain.orders import EmailTemplate, OrderRequest, Recipient, SmsTemplate
from mock_server.dotnet.schema import Document
from mock_server.notifications.api.mapping.order_chains import one_line
from mock_server.world.settings import WorldSettings


def map_order(document: Document, now: Instant, settings: WorldSettings) -> OrderRequest:
    """Say in the domain's words what POST orders asks for.

    Raises:
        PlatformCrash: for a null among the recipients.
    """
    email, sms = document.get("emailTemplate"), document.get("smsTemplate")
    return replace(
        _base(document, now, document["notificationChannel"]),
        recipients=tuple(_recipients(document)),
        email=None if email is None else _email(email, email.get("fromAddress"), settings),
        sms=None if sms is None else _sms(sms, settings),
    )


def map_email_order(document: Document, now: Instant, settings: WorldSettings) -> OrderRequest:
    """Say in the domain's words what POST orders/email asks for; no mobile number is kept.

    Raises:
        PlatformCrash: for a null among the recipients.
    """
    return replace(
        _base(document, now, NotificationChannel.EMAIL),
        email=_email(document, None, settings),
        recipients=tuple(replace(each, mobile=None) for each in _recipients(document)),
    )


def map_sms_order(document: Document, now: Instant, settings: WorldSettings) -> OrderRequest:
    """Say in the domain's words what POST orders/sms asks for; no e-mail address is kept.

    Raises:
        PlatformCrash: for a null among the recipients.
    """
    return replace(
        _base(document, now, NotificationChannel.SMS),
        sms=_sms(document, settings),
        recipients=tuple(replace(each, email=None) for each in _recipients(document)),
    )


def _base(document: Document, now: Instant, channel: int) -> OrderRequest:
    moment, endpoint = document.get("requestedSendTime"), document.get("conditionEndpoint")
    return OrderRequest(
        requested_send_time=now if moment is None else moment.at,
        notification_channel=channel,
        recipients=(),
        senders_reference=document.get("sendersReference"),
        condition_endpoint=None if endpoint is None else endpoint.text,
        ignore_reservation=document.get("ignoreReservation"),
        resource_id=document.get("resourceId"),
        resource_action=document.get("resourceAction"),
    )


def _recipients(document: Document) -> list[Recipient]:
    return [_recipient(each) for each in document.get("recipients", ())]


def _recipient(recipient: Document | None) -> Recipient:
    if recipient is None:
        raise PlatformServerError("a recipient is null")
    return Recipient(
        email=recipient.get("emailAddress") or None,
        mobile=recipient.get("mobileNumber") or None,
        organization_number=recipient.get("organizationNumber"),
        national_identity_number=recipient.get("nationalIdentityNumber"),
    )


def _email(template: Document, sender: str | None, settings: WorldSettings) -> EmailTemplate:
    content_type = template.get("contentType")
    return EmailTemplate(
        sender=sender or settings.default_email_from_address,
        subject=one_line(template.get("subject", "")),
        body=template.get("body", ""),
        content_type=ContentType.PLAIN if content_type is None else content_type,
    )


def _sms(template: Document, settings: WorldSettings) -> SmsTemplate:
    return SmsTemplate(
        sender=template.get("senderNumber") or settings.default_sms_sender,
        body=template.get("body", ""),
    )
