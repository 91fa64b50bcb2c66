"""Reading JSON as Newtonsoft.Json does, which apps use for the parts of a multipart request.

    read_lenient(text, NOTIFICATION, now)  the document, or None, or NewtonsoftError

What comes out is as ``schema.py`` says, but nothing is required and nothing is too much: texts may
be written as numbers, numbers as texts, enumerations by name; an empty text is no object, no list
and no date. Members are found whatever their letter case.

Source: spec/altinn-app.md section 2.2, verified-app.md sections 4 and 5; golden/app/multipart-*,
golden/app/channel-values.
"""

from __future__ import annotations

import re
import struct
from typing import Any, Final

from mock_server.domain.instant import Instant
from mock_server.dotnet.general_dates import parse_date_time
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
_INT32: Final = range(-(2**31), 2**31)
_INT64: Final = range(-(2**63), 2**63)
_INTEGER: Final = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)
_LONGEST_NUMBER: Final = 4_000  # Python reads no longer one
_QUOTES: Final = ("'", '"')
_ANYTHING: Final = ObjectType("")
_LITERALS: Final = {"N": "NaN", "I": "Infinity"}


def read_newtonsoft(text: str, schema: Type, now: Instant) -> Any:
    """Return the value of type *schema* that *text* holds, None where it holds nothing.

    *now* lends what a date leaves out.

    Raises:
        NewtonsoftError: if the library fails on it.
    """
    reader = _Reader(text, now)
    if not reader.tokens.peek():
        return None
    value = reader.value(schema, None)
    if reader.tokens.peek():
        raise reader.tokens.failure("text behind the document")
    return value


class _Reader:
    def __init__(self, text: str, now: Instant) -> None:
        self.tokens = NewtonsoftTokenizer(text)
        self._now = now
        self._depth = 0

    def value(self, to: Type, held: Any) -> Any:
        """Return the next value. Objects and lists that are given twice grow: see *held*."""
        match to:
            case StringType():
                return self._text()
            case IntegerType():
                return self._whole()
            case BooleanType():
                return self._flag(to)
            case DateTimeType():
                return self._moment()
            case EnumType():
                return self._choice(to)
            case ListType():
                return self._listing(to, held)
            case ObjectType() | DictionaryType():
                return self._object(to, held)
            case _:
                raise NotImplementedError(f"no app takes {to} in a part")

    def _text(self) -> str | None:
        mark = self.tokens.peek()
        if mark in _QUOTES:
            return self.tokens.string()
        if self._is_null():
            return None
        if mark in ("t", "f"):
            return self._truth()
        if mark in _LITERALS:
            return self.tokens.word(_LITERALS[mark])
        number = self.tokens.number()
        parse_number(number)
        return number

    def _whole(self) -> int | None:
        if self._is_null():
            return None
        if self.tokens.peek() not in _QUOTES:
            return _int32(parse_number(self.tokens.number()))
        text = self.tokens.string()
        return _int32_of_text(text) if text else None

    def _flag(self, to: BooleanType) -> bool | None:
        mark = self.tokens.peek()
        if mark in ("t", "f"):
            return self._truth() == "true"
        if mark not in (*_QUOTES, "n"):
            return bool(parse_number(self.tokens.number()))
        text = "" if self._is_null() else self.tokens.string()
        if not text and to.nullable:
            return None
        flag = text.strip().lower()
        if flag not in ("true", "false"):
            raise _unfit(text)
        return flag == "true"

    def _moment(self) -> ParsedDateTime | None:
        if self._is_null():
            return None
        if self.tokens.peek() not in _QUOTES:
            raise self.tokens.failure("something else than a text")
        text = self.tokens.string()
        moment = parse_date_time(text, self._now)
        if moment is None and text:
            raise _unfit(text)
        return moment

    def _choice(self, to: EnumType) -> int:
        mark = self.tokens.peek()
        if mark in _QUOTES:
            return _choice_of_text(self.tokens.string(), to)
        if mark in ("t", "f"):
            return int(self._truth() == "true")
        if mark in _LITERALS:
            return _choice_of_number(float(self.tokens.word(_LITERALS[mark])))
        return _choice_of_number(parse_number(self.tokens.number()))

    def _truth(self) -> str:
        return self.tokens.word("true" if self.tokens.peek() == "t" else "false")

    def _listing(self, to: ListType, held: list[Any] | None) -> list[Any] | None:
        if not self.tokens.take("["):
            self._absent()
            return None
        self._enter()
        items = held or []
        while not self.tokens.take("]"):
            items.append(None if self.tokens.peek() == "," else self.value(to.item, None))
            self._part("]")
        self._depth -= 1
        return items

    def _object(
        self, to: ObjectType | DictionaryType, held: dict[str, Any] | None
    ) -> dict[str, Any] | None:
        if not self.tokens.take("{"):
            self._absent()
            return None
        self._enter()
        members = held or {}
        while not self.tokens.take("}"):
            name = self.tokens.name()
            member = _member(name, to)
            if member is None:
                self._pass_over()
            else:
                known, of = member
                members[known] = self.value(of, members.get(known))
            self._part("}")
        self._depth -= 1
        return members

    def _absent(self) -> None:
        """Read what stands for no object and no list: nothing, or an empty text."""
        mark = self.tokens.peek()
        if mark in _QUOTES:
            if text := self.tokens.string():
                raise _unfit(text)
        else:
            self.tokens.word("undefined" if mark == "u" else "null")

    def _is_null(self) -> bool:
        return self.tokens.peek() == "n" and bool(self.tokens.word("null"))

    def _pass_over(self) -> None:
        mark = self.tokens.peek()
        if mark == "{":
            self.value(_ANYTHING, None)
        elif mark == "[":
            self._pass_over_list()
        elif mark == "u":
            self.tokens.word("undefined")
        else:
            self._text()

    def _pass_over_list(self) -> None:
        self.tokens.take("[")
        self._enter()
        while not self.tokens.take("]"):
            if self.tokens.peek() != ",":
                self._pass_over()
            self._part("]")
        self._depth -= 1

    def _part(self, end: str) -> None:
        if not self.tokens.take(",") and self.tokens.peek() != end:
            raise self.tokens.failure(f"neither a comma nor {end}")

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self.tokens.failure("too deep")


def _unfit(what: str) -> NewtonsoftError:
    return NewtonsoftError(f"{truncate(what)} cannot be converted")


def _member(name: str, of: ObjectType | DictionaryType) -> tuple[str, Type] | None:
    match of:
        case DictionaryType():
            return name, of.value
        case ObjectType():
            members = {member.name: member.type for member in of.members}
            if name in members:
                return name, members[name]
            return next(
                (
                    (known, type_)
                    for known, type_ in members.items()
                    if known.lower() == name.lower()
                ),
                None,
            )


def _int32(number: Number) -> int:
    if isinstance(number, float) or number not in _INT32:
        raise _unfit("a number outside 32 bits")
    return number


def _int32_of_text(text: str) -> int:
    if not _INTEGER.fullmatch(text) or len(text) > _LONGEST_NUMBER:
        raise _unfit(text)
    return _int32(int(text))


def _choice_of_number(number: Number) -> int:
    """Return the 32 bits that become the enumeration: of a real number, the last of its own."""
    if isinstance(number, float):
        bits = int.from_bytes(struct.pack(">d", number)[4:], "big")
    elif number in _INT64:
        bits = number
    else:
        raise _unfit("a number outside 64 bits")
    return (bits + 2**31) % 2**32 - 2**31


def _choice_of_text(text: str, to: EnumType) -> int:
    """Read a number, or names in any letter case with commas between, which are joined."""
    if _INTEGER.fullmatch(text):
        return _int32_of_text(text)
    members = {name.lower(): value for name, value in to.members.items()}
    value = 0
    for name in text.split(","):
        member = members.get(name.strip().lower())
        if member is None:
            raise _unfit(text)
        value |= member
    return value
