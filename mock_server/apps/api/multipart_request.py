"""Parts of an instantiation request: instance template, notification and data.

Source: docs/reference/apps.md section 1.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from mock_server.dotnet.aspnet.multipart import (
    MultipartReader,
    UnexpectedEndOfStream,
    parse_boundary,
    parse_disposition,
)
from mock_server.world.directory import DataType

INSTANCE: Final = "instance"
NOTIFICATION: Final = "notification"
_JSON: Final = "application/json"
_UNEXPECTED_END: Final = (
    "IOException while reading a section of the request: Unexpected end of Stream,"
    " the content may have already been read by another component. "
)
_MEBIBYTE: Final = 1024 * 1024


class MultipartRequestError(ValueError):
    """The request cannot be read; the message lists all errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a request; a body that is not multipart is one part without a name."""

    name: str | None
    content_type: str
    content: bytes
    file_name: str | None = None

    def json(self) -> str | None:
        """Return the JSON text of the part, or None if it is empty or not JSON."""
        if not self.content or _JSON not in self.content_type:
            return None
        return self.content.decode("utf-8", "replace")


@dataclass(slots=True)
class Parts:
    """The parts of a request; after removal of template and notification, the data parts."""

    parts: list[Part] = field(default_factory=list)

    def pop_instance(self) -> Part | None:
        """Remove and return the instance template: its named part, or the only, unnamed part."""
        if len(self.parts) == 1 and self.parts[0].name is None:
            return self.parts.pop()
        return self._pop(INSTANCE)

    def pop_notification(self) -> Part | None:
        """Remove and return the first notification part."""
        return self._pop(NOTIFICATION)

    def _pop(self, name: str) -> Part | None:
        part = next((part for part in self.parts if part.name == name), None)
        if part is not None:
            self.parts.remove(part)
        return part


def read_parts(content_type: str | None, body: bytes) -> Parts:
    """Return the parts of a request's *body*.

    Raises:
        MultipartRequestError: if the body is incomplete, or a part lacks a required header.
        MalformedMultipart: if the library fails on it.
    """
    if content_type is None:
        return Parts()
    if "multipart/" not in content_type.lower():
        return Parts([Part(name=None, content_type=content_type, content=body)])
    sections = MultipartReader(body, parse_boundary(content_type))
    parts: list[Part] = []
    errors: list[str] = []
    try:
        _read_sections(parts, errors, sections)
    except UnexpectedEndOfStream:
        errors.append(_UNEXPECTED_END)
    if errors:
        raise MultipartRequestError(", ".join(errors))
    return Parts(parts)


def _read_sections(parts: list[Part], errors: list[str], sections: MultipartReader) -> None:
    number = 0
    while (headers := sections.next_headers()) is not None:
        number += 1
        disposition = parse_disposition(headers)
        content_type = headers.get("content-type")
        if disposition is None:
            errors.append(f"Part number {number} doesn't have a content disposition")
        elif content_type is None:
            errors.append(f"Part number {number} doesn't have a content type")
        else:
            parts.append(
                Part(
                    name=disposition.get("name"),
                    content_type=content_type,
                    content=sections.read_content(),
                    file_name=disposition.get("filename"),
                )
            )


def validate_data_parts(parts: Sequence[Part], data_types: Sequence[DataType]) -> str | None:
    """Return the first error in data *parts* that the app's data types do not allow, or None."""
    for part in parts:
        error = _part_error(part, {each.id: each for each in data_types})
        if error is not None:
            return error
    for data_type in data_types:
        count = sum(part.name == data_type.id for part in parts)
        if data_type.max_count and count > data_type.max_count:
            return (
                f"The list of parts contains more elements of type '{data_type.id}'"
                " than the element type allows."
            )
    return None


def _part_error(part: Part, data_types: dict[str, DataType]) -> str | None:
    name = part.name or ""
    if part.name == INSTANCE:
        return _second_template_error(part)
    data_type = data_types.get(name)
    if data_type is None:
        return (
            f"Multipart section named, '{name}' does not correspond to an element type"
            " in application metadata"
        )
    allowed = data_type.allowed_content_types
    if allowed and part.content_type.partition(";")[0] not in allowed:
        return (
            f"The multipart section named {name} has a Content-Type '{part.content_type}'"
            f" which is invalid for element type '{data_type.id}'"
        )
    if not part.content:
        return f"The multipart section named {name} has no data. Cannot process empty part."
    if data_type.max_size and len(part.content) > data_type.max_size * _MEBIBYTE:
        return (
            f"The multipart section named {name} exceeds the size limit of element type"
            f" '{data_type.id}'"
        )
    return None


def _second_template_error(part: Part) -> str | None:
    if part.content_type.startswith(_JSON):
        return None
    return (
        f"Unexpected Content-Type '{part.content_type}' of embedded instance template."
        " Expecting 'application/json'"
    )
