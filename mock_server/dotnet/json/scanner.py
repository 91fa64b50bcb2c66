"""The exact JSON reader; slower than ``fast_reader.py``, with Altinn's error messages.

Source: docs/reference/notifications.md sections 4.3, 7.1 and 7.2.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NoReturn

from mock_server.dotnet.json.errors import ConversionError, ReadError, json_path
from mock_server.dotnet.json.skipping import UnknownProperties, skip_value
from mock_server.dotnet.json.tokens import JsonTokenizer, Kind, Token
from mock_server.dotnet.json.values import allows_null, convert_number, convert_string
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
# System.Text.Json adds no more names to a list of this length.
_MAX_LIST_LENGTH: Final = 60


def scan(body: bytes, schema: Type, max_depth: int) -> Any:
    """Return the value of type *schema* in *body*.

    Raises:
        ReadError: if the body is malformed or has a value of another type.
    """
    scanner = _Scanner(JsonTokenizer(body, max_depth))
    value = scanner.read_value(scanner.tokens.read_first_token(), schema)
    scanner.tokens.check_end()
    return value


class _Scanner:
    def __init__(self, tokens: JsonTokenizer) -> None:
        self.tokens = tokens
        self.path = tokens.path

    def read_value(self, token: Token, to: Type) -> Any:
        """Return the value that starts with *token*."""
        kind = token.kind
        if kind is Kind.OBJECT and isinstance(to, ObjectType):
            return self._read_object(to)
        if kind is Kind.OBJECT and isinstance(to, DictionaryType):
            return self._read_dictionary(to)
        if kind is Kind.ARRAY and isinstance(to, ListType):
            return self._read_list(to)
        try:
            return _convert_scalar(token, to)
        except ConversionError:
            return self._fail_conversion(to)

    def _read_object(self, record: ObjectType) -> dict[str, Any]:
        document: dict[str, Any] = {}
        name = self.tokens.read_property_name(is_first=True)
        while name is not None:
            self._read_property(name, record, document)
            name = self.tokens.read_property_name(is_first=False)
        self._check_required(record, document)
        return document

    def _read_property(self, token: Token, record: ObjectType, document: dict[str, Any]) -> None:
        name = self._read_name(token, record)
        property_ = find_property(name, record)
        self.path.append(name)
        value = self.tokens.read_value_token()
        if property_ is None:
            skip_value(self.tokens, value)
        else:
            document[property_.name] = self.read_value(value, property_.type)
        self.path.pop()
        if property_ is None:
            _unknown_properties(record).skip(self.tokens)

    def _read_dictionary(self, mapping: DictionaryType) -> dict[str, Any]:
        document: dict[str, Any] = {}
        name = self.tokens.read_property_name(is_first=True)
        while name is not None:
            key = self._read_name(name, TEXT)
            self.path.append(key)
            document[key] = self.read_value(self.tokens.read_value_token(), mapping.value)
            self.path.pop()
            name = self.tokens.read_property_name(is_first=False)
        return document

    def _read_list(self, listing: ListType) -> list[Any]:
        items: list[Any] = []
        # Inside the list, the last step of the path is the number of complete elements.
        self.path.append(0)
        token = self.tokens.read_element_token(is_first=True)
        while token is not None:
            items.append(self.read_value(token, listing.item))
            self.path[-1] = len(items)
            token = self.tokens.read_element_token(is_first=False)
        self.path.pop()
        return items

    def _read_name(self, name: Token, reported_type: Type) -> str:
        try:
            return name.decode_name()
        except ConversionError:
            return self._fail_conversion(reported_type)

    def _check_required(self, record: ObjectType, document: dict[str, Any]) -> None:
        missing = [
            each.name for each in record.members if each.required and each.name not in document
        ]
        if missing:
            raise ReadError(json_path(self.path), _MISSING.format(record.clr, _join_names(missing)))

    def _fail_conversion(self, to: Type) -> NoReturn:
        self.tokens.fail(_NOT_CONVERTED.format(type_name(to)), self.tokens.position)


def find_property(name: str, record: ObjectType) -> Property | None:
    """Return the property called *name*; its name is case-insensitive."""
    return _properties_by_lower_name(record).get(name.lower()) if name.isascii() else None


@cache
def _properties_by_lower_name(record: ObjectType) -> dict[str, Property]:
    return {each.name.lower(): each for each in reversed(record.members)}


@cache
def _unknown_properties(record: ObjectType) -> UnknownProperties:
    return UnknownProperties(each.name for each in record.members)


def _convert_scalar(token: Token, to: Type) -> Any:
    match token.kind:
        case Kind.STRING:
            return convert_string(token.decode_text(), to)
        case Kind.NUMBER:
            return convert_number(token.decode_text(), to)
        case Kind.TRUE | Kind.FALSE if isinstance(to, BooleanType):
            return token.kind is Kind.TRUE
        case Kind.NULL if allows_null(to):
            return None
        case _:
            raise ConversionError


def _join_names(names: list[str]) -> str:
    listed = ""
    for name in names:
        if len(listed) >= _MAX_LIST_LENGTH:
            break
        listed += f", '{name}'" if listed else f"'{name}'"
    return listed
