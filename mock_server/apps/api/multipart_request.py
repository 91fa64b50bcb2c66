"""What a full instantiation request consists of: the instance, the notification, data.

Source: spec/altinn-app.md section 1.4, verified-app.md section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from mock_server.dotnet.aspnet.multipart import (
    MultipartReader,
    UnexpectedEndOfStream,
    boundary_of,
    disposition_of,
)
from mock_server.world.directory import DataType

INSTANCE: Final = "instance"
NOTIFICATION: Final = "notification"
_JSON: Final = "application/json"
_CUT_SHORT: Final = (
    "IOException while reading a section of the request: Unexpected end of Stream,"
    " the content may have already been read by another component. "
)
_MEBIBYTE: Final = 1024 * 1024


class UnreadableParts(ValueError):
    """The request cannot be read; the message lists all that is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a request; a body that is not multipart is a part without a name."""

    name: str | None
    content_type: str
    content: bytes
    file_name: str | None = None

    def json(self) -> str | None:
        """Return the JSON text of an embedded document, None for a part that counts as none."""
        if not self.content or _JSON not in self.content_type:
            return None
        return self.content.decode("utf-8", "replace")


@dataclass(slots=True)
class Parts:
    """The parts of one request; what is taken out is not data."""

    parts: list[Part] = field(default_factory=list)

    def pop_instance(self) -> Part | None:
        """Take the instance template out: by its name, or as the only part that has none."""
        if len(self.parts) == 1 and self.parts[0].name is None:
            return self.parts.pop()
        return self._take(INSTANCE)

    def pop_notification(self) -> Part | None:
        """Take the first notification out."""
        return self._take(NOTIFICATION)

    def _take(self, name: str) -> Part | None:
        part = next((part for part in self.parts if part.name == name), None)
        if part is not None:
            self.parts.remove(part)
        return part


def read_parts(content_type: str | None, body: bytes) -> Parts:
    """Return the parts of a request's *body*.

    Raises:
        UnreadableParts: if the body is cut short, or a part does not say what it is.
        Malformed: if the library fails on it.
    """
    if content_type is None:
        return Parts()
    if "multipart/" not in content_type.lower():
        return Parts([Part(name=None, content_type=content_type, content=body)])
    sections = MultipartReader(body, boundary_of(content_type))
    parts: list[Part] = []
    faults: list[str] = []
    try:
        _read_into(parts, faults, sections)
    except UnexpectedEndOfStream:
        faults.append(_CUT_SHORT)
    if faults:
        raise UnreadableParts(", ".join(faults))
    return Parts(parts)


def _read_into(parts: list[Part], faults: list[str], sections: MultipartReader) -> None:
    number = 0
    while (headers := sections.next()) is not None:
        number += 1
        disposition = disposition_of(headers)
        content_type = headers.get("content-type")
        if disposition is None:
            faults.append(f"Part number {number} doesn't have a content disposition")
        elif content_type is None:
            faults.append(f"Part number {number} doesn't have a content type")
        else:
            parts.append(
                Part(
                    name=disposition.get("name"),
                    content_type=content_type,
                    content=sections.content(),
                    file_name=disposition.get("filename"),
                )
            )


def validate_data_parts(parts: Sequence[Part], data_types: Sequence[DataType]) -> str | None:
    """Return what the app's metadata has against the data *parts*, None for nothing."""
    for part in parts:
        fault = _fault_of(part, {each.id: each for each in data_types})
        if fault is not None:
            return fault
    for data_type in data_types:
        count = sum(part.name == data_type.id for part in parts)
        if data_type.max_count and count > data_type.max_count:
            return (
                f"The list of parts contains more elements of type '{data_type.id}'"
                " than the element type allows."
            )
    return None


def _fault_of(part: Part, data_types: dict[str, DataType]) -> str | None:
    name = part.name or ""
    if part.name == INSTANCE:
        return _fault_of_second_instance(part)
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


def _fault_of_second_instance(part: Part) -> str | None:
    if part.content_type.startswith(_JSON):
        return None
    return (
        f"Unexpected Content-Type '{part.content_type}' of embedded instance template."
        " Expecting 'application/json'"
    )
