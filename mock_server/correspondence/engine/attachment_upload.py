"""Attachments created before their correspondence: metadata first, then the content.

Source: docs/reference/correspondence.md section 1.4.
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
from mock_server.correspondence.domain.request import (
    AttachmentRequest,
    CorrespondenceCaller,
    UploadedFile,
)
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
    world: World, resource_id: str, request: AttachmentRequest, caller: CorrespondenceCaller
) -> Attachment:
    """Create an attachment without content.

    Raises:
        CorrespondenceError: with the first error.
        DependencyFailure: if a fault applies to Authorization.
    """
    resource = registers.find_resource(world, resource_id)
    if resource is None:
        raise CorrespondenceError(errors.UNKNOWN_RESOURCE)
    if not access.can_write(world, caller, resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    if resource.type not in RESOURCE_TYPES:
        raise CorrespondenceError(errors.RESOURCE_TYPE_OF_ATTACHMENT)
    access.party_identifier(world, caller)
    check_file_name(request.file_name)
    check_lifetime(request.expiration_in_days, world.settings.environment)
    attachment = create_attachment(
        world, request, resource, truncate_to_microseconds(world.clock.now())
    )
    correspondences(world).attachments[attachment.id] = attachment
    return attachment


def get_attachment(world: World, attachment_id: str, caller: CorrespondenceCaller) -> Attachment:
    """Return an attachment of the caller.

    Raises:
        CorrespondenceError: if the attachment does not exist, or the caller has no access.
        DependencyFailure: if a fault applies to Authorization.
    """
    attachment = correspondences(world).attachments.get(attachment_id)
    if attachment is None:
        raise CorrespondenceError(errors.ATTACHMENT_NOT_FOUND)
    if not access.can_write(world, caller, attachment.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    return attachment


def check_upload(
    world: World, attachment_id: str, content_length: int | None, caller: CorrespondenceCaller
) -> Attachment:
    """Return the attachment if its content can be uploaded.

    Args:
        world: The world.
        attachment_id: The id of the attachment.
        content_length: The value of the ``Content-Length`` header, or None.
        caller: The caller of the request.

    Raises:
        CorrespondenceError: with the first error.
        DependencyFailure: if a fault applies to Authorization.
    """
    attachment = get_attachment(world, attachment_id, caller)
    if content_length is not None and not 0 < content_length <= MAX_STREAMED_FILE_SIZE:
        raise CorrespondenceError(errors.file_size_error(errors.STREAMED_FILE_LIMIT))
    if attachment.has_had_status(AttachmentStatus.UPLOAD_PROCESSING):
        raise CorrespondenceError(errors.ALREADY_UPLOADED)
    if correspondences(world).with_attachment(attachment_id):
        raise CorrespondenceError(errors.ATTACHMENT_IN_USE)
    access.party_identifier(world, caller)
    return attachment


def upload(world: World, attachment: Attachment, file: UploadedFile) -> None:
    """Store the content of an attachment.

    Raises:
        CorrespondenceError: if the content is empty, if another upload has started, or if the
            checksum is wrong; a wrong checksum sets the attachment to failed.
    """
    if not file.size:
        raise CorrespondenceError(errors.file_size_error(errors.STREAMED_FILE_LIMIT))
    if attachment.has_had_status(AttachmentStatus.UPLOAD_PROCESSING):
        raise CorrespondenceError(errors.ALREADY_UPLOADED)
    now = truncate_to_microseconds(world.clock.now())
    if attachment.checksum and attachment.checksum != file.md5:
        set_attachment_status(attachment, AttachmentStatus.UPLOAD_PROCESSING, now)
        set_attachment_status(
            attachment, AttachmentStatus.FAILED, now, errors.CHECKSUM_MISMATCH.message
        )
        raise CorrespondenceError(errors.CHECKSUM_MISMATCH)
    set_content(attachment, file, now)
