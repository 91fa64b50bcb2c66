"""Attachments that are there before their message: metadata first, then the content.

Source: spec/correspondence.md section 1.4.
"""

from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.attachments import (
    LARGEST_STREAMED_FILE,
    check_file_name,
    check_lifetime,
)
from mock_server.correspondence.domain.enums import AttachmentStatus, ResourceType
from mock_server.correspondence.domain.errors import Refused
from mock_server.correspondence.domain.request import AttachmentRequest, Caller
from mock_server.correspondence.engine import access, registers
from mock_server.correspondence.engine.creation import (
    move_attachment,
    new_attachment,
    take_content_in,
)
from mock_server.correspondence.store import Attachment, correspondences
from mock_server.domain.instant import cut_to_micro
from mock_server.world.world import World

TYPES: Final = (ResourceType.GENERIC_ACCESS_RESOURCE, ResourceType.CORRESPONDENCE_SERVICE)


def initialize(
    world: World, resource_id: str, asked: AttachmentRequest, caller: Caller
) -> Attachment:
    """Take an attachment's metadata in.

    Raises:
        Refused: with the first error.
        DependencyFailure: if authorization's failure is planned.
    """
    known = registers.resource(world, resource_id)
    if known is None:
        raise Refused(errors.UNKNOWN_RESOURCE)
    if not access.may_write(world, caller, resource_id):
        raise Refused(errors.NO_ACCESS)
    if known.type not in TYPES:
        raise Refused(errors.RESOURCE_TYPE_OF_ATTACHMENT)
    access.party_of(world, caller)
    check_file_name(asked.file_name)
    check_lifetime(asked.expiration_in_days, world.settings.environment)
    attachment = new_attachment(world, asked, known, cut_to_micro(world.clock.now()))
    correspondences(world).attachments[attachment.id] = attachment
    return attachment


def find(world: World, attachment_id: str, caller: Caller) -> Attachment:
    """Return an attachment for its sender.

    Raises:
        Refused: if there is none, or the caller has no access.
        DependencyFailure: if authorization's failure is planned.
    """
    attachment = correspondences(world).attachments.get(attachment_id)
    if attachment is None:
        raise Refused(errors.ATTACHMENT_NOT_FOUND)
    if not access.may_write(world, caller, attachment.resource_id):
        raise Refused(errors.NO_ACCESS)
    return attachment


def check_upload(
    world: World, attachment_id: str, announced_size: int | None, caller: Caller
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
    if announced_size is not None and not 0 < announced_size <= LARGEST_STREAMED_FILE:
        raise Refused(errors.file_size(errors.LONGEST_STREAMED_FILE))
    if attachment.has_been(AttachmentStatus.UPLOAD_PROCESSING):
        raise Refused(errors.ALREADY_UPLOADED)
    if correspondences(world).of_attachment(attachment_id):
        raise Refused(errors.ATTACHMENT_IN_USE)
    access.party_of(world, caller)
    return attachment


def upload(world: World, attachment: Attachment, size: int, md5: str) -> None:
    """Take an attachment's content in: its size and checksum.

    Raises:
        Refused: if nothing has come, if somebody else was faster, or if the checksum is not the
            promised one; in the last case the attachment has failed.
    """
    if not size:
        raise Refused(errors.file_size(errors.LONGEST_STREAMED_FILE))
    if attachment.has_been(AttachmentStatus.UPLOAD_PROCESSING):
        raise Refused(errors.ALREADY_UPLOADED)
    now = cut_to_micro(world.clock.now())
    if attachment.checksum and attachment.checksum != md5:
        move_attachment(attachment, AttachmentStatus.UPLOAD_PROCESSING, now)
        move_attachment(attachment, AttachmentStatus.FAILED, now, errors.CHECKSUM_MISMATCH.message)
        raise Refused(errors.CHECKSUM_MISMATCH)
    take_content_in(attachment, size, md5, now)
