"""Response documents for correspondences and attachments.

Source: docs/reference/correspondence.md sections 1.6, 7.1 and 7.2. Fields are in Altinn's order; a
missing value is null.
"""

from typing import Final

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
from mock_server.dotnet.schema import Document
from mock_server.world.world import World

HIDDEN_CONTENT_LANGUAGE: Final = "no"
MAX_SEPARATE_OPTIONS: Final = 3
_OPTIONS_HEADING: Final = "Svarvalg:"
_OPTIONS_HEADINGS: Final = {"nn": "Svarval:", "en": "Reply options:"}


def initialized_document(correspondences: list[Correspondence]) -> Document:
    """Return the response to a new message: an entry for each recipient, in request order."""
    attachments = dict.fromkeys(
        link.attachment_id for each in correspondences for link in each.attachments
    )
    return {
        "correspondences": [
            {
                "correspondenceId": each.id,
                "status": CORRESPONDENCE_STATUS_NAMES[each.current_status.status],
                "recipient": each.recipient,
                # A later job creates the orders.
                "notifications": None,
            }
            for each in correspondences
        ],
        "attachmentIds": list(attachments),
    }


def overview_document(world: World, view: CorrespondenceView) -> Document:
    """Return the overview of a correspondence, with the ids of its orders."""
    notifications = [
        {"notificationOrderId": record.order_id, "isReminder": record.is_reminder}
        for record in view.correspondence.records
    ]
    document = _message(world, view)
    if view.is_content_visible:
        document["content"]["messageBody"] = body_with_reply_options(view.correspondence)
    index = list(document).index("altinn2CorrespondenceId")
    fields = list(document.items())
    return dict([*fields[:index], ("notifications", notifications), *fields[index:]])


def details_document(world: World, view: CorrespondenceView) -> Document:
    """Return the details of a correspondence, with its history and its orders."""
    return {
        "statusHistory": [_status(entry) for entry in view.history],
        "notifications": [
            shipment_document(world, view.correspondence, record, order)
            for record, order in view.shipments
        ],
        "systemLabel": "Default",
        **_message(world, view),
    }


def _message(world: World, view: CorrespondenceView) -> Document:
    message = view.correspondence
    return {
        "recipient": message.recipient,
        "correspondenceId": message.id,
        "content": _content(world, message) if view.is_content_visible else _hidden_content(),
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
                # An unknown number is returned unchanged.
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


def _hidden_content() -> Document:
    return {
        "attachments": [],
        "language": HIDDEN_CONTENT_LANGUAGE,
        "messageTitle": "",
        "messageSummary": "",
        "messageBody": "",
    }


def body_with_reply_options(message: Correspondence) -> str:
    """Return the body, followed by the reply options if there are more than three."""
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
        # Altinn never returns the value here.
        "expirationInDays": None,
    }


def attachment_details_document(world: World, attachment: Attachment) -> Document:
    """Return an attachment with its status history."""
    history = [
        {
            "status": ATTACHMENT_STATUS_NAMES[entry.status],
            "statusText": entry.text,
            "statusChanged": format_with_offset(entry.at),
        }
        for entry in attachment.history
    ]
    return {"statusHistory": history, **attachment_document(world, attachment)}


def attachment_document(world: World, attachment: Attachment) -> Document:
    """Return the overview of an attachment."""
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
        # Altinn always returns false.
        "isEncrypted": False,
        "checksum": attachment.checksum,
        "sendersReference": attachment.senders_reference,
        "expirationInDays": attachment.expiration_in_days,
    }
