"""Creation of correspondences and attachments from validated requests.

Source: docs/reference/correspondence.md sections 1.6, 5.1, 6.2 and 6.3.
"""

from base64 import b64encode

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
from mock_server.domain.rule_ids import RuleId
from mock_server.world.world import World


def create_correspondences(
    world: World, request: InitializeRequest, validated: ValidatedRequest
) -> list[Correspondence]:
    """Create a correspondence for each recipient, with attachments, and schedule publication."""
    now = truncate_to_microseconds(world.clock.now())
    attachments = [
        _create_form_attachment(world, attachment_request, file, validated.resource, now)
        for attachment_request, file in zip(request.attachments, validated.files, strict=True)
    ]
    links = _attachment_links(request, [*attachments, *validated.existing_attachments], now)
    created = [
        _create_correspondence(world, request, urn, validated, links, now)
        for urn in request.recipients
    ]
    store = correspondences(world)
    store.attachments.update((each.id, each) for each in attachments)
    store.correspondences.update((each.id, each) for each in created)
    if request.idempotent_key is not None:
        store.idempotent_keys[request.idempotent_key] = created[0].id
    for correspondence in created:
        _explain_ineffective_parts(world, correspondence)
        schedule_publication(world, correspondence)
    return created


def _explain_ineffective_parts(world: World, correspondence: Correspondence) -> None:
    request = correspondence.notification
    for warning in request.warnings if request else ():
        world.record_decision(
            correspondence.id,
            "a part of the request has no effect",
            warning,
            RuleId.INEFFECTIVE_PARTS,
        )


def sender_urn(resource: ResourceWithOwner) -> str:
    """Return the URN of the resource owner, the sender of all its correspondences."""
    return f"{ORGANIZATION}:{resource.owner_number}"


def create_attachment(
    world: World, request: AttachmentRequest, resource: ResourceWithOwner, now: Instant
) -> Attachment:
    """Return a new attachment without content."""
    attachment = Attachment(
        id=world.ids.new(),
        resource_id=resource.resource.resource_id,
        sender=sender_urn(resource),
        file_name=request.file_name,
        senders_reference=request.senders_reference,
        display_name=request.display_name,
        checksum=request.checksum,
        is_encrypted=request.is_encrypted,
        is_external=request.is_external,
        expiration_in_days=request.expiration_in_days,
    )
    set_attachment_status(attachment, AttachmentStatus.INITIALIZED, now)
    return attachment


def set_attachment_status(
    attachment: Attachment, status: AttachmentStatus, now: Instant, text: str | None = None
) -> None:
    """Set the status of an attachment; the default text is the name of the status."""
    text = ATTACHMENT_STATUS_NAMES[status] if text is None else text
    if status is AttachmentStatus.PURGED:
        attachment.content = None
    attachment.history.append(AttachmentEntry(status, text, now))


def remaining_content_size(world: World) -> int:
    """Return how many bytes of attachments the world can still keep."""
    kept = correspondences(world).content_size()
    return max(0, world.settings.attachment_storage_limit - kept)


def set_content(attachment: Attachment, file: UploadedFile, now: Instant) -> None:
    """Set the content of an attachment and publish it; the mock runs no malware scan."""
    set_attachment_status(attachment, AttachmentStatus.UPLOAD_PROCESSING, now)
    attachment.size = file.size
    attachment.media_type = file.media_type
    attachment.content = None if file.content is None else b64encode(file.content).decode()
    attachment.checksum = attachment.checksum or file.md5
    set_attachment_status(attachment, AttachmentStatus.PUBLISHED, now)


def _create_form_attachment(
    world: World,
    request: AttachmentRequest,
    file: UploadedFile,
    resource: ResourceWithOwner,
    now: Instant,
) -> Attachment:
    attachment = create_attachment(world, request, resource, now)
    set_content(attachment, file, now)
    return attachment


def _attachment_links(
    request: InitializeRequest, attachments: list[Attachment], now: Instant
) -> tuple[AttachmentLink, ...]:
    publication = max(now, requested_publish_time(request, now))
    return tuple(
        AttachmentLink(
            attachment_id=each.id,
            created=now,
            expires_at=None
            if each.expiration_in_days is None
            else publication + each.expiration_in_days * DAY,
        )
        for each in attachments
    )


def _create_correspondence(
    world: World,
    request: InitializeRequest,
    recipient: str,
    validated: ValidatedRequest,
    links: tuple[AttachmentLink, ...],
    now: Instant,
) -> Correspondence:
    name = validated.recipient_names.get(recipient, "")
    due = request.due_date_time
    is_reserved = recipient in validated.reserved_recipients and not request.ignore_reservation
    return Correspondence(
        id=world.ids.new(),
        resource_id=request.resource_id,
        sender=sender_urn(validated.resource),
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
        history=_initial_statuses(is_reserved, now),
    )


def _initial_statuses(is_reserved: bool, now: Instant) -> list[StatusEntry]:
    second_status = (
        CorrespondenceStatus.RESERVED if is_reserved else CorrespondenceStatus.READY_FOR_PUBLISH
    )
    return [
        StatusEntry(status, CORRESPONDENCE_STATUS_NAMES[status], now)
        for status in (CorrespondenceStatus.INITIALIZED, second_status)
    ]
