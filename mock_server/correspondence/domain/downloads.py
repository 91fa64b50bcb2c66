"""Downloads of attachments: media types, names of zip files and of the files in them.

Source: altinn-correspondence, ``FileDownloadResponseHelper.cs``, ``AttachmentHelper.cs`` and
``DownloadAllCorrespondenceAttachmentsHandler.cs``.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from mock_server.correspondence.domain.attachments import file_extension

BINARY: Final = "application/octet-stream"
MAX_NAME_BYTES: Final = 255
MAX_ARCHIVE_NAME_LENGTH: Final = 100
DEFAULT_ARCHIVE_NAME: Final = "correspondence-attachments"
_INLINE_EXTENSIONS: Final = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".gif", ".bmp"})
_MEDIA_TYPES: Final = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".html": "text/html; charset=utf-8",
    ".dcm": "application/dicom",
    ".dicom": "application/dicom",
}
_RESERVED_NAMES: Final = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)")


def download_media_type(file_name: str) -> str:
    """Return the media type with which the recipient downloads a file."""
    return _MEDIA_TYPES.get(file_extension(file_name), BINARY)


def is_shown_inline(file_name: str) -> bool:
    """Return whether browsers show the file instead of saving it."""
    return file_extension(file_name) in _INLINE_EXTENSIONS


def archive_name(title: str) -> str:
    """Return the name of the zip file of a correspondence with this title."""
    name = re.sub(r"[^a-z0-9\-]", "", title.strip().lower().replace(" ", "-"))
    name = re.sub(r"-+", "-", name).strip("-")[:MAX_ARCHIVE_NAME_LENGTH].rstrip("-")
    if not name:
        name = DEFAULT_ARCHIVE_NAME
    elif _RESERVED_NAMES.match(name):
        name = f"{DEFAULT_ARCHIVE_NAME}-{name}"
    return f"{name}.zip"


def unique_names(file_names: Iterable[str]) -> Iterator[str]:
    """Yield a name in the zip file for each file; equal names get a number."""
    used: set[str] = set()
    for file_name in file_names:
        stem, extension = _split(file_name)
        name, number = _cut(stem, extension) + extension, 0
        while name.lower() in used:
            number += 1
            suffix = f"({number}){extension}"
            name = _cut(stem, suffix) + suffix
        used.add(name.lower())
        yield name


def _split(file_name: str) -> tuple[str, str]:
    stem, dot, extension = file_name.rpartition(".")
    return (stem, dot + extension) if dot else (file_name, "")


def _cut(text: str, ending: str) -> str:
    """Return the beginning of *text* for a name in UTF-8 that has this ending."""
    length = MAX_NAME_BYTES - len(ending.encode())
    return text.encode()[: max(0, length)].decode("utf-8", "ignore")
