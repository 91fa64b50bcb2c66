"""A fast JSON reader for valid bodies.

The standard library decodes the bytes; functions that are cached for each type convert the values.
Any error, duplicate property, surrogate escape or byte order mark raises ``FastPathMiss``, and the
body is read by ``scanner.py`` instead. Tests check that both return the same values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from json import JSONDecoder
from typing import Any, Final

from mock_server.dotnet.json.errors import ConversionError
from mock_server.dotnet.json.values import allows_null, convert_number, convert_string
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
    """The body must be read by the scanner; it may be valid or invalid."""


_Convert = Callable[[Any], Any]

_SURROGATE_ESCAPE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def _reject_constant(_: str) -> Any:
    raise FastPathMiss


# An object is decoded to a tuple of pairs: it differs from an array and keeps duplicate names.
_DECODER: Final = JSONDecoder(object_pairs_hook=tuple, parse_constant=_reject_constant)


def try_read(body: bytes, schema: Type, max_depth: int) -> Any:
    """Return the value of type *schema* in *body*.

    Raises:
        FastPathMiss: if the body must be read by the scanner.
    """
    if b"\\u" in body and _SURROGATE_ESCAPE.search(body):
        raise FastPathMiss
    try:
        return _conversion(schema, max_depth)(_decode(body.decode()))
    except (ValueError, RecursionError, ConversionError):
        raise FastPathMiss from None


def _decode(text: str) -> Any:
    with suppress(StopIteration):
        value, end = _DECODER.scan_once(text, 0)  # type: ignore[attr-defined]
        if end == len(text):
            return value
    # There are blanks around the document, or it is not JSON.
    return _DECODER.decode(text)


@cache
def _conversion(to: Type, levels: int) -> _Convert:
    """Return the function that converts values of a type, with at most *levels* of containers."""
    match to:
        case ObjectType():
            return _object_conversion(to, levels - 1)
        case DictionaryType():
            return _dictionary_conversion(_conversion(to.value, levels - 1))
        case ListType():
            return _list_conversion(_conversion(to.item, levels - 1))
        case StringType():
            return _convert_text
        case EnumType():
            return _enum_conversion(to)
        case IntegerType() | BooleanType() | DateTimeType() | UriType() | GuidType():
            return _scalar_conversion(to)


def _convert_text(value: Any) -> Any:
    if type(value) is str or value is None:
        return value
    raise FastPathMiss


def _scalar_conversion(to: Type) -> _Convert:
    accepts_null = allows_null(to)
    accepts_booleans = isinstance(to, BooleanType)

    def convert(value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return convert_string(value, to)
        if kind is int:
            return convert_number(str(value), to)
        if (kind is bool and accepts_booleans) or (value is None and accepts_null):
            return value
        raise FastPathMiss

    return convert


def _enum_conversion(to: EnumType) -> _Convert:
    members = to.members if to.allow_names else {}
    convert_scalar = _scalar_conversion(to)

    def convert(value: Any) -> Any:
        if type(value) is str and value in members:
            return members[value]
        if value == 0 and to.unsigned:
            # The JSON may be -0, which is not a valid unsigned number.
            raise FastPathMiss
        return convert_scalar(value)

    return convert


def _list_conversion(item: _Convert) -> _Convert:
    def convert(value: Any) -> Any:
        if type(value) is list:
            return [item(each) for each in value]
        if value is None:
            return None
        raise FastPathMiss

    return convert


def _dictionary_conversion(item: _Convert) -> _Convert:
    def convert(value: Any) -> Any:
        if type(value) is tuple:
            return {name: item(each) for name, each in value}
        if value is None:
            return None
        raise FastPathMiss

    return convert


def _object_conversion(record: ObjectType, levels: int) -> _Convert:
    members = {
        spelling: (each.name, _conversion(each.type, levels))
        for each in reversed(record.members)
        for spelling in (each.name, each.name.lower())
    }
    required = {each.name for each in record.members if each.required}

    def convert(value: Any) -> Any:
        if type(value) is not tuple:
            return _require_null(value)
        document: dict[str, Any] = {}
        unknown = 0
        for name, each in value:
            property_ = members.get(name)
            if property_ is None:
                property_ = members.get(name.lower()) if name.isascii() else None
            if property_ is None:
                _check_depth(each, levels)
                unknown += 1
                continue
            name_in_schema, conversion = property_
            document[name_in_schema] = (
                each if type(each) is str and conversion is _convert_text else conversion(each)
            )
        if len(document) + unknown < len(value) or not required <= document.keys():
            raise FastPathMiss
        return document

    return convert


def _require_null(value: Any) -> None:
    if value is not None:
        raise FastPathMiss


def _check_depth(value: Any, levels: int) -> None:
    """Check that an unknown property's *value* has at most *levels* of containers."""
    if type(value) is tuple:
        elements = [each for _, each in value]
    elif type(value) is list:
        elements = value
    else:
        return
    if not levels:
        raise FastPathMiss
    for each in elements:
        _check_depth(each, levels - 1)
