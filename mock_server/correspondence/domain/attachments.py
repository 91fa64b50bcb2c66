"""Files of a message: their names, types and lifetimes, and which file belongs to which metadata.

Source: spec/correspondence.md sections 1.4 and 1.7.
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

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])(?:\.|$)", re.IGNORECASE)


def extension_of(file_name: str) -> str:
    """Return the file's extension in small letters, with its dot; empty without one."""
    last = re.split(r"/", file_name)[-1]
    _, dot, extension = last.rpartition(".")
    return f".{extension.lower()}" if dot and extension else ""


def media_type_of(file_name: str) -> str:
    """Return the media type that a file's extension stands for."""
    return MEDIA_TYPES.get(extension_of(file_name), DEFAULT_MEDIA_TYPE)


def check_file_name(file_name: str) -> None:
    """Check the name of a file.

    Raises:
        Refused: with the first error.
    """
    if is_blank(file_name):
        raise CorrespondenceError(errors.FILENAME_MISSING)
    if utf16_length(file_name) > MAX_FILE_NAME_LENGTH:
        raise CorrespondenceError(errors.FILENAME_TOO_LONG)
    if extension_of(file_name) not in MEDIA_TYPES:
        raise CorrespondenceError(errors.FILE_TYPE_NOT_ALLOWED)
    if _FORBIDDEN.search(file_name):
        raise CorrespondenceError(errors.FILENAME_INVALID)
    if _RESERVED.match(file_name):
        raise CorrespondenceError(errors.FILENAME_RESERVED)


def check_lifetime(expiration_in_days: int | None, environment: Environment) -> None:
    """Check that an attachment lives long enough.

    Raises:
        Refused: if it does not.
    """
    least = minimum_lifetime_days(environment)
    if expiration_in_days is not None and expiration_in_days < least:
        raise CorrespondenceError(errors.attachment_lifetime(least))


def minimum_lifetime_days(environment: Environment) -> int:
    """Return how many days an attachment must live at least."""
    match environment:
        case Environment.PRODUCTION:
            return 14
        case Environment.TT02:
            return 1


def match_files(
    attachments: Sequence[AttachmentRequest], files: Sequence[UploadedFile]
) -> list[UploadedFile]:
    """Return the file of each attachment: the one in its place, else the only one of its name.

    Raises:
        Refused: if a name is not allowed, a file is missing or left over, empty or too large.
    """
    for attachment in attachments:
        check_file_name(attachment.file_name)
    if len(attachments) != len(files):
        raise CorrespondenceError(errors.FILES_METADATA_MISMATCH)
    names = Counter(file.name for file in files)
    only = {file.name: index for index, file in enumerate(files) if names[file.name] == 1}
    taken: dict[int, UploadedFile] = {}
    for place, attachment in enumerate(attachments):
        is_in_place = place not in taken and files[place].name == attachment.file_name
        index = place if is_in_place else only.get(attachment.file_name)
        if index is None or index in taken:
            raise CorrespondenceError(errors.FILES_METADATA_MISMATCH)
        if not 0 < files[index].size <= MAX_FORM_FILE_SIZE:
            raise CorrespondenceError(errors.file_size(errors.FORM_FILE_LIMIT))
        taken[index] = files[index]
    return list(taken.values())
