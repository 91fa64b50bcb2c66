"""Attachments that are there before their message: metadata first, then the content.

Source: spec/correspondence.md section 1.4.
"""

from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.attachments import (
    MAX_STREAMED_FILE_SIZE,
    check_file_name,
    check_lifetime,
)
from mock_server.correspondence.domain.enums import AttachmentStatus, ResourceType
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.request import AttachmentRequest, CorrespondenceCaller
from mock_server.correspondence.engine import access, registers
from mock_server.correspondence.engine.creation import (
    create_attachment,
    set_attachment_status,
    set_content,
)
from mock_server.correspondence.store import Attachment, correspondences
from mock_server.domain.instant import truncate_to_microseconds
from mock_server.world.world import World

RESOURCE_TYPES: Final = (ResourceType.GENERIC_ACCESS_RESOURCE, ResourceType.CORRESPONDENCE_SERVICE)


def initialize(
    world: World, resource_id: str, asked: AttachmentRequest, caller: CorrespondenceCaller
) -> Attachment:
    """Take an attachment's metadata in.

    Raises:
        Refused: with the first error.
        DependencyFailure: if authorization's failure is planned.
    """
    known = registers.resource(world, resource_id)
    if known is None:
        raise CorrespondenceError(errors.UNKNOWN_RESOURCE)
    if not access.may_write(world, caller, resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    if known.type not in RESOURCE_TYPES:
        raise CorrespondenceError(errors.RESOURCE_TYPE_OF_ATTACHMENT)
    access.party_of(world, caller)
    check_file_name(asked.file_name)
    check_lifetime(asked.expiration_in_days, world.settings.environment)
    attachment = create_attachment(world, asked, known, truncate_to_microseconds(world.clock.now()))
    correspondences(world).attachments[attachment.id] = attachment
    return attachment


def find(world: World, attachment_id: str, caller: CorrespondenceCaller) -> Attachment:
    """Return an attachment for its sender.

    Raises:
        Refused: if there is none, or the caller has no access.
        DependencyFailure: if authorization's failure is planned.
    """
    attachment = correspondences(world).attachments.get(attachment_id)
    if attachment is None:
        raise CorrespondenceError(errors.ATTACHMENT_NOT_FOUND)
    if not access.may_write(world, caller, attachment.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    return attachment


def check_upload(
    world: World, attachment_id: str, announced_size: int | None, caller: CorrespondenceCaller
) -> Attachment:
    """Return the attachment whose content may come now.

    Args:
        world: The world.
        attachment_id: Which attachment.
        announced_size: What the request says of its size, None if it says nothing.
        caller: Who uploads.

    Raises:
        Refused: with the first error.
        DependencyFailure: if authorization's failure is planned.
    """
    attachment = find(world, attachment_id, caller)
    if announced_size is not None and not 0 < announced_size <= MAX_STREAMED_FILE_SIZE:
        raise CorrespondenceError(errors.file_size(errors.STREAMED_FILE_LIMIT))
    if attachment.has_had_status(AttachmentStatus.UPLOAD_PROCESSING):
        raise CorrespondenceError(errors.ALREADY_UPLOADED)
    if correspondences(world).with_attachment(attachment_id):
        raise CorrespondenceError(errors.ATTACHMENT_IN_USE)
    access.party_of(world, caller)
    return attachment


def upload(world: World, attachment: Attachment, size: int, md5: str) -> None:
    """Take an attachment's content in: its size and checksum.

    Raises:
        Refused: if nothing has come, if somebody else was faster, or if the checksum is not the
            promised one; in the last case the attachment has failed.
    """
    if not size:
        raise CorrespondenceError(errors.file_size(errors.STREAMED_FILE_LIMIT))
    if attachment.has_had_status(AttachmentStatus.UPLOAD_PROCESSING):
        raise CorrespondenceError(errors.ALREADY_UPLOADED)
    now = truncate_to_microseconds(world.clock.now())
    if attachment.checksum and attachment.checksum != md5:
        set_attachment_status(attachment, AttachmentStatus.UPLOAD_PROCESSING, now)
        set_attachment_status(
            attachment, AttachmentStatus.FAILED, now, errors.CHECKSUM_MISMATCH.message
        )
        raise CorrespondenceError(errors.CHECKSUM_MISMATCH)
    set_content(attachment, size, md5, now)
