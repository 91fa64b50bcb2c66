"""Notification orders in the details of a correspondence.

Altinn reads the shipment from Notifications and returns it in an older format.
Source: docs/reference/correspondence.md section 7.2.
"""

from collections.abc import Mapping
from typing import Any, Final

from mock_server.correspondence.engine import registers
from mock_server.correspondence.store import Correspondence, NotificationOrderRecord
from mock_server.domain.enums import NOTIFICATION_CHANNEL_NAMES, Channel, NotificationResult
from mock_server.domain.instant import Instant, format_instant
from mock_server.domain.orders import Order
from mock_server.dotnet.schema import Document
from mock_server.notifications.api import response_documents as notifications
from mock_server.notifications.api.statuses import SUCCESSFUL_RESULTS, notification_status_name
from mock_server.world.world import World

UNKNOWN_STATUS: Final = "Unknown"
UNKNOWN_CREATOR: Final = "Not found"

# Statuses of Notifications that Correspondence does not support.
_UNKNOWN_STATUSES: Final = frozenset(
    notification_status_name(Channel.EMAIL, result)
    for result in (
        NotificationResult.INVALID_EMAIL_FORMAT,
        NotificationResult.INVALID_SAS_URL,
        NotificationResult.PAYLOAD_TOO_LARGE,
    )
)
_SUCCESSFUL_STATUSES: Final = frozenset(
    notification_status_name(channel, result)
    for channel, results in SUCCESSFUL_RESULTS.items()
    for result in results
)
_ADDRESS_FIELDS: Final = {"Email": "emailAddress", "SMS": "mobileNumber"}
_NOTIFICATION_IDS: Final = {"Email": None, "SMS": "00000000-0000-0000-0000-000000000000"}


def format_with_offset(at: Instant) -> str:
    """Format an instant in UTC with the offset ``+00:00``."""
    return f"{format_instant(at).removesuffix('Z')}+00:00"


def format_optional_with_offset(at: Instant | None) -> str | None:
    """Format an instant with its offset; None stays None."""
    return None if at is None else format_with_offset(at)


def shipment_document(
    world: World, message: Correspondence, record: NotificationOrderRecord, order: Order
) -> Document:
    """Return the document of a main order or a reminder."""
    shipment = notifications.shipment_document(order)
    resource = registers.find_resource(world, message.resource_id)
    return {
        "id": shipment["shipmentId"],
        "sendersReference": shipment.get("sendersReference"),
        "creator": resource.owner if resource else UNKNOWN_CREATOR,
        "created": format_with_offset(record.created),
        "isReminder": record.is_reminder,
        # A reminder has the channel of the main notification too.
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
    addresses: Document = dict.fromkeys(_ADDRESS_FIELDS.values())
    addresses[_ADDRESS_FIELDS[kind]] = recipient["destination"]
    return {
        "id": _NOTIFICATION_IDS[kind],
        "succeeded": status in _SUCCESSFUL_STATUSES,
        "recipient": {
            **addresses,
            "organizationNumber": None,
            "nationalIdentityNumber": None,
            "isReserved": None,
        },
        "sendStatus": _status(
            UNKNOWN_STATUS if status in _UNKNOWN_STATUSES else status, recipient["lastUpdate"]
        ),
    }


def _status(status: str, last_update: str) -> Document:
    return {
        "status": status,
        "description": None,
        "lastUpdate": f"{last_update.removesuffix('Z')}+00:00",
    }
