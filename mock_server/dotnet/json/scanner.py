"""Reading a document by its type, slowly and to the byte.

What this says of a body is the answer; ``json_fast.py`` only knows most of the sound ones.

Source: spec/verified-notifications.md, sections 4 and 6; spec/notifications-api.md, sections
4.3, 7.1 and 7.2.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NoReturn

from mock_server.dotnet.json.errors import ConversionError, ReadError, json_path
from mock_server.dotnet.json.skipping import UnknownMembers, skip
from mock_server.dotnet.json.tokens import JsonTokenizer, Kind, Token
from mock_server.dotnet.json.values import admits_null, convert_number, convert_string
from mock_server.dotnet.schema import (
    TEXT,
    BooleanType,
    DictionaryType,
    ListType,
    ObjectType,
    Property,
    Type,
)
from mock_server.dotnet.type_names import type_name

_NOT_CONVERTED: Final = "The JSON value could not be converted to {}."
_MISSING: Final = (
    "JSON deserialization for type '{}' was missing required properties including: {}."
)
# The platform adds no further name to a list that has grown to this length.
_LIST_IS_LONG: Final = 60


def scan(body: bytes, schema: Type, max_depth: int) -> Any:
    """Return the value that *body* holds.

    Raises:
        ReadError: if it holds none.
    """
    scanner = _Scanner(JsonTokenizer(body, max_depth))
    value = scanner.value(scanner.tokens.start(), schema)
    scanner.tokens.end()
    return value


class _Scanner:
    def __init__(self, tokens: JsonTokenizer) -> None:
        self.tokens = tokens
        self.path = tokens.path

    def value(self, token: Token, to: Type) -> Any:
        """Read the value that *token* begins."""
        if token.kind is Kind.OBJECT and isinstance(to, ObjectType):
            return self._record(to)
        if token.kind is Kind.OBJECT and isinstance(to, DictionaryType):
            return self._mapping(to)
        if token.kind is Kind.ARRAY and isinstance(to, ListType):
            return self._listing(to)
        try:
            return _scalar(token, to)
        except ConversionError:
            return self._not_converted(to)

    def _record(self, record: ObjectType) -> dict[str, Any]:
        read: dict[str, Any] = {}
        name = self.tokens.name(is_first=True)
        while name is not None:
            self._member(name, record, read)
            name = self.tokens.name(is_first=False)
        self._miss_none(record, read)
        return read

    def _member(self, token: Token, record: ObjectType, read: dict[str, Any]) -> None:
        name = self._spelled(token, record)
        member = find_property(name, record)
        self.path.append(name)
        value = self.tokens.value()
        if member is None:
            skip(self.tokens, value)
        else:
            read[member.name] = self.value(value, member.type)
        self.path.pop()
        if member is None:
            _undeclared(record).skip(self.tokens)

    def _mapping(self, mapping: DictionaryType) -> dict[str, Any]:
        read: dict[str, Any] = {}
        name = self.tokens.name(is_first=True)
        while name is not None:
            key = self._spelled(name, TEXT)
            self.path.append(key)
            read[key] = self.value(self.tokens.value(), mapping.value)
            self.path.pop()
            name = self.tokens.name(is_first=False)
        return read

    def _listing(self, listing: ListType) -> list[Any]:
        read: list[Any] = []
        # As long as the list is open, its path counts the elements that are complete.
        self.path.append(0)
        token = self.tokens.element(is_first=True)
        while token is not None:
            read.append(self.value(token, listing.item))
            self.path[-1] = len(read)
            token = self.tokens.element(is_first=False)
        self.path.pop()
        return read

    def _spelled(self, name: Token, blamed: Type) -> str:
        try:
            return name.name()
        except ConversionError:
            return self._not_converted(blamed)

    def _miss_none(self, record: ObjectType, read: dict[str, Any]) -> None:
        missing = [each.name for each in record.members if each.required and each.name not in read]
        if missing:
            raise ReadError(json_path(self.path), _MISSING.format(record.clr, _listed(missing)))

    def _not_converted(self, to: Type) -> NoReturn:
        self.tokens.fail(_NOT_CONVERTED.format(type_name(to)), self.tokens.position)


def find_property(name: str, record: ObjectType) -> Property | None:
    """Return the member that the platform takes *name* for, letter case ignored."""
    return _by_lowered_name(record).get(name.lower()) if name.isascii() else None


@cache
def _by_lowered_name(record: ObjectType) -> dict[str, Property]:
    return {each.name.lower(): each for each in reversed(record.members)}


@cache
def _undeclared(record: ObjectType) -> UnknownMembers:
    return UnknownMembers(each.name for each in record.members)


def _scalar(token: Token, to: Type) -> Any:
    match token.kind:
        case Kind.STRING:
            return convert_string(token.text(), to)
        case Kind.NUMBER:
            return convert_number(token.text(), to)
        case Kind.TRUE | Kind.FALSE if isinstance(to, BooleanType):
            return token.kind is Kind.TRUE
        case Kind.NULL if admits_null(to):
            return None
        case _:
            raise ConversionError


def _listed(names: list[str]) -> str:
    listed = ""
    for name in names:
        if len(listed) >= _LIST_IS_LONG:
            break
        listed += f", '{name}'" if listed else f"'{name}'"
    return listed
