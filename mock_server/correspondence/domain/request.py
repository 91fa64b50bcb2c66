"""Requests to Correspondence and the caller, as domain values.

Source: docs/reference/correspondence.md sections 1.5, 2.1 and 2.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.correspondence.domain.enums import NotificationTemplate
from mock_server.domain.enums import ContentType, NotificationChannel
from mock_server.domain.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondenceCaller:
    """The caller of a request, from the claims of its token.

    ``party`` is the URN for the lookup in the register; ``organization`` is the number of the
    organisation that the caller represents. ``acts_as_sender`` disables the recipient's role.
    """

    party: str | None
    organization: str | None
    user_id: int | None = None
    has_write_scope: bool = False
    has_read_scope: bool = False
    acts_as_sender: bool = False
    is_service_owner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomRecipient:
    """An additional recipient of notifications; only one field may have a value."""

    organization_number: str | None = None
    national_identity_number: str | None = None
    email_address: str | None = None
    mobile_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTexts:
    """The sender's texts for the main notification or the reminder; None if missing."""

    email_subject: str | None = None
    email_body: str | None = None
    sms_body: str | None = None

    def as_tuple(self) -> tuple[str | None, str | None, str | None]:
        """Return e-mail subject, e-mail body and SMS body."""
        return self.email_subject, self.email_body, self.sms_body


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRequest:
    """The ``notification`` object of a request.

    ``custom_recipients_field`` is the path in it of custom recipient number ``{index}``.
    ``warnings`` name the parts of the request that have no effect.
    """

    template: NotificationTemplate
    notification_channel: NotificationChannel
    reminder_channel: NotificationChannel | None = None
    has_reminder: bool = False
    main: MessageTexts = MessageTexts()
    reminder: MessageTexts = MessageTexts()
    content_type: ContentType = ContentType.PLAIN
    reminder_content_type: ContentType | None = None
    custom_recipients: tuple[CustomRecipient, ...] = ()
    custom_recipients_field: str = "CustomRecipients[{index}]"
    override_registered_contact_information: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def reminder_channel_or_main(self) -> NotificationChannel:
        """Return the channel of the reminder; the default is the main channel."""
        return self.notification_channel if self.reminder_channel is None else self.reminder_channel

    @property
    def reminder_content_type_or_main(self) -> ContentType:
        """Return the content type of the reminder; the default is the main content type."""
        content_type = self.reminder_content_type
        return self.content_type if content_type is None else content_type


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyOption:
    """A link for the recipient's reply."""

    link_url: str
    link_text: str | None = None
    is_well_formed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalReference:
    """A reference from a message to something outside Correspondence; ``type`` is any number."""

    type: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRequest:
    """The metadata of a file in a request."""

    file_name: str
    senders_reference: str
    display_name: str | None = None
    checksum: str | None = None
    is_encrypted: bool = False
    is_external: bool = False
    expiration_in_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file from a form; ``content`` is None if it was larger than what is kept."""

    name: str
    size: int
    md5: str
    content: bytes | None = None
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitializeRequest:
    """A request to send a message to one or more recipients (URNs), with a valid model."""

    resource_id: str
    senders_reference: str
    recipients: tuple[str, ...]
    language: str
    title: str
    summary: str
    body: str
    message_sender: str | None = None
    attachments: tuple[AttachmentRequest, ...] = ()
    files: tuple[UploadedFile, ...] = ()
    existing_attachments: tuple[str, ...] = ()
    requested_publish_time: Instant | None = None
    due_date_time: Instant | None = None
    external_references: tuple[ExternalReference, ...] = ()
    property_list: Mapping[str, str] = field(default_factory=dict)
    reply_options: tuple[ReplyOption, ...] = ()
    notification: NotificationRequest | None = None
    ignore_reservation: bool | None = None
    is_confirmation_needed: bool = False
    is_confidential: bool = False
    allow_forwarding: bool = False
    idempotent_key: str | None = None
