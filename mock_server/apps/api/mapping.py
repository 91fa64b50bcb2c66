"""Mapping of request documents to domain objects.

Source: docs/reference/apps.md sections 1.2, 1.3 and 2.1.
"""

from typing import Any

from mock_server.apps.domain.notification import (
    CustomEmail,
    CustomSms,
    CustomText,
    InstantiationNotification,
    Reminder,
    SendTime,
    UtcOffsetStyle,
)
from mock_server.apps.domain.owners import InstanceOwner
from mock_server.apps.store import InstanceStatus
from mock_server.domain.enums import NotificationChannel
from mock_server.domain.instant import Instant
from mock_server.dotnet.schema import Document, ParsedDateTime


def map_instance_owner(document: Document | None) -> InstanceOwner:
    """Return the owner identifiers in a request."""
    document = document or {}
    return InstanceOwner(
        party_id=document.get("partyId"),
        person_number=document.get("personNumber"),
        organisation_number=document.get("organisationNumber"),
        username=document.get("username"),
        external_identifier=document.get("externalIdentifier"),
    )


def map_status(document: Document | None) -> InstanceStatus:
    """Return the status in an instance template."""
    document = document or {}
    return InstanceStatus(
        is_archived=document.get("isArchived", False),
        archived_at=map_instant(document, "archived"),
        is_soft_deleted=document.get("isSoftDeleted", False),
        soft_deleted_at=map_instant(document, "softDeleted"),
        is_hard_deleted=document.get("isHardDeleted", False),
        hard_deleted_at=map_instant(document, "hardDeleted"),
        is_read=document.get("readStatus", 0) == 1,
    )


def map_instant(document: Document, name: str) -> Instant | None:
    """Return the instant of a date-time field; without an offset it is read as UTC."""
    date_time: ParsedDateTime | None = document.get(name)
    return None if date_time is None else date_time.at


def map_notification(document: Document | None) -> InstantiationNotification | None:
    """Return the notification in a request, or None."""
    if document is None:
        return None
    return InstantiationNotification(
        notification_channel=document.get(
            "notificationChannel", NotificationChannel.EMAIL_AND_SMS.value
        ),
        language=document.get("language"),
        allow_after_work_hours=document.get("allowSendingAfterWorkHours", False),
        requested_send_time=_send_time(document),
        custom_sms=_custom_sms(document),
        custom_email=_custom_email(document),
        reminders=tuple(map(_reminder, document.get("reminders") or ())),
    )


def _reminder(document: Document | None) -> Reminder | None:
    if document is None:
        return None
    return Reminder(
        send_after_days=document.get("sendAfterDays"),
        requested_send_time=_send_time(document),
        custom_sms=_custom_sms(document),
        custom_email=_custom_email(document),
    )


def _custom_sms(document: Document) -> CustomSms | None:
    custom: Document | None = document.get("customSms")
    if custom is None:
        return None
    return CustomSms(sender_name=custom.get("senderName"), text=_text(custom.get("text")))


def _custom_email(document: Document) -> CustomEmail | None:
    custom: Document | None = document.get("customEmail")
    if custom is None:
        return None
    return CustomEmail(subject=_text(custom.get("subject")), body=_text(custom.get("body")))


def _text(document: Any) -> CustomText | None:
    if document is None:
        return None
    return CustomText(nb=document.get("nb"), nn=document.get("nn"), en=document.get("en"))


def _send_time(document: Document) -> SendTime | None:
    date_time: ParsedDateTime | None = document.get("requestedSendTime")
    if date_time is None:
        return None
    if date_time.offset_given:
        return SendTime(date_time.at, UtcOffsetStyle.OFFSET)
    return SendTime(date_time.at, UtcOffsetStyle.UTC if date_time.has_zone else UtcOffsetStyle.NONE)
