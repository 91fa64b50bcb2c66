"""Writing down a message that has passed every check, and what will follow from it.

Source: spec/correspondence.md sections 1.6, 5.1, 6.2 and 6.3.
"""

from mock_server.correspondence.domain.enums import (
    ATTACHMENT_STATUS_NAMES,
    CORRESPONDENCE_STATUS_NAMES,
    AttachmentStatus,
    CorrespondenceStatus,
)
from mock_server.correspondence.domain.identifiers import ORGANIZATION
from mock_server.correspondence.domain.message_rules import RECIPIENT_NAME, requested_publish_time
from mock_server.correspondence.domain.request import (
    AttachmentRequest,
    InitializeRequest,
    UploadedFile,
)
from mock_server.correspondence.engine.publication import schedule_publication
from mock_server.correspondence.engine.registers import ResourceWithOwner
from mock_server.correspondence.engine.validation import ValidatedRequest
from mock_server.correspondence.store import (
    Attachment,
    AttachmentEntry,
    AttachmentLink,
    Correspondence,
    StatusEntry,
    correspondences,
)
from mock_server.domain.instant import DAY, Instant, truncate_to_microseconds
from mock_server.world.world import World


def create_correspondences(
    world: World, request: InitializeRequest, checked: ValidatedRequest
) -> list[Correspondence]:
    """Write one message for each recipient, with its attachments, and plan what follows."""
    now = truncate_to_microseconds(world.clock.now())
    attachments = [
        _form_attachment(world, asked, file, checked.resource, now)
        for asked, file in zip(request.attachments, checked.files, strict=True)
    ]
    links = _links(request, [*attachments, *checked.existing], now)
    stored = [_message(world, request, urn, checked, links, now) for urn in request.recipients]
    book = correspondences(world)
    book.attachments.update((each.id, each) for each in attachments)
    book.correspondences.update((each.id, each) for each in stored)
    if request.idempotent_key is not None:
        book.idempotent_keys[request.idempotent_key] = stored[0].id
    for correspondence in stored:
        schedule_publication(world, correspondence)
    return stored


def sender_urn(known: ResourceWithOwner) -> str:
    """Return the URN of a resource's owner: every message about it comes from there."""
    return f"{ORGANIZATION}:{known.owner_number}"


def create_attachment(
    world: World, asked: AttachmentRequest, known: ResourceWithOwner, now: Instant
) -> Attachment:
    """Return an attachment of which only the metadata are there."""
    attachment = Attachment(
        id=world.ids.new(),
        resource_id=known.resource.resource_id,
        sender=sender_urn(known),
        file_name=asked.file_name,
        senders_reference=asked.senders_reference,
        display_name=asked.display_name,
        checksum=asked.checksum,
        is_encrypted=asked.is_encrypted,
        is_external=asked.is_external,
        expiration_in_days=asked.expiration_in_days,
    )
    set_attachment_status(attachment, AttachmentStatus.INITIALIZED, now)
    return attachment


def set_attachment_status(
    attachment: Attachment, status: AttachmentStatus, now: Instant, text: str | None = None
) -> None:
    """Note that an attachment has a new status."""
    name = ATTACHMENT_STATUS_NAMES[status] if text is None else text
    attachment.history.append(AttachmentEntry(status, name, now))


def set_content(attachment: Attachment, size: int, md5: str, now: Instant) -> None:
    """Note that an attachment's content has come: it is published at once, no scan runs here."""
    set_attachment_status(attachment, AttachmentStatus.UPLOAD_PROCESSING, now)
    attachment.size = size
    attachment.checksum = attachment.checksum or md5
    set_attachment_status(attachment, AttachmentStatus.PUBLISHED, now)


def _form_attachment(
    world: World,
    asked: AttachmentRequest,
    file: UploadedFile,
    known: ResourceWithOwner,
    now: Instant,
) -> Attachment:
    attachment = create_attachment(world, asked, known, now)
    set_content(attachment, file.size, file.md5, now)
    return attachment


def _links(
    request: InitializeRequest, attachments: list[Attachment], now: Instant
) -> tuple[AttachmentLink, ...]:
    start = max(now, requested_publish_time(request, now))
    return tuple(
        AttachmentLink(
            attachment_id=each.id,
            created=now,
            expires_at=None
            if each.expiration_in_days is None
            else start + each.expiration_in_days * DAY,
        )
        for each in attachments
    )


def _message(
    world: World,
    request: InitializeRequest,
    recipient: str,
    checked: ValidatedRequest,
    links: tuple[AttachmentLink, ...],
    now: Instant,
) -> Correspondence:
    name = checked.names.get(recipient, "")
    due = request.due_date_time
    is_reserved = recipient in checked.reserved and not request.ignore_reservation
    return Correspondence(
        id=world.ids.new(),
        resource_id=request.resource_id,
        sender=sender_urn(checked.resource),
        recipient=recipient,
        senders_reference=request.senders_reference,
        message_sender=request.message_sender,
        language=request.language,
        title=request.title.replace(RECIPIENT_NAME, name),
        summary=request.summary.replace(RECIPIENT_NAME, name),
        body=request.body.replace(RECIPIENT_NAME, name),
        created=now,
        requested_publish_time=truncate_to_microseconds(requested_publish_time(request, now)),
        due_date_time=None if due is None else truncate_to_microseconds(due),
        attachments=links,
        external_references=list(request.external_references),
        property_list=dict(request.property_list),
        reply_options=request.reply_options,
        ignore_reservation=request.ignore_reservation,
        is_confirmation_needed=request.is_confirmation_needed,
        is_confidential=request.is_confidential,
        allow_forwarding=request.allow_forwarding,
        notification=request.notification,
        history=_first_statuses(is_reserved, now),
    )


def _first_statuses(is_reserved: bool, now: Instant) -> list[StatusEntry]:
    second = (
        CorrespondenceStatus.RESERVED if is_reserved else CorrespondenceStatus.READY_FOR_PUBLISH
    )
    return [
        StatusEntry(status, CORRESPONDENCE_STATUS_NAMES[status], now)
        for status in (CorrespondenceStatus.INITIALIZED, second)
    ]
