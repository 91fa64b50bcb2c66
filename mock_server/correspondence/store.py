"""All messages and attachments of a world, with everything that has happened to them.

Source: spec/correspondence.md sections 6 and 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_server.correspondence.domain.enums import (
    PURGED_STATUSES,
    AttachmentStatus,
    CorrespondenceStatus,
)
from mock_server.correspondence.domain.request import (
    ExternalReference,
    NotificationRequest,
    ReplyOption,
)
from mock_server.domain.enums import NotificationChannel
from mock_server.domain.instant import Instant
from mock_server.world.world import World


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A status that a message has had, and since when."""

    status: CorrespondenceStatus
    text: str
    at: Instant


@dataclass(frozen=True, slots=True)
class AttachmentEntry:
    """A status that an attachment has had, and since when."""

    status: AttachmentStatus
    text: str
    at: Instant


@dataclass(slots=True, kw_only=True)
class Attachment:
    """A file's metadata; of the content only its size and checksum are kept."""

    id: str
    resource_id: str
    sender: str
    file_name: str
    senders_reference: str
    display_name: str | None = None
    checksum: str | None = None
    is_encrypted: bool = False
    is_external: bool = False
    expiration_in_days: int | None = None
    size: int = 0
    history: list[AttachmentEntry] = field(default_factory=list)

    def has_had_status(self, status: AttachmentStatus) -> bool:
        """Tell whether the attachment has ever had that status."""
        return any(entry.status is status for entry in self.history)

    @property
    def latest_status(self) -> AttachmentEntry:
        """Return the status that the attachment has now."""
        return self.history[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLink:
    """An attachment of one message."""

    attachment_id: str
    created: Instant
    expires_at: Instant | None = None


@dataclass(slots=True, kw_only=True)
class NotificationOrderRecord:
    """One order that a message leads to, or the reminder of one.

    ``send_time`` is the one that the record was made with. ``was_posted`` says that a job has tried
    to post the order, and will again. The ids are None until the order was taken; ``is_refused``
    says that it never will be.
    """

    id: str
    created: Instant
    channel: NotificationChannel
    send_time: Instant
    is_reminder: bool = False
    document: dict[str, Any] = field(default_factory=dict)
    order_id: str | None = None
    shipment_id: str | None = None
    was_posted: bool = False
    is_refused: bool = False
    is_resolved: bool = False


@dataclass(slots=True, kw_only=True)
class Correspondence:
    """One message to one recipient."""

    id: str
    resource_id: str
    sender: str
    recipient: str
    senders_reference: str
    message_sender: str | None
    language: str
    title: str
    summary: str
    body: str
    created: Instant
    requested_publish_time: Instant
    due_date_time: Instant | None = None
    attachments: tuple[AttachmentLink, ...] = ()
    external_references: list[ExternalReference] = field(default_factory=list)
    property_list: Mapping[str, str] = field(default_factory=dict)
    reply_options: tuple[ReplyOption, ...] = ()
    ignore_reservation: bool | None = None
    is_confirmation_needed: bool = False
    is_confidential: bool = False
    allow_forwarding: bool = False
    published: Instant | None = None
    notification: NotificationRequest | None = None
    history: list[StatusEntry] = field(default_factory=list)
    records: list[NotificationOrderRecord] = field(default_factory=list)
    last_fetched_by: dict[str, Instant] = field(default_factory=dict)

    def has_had_status(self, status: CorrespondenceStatus) -> bool:
        """Tell whether the message has ever had that status."""
        return any(entry.status is status for entry in self.history)

    @property
    def is_purged(self) -> bool:
        """Tell whether sender or recipient have deleted the message."""
        return any(entry.status in PURGED_STATUSES for entry in self.history)

    @property
    def current_status(self) -> StatusEntry:
        """Return the entry of the highest status, ``Fetched`` aside, and of those the first."""
        shown = [
            entry for entry in self.history if entry.status is not CorrespondenceStatus.FETCHED
        ]
        return max(shown, key=lambda entry: entry.status)

    @property
    def read_at(self) -> Instant | None:
        """Return when the message was first marked as read."""
        return next(
            (entry.at for entry in self.history if entry.status is CorrespondenceStatus.READ), None
        )


@dataclass(slots=True)
class CorrespondenceStore:
    """Messages and attachments by id, and which message an idempotency key was used for."""

    correspondences: dict[str, Correspondence] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    idempotent_keys: dict[str, str] = field(default_factory=dict)

    def with_attachment(self, attachment_id: str) -> list[Correspondence]:
        """Return the messages that an attachment belongs to."""
        return [
            correspondence
            for correspondence in self.correspondences.values()
            if any(link.attachment_id == attachment_id for link in correspondence.attachments)
        ]


def correspondences(world: World) -> CorrespondenceStore:
    """Return the correspondences and attachments of a world."""
    return world.store(CorrespondenceStore)
