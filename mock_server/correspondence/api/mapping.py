"""From a checked document to what is asked for, in the domain's words.

Source: spec/correspondence.md sections 1.5, 1.7, 2.1 to 2.3. Where the real service's own
translation breaks down, so does this one, on purpose: list items that are null.
"""

from typing import Final

from mock_server.correspondence.api.request_schemas import EXTERNAL_STORAGE
from mock_server.correspondence.domain.enums import NotificationTemplate
from mock_server.correspondence.domain.errors import InvalidNotificationTemplate
from mock_server.correspondence.domain.identifiers import normalize_recipient, without_prefix
from mock_server.correspondence.domain.request import (
    AttachmentRequest,
    CustomRecipient,
    ExternalReference,
    InitializeRequest,
    MessageTexts,
    NotificationRequest,
    ReplyOption,
    UploadedFile,
)
from mock_server.domain.enums import ContentType, NotificationChannel
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import Instant
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.schema import Document, ParsedDateTime
from mock_server.dotnet.uri_texts import is_well_formed_escaped

DEFAULT_LANGUAGE: Final = "nb"


def map_initialize_request(
    document: Document, files: tuple[UploadedFile, ...]
) -> InitializeRequest:
    """Return the message that *document* and the *files* beside it ask for.

    Raises:
        InvalidTemplate: if the notification template is none.
        PlatformCrash: if a list holds null where the platform does not expect it.
    """
    asked: Document = document["correspondence"]
    content: Document = asked["content"]
    language = content.get("language")
    notification = asked.get("notification")
    # In the order in which the platform goes through them.
    reply_options = tuple(_reply_option(each) for each in asked.get("replyOptions") or ())
    references = tuple(
        ExternalReference(type=each.get("referenceType", 0), value=each["referenceValue"])
        for each in asked.get("externalReferences") or ()
    )
    attachments = tuple(
        map_attachment_request(_present(each)) for each in content.get("attachments", ())
    )
    return InitializeRequest(
        resource_id=without_prefix(asked["resourceId"]),
        senders_reference=asked["sendersReference"],
        recipients=tuple(normalize_recipient(each) for each in document["recipients"]),
        language=DEFAULT_LANGUAGE if is_blank(language) else str(language),
        title=content["messageTitle"],
        summary=content.get("messageSummary") or "",
        body=content["messageBody"],
        message_sender=asked.get("messageSender"),
        attachments=attachments,
        files=files,
        existing_attachments=tuple(document.get("existingAttachments", ())),
        requested_publish_time=_instant(asked.get("requestedPublishTime")),
        due_date_time=_instant(asked.get("dueDateTime")),
        external_references=references,
        property_list=asked.get("propertyList", {}),
        reply_options=reply_options,
        notification=None if notification is None else map_notification_request(notification),
        ignore_reservation=asked.get("ignoreReservation"),
        is_confirmation_needed=asked.get("isConfirmationNeeded", False),
        is_confidential=asked.get("isConfidential", False),
        allow_forwarding=asked.get("allowForwarding", False),
        idempotent_key=document.get("idempotentKey"),
    )


def map_notification_request(asked: Document) -> NotificationRequest:
    """Return the notification that is asked for.

    Raises:
        InvalidTemplate: if its template is none.
        PlatformCrash: if a custom recipient is null.
    """
    custom, custom_from = _custom_recipients(asked)
    reminder_channel = asked.get("reminderNotificationChannel")
    reminder_content_type = asked.get("reminderEmailContentType")
    return NotificationRequest(
        template=_template(asked.get("notificationTemplate")),
        notification_channel=NotificationChannel(
            asked.get("notificationChannel", NotificationChannel.EMAIL)
        ),
        reminder_channel=None
        if reminder_channel is None
        else NotificationChannel(reminder_channel),
        sends_reminder=asked.get("sendReminder", False),
        main=MessageTexts(
            email_subject=asked.get("emailSubject"),
            email_body=asked.get("emailBody"),
            sms_body=asked.get("smsBody"),
        ),
        reminder=MessageTexts(
            email_subject=asked.get("reminderEmailSubject"),
            email_body=asked.get("reminderEmailBody"),
            sms_body=asked.get("reminderSmsBody"),
        ),
        content_type=ContentType(asked.get("emailContentType", ContentType.PLAIN)),
        reminder_content_type=None
        if reminder_content_type is None
        else ContentType(reminder_content_type),
        custom_recipients=custom,
        custom_recipients_field=custom_from,
        override_registered_contact_information=asked.get(
            "overrideRegisteredContactInformation", False
        ),
    )


def map_attachment_request(asked: Document) -> AttachmentRequest:
    """Return the metadata of one file."""
    return AttachmentRequest(
        file_name=asked["fileName"],
        senders_reference=asked["sendersReference"],
        display_name=asked.get("displayName"),
        checksum=asked.get("checksum", ""),
        is_encrypted=asked.get("isEncrypted", False),
        is_external=asked.get("dataLocationType") == EXTERNAL_STORAGE,
        expiration_in_days=asked.get("expirationInDays"),
    )


def _custom_recipients(asked: Document) -> tuple[tuple[CustomRecipient, ...], str]:
    """Return the custom recipients of the first form that has some, and where it stands."""
    listed = asked.get("customRecipients")
    if listed:
        return _recipients(listed), "CustomRecipients[{index}]"
    single = asked.get("customRecipient")
    if single is not None:
        return _recipients([single]), "CustomRecipient"
    old = asked.get("customNotificationRecipients") or [None]
    first = old[0]["recipients"] if old[0] else []
    if first and first[0] is not None:
        return _recipients(first), "CustomNotificationRecipients[0].Recipients[{index}]"
    return (), ""


def _recipients(items: list[Document | None]) -> tuple[CustomRecipient, ...]:
    return tuple(
        CustomRecipient(
            organization_number=each.get("organizationNumber"),
            national_identity_number=each.get("nationalIdentityNumber"),
            email_address=each.get("emailAddress"),
            mobile_number=each.get("mobileNumber"),
        )
        for each in map(_present, items)
    )


def _template(number: int | None) -> NotificationTemplate:
    if number is None:
        return NotificationTemplate.CUSTOM_MESSAGE
    try:
        return NotificationTemplate(number)
    except ValueError:
        raise InvalidNotificationTemplate from None


def _reply_option(asked: Document | None) -> ReplyOption:
    present = _present(asked)
    link = present["linkURL"]
    return ReplyOption(
        link_url=link,
        link_text=present.get("linkText"),
        is_well_formed=is_well_formed_escaped(link),
    )


def _present(item: Document | None) -> Document:
    if item is None:
        raise PlatformServerError(
            "the platform asks an item of a list that is null for its members"
        )
    return item


def _instant(moment: ParsedDateTime | None) -> Instant | None:
    return None if moment is None else moment.at
