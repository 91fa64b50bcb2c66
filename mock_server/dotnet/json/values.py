"""Conversion of single JSON values, as the converters of System.Text.Json.

Source: docs/reference/notifications.md sections 4.3, 5.1, 9.
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

_INTEGER: Final = re.compile(r"([+-]?)0*([0-9]{1,10})")


def convert_string(text: str, to: Type) -> Any:
    """Convert a JSON string to the type *to*.

    Raises:
        ConversionError: if it is not a value of the type.
    """
    match to:
        case StringType():
            return text
        case EnumType(allow_names=True):
            return _parse_enum(text, to)
        case IntegerType():
            return _parse_integer(text, -(2**31), 2**31 - 1)
        case DateTimeType():
            return _require_value(parse_json_date_time(text))
        case GuidType():
            return _require_value(parse_hyphenated_guid(text))
        case UriType():
            return ParsedUri(text=text, kind=_require_value(classify_uri(text)))
        case _:
            raise ConversionError


def _require_value(value: _T | None) -> _T:
    if value is None:
        raise ConversionError
    return value


def convert_number(digits: str, to: Type) -> int:
    """Convert a JSON number, given as *digits*, to the type *to*.

    Raises:
        ConversionError: if it is not a value of the type.
    """
    match to:
        case IntegerType():
            return _parse_integer(digits, -(2**31), 2**31 - 1)
        case EnumType(allow_numbers=True):
            if to.unsigned and digits.startswith("-"):
                raise ConversionError
            return _parse_integer(digits, *_number_range(to))
        case _:
            raise ConversionError


def allows_null(type_: Type) -> bool:
    """Return whether a type accepts JSON null."""
    match type_:
        case StringType() | UriType() | ListType() | DictionaryType() | ObjectType():
            return True
        case IntegerType() | BooleanType() | DateTimeType() | GuidType() | EnumType():
            return type_.nullable


def _parse_integer(text: str, minimum: int, maximum: int) -> int:
    match = _INTEGER.fullmatch(text)
    if match is None:
        raise ConversionError
    value = int(match[1] + match[2])
    if not minimum <= value <= maximum:
        raise ConversionError
    return value


def _number_range(type_: EnumType) -> tuple[int, int]:
    return (0, 2**32 - 1) if type_.unsigned else (-(2**31), 2**31 - 1)


def _parse_enum(text: str, to: EnumType) -> int:
    """Parse names as a flags enumeration: a comma-separated list, optionally with a final comma."""
    text = trim(text)
    if to.allow_numbers and _INTEGER.fullmatch(text):
        return _parse_integer(text, *_number_range(to))
    names = [trim(name) for name in text.split(",")]
    if len(names) > 1 and not names[-1]:
        names.pop()
    value = 0
    for name in names:
        value |= _member_value(name, to)
    return value


def _member_value(name: str, type_: EnumType) -> int:
    if name in type_.members:
        return type_.members[name]
    if name.isascii():
        for member, value in type_.members.items():
            if member.lower() == name.lower():
                return value
    raise ConversionError
