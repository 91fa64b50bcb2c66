"""Mapping from request documents to domain values.

Source: docs/reference/correspondence.md sections 1.5, 1.7, 2.1 to 2.3. Altinn responds with 500 to
list items that are null, and so does the mock.
"""

from collections.abc import Iterator
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
    """Return the domain request for *document* and *files*.

    Raises:
        InvalidNotificationTemplate: if the notification template is unknown.
        PlatformServerError: if a list contains null where Altinn does not expect it.
    """
    correspondence: Document = document["correspondence"]
    content: Document = correspondence["content"]
    language = content.get("language")
    notification = correspondence.get("notification")
    # The order is Altinn's; it decides which error comes first.
    reply_options = tuple(
        _map_reply_option(each) for each in correspondence.get("replyOptions") or ()
    )
    references = tuple(
        ExternalReference(type=each.get("referenceType", 0), value=each["referenceValue"])
        for each in correspondence.get("externalReferences") or ()
    )
    attachments = tuple(
        map_attachment_request(_require_not_null(each)) for each in content.get("attachments", ())
    )
    return InitializeRequest(
        resource_id=without_prefix(correspondence["resourceId"]),
        senders_reference=correspondence["sendersReference"],
        recipients=tuple(normalize_recipient(each) for each in document["recipients"]),
        language=DEFAULT_LANGUAGE if is_blank(language) else str(language),
        title=content["messageTitle"],
        summary=content.get("messageSummary") or "",
        body=content["messageBody"],
        message_sender=correspondence.get("messageSender"),
        attachments=attachments,
        files=files,
        existing_attachments=tuple(document.get("existingAttachments", ())),
        requested_publish_time=_optional_instant(correspondence.get("requestedPublishTime")),
        due_date_time=_optional_instant(correspondence.get("dueDateTime")),
        external_references=references,
        property_list=correspondence.get("propertyList", {}),
        reply_options=reply_options,
        notification=None if notification is None else map_notification_request(notification),
        ignore_reservation=correspondence.get("ignoreReservation"),
        is_confirmation_needed=correspondence.get("isConfirmationNeeded", False),
        is_confidential=correspondence.get("isConfidential", False),
        allow_forwarding=correspondence.get("allowForwarding", False),
        idempotent_key=document.get("idempotentKey"),
    )


def map_notification_request(document: Document) -> NotificationRequest:
    """Return the domain request for a notification.

    Raises:
        InvalidNotificationTemplate: if its template is unknown.
        PlatformServerError: if a custom recipient is null.
    """
    custom_recipients, custom_recipients_field = _find_custom_recipients(document)
    reminder_channel = document.get("reminderNotificationChannel")
    reminder_content_type = document.get("reminderEmailContentType")
    return NotificationRequest(
        template=_map_template(document.get("notificationTemplate")),
        notification_channel=NotificationChannel(
            document.get("notificationChannel", NotificationChannel.EMAIL)
        ),
        reminder_channel=None
        if reminder_channel is None
        else NotificationChannel(reminder_channel),
        has_reminder=document.get("sendReminder", False),
        main=MessageTexts(
            email_subject=document.get("emailSubject"),
            email_body=document.get("emailBody"),
            sms_body=document.get("smsBody"),
        ),
        reminder=MessageTexts(
            email_subject=document.get("reminderEmailSubject"),
            email_body=document.get("reminderEmailBody"),
            sms_body=document.get("reminderSmsBody"),
        ),
        content_type=ContentType(document.get("emailContentType", ContentType.PLAIN)),
        reminder_content_type=None
        if reminder_content_type is None
        else ContentType(reminder_content_type),
        custom_recipients=custom_recipients,
        custom_recipients_field=custom_recipients_field,
        override_registered_contact_information=document.get(
            "overrideRegisteredContactInformation", False
        ),
        warnings=tuple(_ineffective_parts(document)),
    )


def map_attachment_request(document: Document) -> AttachmentRequest:
    """Return the domain request for an attachment."""
    return AttachmentRequest(
        file_name=document["fileName"],
        senders_reference=document["sendersReference"],
        display_name=document.get("displayName"),
        checksum=document.get("checksum", ""),
        is_encrypted=document.get("isEncrypted", False),
        is_external=document.get("dataLocationType") == EXTERNAL_STORAGE,
        expiration_in_days=document.get("expirationInDays"),
    )


def _find_custom_recipients(document: Document) -> tuple[tuple[CustomRecipient, ...], str]:
    """Return the custom recipients from the first field that has some, and the field's path."""
    current = document.get("customRecipients")
    if current:
        return _map_custom_recipients(current), "CustomRecipients[{index}]"
    single = document.get("customRecipient")
    if single is not None:
        return _map_custom_recipients([single]), "CustomRecipient"
    deprecated = document.get("customNotificationRecipients") or [None]
    first = deprecated[0]["recipients"] if deprecated[0] else []
    if first and first[0] is not None:
        return _map_custom_recipients(first), "CustomNotificationRecipients[0].Recipients[{index}]"
    return (), ""


def _ineffective_parts(document: Document) -> Iterator[str]:
    """Yield a warning for each part of a notification that Altinn accepts but does not use."""
    if document.get("requestedSendTime") is not None:
        yield "notification.requestedSendTime has no effect: the publication decides the send time"
    current, single, deprecated = (
        document.get(name) or ()
        for name in ("customRecipients", "customRecipient", "customNotificationRecipients")
    )
    if current and single:
        yield "notification.customRecipient has no effect beside customRecipients"
    if (current or single) and deprecated:
        used = "customRecipients" if current else "customRecipient"
        yield f"notification.customNotificationRecipients has no effect beside {used}"
    elif len(deprecated) > 1:
        yield "only the first element of notification.customNotificationRecipients has an effect"


def _map_custom_recipients(items: list[Document | None]) -> tuple[CustomRecipient, ...]:
    return tuple(
        CustomRecipient(
            organization_number=each.get("organizationNumber"),
            national_identity_number=each.get("nationalIdentityNumber"),
            email_address=each.get("emailAddress"),
            mobile_number=each.get("mobileNumber"),
        )
        for each in map(_require_not_null, items)
    )


def _map_template(number: int | None) -> NotificationTemplate:
    if number is None:
        return NotificationTemplate.CUSTOM_MESSAGE
    try:
        return NotificationTemplate(number)
    except ValueError:
        raise InvalidNotificationTemplate from None


def _map_reply_option(document: Document | None) -> ReplyOption:
    option = _require_not_null(document)
    link = option["linkURL"]
    return ReplyOption(
        link_url=link,
        link_text=option.get("linkText"),
        is_well_formed=is_well_formed_escaped(link),
    )


def _require_not_null(item: Document | None) -> Document:
    if item is None:
        raise PlatformServerError("Altinn reads the properties of a list item that is null")
    return item


def _optional_instant(moment: ParsedDateTime | None) -> Instant | None:
    return None if moment is None else moment.at
