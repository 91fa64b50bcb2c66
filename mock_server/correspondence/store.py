"""Correspondences and attachments of a world, with their status history.

Source: docs/reference/correspondence.md sections 6 and 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_server.correspondence.domain.enums import (
    CORRESPONDENCE_STATUS_NAMES,
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
    """A status of a correspondence, with the time it was set."""

    status: CorrespondenceStatus
    text: str
    at: Instant


@dataclass(frozen=True, slots=True)
class AttachmentEntry:
    """A status of an attachment, with the time it was set."""

    status: AttachmentStatus
    text: str
    at: Instant


@dataclass(slots=True, kw_only=True)
class Attachment:
    """A file; ``content`` is in Base64, and None if it was not kept or does not exist.

    ``media_type`` is that of the upload.
    """

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
    content: str | None = None
    media_type: str = "application/octet-stream"
    history: list[AttachmentEntry] = field(default_factory=list)

    def has_had_status(self, status: AttachmentStatus) -> bool:
        """Return whether the attachment has ever had the status."""
        return any(entry.status is status for entry in self.history)

    @property
    def latest_status(self) -> AttachmentEntry:
        """Return the current status of the attachment."""
        return self.history[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLink:
    """An attachment of one correspondence."""

    attachment_id: str
    created: Instant
    expires_at: Instant | None = None


@dataclass(slots=True, kw_only=True)
class NotificationOrderRecord:
    """A notification order of a correspondence, or the reminder of one.

    ``send_time`` is the planned send time. ``has_been_attempted`` is set once a job has tried to
    submit the order. The ids are None until Notifications accepts the order. ``is_rejected`` is set
    when Notifications rejects it; it is not submitted again.
    """

    id: str
    created: Instant
    channel: NotificationChannel
    send_time: Instant
    is_reminder: bool = False
    document: dict[str, Any] = field(default_factory=dict)
    order_id: str | None = None
    shipment_id: str | None = None
    has_been_attempted: bool = False
    is_rejected: bool = False
    is_resolved: bool = False


@dataclass(slots=True, kw_only=True)
class Correspondence:
    """A message from a sender to one recipient."""

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
    forwarded_to: dict[str, str] = field(default_factory=dict)

    def has_had_status(self, status: CorrespondenceStatus) -> bool:
        """Return whether the correspondence has ever had the status."""
        return any(entry.status is status for entry in self.history)

    def add_status(
        self, status: CorrespondenceStatus, at: Instant, text: str | None = None
    ) -> None:
        """Add a status to the history; the default text is the name of the status."""
        text = CORRESPONDENCE_STATUS_NAMES[status] if text is None else text
        self.history.append(StatusEntry(status, text, at))

    @property
    def is_purged(self) -> bool:
        """Return whether the sender or the recipient has deleted the correspondence."""
        return any(entry.status in PURGED_STATUSES for entry in self.history)

    @property
    def current_status(self) -> StatusEntry:
        """Return the first entry with the highest status; ``Fetched`` does not count."""
        entries = [
            entry for entry in self.history if entry.status is not CorrespondenceStatus.FETCHED
        ]
        return max(entries, key=lambda entry: entry.status)

    @property
    def read_at(self) -> Instant | None:
        """Return when the correspondence was first marked as read, or None."""
        return next(
            (entry.at for entry in self.history if entry.status is CorrespondenceStatus.READ), None
        )


@dataclass(slots=True)
class CorrespondenceStore:
    """Correspondences and attachments by id, and the correspondence of each idempotent key."""

    correspondences: dict[str, Correspondence] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    idempotent_keys: dict[str, str] = field(default_factory=dict)

    def content_size(self) -> int:
        """Return the number of bytes of all attachments whose content is kept."""
        return sum(each.size for each in self.attachments.values() if each.content is not None)

    def with_attachment(self, attachment_id: str) -> list[Correspondence]:
        """Return the correspondences that have the attachment."""
        return [
            correspondence
            for correspondence in self.correspondences.values()
            if any(link.attachment_id == attachment_id for link in correspondence.attachments)
        ]


def correspondences(world: World) -> CorrespondenceStore:
    """Return the correspondence store of a world."""
    return world.store(CorrespondenceStore)
