"""Orders that Correspondence and apps are about to place, read from their request documents.

For forecasts and explanations only; the Notifications API decides whether it accepts an order.
Source: docs/reference/correspondence.md section 5.3, docs/reference/apps.md section 4.5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from mock_server.domain.enums import (
    NOTIFICATION_CHANNEL_NAMES,
    NotificationChannel,
    OrderType,
    SendingTimePolicy,
)
from mock_server.domain.instant import DAY, Instant, parse_instant
from mock_server.domain.orders import (
    EmailTemplate,
    Order,
    OrderOrigin,
    OrderRequest,
    Recipient,
    SmsTemplate,
)
from mock_server.matching.filters import Document

_CHANNELS: Final[Mapping[object, NotificationChannel]] = {
    **{name: channel for channel, name in NOTIFICATION_CHANNEL_NAMES.items()},
    **{int(channel): channel for channel in NotificationChannel},
}
_ANYTIME: Final = ("Anytime", 1)
_DIRECT: Final = {
    "recipientEmail": NotificationChannel.EMAIL,
    "recipientSms": NotificationChannel.SMS,
}


def orders_from_document(
    document: Document, send_time: Instant, creator: str, origin: OrderOrigin
) -> Iterator[Order]:
    """Yield the main order in *document* and its reminders."""
    main = Order(
        id="",
        chain_id=None,
        type=OrderType.NOTIFICATION,
        creator=creator,
        created_at=send_time,
        request=_order_request(document, send_time),
        source=origin.source,
        correspondence_id=origin.correspondence_id,
        instance_id=origin.instance_id,
        on_behalf_of=origin.on_behalf_of,
    )
    yield main
    for reminder in document.get("reminders") or ():
        at = send_time + int(reminder.get("delayDays") or 0) * DAY
        if reminder.get("requestedSendTime"):
            at = parse_instant(reminder["requestedSendTime"])
        yield replace(main, type=OrderType.REMINDER, request=_order_request(reminder, at))


def _order_request(document: Document, send_time: Instant) -> OrderRequest:
    recipient_type, recipient = next(iter((document.get("recipient") or {}).items()), ("", None))
    if recipient_type == "emailAddress":  # a composed e-mail
        recipient_type, recipient = "recipientEmail", document["recipient"]
    recipient = recipient or {}
    email, sms = recipient.get("emailSettings"), recipient.get("smsSettings")
    is_anytime = sms is not None and sms.get("sendingTimePolicy") in _ANYTIME
    return OrderRequest(
        requested_send_time=send_time,
        notification_channel=_DIRECT.get(recipient_type)
        or _CHANNELS.get(recipient.get("channelSchema"), NotificationChannel.EMAIL),
        recipients=(_recipient(recipient),),
        email=email and EmailTemplate(sender="", subject=email["subject"], body=email["body"]),
        sms=sms and SmsTemplate(sender="", body=sms["body"]),
        sending_time_policy=SendingTimePolicy.ANYTIME if is_anytime else SendingTimePolicy.DAYTIME,
        senders_reference=document.get("sendersReference"),
        ignore_reservation=recipient.get("ignoreReservation"),
        resource_id=recipient.get("resourceId"),
    )


def _recipient(recipient: Document) -> Recipient:
    return Recipient(
        email=recipient.get("emailAddress"),
        mobile=recipient.get("phoneNumber"),
        organization_number=recipient.get("orgNumber"),
        national_identity_number=recipient.get("nationalIdentityNumber"),
        external_identity=recipient.get("externalIdentity"),
    )
