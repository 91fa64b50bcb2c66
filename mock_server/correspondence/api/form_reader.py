"""Streaming reader of multipart forms; files are kept up to a limit, with size and checksum.

Source: docs/reference/correspondence.md section 1.7. Deviation: a form above 250 MB is rejected;
Altinn accepts 2 GB for each file.
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

MAX_REQUEST_SIZE: Final = 250_000_000
REQUEST_LIMIT: Final = "250MB"
MAX_BOUNDARY_LENGTH: Final = 128
MAX_NAME_LENGTH: Final = 2048
MAX_VALUE_LENGTH: Final = 4_194_304
MAX_PARTS: Final = 1024

# .NET clients write the name of a file twice; the escaped name takes precedence.
_ESCAPED_NAME: Final = re.compile(rb";\s*filename\*\s*=\s*\"?utf-8''([^;\"\s]+)", re.IGNORECASE)
_MEDIA_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+(?:;[ \t]*[\x20-\x7e]*)?", re.ASCII)
_UNEXPECTED_END: Final = (
    "Unexpected end of Stream, the content may have already been read by another component. "
)


class InvalidForm(PlatformError):
    """A form that is malformed or exceeds a limit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.message = f"Failed to read the request form. {reason}"


@dataclass(frozen=True, slots=True)
class Form:
    """The content of a form: fields in order, and files with the name of their field."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, UploadedFile]] = field(default_factory=list)


async def read_form(request: Request, content_limit: int = 0) -> Form:
    """Read the form of *request*; stop at the first error.

    The content of files is kept up to *content_limit* bytes in all.

    Raises:
        InvalidForm: if it is not a valid multipart form, or exceeds a limit of Altinn.
        CorrespondenceError: if it exceeds ``MAX_REQUEST_SIZE``.
    """
    check_content_length(request)
    if request.headers.get("content-length") == "0":
        return Form()
    reader = _FormReader(_boundary(request.headers.get("content-type", "")), content_limit)
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > MAX_REQUEST_SIZE:
            raise CorrespondenceError(errors.file_size_error(REQUEST_LIMIT))
        reader.feed(chunk)
    return reader.form()


def check_content_length(request: Request) -> None:
    """Check that the ``Content-Length`` header is not above ``MAX_REQUEST_SIZE``.

    Raises:
        CorrespondenceError: if it is.
    """
    content_length = request.headers.get("content-length", "")
    if content_length.isdecimal() and int(content_length) > MAX_REQUEST_SIZE:
        raise CorrespondenceError(errors.file_size_error(REQUEST_LIMIT))


def _boundary(content_type: str) -> bytes:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise InvalidForm("Missing content-type boundary.")
    if len(boundary) > MAX_BOUNDARY_LENGTH:
        raise InvalidForm(f"Multipart boundary length limit {MAX_BOUNDARY_LENGTH} exceeded.")
    return bytes(boundary)


class _FormReader:
    """A parser of a form that receives the body in chunks."""

    def __init__(self, boundary: bytes, content_limit: int) -> None:
        self._content_limit = content_limit
        self._form = Form()
        self._part = _Part(content_limit)
        self._header = (bytearray(), bytearray())
        self._has_ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_begin": self._begin_header,
                "on_header_field": self._add_header_name,
                "on_header_value": self._add_header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_part_data": self._add_part_data,
                "on_part_end": self._end_part,
                "on_end": self._end,
            },
        )

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except MultipartParseError:
            raise InvalidForm(_UNEXPECTED_END) from None

    def form(self) -> Form:
        if not self._has_ended:
            raise InvalidForm(_UNEXPECTED_END)
        return self._form

    def _begin_part(self) -> None:
        self._part = _Part(self._content_limit)

    def _begin_header(self) -> None:
        self._header = (bytearray(), bytearray())

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _end_header(self) -> None:
        name, value = self._header
        self._part.headers[bytes(name).lower()] = bytes(value)

    def _end_headers(self) -> None:
        self._part.parse_headers()
        if len(self._form.fields) + len(self._form.files) >= MAX_PARTS:
            raise InvalidForm(f"Form value count limit {MAX_PARTS} exceeded.")

    def _add_part_data(self, data: bytes, start: int, end: int) -> None:
        self._part.add_data(data[start:end])

    def _end_part(self) -> None:
        part = self._part
        if part.name is None:
            return
        if part.file_name is None:
            self._form.fields.append((part.name, part.text()))
        else:
            content = None if part.size > part.content_limit else bytes(part.value)
            self._content_limit -= 0 if content is None else part.size
            file = UploadedFile(
                name=part.file_name,
                size=part.size,
                md5=part.md5.hexdigest(),
                content=content,
                media_type=part.media_type,
            )
            self._form.files.append((part.name, file))

    def _end(self) -> None:
        self._has_ended = True


@dataclass(slots=True)
class _Part:
    """A part of the form while it is read; a part with ``name`` None is ignored.

    The content of a file above ``content_limit`` is not kept.
    """

    content_limit: int
    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str | None = None
    file_name: str | None = None
    size: int = 0
    value: bytearray = field(default_factory=bytearray)
    md5: "hashlib._Hash" = field(default_factory=lambda: hashlib.md5(usedforsecurity=False))

    def parse_headers(self) -> None:
        """Read the name of the field and of the file from the headers.

        Raises:
            InvalidForm: if the part has no content disposition, or if its name is too long.
        """
        disposition = self.headers.get(b"content-disposition", b"")
        kind, options = parse_options_header(disposition)
        if not kind:
            value = disposition.decode("utf-8", "replace")
            raise InvalidForm(f"Form section has invalid Content-Disposition value: {value}")
        if kind.lower() != b"form-data":
            return
        self.name = _text_option(options, b"name")
        if len(self.name) > MAX_NAME_LENGTH:
            raise InvalidForm(f"Form key length limit {MAX_NAME_LENGTH} exceeded.")
        escaped = _ESCAPED_NAME.search(disposition)
        plain = _text_option(options, b"filename")
        self.file_name = (
            unquote(escaped[1].decode("ascii", "replace")) if escaped else plain or None
        )

    @property
    def media_type(self) -> str:
        """Return the declared media type of a file."""
        declared = self.headers.get(b"content-type", b"").decode("latin-1").strip()
        return declared if _MEDIA_TYPE.fullmatch(declared) else "application/octet-stream"

    def add_data(self, data: bytes) -> None:
        """Add a chunk of the content."""
        if self.name is None:
            return
        self.size += len(data)
        if self.file_name is not None:
            self.md5.update(data)
            self._keep_content(data)
        elif self.size > MAX_VALUE_LENGTH:
            raise InvalidForm(f"Form value length limit {MAX_VALUE_LENGTH} exceeded.")
        else:
            self.value += data

    def _keep_content(self, data: bytes) -> None:
        if self.size <= self.content_limit:
            self.value += data
        else:
            self.value.clear()

    def text(self) -> str:
        """Return the content as text."""
        return self.value.decode("utf-8", "replace")


def _text_option(options: Mapping[bytes, bytes], name: bytes) -> str:
    return options.get(name, b"").decode("utf-8", "replace")
