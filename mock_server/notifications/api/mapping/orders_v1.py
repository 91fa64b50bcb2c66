"""Mapping of valid request documents to v1 orders.

Source: docs/reference/notifications.md sections 10.6 and 11.1.
"""

from dataclasses import replace

from mock_server.domain.enums import ContentType, NotificationChannel
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import Instant
from mock_server.domain.orders import EmailTemplate, OrderRequest, Recipient, SmsTemplate
from mock_server.dotnet.schema import Document
from mock_server.notifications.api.mapping.order_chains import replace_line_breaks
from mock_server.world.settings import WorldSettings


def map_order(document: Document, now: Instant, settings: WorldSettings) -> OrderRequest:
    """Map the body of POST orders.

    Raises:
        PlatformServerError: if a recipient is null.
    """
    email, sms = document.get("emailTemplate"), document.get("smsTemplate")
    return replace(
        _base_request(document, now, document["notificationChannel"]),
        recipients=tuple(_recipients(document)),
        email=None if email is None else _email(email, email.get("fromAddress"), settings),
        sms=None if sms is None else _sms(sms, settings),
    )


def map_email_order(document: Document, now: Instant, settings: WorldSettings) -> OrderRequest:
    """Map the body of POST orders/email; mobile numbers are dropped.

    Raises:
        PlatformServerError: if a recipient is null.
    """
    return replace(
        _base_request(document, now, NotificationChannel.EMAIL),
        email=_email(document, None, settings),
        recipients=tuple(replace(each, mobile=None) for each in _recipients(document)),
    )


def map_sms_order(document: Document, now: Instant, settings: WorldSettings) -> OrderRequest:
    """Map the body of POST orders/sms; e-mail addresses are dropped.

    Raises:
        PlatformServerError: if a recipient is null.
    """
    return replace(
        _base_request(document, now, NotificationChannel.SMS),
        sms=_sms(document, settings),
        recipients=tuple(replace(each, email=None) for each in _recipients(document)),
    )


def _base_request(document: Document, now: Instant, channel: int) -> OrderRequest:
    send_time, endpoint = document.get("requestedSendTime"), document.get("conditionEndpoint")
    return OrderRequest(
        requested_send_time=now if send_time is None else send_time.at,
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
        sender=sender or settings.email_sender,
        subject=replace_line_breaks(template.get("subject", "")),
        body=template.get("body", ""),
        content_type=ContentType.PLAIN if content_type is None else content_type,
    )


def _sms(template: Document, settings: WorldSettings) -> SmsTemplate:
    return SmsTemplate(
        sender=template.get("senderNumber") or settings.sms_sender,
        body=template.get("body", ""),
    )
