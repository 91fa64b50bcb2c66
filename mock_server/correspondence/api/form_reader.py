"""Reading a multipart form piece by piece: of its files only name, size and checksum are kept.

Source: spec/correspondence.md section 1.7, spec/verified-correspondence.md section 5.
Deviation: a form above 250 MB is rejected; Altinn accepts 2 GB for each file.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.request import UploadedFile
from mock_server.domain.errors import PlatformError

LARGEST_REQUEST: Final = 250_000_000
LARGEST_REQUEST_TEXT: Final = "250MB"
LONGEST_BOUNDARY: Final = 128
LONGEST_NAME: Final = 2048
LONGEST_VALUE: Final = 4_194_304
MOST_PARTS: Final = 1024

# Clients of .NET write a file's name twice; the escaped form counts.
_ESCAPED_NAME: Final = re.compile(rb";\s*filename\*\s*=\s*\"?utf-8''([^;\"\s]+)", re.IGNORECASE)
_UNEXPECTED_END: Final = (
    "Unexpected end of Stream, the content may have already been read by another component. "
)


class UnreadableForm(PlatformError):
    """A form that cannot be read, or of which there is too much."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.message = f"Failed to read the request form. {why}"


@dataclass(frozen=True, slots=True)
class Form:
    """What came: fields in their order, and files by the name of their field."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, UploadedFile]] = field(default_factory=list)


async def read_form(request: Request) -> Form:
    """Read the form of *request* until its end, or until something is wrong with it.

    Raises:
        UnreadableForm: if it is no multipart form, or goes beyond a limit.
        Refused: if it is larger than the emulator takes.
    """
    check_content_length(request)
    if request.headers.get("content-length") == "0":
        return Form()
    reader = _Reader(_boundary(request.headers.get("content-type", "")))
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > LARGEST_REQUEST:
            raise CorrespondenceError(errors.file_size(LARGEST_REQUEST_TEXT))
        reader.feed(chunk)
    return reader.form()


def check_content_length(request: Request) -> None:
    """Refuse a body that is said to be too large, before any of it is read.

    Raises:
        Refused: if it is.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > LARGEST_REQUEST:
        raise CorrespondenceError(errors.file_size(LARGEST_REQUEST_TEXT))


def _boundary(content_type: str) -> bytes:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise UnreadableForm("Missing content-type boundary.")
    if len(boundary) > LONGEST_BOUNDARY:
        raise UnreadableForm(f"Multipart boundary length limit {LONGEST_BOUNDARY} exceeded.")
    return bytes(boundary)


class _Reader:
    """Takes a form's bytes as they come."""

    def __init__(self, boundary: bytes) -> None:
        self._form = Form()
        self._part = _Part()
        self._header = (bytearray(), bytearray())
        self._has_ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_begin": self._begin_header,
                "on_header_field": self._take_header_name,
                "on_header_value": self._take_header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_part_data": self._take_data,
                "on_part_end": self._end_part,
                "on_end": self._end,
            },
        )

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except MultipartParseError:
            raise UnreadableForm(_UNEXPECTED_END) from None

    def form(self) -> Form:
        if not self._has_ended:
            raise UnreadableForm(_UNEXPECTED_END)
        return self._form

    def _begin_part(self) -> None:
        self._part = _Part()

    def _begin_header(self) -> None:
        self._header = (bytearray(), bytearray())

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _end_header(self) -> None:
        name, value = self._header
        self._part.headers[bytes(name).lower()] = bytes(value)

    def _end_headers(self) -> None:
        self._part.read_headers()
        if len(self._form.fields) + len(self._form.files) >= MOST_PARTS:
            raise UnreadableForm(f"Form value count limit {MOST_PARTS} exceeded.")

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        self._part.take(data[start:end])

    def _end_part(self) -> None:
        part = self._part
        if part.name is None:
            return
        if part.file_name is None:
            self._form.fields.append((part.name, part.text()))
        else:
            file = UploadedFile(name=part.file_name, size=part.size, md5=part.md5.hexdigest())
            self._form.files.append((part.name, file))

    def _end(self) -> None:
        self._has_ended = True


@dataclass(slots=True)
class _Part:
    """One part as far as it has come; ``name`` None marks one that nobody looks at."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str | None = None
    file_name: str | None = None
    size: int = 0
    value: bytearray = field(default_factory=bytearray)
    md5: "hashlib._Hash" = field(default_factory=lambda: hashlib.md5(usedforsecurity=False))

    def read_headers(self) -> None:
        """Understand what kind of part this is.

        Raises:
            UnreadableForm: if it does not say, or if its name is too long.
        """
        disposition = self.headers.get(b"content-disposition", b"")
        kind, options = parse_options_header(disposition)
        if not kind:
            shown = disposition.decode("utf-8", "replace")
            raise UnreadableForm(f"Form section has invalid Content-Disposition value: {shown}")
        if kind.lower() != b"form-data":
            return
        self.name = _text(options, b"name")
        if len(self.name) > LONGEST_NAME:
            raise UnreadableForm(f"Form key length limit {LONGEST_NAME} exceeded.")
        escaped = _ESCAPED_NAME.search(disposition)
        plain = _text(options, b"filename")
        self.file_name = (
            unquote(escaped[1].decode("ascii", "replace")) if escaped else plain or None
        )

    def take(self, data: bytes) -> None:
        """Take some of the content."""
        if self.name is None:
            return
        self.size += len(data)
        if self.file_name is not None:
            self.md5.update(data)
        elif self.size > LONGEST_VALUE:
            raise UnreadableForm(f"Form value length limit {LONGEST_VALUE} exceeded.")
        else:
            self.value += data

    def text(self) -> str:
        """Return the content as text."""
        return self.value.decode("utf-8", "replace")


def _text(options: Mapping[bytes, bytes], name: bytes) -> str:
    return options.get(name, b"").decode("utf-8", "replace")
