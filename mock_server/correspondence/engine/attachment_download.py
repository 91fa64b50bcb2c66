"""Downloads of attachments by the sender and the recipient, and purging by the sender.

Source: altinn-correspondence, ``DownloadAttachmentHandler.cs``,
``DownloadCorrespondenceAttachmentHandler.cs``, ``DownloadAllCorrespondenceAttachmentsHandler.cs``
and ``PurgeAttachmentHandler.cs``.
"""

import io
import zipfile
from base64 import b64decode
from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.downloads import BINARY, archive_name, unique_names
from mock_server.correspondence.domain.enums import (
    AVAILABLE_TO_RECIPIENT,
    AttachmentStatus,
    CorrespondenceStatus,
)
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.correspondence.engine import access
from mock_server.correspondence.engine.attachment_upload import get_attachment
from mock_server.correspondence.engine.creation import set_attachment_status
from mock_server.correspondence.engine.queries import get_correspondence
from mock_server.correspondence.store import (
    Attachment,
    AttachmentLink,
    Correspondence,
    correspondences,
)
from mock_server.domain.errors import PlatformError, PlatformServerError
from mock_server.domain.instant import to_datetime, truncate_to_microseconds
from mock_server.world.world import World

MAX_ARCHIVE_SIZE: Final = 2_000_000_000
PURGED_TEXT: Final = "Attachment has been purged"
_FIRST_YEAR_OF_ZIP: Final = (1980, 1, 1, 0, 0, 0)


class ContentNotKept(PlatformError):
    """A download of a file whose content this world did not keep."""

    def __init__(self, attachment: Attachment) -> None:
        super().__init__(
            f"the content of attachment {attachment.id} ({attachment.size} bytes) was not kept:"
            " the world keeps as many bytes of attachments as the setting attachmentStorageLimit"
            " permits; raise it with PATCH /_mock/settings before the upload"
        )


@dataclass(frozen=True, slots=True)
class File:
    """A download; ``media_type`` is that of the upload."""

    name: str
    content: bytes
    media_type: str = BINARY


def download_as_sender(world: World, attachment_id: str, caller: CorrespondenceCaller) -> File:
    """Return the content of an attachment that is not published with a correspondence.

    Raises:
        CorrespondenceError: if the sender cannot download the attachment.
        PlatformServerError: if nothing is uploaded yet.
        ContentNotKept: if the world did not keep the content.
        DependencyFailure: if a fault applies to Authorization.
    """
    attachment = get_attachment(world, attachment_id, caller)
    _check_downloadable(attachment)
    users = correspondences(world).with_attachment(attachment_id)
    if any(each.has_had_status(CorrespondenceStatus.PUBLISHED) for each in users):
        raise CorrespondenceError(errors.ATTACHMENT_OF_PUBLISHED)
    return File(attachment.file_name, _content(attachment), attachment.media_type)


def download_as_recipient(
    world: World, correspondence_id: str, attachment_id: str, caller: CorrespondenceCaller
) -> File:
    """Return the content of an attachment, and record that the recipient downloaded it.

    Raises:
        CorrespondenceError: if the recipient cannot download the attachment.
        ContentNotKept: if the world did not keep the content.
        DependencyFailure: if a fault applies to Authorization or Register.
    """
    correspondence = get_correspondence(world, correspondence_id)
    link = next(
        (each for each in correspondence.attachments if each.attachment_id == attachment_id), None
    )
    if link is None:
        raise CorrespondenceError(errors.ATTACHMENT_NOT_FOUND)
    if not access.can_read(world, caller, correspondence.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    attachment = _linked_attachment(world, link)
    _check_available(correspondence)
    access.party_identifier(world, caller)
    content = _content(attachment)
    _record_download(world, correspondence, f"Attachment {attachment.id} has been downloaded")
    return File(attachment.file_name, content)


def download_all(world: World, correspondence_id: str, caller: CorrespondenceCaller) -> File:
    """Return a zip file of all attachments, and record that the recipient downloaded them.

    Raises:
        CorrespondenceError: if the recipient cannot download the attachments.
        ContentNotKept: if the world did not keep the content of one of them.
        DependencyFailure: if a fault applies to Authorization or Register.
    """
    correspondence = get_correspondence(world, correspondence_id)
    if not access.can_read(world, caller, correspondence.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    if not correspondence.attachments:
        raise CorrespondenceError(errors.ATTACHMENT_NOT_FOUND)
    _check_available(correspondence)
    attachments = [_linked_attachment(world, link) for link in correspondence.attachments]
    access.party_identifier(world, caller)
    if sum(each.size for each in attachments) > MAX_ARCHIVE_SIZE:
        raise CorrespondenceError(errors.TOO_LARGE_TO_ARCHIVE)
    archive = _archive(world, attachments)
    _record_download(world, correspondence, "All attachments downloaded")
    return File(archive_name(correspondence.title), archive)


def purge(world: World, attachment_id: str, caller: CorrespondenceCaller) -> None:
    """Purge an attachment of the sender.

    Raises:
        CorrespondenceError: if the sender cannot purge it, or a correspondence has it.
        DependencyFailure: if a fault applies to Authorization or Register.
    """
    attachment = get_attachment(world, attachment_id, caller)
    if attachment.has_had_status(AttachmentStatus.PURGED):
        raise CorrespondenceError(errors.ATTACHMENT_ALREADY_PURGED)
    if attachment.has_had_status(AttachmentStatus.EXPIRED):
        raise CorrespondenceError(errors.ATTACHMENT_EXPIRED)
    if any(not each.is_purged for each in correspondences(world).with_attachment(attachment_id)):
        raise CorrespondenceError(errors.ATTACHMENT_OF_CORRESPONDENCE)
    access.party_identifier(world, caller)
    now = truncate_to_microseconds(world.clock.now())
    set_attachment_status(attachment, AttachmentStatus.PURGED, now, PURGED_TEXT)


def _linked_attachment(world: World, link: AttachmentLink) -> Attachment:
    attachment = correspondences(world).attachments[link.attachment_id]
    _check_downloadable(attachment)
    if link.expires_at is not None and link.expires_at <= world.clock.now():
        raise CorrespondenceError(errors.DOWNLOAD_OF_EXPIRED)
    return attachment


def _check_downloadable(attachment: Attachment) -> None:
    if attachment.has_had_status(AttachmentStatus.PURGED):
        raise CorrespondenceError(errors.DOWNLOAD_OF_PURGED)
    if attachment.has_had_status(AttachmentStatus.EXPIRED):
        raise CorrespondenceError(errors.DOWNLOAD_OF_EXPIRED)


def _check_available(correspondence: Correspondence) -> None:
    if correspondence.current_status.status not in AVAILABLE_TO_RECIPIENT:
        raise CorrespondenceError(errors.NOT_FOUND)


def _record_download(world: World, correspondence: Correspondence, text: str) -> None:
    now = truncate_to_microseconds(world.clock.now())
    correspondence.add_status(CorrespondenceStatus.ATTACHMENTS_DOWNLOADED, now, text)


def _content(attachment: Attachment) -> bytes:
    if not attachment.has_had_status(AttachmentStatus.PUBLISHED):
        raise PlatformServerError("Altinn finds no file in its storage: nothing is uploaded")
    if attachment.content is None:
        raise ContentNotKept(attachment)
    return b64decode(attachment.content)


def _archive(world: World, attachments: list[Attachment]) -> bytes:
    written_at = max(to_datetime(world.clock.now()).timetuple()[:6], _FIRST_YEAR_OF_ZIP)
    buffer = io.BytesIO()
    names = unique_names(each.file_name for each in attachments)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, attachment in zip(names, attachments, strict=True):
            archive.writestr(zipfile.ZipInfo(name, written_at), _content(attachment))
    return buffer.getvalue()
