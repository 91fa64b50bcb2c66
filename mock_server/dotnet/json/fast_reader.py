"""Reading the sound bodies that clients send nearly always, in a few microseconds.

The standard library's decoder does the bytes; a chain of small functions, made once for a type,
does the values. Whatever is unusual (any fault, a name twice, a surrogate escape, a byte order
mark) raises ``FastPathMiss``, and the exact scanner has the word. What is read here, the scanner
reads to the same value; the tests hold the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from json import JSONDecoder
from typing import Any, Final

from mock_server.dotnet.json.errors import ConversionError
from mock_server.dotnet.json.values import admits_null, convert_number, convert_string
from mock_server.dotnet.schema import (
    BooleanType,
    DateTimeType,
    DictionaryType,
    EnumType,
    GuidType,
    IntegerType,
    ListType,
    ObjectType,
    StringType,
    Type,
    UriType,
)


class FastPathMiss(Exception):
    """Something here needs the scanner: it may be a fault, and may be none."""


_Convert = Callable[[Any], Any]

_SURROGATE_ESCAPE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def _no_constant(_: str) -> Any:
    raise FastPathMiss


# An object comes out as the tuple of its pairs, which tells it from an array and keeps every
# name that occurs.
_DECODER: Final = JSONDecoder(object_pairs_hook=tuple, parse_constant=_no_constant)


def try_read(body: bytes, schema: Type, max_depth: int) -> Any:
    """Return the value that *body* holds.

    Raises:
        Unusual: if this reader does not know whether it holds one.
    """
    if b"\\u" in body and _SURROGATE_ESCAPE.search(body):
        raise FastPathMiss
    try:
        return _conversion(schema, max_depth)(_DECODER.decode(body.decode()))
    except (ValueError, RecursionError, ConversionError):
        raise FastPathMiss from None


@cache
def _conversion(to: Type, levels: int) -> _Convert:
    """Return the function for values of a type; *levels* of containers may still be opened."""
    match to:
        case ObjectType():
            return _record(to, levels - 1)
        case DictionaryType():
            return _mapping(_conversion(to.value, levels - 1))
        case ListType():
            return _listing(_conversion(to.item, levels - 1))
        case StringType():
            return _text
        case EnumType():
            return _choice(to)
        case IntegerType() | BooleanType() | DateTimeType() | UriType() | GuidType():
            return _scalar(to)


def _text(value: Any) -> Any:
    if type(value) is str or value is None:
        return value
    raise FastPathMiss


def _scalar(to: Type) -> _Convert:
    takes_null = admits_null(to)
    takes_flags = isinstance(to, BooleanType)

    def convert(value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return convert_string(value, to)
        if kind is int:
            return convert_number(str(value), to)
        if (kind is bool and takes_flags) or (value is None and takes_null):
            return value
        raise FastPathMiss

    return convert


def _choice(to: EnumType) -> _Convert:
    members = to.members if to.allow_names else {}
    otherwise = _scalar(to)

    def convert(value: Any) -> Any:
        if type(value) is str and value in members:
            return members[value]
        if value == 0 and to.unsigned:
            # It may have been minus zero, which is none of these numbers.
            raise FastPathMiss
        return otherwise(value)

    return convert


def _listing(item: _Convert) -> _Convert:
    def convert(value: Any) -> Any:
        if type(value) is list:
            return [item(each) for each in value]
        if value is None:
            return None
        raise FastPathMiss

    return convert


def _mapping(item: _Convert) -> _Convert:
    def convert(value: Any) -> Any:
        if type(value) is tuple:
            return {name: item(each) for name, each in value}
        if value is None:
            return None
        raise FastPathMiss

    return convert


def _record(record: ObjectType, levels: int) -> _Convert:
    members = {
        spelling: (each.name, _conversion(each.type, levels))
        for each in reversed(record.members)
        for spelling in (each.name, each.name.lower())
    }
    required = {each.name for each in record.members if each.required}

    def convert(value: Any) -> Any:
        if type(value) is not tuple:
            return _none(value)
        read: dict[str, Any] = {}
        for name, each in value:
            found = members.get(name)
            if found is None:
                found = members.get(name.lower()) if name.isascii() else None
            if found is None:
                _fit(each, levels)
                continue
            declared, conversion = found
            if declared in read:
                raise FastPathMiss
            read[declared] = conversion(each)
        if not required <= read.keys():
            raise FastPathMiss
        return read

    return convert


def _none(value: Any) -> None:
    if value is not None:
        raise FastPathMiss


def _fit(value: Any, levels: int) -> None:
    """Make sure that *value*, which nobody asked for, opens at most so many *levels*."""
    if type(value) is tuple:
        elements = [each for _, each in value]
    elif type(value) is list:
        elements = value
    else:
        return
    if not levels:
        raise FastPathMiss
    for each in elements:
        _fit(each, levels - 1)
