"""Rules for attachments: file names, media types, lifetimes, and matching files to metadata.

Source: docs/reference/correspondence.md sections 1.4 and 1.7.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.request import AttachmentRequest, UploadedFile
from mock_server.domain.enums import Environment
from mock_server.domain.whitespace import is_blank, utf16_length

MEDIA_TYPES: Final = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pps": "application/vnd.ms-powerpoint",
    ".zip": "application/zip",
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".txt": "text/plain",
    ".xml": "text/xml",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".png": "image/png",
    ".json": "application/json",
    ".csv": "text/csv",
    ".dcm": "application/dicom",
    ".dicom": "application/dicom",
}
DEFAULT_MEDIA_TYPE: Final = "binary_octet_stream"
MAX_FILE_NAME_LENGTH: Final = 255
MAX_ATTACHMENTS: Final = 100
MAX_FORWARDABLE_SIZE: Final = 10_000_000
MAX_FORM_FILE_SIZE: Final = 2_000_000_000
MAX_STREAMED_FILE_SIZE: Final = 50_000_000_000

_FORBIDDEN_CHARACTERS: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED_NAMES: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])(?:\.|$)", re.IGNORECASE)


def file_extension(file_name: str) -> str:
    """Return the extension in lower case with its dot, or an empty string."""
    base_name = file_name.rpartition("/")[2]
    _, dot, extension = base_name.rpartition(".")
    return f".{extension.lower()}" if dot and extension else ""


def media_type_of(file_name: str) -> str:
    """Return the media type for the extension of a file."""
    return MEDIA_TYPES.get(file_extension(file_name), DEFAULT_MEDIA_TYPE)


def check_file_name(file_name: str) -> None:
    """Check that a file name is allowed.

    Raises:
        CorrespondenceError: with the first error.
    """
    if is_blank(file_name):
        raise CorrespondenceError(errors.FILENAME_MISSING)
    if utf16_length(file_name) > MAX_FILE_NAME_LENGTH:
        raise CorrespondenceError(errors.FILENAME_TOO_LONG)
    if file_extension(file_name) not in MEDIA_TYPES:
        raise CorrespondenceError(errors.FILE_TYPE_NOT_ALLOWED)
    if _FORBIDDEN_CHARACTERS.search(file_name):
        raise CorrespondenceError(errors.FILENAME_INVALID)
    if _RESERVED_NAMES.match(file_name):
        raise CorrespondenceError(errors.FILENAME_RESERVED)


def check_lifetime(expiration_in_days: int | None, environment: Environment) -> None:
    """Check that an attachment does not expire too soon.

    Raises:
        CorrespondenceError: if its lifetime is below the minimum.
    """
    minimum = minimum_lifetime_days(environment)
    if expiration_in_days is not None and expiration_in_days < minimum:
        raise CorrespondenceError(errors.attachment_lifetime_error(minimum))


def minimum_lifetime_days(environment: Environment) -> int:
    """Return the minimum lifetime of an attachment, in days."""
    match environment:
        case Environment.PRODUCTION:
            return 14
        case Environment.TT02:
            return 1


def match_files(
    attachments: Sequence[AttachmentRequest], files: Sequence[UploadedFile]
) -> list[UploadedFile]:
    """Return the file of each attachment.

    The file at the same position counts if the names are equal; otherwise the only file with the
    name of the attachment.

    Raises:
        CorrespondenceError: if a name is not allowed, if files and metadata do not match, or if a
            file is empty or too large.
    """
    for attachment in attachments:
        check_file_name(attachment.file_name)
    if len(attachments) != len(files):
        raise CorrespondenceError(errors.FILES_METADATA_MISMATCH)
    counts = Counter(file.name for file in files)
    unique = {file.name: index for index, file in enumerate(files) if counts[file.name] == 1}
    matched: dict[int, UploadedFile] = {}
    for position, attachment in enumerate(attachments):
        has_same_name = position not in matched and files[position].name == attachment.file_name
        index = position if has_same_name else unique.get(attachment.file_name)
        if index is None or index in matched:
            raise CorrespondenceError(errors.FILES_METADATA_MISMATCH)
        if not 0 < files[index].size <= MAX_FORM_FILE_SIZE:
            raise CorrespondenceError(errors.file_size_error(errors.FORM_FILE_LIMIT))
        matched[index] = files[index]
    return list(matched.values())
