"""Mapping of valid request documents to order chains.

Source: docs/reference/notifications.md sections 10.6, 11.1, 15.1, 15.5, 16.1 and 17.1.
"""

import re
from typing import Final

from mock_server.domain.enums import ContentType, NotificationChannel, SendingTimePolicy
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import DAY, MAX_INSTANT, SECOND, Instant
from mock_server.domain.orders import (
    Attachment,
    EmailTemplate,
    OrderChainRequest,
    OrderRequest,
    Recipient,
    SmsTemplate,
)
from mock_server.domain.whitespace import is_blank, trim
from mock_server.dotnet.schema import Document, ParsedUri
from mock_server.world.settings import WorldSettings

_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")

_IDENTITY_FIELDS: Final = {
    "recipientPerson": ("nationalIdentityNumber", "national_identity_number"),
    "recipientOrganization": ("orgNumber", "organization_number"),
    "recipientExternalIdentity": ("externalIdentity", "external_identity"),
}


def check_creator(creator: str) -> None:
    """Check that an order chain can be created for *creator*.

    Raises:
        PlatformServerError: if it is blank.
    """
    if is_blank(creator):
        raise PlatformServerError("an order chain cannot be created for a blank creator")


def map_order_chain(document: Document, now: Instant, settings: WorldSettings) -> OrderChainRequest:
    """Map the body of POST future/orders.

    Raises:
        PlatformServerError: if a reminder is null, or its delay ends after year 9999.
    """
    main = _order_request(document, document["recipient"], _send_time(document, now), settings)
    return _chain(
        document,
        main,
        tuple(
            _reminder(each, main.requested_send_time, settings)
            for each in document.get("reminders") or ()
        ),
    )


def map_composed_email(
    document: Document, now: Instant, settings: WorldSettings
) -> OrderChainRequest:
    """Map the body of POST future/orders/composed-email."""
    recipient = document["recipient"]
    options = recipient["emailSettings"]
    main = OrderRequest(
        requested_send_time=_send_time(document, now),
        notification_channel=NotificationChannel.EMAIL,
        recipients=(Recipient(email=recipient["emailAddress"]),),
        email=_email(options, settings),
        senders_reference=document.get("sendersReference"),
        condition_endpoint=_uri_text(document.get("conditionEndpoint")),
        attachments=tuple(
            Attachment(
                filename=each["filename"],
                mime_type=each["mimeType"],
                sas_url=each["sasUrl"].text,
            )
            for each in options.get("attachments") or ()
        ),
    )
    return _chain(document, main)


def map_instant_order(
    document: Document, now: Instant, settings: WorldSettings
) -> OrderChainRequest:
    """Map the body of POST future/orders/instant."""
    return _instant_sms(document, document["recipient"]["recipientSms"], now, settings)


def map_instant_sms(document: Document, now: Instant, settings: WorldSettings) -> OrderChainRequest:
    """Map the body of POST future/orders/instant/sms."""
    return _instant_sms(document, document["recipientSms"], now, settings)


def map_instant_email(
    document: Document, now: Instant, settings: WorldSettings
) -> OrderChainRequest:
    """Map the body of POST future/orders/instant/email."""
    details = document["recipientEmail"]
    content = details["emailSettings"]
    sender = content.get("senderEmailAddress")
    return _chain(
        document,
        OrderRequest(
            requested_send_time=now,
            notification_channel=NotificationChannel.EMAIL,
            recipients=(Recipient(email=details["emailAddress"]),),
            email=EmailTemplate(
                sender=settings.email_sender if sender is None else sender,
                subject=content["subject"],
                body=content["body"],
                content_type=content.get("contentType", ContentType.PLAIN),
            ),
            senders_reference=document.get("sendersReference"),
        ),
    )


def _instant_sms(
    document: Document, details: Document, now: Instant, settings: WorldSettings
) -> OrderChainRequest:
    content = details["smsSettings"]
    sender = content.get("sender")
    return _chain(
        document,
        OrderRequest(
            requested_send_time=now,
            notification_channel=NotificationChannel.SMS,
            recipients=(Recipient(mobile=details["phoneNumber"]),),
            sms=SmsTemplate(
                sender=settings.sms_sender if is_blank(sender) else sender,
                body=content["body"],
            ),
            senders_reference=document.get("sendersReference"),
            time_to_live=details["timeToLiveInSeconds"] * SECOND,
        ),
    )


def _chain(
    document: Document, main: OrderRequest, reminders: tuple[OrderRequest, ...] = ()
) -> OrderChainRequest:
    dialog = document.get("dialogportenAssociation") or {}
    return OrderChainRequest(
        idempotency_id=document["idempotencyId"],
        main=main,
        reminders=reminders,
        dialog_id=dialog.get("dialogId"),
        transmission_id=dialog.get("transmissionId"),
    )


def _reminder(
    reminder: Document | None, main_time: Instant, settings: WorldSettings
) -> OrderRequest:
    if reminder is None:
        raise PlatformServerError("a reminder is null")
    days = reminder.get("delayDays")
    at = reminder["requestedSendTime"].at if days is None else main_time + days * DAY
    if at > MAX_INSTANT:
        raise PlatformServerError("a reminder's send time is after year 9999")
    return _order_request(reminder, reminder["recipient"], at, settings)


def _order_request(
    order: Document, recipients: Document, at: Instant, settings: WorldSettings
) -> OrderRequest:
    name, options = next((name, value) for name, value in recipients.items() if value is not None)
    email, sms = options.get("emailSettings"), options.get("smsSettings")
    channel, recipient = _channel_and_recipient(name, options)
    return OrderRequest(
        requested_send_time=at,
        notification_channel=channel,
        recipients=(recipient,),
        email=None if email is None else _email(email, settings),
        sms=None if sms is None else _sms(sms, settings),
        sending_time_policy=None
        if sms is None
        else sms.get("sendingTimePolicy", SendingTimePolicy.DAYTIME),
        senders_reference=order.get("sendersReference"),
        condition_endpoint=_uri_text(order.get("conditionEndpoint")),
        ignore_reservation=(
            options.get("ignoreReservation", False) if name == "recipientPerson" else None
        ),
        use_stale_contact_information=options.get("useStaleContactInformation", False),
        resource_id=options.get("resourceId"),
        resource_action=options.get("resourceAction"),
    )


def _channel_and_recipient(name: str, options: Document) -> tuple[int, Recipient]:
    if name == "recipientEmail":
        return NotificationChannel.EMAIL, Recipient(email=options["emailAddress"])
    if name == "recipientSms":
        return NotificationChannel.SMS, Recipient(mobile=options["phoneNumber"])
    json_name, field = _IDENTITY_FIELDS[name]
    return options["channelSchema"], Recipient(**{field: options[json_name]})


def _send_time(document: Document, now: Instant) -> Instant:
    send_time = document.get("requestedSendTime")
    return now if send_time is None else int(send_time.at)


def _uri_text(uri: ParsedUri | None) -> str | None:
    return None if uri is None else uri.text


def _email(options: Document, settings: WorldSettings) -> EmailTemplate:
    sender = options.get("senderEmailAddress")
    return EmailTemplate(
        sender=settings.email_sender if sender is None else trim(sender),
        subject=replace_line_breaks(options["subject"]),
        body=options["body"],
        content_type=options.get("contentType", ContentType.PLAIN),
    )


def _sms(options: Document, settings: WorldSettings) -> SmsTemplate:
    return SmsTemplate(
        sender=trim(options.get("sender") or "") or settings.sms_sender,
        body=options["body"],
    )


def replace_line_breaks(subject: str) -> str:
    """Return a subject with each line break replaced by one space."""
    return _LINE_BREAK.sub(" ", subject)
