"""Messages as the service shows them: the answer to a sender, overviews, details.

Source: spec/correspondence.md sections 1.6, 7.1 and 7.2, spec/verified-correspondence.md section 4.
Members come in the service's own order; what is not there is written as null.
"""

from typing import Any, Final

from mock_server.correspondence.api.notification_documents import (
    format_optional_with_offset,
    format_with_offset,
    shipment_document,
)
from mock_server.correspondence.domain.attachments import media_type_of
from mock_server.correspondence.domain.enums import (
    ATTACHMENT_STATUS_NAMES,
    CORRESPONDENCE_STATUS_NAMES,
    REFERENCE_TYPE_NAMES,
)
from mock_server.correspondence.engine.queries import CorrespondenceView
from mock_server.correspondence.store import (
    Attachment,
    AttachmentLink,
    Correspondence,
    StatusEntry,
    correspondences,
)
from mock_server.world.world import World

Document = dict[str, Any]

NO_LANGUAGE: Final = "no"
MAX_SEPARATE_OPTIONS: Final = 3
_OPTIONS_HEADING: Final = "Svarvalg:"
_OPTIONS_HEADINGS: Final = {"nn": "Svarval:", "en": "Reply options:"}


def initialized_document(correspondences: list[Correspondence]) -> Document:
    """Answer to a sender: one entry for each recipient, in the order of the request."""
    attachments = dict.fromkeys(
        link.attachment_id for each in correspondences for link in each.attachments
    )
    return {
        "correspondences": [
            {
                "correspondenceId": each.id,
                "status": CORRESPONDENCE_STATUS_NAMES[each.current_status.status],
                "recipient": each.recipient,
                # Orders are made by a later job, so nothing is known of them yet.
                "notifications": None,
            }
            for each in correspondences
        ],
        "attachmentIds": list(attachments),
    }


def overview_document(world: World, seen: CorrespondenceView) -> Document:
    """Show a message, with the ids of its orders."""
    notifications = [
        {"notificationOrderId": record.order_id, "isReminder": record.is_reminder}
        for record in seen.correspondence.records
    ]
    document = _message(world, seen)
    if seen.shows_content:
        document["content"]["messageBody"] = body_with_reply_options(seen.correspondence)
    place = list(document).index("altinn2CorrespondenceId")
    members = list(document.items())
    return dict([*members[:place], ("notifications", notifications), *members[place:]])


def details_document(world: World, seen: CorrespondenceView) -> Document:
    """Show a message with its history and what has become of its orders."""
    return {
        "statusHistory": [_status(entry) for entry in seen.history],
        "notifications": [
            shipment_document(world, seen.correspondence, record, order)
            for record, order in seen.shipments
        ],
        "systemLabel": "Default",
        **_message(world, seen),
    }


def _message(world: World, seen: CorrespondenceView) -> Document:
    message = seen.correspondence
    return {
        "recipient": message.recipient,
        "correspondenceId": message.id,
        "content": _content(world, message) if seen.shows_content else _no_content(),
        "created": format_with_offset(message.created),
        **_status(message.current_status),
        "altinn2CorrespondenceId": None,
        "published": format_optional_with_offset(message.published),
        "read": format_optional_with_offset(message.read_at),
        "resourceId": message.resource_id,
        "sender": message.sender,
        "sendersReference": message.senders_reference,
        "messageSender": message.message_sender or "",
        "requestedPublishTime": format_with_offset(message.requested_publish_time),
        "dueDateTime": format_optional_with_offset(message.due_date_time),
        "externalReferences": [
            {
                "referenceValue": reference.value,
                # A number that is no member's is shown as it is.
                "referenceType": REFERENCE_TYPE_NAMES.get(reference.type, reference.type),
            }
            for reference in message.external_references
        ],
        "propertyList": dict(message.property_list),
        "replyOptions": [
            {"linkURL": option.link_url, "linkText": option.link_text}
            for option in message.reply_options
        ],
        "notification": None,
        "ignoreReservation": bool(message.ignore_reservation),
        "isConfirmationNeeded": message.is_confirmation_needed,
        "isConfidential": message.is_confidential,
        "allowForwarding": message.allow_forwarding,
    }


def _status(entry: StatusEntry) -> Document:
    return {
        "status": CORRESPONDENCE_STATUS_NAMES[entry.status],
        "statusText": entry.text,
        "statusChanged": format_with_offset(entry.at),
    }


def _content(world: World, message: Correspondence) -> Document:
    attachments = correspondences(world).attachments
    return {
        "attachments": [
            _attachment(link, attachments[link.attachment_id]) for link in message.attachments
        ],
        "language": message.language,
        "messageTitle": message.title,
        "messageSummary": message.summary,
        "messageBody": message.body,
    }


def _no_content() -> Document:
    return {
        "attachments": [],
        "language": NO_LANGUAGE,
        "messageTitle": "",
        "messageSummary": "",
        "messageBody": "",
    }


def body_with_reply_options(message: Correspondence) -> str:
    """Return a message's body, with its reply options below when they are many."""
    options = message.reply_options
    if len(options) <= MAX_SEPARATE_OPTIONS:
        return message.body
    heading = _OPTIONS_HEADINGS.get(message.language.lower(), _OPTIONS_HEADING)
    lines = [f"{option.link_text or ''}: {option.link_url}" for option in options]
    return message.body + "\n\n" + "\n".join([heading, *lines])


def _attachment(link: AttachmentLink, attachment: Attachment) -> Document:
    latest = attachment.latest_status
    return {
        "created": format_with_offset(link.created),
        "dataLocationType": "ExternalStorage"
        if attachment.is_external
        else "AltinnCorrespondenceAttachment",
        "status": ATTACHMENT_STATUS_NAMES[latest.status],
        "statusText": latest.text,
        "statusChanged": format_with_offset(latest.at),
        "dataType": media_type_of(attachment.file_name),
        "expirationTime": format_optional_with_offset(link.expires_at),
        "id": attachment.id,
        "fileName": attachment.file_name,
        "displayName": attachment.display_name,
        "isEncrypted": attachment.is_encrypted,
        "checksum": attachment.checksum,
        "sendersReference": attachment.senders_reference,
        # The service never says it here.
        "expirationInDays": None,
    }


def attachment_document(world: World, attachment: Attachment) -> Document:
    """Show an attachment to its sender."""
    latest = attachment.latest_status
    return {
        "attachmentId": attachment.id,
        "status": ATTACHMENT_STATUS_NAMES[latest.status],
        "statusText": latest.text,
        "statusChanged": format_with_offset(latest.at),
        "correspondenceIds": [
            each.id for each in correspondences(world).with_attachment(attachment.id)
        ],
        "dataType": media_type_of(attachment.file_name),
        "resourceId": attachment.resource_id,
        "sender": attachment.sender,
        "fileName": attachment.file_name,
        "displayName": attachment.display_name,
        # The service never says that an attachment is encrypted.
        "isEncrypted": False,
        "checksum": attachment.checksum,
        "sendersReference": attachment.senders_reference,
        "expirationInDays": attachment.expiration_in_days,
    }
