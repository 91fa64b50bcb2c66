"""Orders as Correspondence and apps post them, read as the orders that they are meant to become.

Only for foretelling and explaining: whether such an order is taken, the Notifications API decides.
Source: spec/correspondence.md section 5.3, spec/altinn-app.md section 4.5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

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

Document = Mapping[str, Any]

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
    """Go through the orders that *document* is to become, the main one and its reminders."""
    main = Order(
        id="",
        chain_id=None,
        type=OrderType.NOTIFICATION,
        creator=creator,
        created_at=send_time,
        request=_draft(document, send_time),
        source=origin.source,
        correspondence_id=origin.correspondence_id,
        instance_id=origin.instance_id,
    )
    yield main
    for reminder in document.get("reminders") or ():
        at = send_time + int(reminder.get("delayDays") or 0) * DAY
        if reminder.get("requestedSendTime"):
            at = parse_instant(reminder["requestedSendTime"])
        yield replace(main, type=OrderType.REMINDER, request=_draft(reminder, at))


def _draft(document: Document, send_time: Instant) -> OrderRequest:
    kind, asked = next(iter((document.get("recipient") or {}).items()), ("", None))
    asked = asked or {}
    email, sms = asked.get("emailSettings"), asked.get("smsSettings")
    anytime = sms is not None and sms.get("sendingTimePolicy") in _ANYTIME
    return OrderRequest(
        requested_send_time=send_time,
        notification_channel=_DIRECT.get(kind)
        or _CHANNELS.get(asked.get("channelSchema"), NotificationChannel.EMAIL),
        recipients=(_recipient(asked),),
        email=email and EmailTemplate(sender="", subject=email["subject"], body=email["body"]),
        sms=sms and SmsTemplate(sender="", body=sms["body"]),
        sending_time_policy=SendingTimePolicy.ANYTIME if anytime else SendingTimePolicy.DAYTIME,
        senders_reference=document.get("sendersReference"),
        ignore_reservation=asked.get("ignoreReservation"),
        resource_id=asked.get("resourceId"),
    )


def _recipient(asked: Document) -> Recipient:
    return Recipient(
        email=asked.get("emailAddress"),
        mobile=asked.get("phoneNumber"),
        organization_number=asked.get("orgNumber"),
        national_identity_number=asked.get("nationalIdentityNumber"),
        external_identity=asked.get("externalIdentity"),
    )
