"""What a sender asks for when a message is initialised, in the domain's words.

Source: spec/correspondence.md sections 1.5, 2.1 and 2.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.correspondence.domain.enums import NotificationTemplate
from mock_server.domain.enums import ContentType, NotificationChannel
from mock_server.domain.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondenceCaller:
    """The holder of a token, as far as Correspondence looks at it.

    ``party`` is the URN under which the register is asked, ``organization`` the number of the
    organisation in whose name the caller asks. ``acts_as_sender`` hides the recipient's side.
    """

    party: str | None
    organization: str | None
    user_id: int | None = None
    may_write: bool = False
    may_read: bool = False
    acts_as_sender: bool = False
    is_service_owner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomRecipient:
    """Somebody else who is to be notified; exactly one identifier makes sense."""

    organization_number: str | None = None
    national_identity_number: str | None = None
    email_address: str | None = None
    mobile_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTexts:
    """The sender's own texts of one notification, main or reminder; None where not given."""

    email_subject: str | None = None
    email_body: str | None = None
    sms_body: str | None = None

    def all(self) -> tuple[str | None, str | None, str | None]:
        """Return the three texts."""
        return self.email_subject, self.email_body, self.sms_body


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRequest:
    """The ``notification`` object of a message.

    ``custom_recipients_field`` is where in it the custom recipient number ``{index}`` was given.
    """

    template: NotificationTemplate
    notification_channel: NotificationChannel
    reminder_channel: NotificationChannel | None = None
    sends_reminder: bool = False
    main: MessageTexts = MessageTexts()
    reminder: MessageTexts = MessageTexts()
    content_type: ContentType = ContentType.PLAIN
    reminder_content_type: ContentType | None = None
    custom_recipients: tuple[CustomRecipient, ...] = ()
    custom_recipients_field: str = "CustomRecipients[{index}]"
    override_registered_contact_information: bool = False

    @property
    def reminder_channel_or_main(self) -> NotificationChannel:
        """Return the reminder's channel: its own, else that of the main notification."""
        return self.notification_channel if self.reminder_channel is None else self.reminder_channel

    @property
    def reminder_content_type_or_main(self) -> ContentType:
        """Return the form of the reminder's e-mail: its own, else that of the main one."""
        own = self.reminder_content_type
        return self.content_type if own is None else own


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyOption:
    """A link with which the recipient may answer."""

    link_url: str
    link_text: str | None = None
    is_well_formed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalReference:
    """What a message has to do with elsewhere; ``type`` is any number."""

    type: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRequest:
    """The metadata of one file."""

    file_name: str
    senders_reference: str
    display_name: str | None = None
    checksum: str | None = None
    is_encrypted: bool = False
    is_external: bool = False
    expiration_in_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file that came with a form, as far as it is kept."""

    name: str
    size: int
    md5: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InitializeRequest:
    """A message to one or several recipients (URNs), read and valid as far as the model goes."""

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
