"""Turning single JSON values into what a type holds, as the platform's converters do.

Source: spec/notifications-api.md, sections 4.3, 5.1, 9; spec/verified-notifications.md,
section 4.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

from mock_server.domain.whitespace import trim
from mock_server.dotnet.dates import parse_json_date_time
from mock_server.dotnet.guids import parse_hyphenated_guid
from mock_server.dotnet.json.errors import ConversionError
from mock_server.dotnet.schema import (
    BooleanType,
    DateTimeType,
    DictionaryType,
    EnumType,
    GuidType,
    IntegerType,
    ListType,
    ObjectType,
    ParsedUri,
    StringType,
    Type,
    UriType,
)
from mock_server.dotnet.uris import classify_uri

_T = TypeVar("_T")

_WHOLE: Final = re.compile(r"([+-]?)0*([0-9]{1,10})")


def convert_string(text: str, to: Type) -> Any:
    """Return what *to* makes of a JSON string.

    Raises:
        Mistyped: if it takes no strings, or not this one.
    """
    match to:
        case StringType():
            return text
        case EnumType(allow_names=True):
            return _choice_of_text(text, to)
        case IntegerType():
            return _whole(text, -(2**31), 2**31 - 1)
        case DateTimeType():
            return _found(parse_json_date_time(text))
        case GuidType():
            return _found(parse_hyphenated_guid(text))
        case UriType():
            return ParsedUri(text=text, kind=_found(classify_uri(text)))
        case _:
            raise ConversionError


def _found(value: _T | None) -> _T:
    if value is None:
        raise ConversionError
    return value


def convert_number(digits: str, to: Type) -> int:
    """Return what *to* makes of a JSON number, written as *digits*.

    Raises:
        Mistyped: if it takes no numbers, or not this one.
    """
    match to:
        case IntegerType():
            return _whole(digits, -(2**31), 2**31 - 1)
        case EnumType(allow_numbers=True):
            if to.unsigned and digits.startswith("-"):
                raise ConversionError
            return _whole(digits, *_range(to))
        case _:
            raise ConversionError


def admits_null(of: Type) -> bool:
    """Tell whether JSON null is a value of this type."""
    match of:
        case StringType() | UriType() | ListType() | DictionaryType() | ObjectType():
            return True
        case IntegerType() | BooleanType() | DateTimeType() | GuidType() | EnumType():
            return of.nullable


def _whole(text: str, lowest: int, highest: int) -> int:
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise ConversionError
    value = int(match[1] + match[2])
    if not lowest <= value <= highest:
        raise ConversionError
    return value


def _range(of: EnumType) -> tuple[int, int]:
    return (0, 2**32 - 1) if of.unsigned else (-(2**31), 2**31 - 1)


def _choice_of_text(text: str, to: EnumType) -> int:
    """Read names as a flags enumeration does: a list, whose last comma may have none behind."""
    text = trim(text)
    if to.allow_numbers and _WHOLE.fullmatch(text):
        return _whole(text, *_range(to))
    names = [trim(name) for name in text.split(",")]
    if len(names) > 1 and not names[-1]:
        names.pop()
    value = 0
    for name in names:
        value |= _member(name, to)
    return value


def _member(name: str, of: EnumType) -> int:
    if name in of.members:
        return of.members[name]
    if name.isascii():
        for member, value in of.members.items():
            if member.lower() == name.lower():
                return value
    raise ConversionError
