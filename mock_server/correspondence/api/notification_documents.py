"""What has become of an order, as the details of its message show it.

The service reads the shipment from Notifications and shows it in its own, older form.
Source: spec/correspondence.md section 7.2, spec/verified-correspondence.md section 4.
"""

from collections.abc import Mapping
from typing import Any, Final

from mock_server.correspondence.engine import registers
from mock_server.correspondence.store import Correspondence, NotificationRecord
from mock_server.domain.enums import CHANNEL_NAMES, Medium, Result
from mock_server.domain.instant import Instant, iso
from mock_server.domain.orders import Order
from mock_server.notifications.api.response_documents import shipment_document as seen_by_orderer
from mock_server.notifications.api.statuses import SUCCESSES, lifecycle
from mock_server.world.world import World


def written(at: Instant) -> str:
    """Write an instant in UTC, with its offset."""
    return f"{iso(at).removesuffix('Z')}+00:00"


def written_or_null(at: Instant | None) -> str | None:
    """Write an instant, or None."""
    return None if at is None else written(at)


Document = dict[str, Any]

UNKNOWN: Final = "Unknown"
NO_OWNER: Final = "Not found"

# What Notifications says and this service does not know.
_NOT_KNOWN: Final = frozenset(
    lifecycle(Medium.EMAIL, result)
    for result in (
        Result.INVALID_EMAIL_FORMAT,
        Result.INVALID_SAS_URL,
        Result.PAYLOAD_TOO_LARGE,
    )
)
_SUCCESSES: Final = frozenset(
    lifecycle(medium, result) for medium, results in SUCCESSES.items() for result in results
)
_ADDRESS: Final = {"Email": "emailAddress", "SMS": "mobileNumber"}
_NO_ID: Final = {"Email": None, "SMS": "00000000-0000-0000-0000-000000000000"}


def shipment_document(
    world: World, message: Correspondence, record: NotificationRecord, order: Order
) -> Document:
    """Show what has become of the *order* of one *record*, main or reminder."""
    shipment = seen_by_orderer(order)
    known = registers.resource(world, message.resource_id)
    return {
        "id": shipment["shipmentId"],
        "sendersReference": shipment.get("sendersReference"),
        "creator": known.owner if known else NO_OWNER,
        "created": written(record.created),
        "isReminder": record.is_reminder,
        # Also a reminder shows the channel of the main notification.
        "notificationChannel": CHANNEL_NAMES[record.channel],
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
