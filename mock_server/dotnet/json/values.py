"""Turning single JSON values into what a type holds, as the platform's converters do.

Source: spec/notifications-api.md, sections 4.3, 5.1, 9; spec/verified-notifications.md,
section 4.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

from mock_server.domain.whitespace import trimmed
from mock_server.dotnet.dates import json_moment
from mock_server.dotnet.guids import hyphenated_guid
from mock_server.dotnet.json.errors import Mistyped
from mock_server.dotnet.schema import (
    Address,
    Choice,
    Flag,
    Guid,
    Listing,
    Mapping,
    Moment,
    ReadUri,
    Record,
    Text,
    Type,
    Whole,
)
from mock_server.dotnet.uris import uri_kind

_T = TypeVar("_T")

_WHOLE: Final = re.compile(r"([+-]?)0*([0-9]{1,10})")


def of_text(text: str, to: Type) -> Any:
    """Return what *to* makes of a JSON string.

    Raises:
        Mistyped: if it takes no strings, or not this one.
    """
    match to:
        case Text():
            return text
        case Choice(allow_names=True):
            return _choice_of_text(text, to)
        case Whole():
            return _whole(text, -(2**31), 2**31 - 1)
        case Moment():
            return _found(json_moment(text))
        case Guid():
            return _found(hyphenated_guid(text))
        case Address():
            return ReadUri(text=text, kind=_found(uri_kind(text)))
        case _:
            raise Mistyped


def _found(value: _T | None) -> _T:
    if value is None:
        raise Mistyped
    return value


def of_number(digits: str, to: Type) -> int:
    """Return what *to* makes of a JSON number, written as *digits*.

    Raises:
        Mistyped: if it takes no numbers, or not this one.
    """
    match to:
        case Whole():
            return _whole(digits, -(2**31), 2**31 - 1)
        case Choice(allow_numbers=True):
            if to.unsigned and digits.startswith("-"):
                raise Mistyped
            return _whole(digits, *_range(to))
        case _:
            raise Mistyped


def admits_null(of: Type) -> bool:
    """Tell whether JSON null is a value of this type."""
    match of:
        case Text() | Address() | Listing() | Mapping() | Record():
            return True
        case Whole() | Flag() | Moment() | Guid() | Choice():
            return of.nullable


def _whole(text: str, lowest: int, highest: int) -> int:
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise Mistyped
    value = int(match[1] + match[2])
    if not lowest <= value <= highest:
        raise Mistyped
    return value


def _range(of: Choice) -> tuple[int, int]:
    return (0, 2**32 - 1) if of.unsigned else (-(2**31), 2**31 - 1)


def _choice_of_text(text: str, to: Choice) -> int:
    """Read names as a flags enumeration does: a list, whose last comma may have none behind."""
    text = trimmed(text)
    if to.allow_numbers and _WHOLE.fullmatch(text):
        return _whole(text, *_range(to))
    names = [trimmed(name) for name in text.split(",")]
    if len(names) > 1 and not names[-1]:
        names.pop()
    value = 0
    for name in names:
        value |= _member(name, to)
    return value


def _member(name: str, of: Choice) -> int:
    if name in of.members:
        return of.members[name]
    if name.isascii():
        for member, value in of.members.items():
            if member.lower() == name.lower():
                return value
    raise Mistyped
