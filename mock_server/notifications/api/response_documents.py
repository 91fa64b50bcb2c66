"""Orders and notifications as this API writes them, members in the platform's order.

Source: spec/notifications-api.md, sections 4.2, 12, 13, 18 and 19.3.
"""

from typing import Any

from mock_server.domain.enums import (
    CHANNEL_NAMES,
    CONTENT_TYPE_NAMES,
    Channel,
    ContentType,
    Medium,
)
from mock_server.domain.instant import Instant, cut_to_micro, iso
from mock_server.domain.orders import (
    Draft,
    EmailTemplate,
    Notification,
    Order,
    Receipt,
    Recipient,
    RecipientLookup,
    SmsTemplate,
)
from mock_server.domain.whitespace import is_blank
from mock_server.notifications.api.statuses import (
    DESCRIPTIONS,
    ORDER_STATUSES,
    STATUS_SUCCESSES,
    SUCCESSES,
    lifecycle,
    order_lifecycle,
    send_status,
)
from mock_server.world.status_feed import FeedEntry, emails_first

Json = dict[str, Any]

_SHIPMENT_TYPE = {Medium.EMAIL: "Email", Medium.SMS: "SMS"}


def order_document(order: Order, orders_url: str) -> Json:
    """Write an order as GET orders/{id} does: from the stored request, all digits kept."""
    draft = order.draft
    link = f"{orders_url}/{order.id}"
    return {
        **_head(order, draft.senders_reference, draft.requested_send_time, order.created_at),
        "recipients": [_recipient(each) for each in draft.recipients],
        **without_nulls(
            {
                "conditionEndpoint": draft.condition_endpoint,
                "emailTemplate": draft.email and _email_template(draft.email),
                "smsTemplate": draft.sms and _sms_template(draft.sms),
            }
        ),
        "links": {"self": link, "status": f"{link}/status"},
    }


def status_document(order: Order, orders_url: str) -> Json:
    """Write an order as its status does: from columns, which hold microseconds."""
    draft = order.draft
    status, description = ORDER_STATUSES[order.state]
    return {
        **_head(
            order,
            reference_column(draft),
            cut_to_micro(draft.requested_send_time),
            cut_to_micro(order.created_at),
        ),
        "processingStatus": {
            "status": status,
            "description": description,
            "lastUpdate": _micro(order.changed_at),
        },
        **without_nulls(
            {
                "conditionEndpoint": draft.condition_endpoint,
                "notificationsStatusSummary": _status_summary(order, orders_url),
            }
        ),
    }


def summary_document(order: Order, medium: Medium) -> Json:
    """Write the notifications of one kind that an order became."""
    entries = [_summary_entry(each) for each in order.notifications if each.medium is medium]
    return {
        "orderId": order.id,
        **without_nulls({"sendersReference": reference_column(order.draft)}),
        "generated": len(entries),
        "succeeded": sum(1 for each in entries if each["succeeded"]),
        "notifications": entries,
    }


def shipment_document(order: Order) -> Json:
    """Write an order as a shipment."""
    return {
        "shipmentId": order.id,
        **without_nulls({"sendersReference": reference_column(order.draft)}),
        "type": order.type.value,
        "status": order_lifecycle(order.state),
        "lastUpdate": _micro(order.changed_at),
        "recipients": [
            {
                "type": _SHIPMENT_TYPE[each.medium],
                "destination": each.to,
                "status": lifecycle(each.medium, each.result),
                "lastUpdate": _micro(each.result_at),
            }
            for each in emails_first(order)
        ],
    }


def feed_document(entry: FeedEntry) -> Json:
    """Write one entry of the status feed."""
    return {
        "sequenceNumber": entry.sequence_number,
        "shipmentId": entry.shipment_id,
        **without_nulls({"sendersReference": entry.senders_reference}),
        "recipients": [
            {
                "destination": to,
                "status": lifecycle(medium, result),
                "lastUpdate": _micro(at),
            }
            for to, medium, result, at in entry.recipients
        ],
        "status": order_lifecycle(entry.status),
        "lastUpdate": _micro(entry.last_update),
        "shipmentType": entry.order_type.value,
    }


def receipt_document(receipt: Receipt) -> Json:
    """Write what an order chain, an instant or a composed order is answered with."""
    main, *reminders = receipt.shipments
    return {
        "notificationOrderId": receipt.chain_id,
        "notification": {
            **({"reminders": [_shipment(*each) for each in reminders]} if reminders else {}),
            **_shipment(*main),
        },
    }


def lookup_document(lookup: RecipientLookup) -> Json:
    """Write what the look-up at registration found missing."""
    return {
        "status": lookup.status,
        "isReserved": list(lookup.is_reserved),
        "missingContact": list(lookup.missing_contact),
    }


def reference_column(draft: Draft) -> str | None:
    """Return the sender's reference as the database's column holds it: none instead of blank."""
    return None if is_blank(draft.senders_reference) else draft.senders_reference


def without_nulls(document: Json) -> Json:
    """Return *document* without the members that hold nothing."""
    return {name: value for name, value in document.items() if value is not None}


def channel_name(channel: int) -> str | int:
    """Return a channel as it is written: a number where it has no name."""
    return CHANNEL_NAMES[Channel(channel)] if channel in CHANNEL_NAMES else channel


def _head(order: Order, reference: str | None, send_time: Instant, created: Instant) -> Json:
    draft = order.draft
    return without_nulls(
        {
            "id": order.id,
            "sendersReference": reference,
            "requestedSendTime": iso(send_time),
            "creator": order.creator,
            "created": iso(created),
            "notificationChannel": channel_name(draft.channel),
            "ignoreReservation": draft.ignore_reservation,
            "resourceId": draft.resource_id,
            "resourceAction": draft.resource_action,
        }
    )


def _recipient(recipient: Recipient) -> Json:
    return without_nulls(
        {
            "emailAddress": recipient.email,
            "mobileNumber": recipient.mobile,
            "organizationNumber": recipient.organization_number,
            "nationalIdentityNumber": recipient.national_identity_number,
        }
    )


def _email_template(template: EmailTemplate) -> Json:
    content_type = template.content_type
    return {
        "fromAddress": template.sender,
        "subject": template.subject,
        "body": template.body,
        "contentType": (
            CONTENT_TYPE_NAMES[ContentType(content_type)]
            if content_type in CONTENT_TYPE_NAMES
            else content_type
        ),
    }


def _sms_template(template: SmsTemplate) -> Json:
    return {"senderNumber": template.sender, "body": template.body}


def _status_summary(order: Order, orders_url: str) -> Json | None:
    summary = {}
    for medium in Medium:
        results = [each.result for each in order.notifications if each.medium is medium]
        if results:
            summary[medium.value] = {
                "links": {"self": f"{orders_url}/{order.id}/notifications/{medium.value}"},
                "generated": len(results),
                "succeeded": sum(1 for each in results if each in STATUS_SUCCESSES[medium]),
            }
    return summary or None


def _summary_entry(notification: Notification) -> Json:
    medium, result = notification.medium, notification.result
    address = "emailAddress" if medium is Medium.EMAIL else "mobileNumber"
    return {
        "id": notification.id,
        "succeeded": result in SUCCESSES[medium],
        "recipient": without_nulls(
            {
                address: notification.to,
                "organizationNumber": notification.organization_number,
                "nationalIdentityNumber": notification.national_identity_number,
            }
        ),
        "sendStatus": {
            "status": send_status(result),
            "description": DESCRIPTIONS[medium][result],
            "lastUpdate": _micro(notification.result_at),
        },
    }


def _shipment(order_id: str, reference: str | None) -> Json:
    return without_nulls({"shipmentId": order_id, "sendersReference": reference})


def _micro(at: Instant) -> str:
    return iso(cut_to_micro(at))
