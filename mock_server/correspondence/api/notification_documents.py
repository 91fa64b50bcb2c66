"""What has become of an order, as the details of its message show it.

The service reads the shipment from Notifications and shows it in its own, older form.
Source: spec/correspondence.md section 7.2, spec/verified-correspondence.md section 4.
"""

from collections.abc import Mapping
from typing import Any, Final

from mock_server.correspondence.engine import registers
from mock_server.correspondence.store import Correspondence, NotificationOrderRecord
from mock_server.domain.enums import NOTIFICATION_CHANNEL_NAMES, Channel, NotificationResult
from mock_server.domain.instant import Instant, format_instant
from mock_server.domain.orders import Order
from mock_server.notifications.api.response_documents import shipment_document as seen_by_orderer
from mock_server.notifications.api.statuses import SUCCESSFUL_RESULTS, notification_status_name
from mock_server.world.world import World


def format_with_offset(at: Instant) -> str:
    """Write an instant in UTC, with its offset."""
    return f"{format_instant(at).removesuffix('Z')}+00:00"


def format_optional_with_offset(at: Instant | None) -> str | None:
    """Write an instant, or None."""
    return None if at is None else format_with_offset(at)


Document = dict[str, Any]

UNKNOWN: Final = "Unknown"
NO_OWNER: Final = "Not found"

# What Notifications says and this service does not know.
_NOT_KNOWN: Final = frozenset(
    notification_status_name(Channel.EMAIL, result)
    for result in (
        NotificationResult.INVALID_EMAIL_FORMAT,
        NotificationResult.INVALID_SAS_URL,
        NotificationResult.PAYLOAD_TOO_LARGE,
    )
)
_SUCCESSES: Final = frozenset(
    notification_status_name(channel, result)
    for channel, results in SUCCESSFUL_RESULTS.items()
    for result in results
)
_ADDRESS: Final = {"Email": "emailAddress", "SMS": "mobileNumber"}
_NO_ID: Final = {"Email": None, "SMS": "00000000-0000-0000-0000-000000000000"}


def shipment_document(
    world: World, message: Correspondence, record: NotificationOrderRecord, order: Order
) -> Document:
    """Show what has become of the *order* of one *record*, main or reminder."""
    shipment = seen_by_orderer(order)
    known = registers.resource(world, message.resource_id)
    return {
        "id": shipment["shipmentId"],
        "sendersReference": shipment.get("sendersReference"),
        "creator": known.owner if known else NO_OWNER,
        "created": format_with_offset(record.created),
        "isReminder": record.is_reminder,
        # Also a reminder shows the channel of the main notification.
        "notificationChannel": NOTIFICATION_CHANNEL_NAMES[record.channel],
        "ignoreReservation": bool(message.ignore_reservation),
        "resourceId": message.resource_id,
        "processingStatus": _status(shipment["status"], shipment["lastUpdate"]),
        "notificationStatusDetails": _details(shipment["recipients"]),
    }


def _details(recipients: list[Document]) -> Document:
    newest_first = sorted(recipients, key=lambda each: str(each["lastUpdate"]), reverse=True)
    emails = [_detail(each) for each in newest_first if each["type"] == "Email"]
    smses = [_detail(each) for each in newest_first if each["type"] == "SMS"]
    return {
        "email": emails[0] if emails else None,
        "sms": smses[0] if smses else None,
        "emails": emails or None,
        "smses": smses or None,
    }


def _detail(recipient: Mapping[str, Any]) -> Document:
    kind, status = recipient["type"], recipient["status"]
    addresses: Document = dict.fromkeys(_ADDRESS.values())
    addresses[_ADDRESS[kind]] = recipient["destination"]
    return {
        "id": _NO_ID[kind],
        "succeeded": status in _SUCCESSES,
        "recipient": {
            **addresses,
            "organizationNumber": None,
            "nationalIdentityNumber": None,
            "isReserved": None,
        },
        "sendStatus": _status(UNKNOWN if status in _NOT_KNOWN else status, recipient["lastUpdate"]),
    }


def _status(status: str, last_update: str) -> Document:
    return {
        "status": status,
        "description": None,
        "lastUpdate": f"{last_update.removesuffix('Z')}+00:00",
    }
