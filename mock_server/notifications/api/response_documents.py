"""Response documents of orders and notifications, with fields in Altinn's order.

Source: docs/reference/notifications.md sections 4.2, 12, 13, 18 and 19.3.
"""

from typing import Any

from mock_server.domain.enums import (
    CONTENT_TYPE_NAMES,
    NOTIFICATION_CHANNEL_NAMES,
    Channel,
    ContentType,
    NotificationChannel,
    RuleSet,
)
from mock_server.domain.instant import Instant, format_instant, truncate_to_microseconds
from mock_server.domain.orders import (
    EmailTemplate,
    Notification,
    Order,
    OrderChainReceipt,
    OrderRequest,
    Recipient,
    RecipientLookup,
    SmsTemplate,
)
from mock_server.domain.whitespace import is_blank
from mock_server.notifications.api.statuses import (
    DESCRIPTIONS,
    SUCCESSFUL_IN_ORDER_STATUS,
    SUCCESSFUL_RESULTS,
    notification_status_name,
    order_status,
    order_status_name,
    send_status,
)
from mock_server.world.status_feed import StatusFeedEntry, emails_first

Json = dict[str, Any]

_SHIPMENT_TYPE = {Channel.EMAIL: "Email", Channel.SMS: "SMS"}
# The notification log spells SMS in its own way.
LOG_CHANNELS = {Channel.EMAIL: "Email", Channel.SMS: "Sms"}


def order_document(order: Order, orders_url: str) -> Json:
    """Return the response of GET orders/{id}; times keep all of their digits."""
    request = order.request
    link = f"{orders_url}/{order.id}"
    return {
        **_common_fields(
            order, request.senders_reference, request.requested_send_time, order.created_at
        ),
        "recipients": [_recipient(each) for each in request.recipients],
        **without_nulls(
            {
                "conditionEndpoint": request.condition_endpoint,
                "emailTemplate": request.email and _email_template(request.email),
                "smsTemplate": request.sms and _sms_template(request.sms),
            }
        ),
        "links": {"self": link, "status": f"{link}/status"},
    }


def status_document(order: Order, orders_url: str, rules: RuleSet) -> Json:
    """Return the response of GET orders/{id}/status; times have microseconds."""
    request = order.request
    status, description = order_status(order.status, rules)
    return {
        **_common_fields(
            order,
            stored_reference(request),
            truncate_to_microseconds(request.requested_send_time),
            truncate_to_microseconds(order.created_at),
        ),
        "processingStatus": {
            "status": status,
            "description": description,
            "lastUpdate": _microseconds(order.changed_at),
        },
        **without_nulls(
            {
                "conditionEndpoint": request.condition_endpoint,
                "notificationsStatusSummary": _status_summary(order, orders_url, rules),
            }
        ),
    }


def summary_document(order: Order, channel: Channel) -> Json:
    """Return an order's notifications of one channel."""
    entries = [_summary_entry(each) for each in order.notifications if each.channel is channel]
    return {
        "orderId": order.id,
        **without_nulls({"sendersReference": stored_reference(order.request)}),
        "generated": len(entries),
        "succeeded": sum(1 for each in entries if each["succeeded"]),
        "notifications": entries,
    }


def shipment_document(order: Order) -> Json:
    """Return an order as a shipment."""
    return {
        "shipmentId": order.id,
        **without_nulls({"sendersReference": stored_reference(order.request)}),
        "type": order.type.value,
        "status": order_status_name(order.status),
        "lastUpdate": _microseconds(order.changed_at),
        "recipients": [
            {
                "type": _SHIPMENT_TYPE[each.channel],
                "destination": each.to,
                "status": notification_status_name(each.channel, each.result),
                "lastUpdate": _microseconds(each.result_at),
            }
            for each in emails_first(order)
        ],
    }


def feed_document(entry: StatusFeedEntry) -> Json:
    """Return an entry of the status feed."""
    return {
        "sequenceNumber": entry.sequence_number,
        "shipmentId": entry.shipment_id,
        **without_nulls({"sendersReference": entry.senders_reference}),
        "recipients": [
            {
                "destination": to,
                "status": notification_status_name(channel, result),
                "lastUpdate": _microseconds(at),
            }
            for to, channel, result, at in entry.recipients
        ],
        "status": order_status_name(entry.status),
        "lastUpdate": _microseconds(entry.last_update),
        "shipmentType": entry.order_type.value,
    }


def receipt_document(receipt: OrderChainReceipt) -> Json:
    """Return the response to an order chain, an instant order or a composed e-mail."""
    main, *reminders = receipt.shipments
    return {
        "notificationOrderId": receipt.chain_id,
        "notification": {
            **({"reminders": [_shipment(*each) for each in reminders]} if reminders else {}),
            **_shipment(*main),
        },
    }


def recipient_lookup_document(lookup: RecipientLookup) -> Json:
    """Return the result of the lookup at registration."""
    return {
        "status": lookup.status,
        "isReserved": list(lookup.is_reserved),
        "missingContact": list(lookup.missing_contact),
    }


def stored_reference(request: OrderRequest) -> str | None:
    """Return the sender's reference as Altinn's database stores it: None if blank."""
    return None if is_blank(request.senders_reference) else request.senders_reference


def without_nulls(document: Json) -> Json:
    """Return *document* without the fields that are None."""
    return {name: value for name, value in document.items() if value is not None}


def channel_name(channel: int) -> str | int:
    """Return the name of a channel, or its number if it has no name."""
    return (
        NOTIFICATION_CHANNEL_NAMES[NotificationChannel(channel)]
        if channel in NOTIFICATION_CHANNEL_NAMES
        else channel
    )


def _common_fields(
    order: Order, reference: str | None, send_time: Instant, created: Instant
) -> Json:
    request = order.request
    return without_nulls(
        {
            "id": order.id,
            "sendersReference": reference,
            "requestedSendTime": format_instant(send_time),
            "creator": order.creator,
            "created": format_instant(created),
            "notificationChannel": channel_name(request.notification_channel),
            "ignoreReservation": request.ignore_reservation,
            "resourceId": request.resource_id,
            "resourceAction": request.resource_action,
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


def _status_summary(order: Order, orders_url: str, rules: RuleSet) -> Json | None:
    summary, successful = {}, SUCCESSFUL_IN_ORDER_STATUS[rules]
    for channel in Channel:
        results = [each.result for each in order.notifications if each.channel is channel]
        if results:
            summary[channel.value] = {
                "links": {"self": f"{orders_url}/{order.id}/notifications/{channel.value}"},
                "generated": len(results),
                "succeeded": sum(1 for each in results if each in successful[channel]),
            }
    return summary or None


def _summary_entry(notification: Notification) -> Json:
    channel, result = notification.channel, notification.result
    address = "emailAddress" if channel is Channel.EMAIL else "mobileNumber"
    return {
        "id": notification.id,
        "succeeded": result in SUCCESSFUL_RESULTS[channel],
        "recipient": without_nulls(
            {
                address: notification.to,
                "organizationNumber": notification.organization_number,
                "nationalIdentityNumber": notification.national_identity_number,
            }
        ),
        "sendStatus": {
            "status": send_status(result),
            "description": DESCRIPTIONS[channel][result],
            "lastUpdate": _microseconds(notification.result_at),
        },
    }


def _shipment(order_id: str, reference: str | None) -> Json:
    return without_nulls({"shipmentId": order_id, "sendersReference": reference})


def _microseconds(at: Instant) -> str:
    return format_instant(truncate_to_microseconds(at))
