"""The JSON reader for parts of multipart requests to apps, as Newtonsoft.Json.

    read_newtonsoft(text, NOTIFICATION, now)  the document or None; raises NewtonsoftError

The result is as described in ``schema.py``, but the reader is lenient. No property is required and
unknown ones are skipped. Strings and numbers are converted to each other, enumerations are read by
name, and an empty string is null for an object, list or date. Property names are case-insensitive.

Source: docs/reference/apps.md section 2.2; tests/recordings/app/multipart-*.jsonl.gz,
tests/recordings/app/channel-values.jsonl.gz.
"""

from __future__ import annotations

import struct
from typing import Any, Final

from mock_server.domain.instant import Instant
from mock_server.dotnet.general_dates import parse_date_time
from mock_server.dotnet.integers import INT32, is_integer, parse_int32
from mock_server.dotnet.newtonsoft.tokens import (
    NewtonsoftError,
    NewtonsoftTokenizer,
    Number,
    parse_number,
    truncate,
)
from mock_server.dotnet.schema import (
    BooleanType,
    DateTimeType,
    DictionaryType,
    EnumType,
    IntegerType,
    ListType,
    ObjectType,
    ParsedDateTime,
    StringType,
    Type,
)

__all__ = ["NewtonsoftError", "read_newtonsoft"]

_MAX_DEPTH: Final = 64
_INT64: Final = range(-(2**63), 2**63)
_QUOTES: Final = ("'", '"')
_ANYTHING: Final = ObjectType("")
_LITERALS: Final = {"N": "NaN", "I": "Infinity"}


def read_newtonsoft(text: str, schema: Type, now: Instant) -> Any:
    """Return the value of type *schema* in *text*, or None if it has none.

    *now* provides a missing date or year.

    Raises:
        NewtonsoftError: if Newtonsoft.Json fails on the text.
    """
    reader = _Reader(text, now)
    if not reader.tokens.peek():
        return None
    value = reader.read_value(schema, None)
    if reader.tokens.peek():
        raise reader.tokens.failure("text after the document")
    return value


class _Reader:
    def __init__(self, text: str, now: Instant) -> None:
        self.tokens = NewtonsoftTokenizer(text)
        self._now = now
        self._depth = 0

    def read_value(self, to: Type, existing: Any) -> Any:
        """Read the next value; a duplicate object or list is merged into *existing*."""
        match to:
            case StringType():
                return self._read_string()
            case IntegerType():
                return self._read_integer()
            case BooleanType():
                return self._read_boolean(to)
            case DateTimeType():
                return self._read_date_time()
            case EnumType():
                return self._read_enum(to)
            case ListType():
                return self._read_list(to, existing)
            case ObjectType() | DictionaryType():
                return self._read_object(to, existing)
            case _:
                raise NotImplementedError(f"{to} is not used in a part of a request to an app")

    def _read_string(self) -> str | None:
        character = self.tokens.peek()
        if character in _QUOTES:
            return self.tokens.read_string()
        if self._consume_null():
            return None
        if character in ("t", "f"):
            return self._read_boolean_word()
        if character in _LITERALS:
            return self.tokens.read_word(_LITERALS[character])
        number = self.tokens.read_number()
        parse_number(number)
        return number

    def _read_integer(self) -> int | None:
        if self._consume_null():
            return None
        if self.tokens.peek() not in _QUOTES:
            return _to_int32(parse_number(self.tokens.read_number()))
        text = self.tokens.read_string()
        return _parse_int32(text) if text else None

    def _read_boolean(self, to: BooleanType) -> bool | None:
        character = self.tokens.peek()
        if character in ("t", "f"):
            return self._read_boolean_word() == "true"
        if character not in (*_QUOTES, "n"):
            return bool(parse_number(self.tokens.read_number()))
        text = "" if self._consume_null() else self.tokens.read_string()
        if not text and to.nullable:
            return None
        flag = text.strip().lower()
        if flag not in ("true", "false"):
            raise _conversion_error(text)
        return flag == "true"

    def _read_date_time(self) -> ParsedDateTime | None:
        if self._consume_null():
            return None
        if self.tokens.peek() not in _QUOTES:
            raise self.tokens.failure("expected a string")
        text = self.tokens.read_string()
        date_time = parse_date_time(text, self._now)
        if date_time is None and text:
            raise _conversion_error(text)
        return date_time

    def _read_enum(self, to: EnumType) -> int:
        character = self.tokens.peek()
        if character in _QUOTES:
            return _parse_enum(self.tokens.read_string(), to)
        if character in ("t", "f"):
            return int(self._read_boolean_word() == "true")
        if character in _LITERALS:
            return _enum_from_number(float(self.tokens.read_word(_LITERALS[character])))
        return _enum_from_number(parse_number(self.tokens.read_number()))

    def _read_boolean_word(self) -> str:
        return self.tokens.read_word("true" if self.tokens.peek() == "t" else "false")

    def _read_list(self, to: ListType, existing: list[Any] | None) -> list[Any] | None:
        if not self.tokens.skip_if_next("["):
            self._read_null()
            return None
        self._enter_container()
        items = existing or []
        while not self.tokens.skip_if_next("]"):
            items.append(None if self.tokens.peek() == "," else self.read_value(to.item, None))
            self._read_separator("]")
        self._depth -= 1
        return items

    def _read_object(
        self, to: ObjectType | DictionaryType, existing: dict[str, Any] | None
    ) -> dict[str, Any] | None:
        if not self.tokens.skip_if_next("{"):
            self._read_null()
            return None
        self._enter_container()
        members = existing or {}
        while not self.tokens.skip_if_next("}"):
            name = self.tokens.read_name()
            member = _find_property(name, to)
            if member is None:
                self._skip_value()
            else:
                known_name, type_ = member
                members[known_name] = self.read_value(type_, members.get(known_name))
            self._read_separator("}")
        self._depth -= 1
        return members

    def _read_null(self) -> None:
        """Read null, undefined or an empty string in place of an object or list."""
        character = self.tokens.peek()
        if character in _QUOTES:
            if text := self.tokens.read_string():
                raise _conversion_error(text)
        else:
            self.tokens.read_word("undefined" if character == "u" else "null")

    def _consume_null(self) -> bool:
        return self.tokens.peek() == "n" and bool(self.tokens.read_word("null"))

    def _skip_value(self) -> None:
        character = self.tokens.peek()
        if character == "{":
            self.read_value(_ANYTHING, None)
        elif character == "[":
            self._skip_list()
        elif character == "u":
            self.tokens.read_word("undefined")
        else:
            self._read_string()

    def _skip_list(self) -> None:
        self.tokens.skip_if_next("[")
        self._enter_container()
        while not self.tokens.skip_if_next("]"):
            if self.tokens.peek() != ",":
                self._skip_value()
            self._read_separator("]")
        self._depth -= 1

    def _read_separator(self, end: str) -> None:
        if not self.tokens.skip_if_next(",") and self.tokens.peek() != end:
            raise self.tokens.failure(f"expected a comma or {end}")

    def _enter_container(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self.tokens.failure("the document is too deep")


def _conversion_error(value_text: str) -> NewtonsoftError:
    return NewtonsoftError(f"cannot convert {truncate(value_text)}")


def _find_property(name: str, schema: ObjectType | DictionaryType) -> tuple[str, Type] | None:
    match schema:
        case DictionaryType():
            return name, schema.value
        case ObjectType():
            members = {member.name: member.type for member in schema.members}
            if name in members:
                return name, members[name]
            return next(
                (
                    (known_name, type_)
                    for known_name, type_ in members.items()
                    if known_name.lower() == name.lower()
                ),
                None,
            )


def _to_int32(number: Number) -> int:
    if isinstance(number, float) or number not in INT32:
        raise _conversion_error("a number outside 32 bits")
    return number


def _parse_int32(text: str) -> int:
    try:
        return parse_int32(text)
    except (ValueError, OverflowError):
        raise _conversion_error(text) from None


def _enum_from_number(number: Number) -> int:
    """Return the low 32 bits of a number; of a real number, those of its 64-bit representation."""
    if isinstance(number, float):
        bits = int.from_bytes(struct.pack(">d", number)[4:], "big")
    elif number in _INT64:
        bits = number
    else:
        raise _conversion_error("a number outside 64 bits")
    return (bits + 2**31) % 2**32 - 2**31


def _parse_enum(text: str, to: EnumType) -> int:
    """Parse an integer, or comma-separated names; names are case-insensitive."""
    if is_integer(text):
        return _parse_int32(text)
    members = {name.lower(): value for name, value in to.members.items()}
    value = 0
    for name in text.split(","):
        member = members.get(name.strip().lower())
        if member is None:
            raise _conversion_error(text)
        value |= member
    return value
