"""Model binding of form fields to a document.

Given fields, and errors of fields that cannot be converted, are added to the model state.
Source: docs/reference/correspondence.md section 1.7.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from mock_server.domain.instant import Instant
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.binding import (
    BindingError,
    Target,
    bind_boolean,
    bind_date_time,
    bind_enum,
    bind_guid,
    bind_integer,
)
from mock_server.dotnet.aspnet.form_values import FormValues
from mock_server.dotnet.aspnet.model_state import ModelState
from mock_server.dotnet.schema import (
    BooleanType,
    DateTimeType,
    DictionaryType,
    Document,
    EnumType,
    GuidType,
    IntegerType,
    ListType,
    ObjectType,
    StringType,
    Type,
    UriType,
    pascal_case,
)

# The value of a field that is missing or cannot be converted.
NOT_BOUND: Final = object()


@dataclass(frozen=True, slots=True)
class FormBinder:
    """A binder of one form; ``now`` provides a missing date or year."""

    values: FormValues
    state: ModelState
    now: Instant

    def document(self, record: ObjectType, prefix: str = "") -> Document:
        """Return the document in the fields whose names begin with *prefix*."""
        return self._bind_properties(record, prefix)

    def _bind_properties(self, record: ObjectType, prefix: str) -> Document:
        document = {}
        for member in record.members:
            name = pascal_case(member.name)
            value = self._bind_value(member.type, prefix + name, name)
            if value is not NOT_BOUND:
                document[member.name] = value
        return document

    def _bind_value(self, type_: Type, key: str, name: str | None) -> Any:
        match type_:
            case ObjectType():
                return self._bind_object(type_, key)
            case ListType():
                return self._bind_list(type_, key)
            case DictionaryType():
                return self._bind_dictionary(type_, key)
            case _:
                return self._bind_simple(type_, self.values.get(key), key, name)

    def _bind_object(self, record: ObjectType, key: str) -> Any:
        names = (f"{key}.{pascal_case(member.name)}" for member in record.members)
        if not any(map(self.values.has_prefix, names)):
            return NOT_BOUND
        return self._bind_properties(record, f"{key}.")

    def _bind_list(self, listing: ListType, key: str) -> Any:
        field_values = self.values.get(key)
        if field_values:
            self.state.mark_key(key)
            return list(self._bind_plain_items(listing.item, field_values, key))
        if not self.values.has_prefix(key):
            return NOT_BOUND
        return list(self._bind_items(listing.item, key))

    def _bind_plain_items(self, type_: Type, field_values: list[str], key: str) -> Iterator[Any]:
        """Yield the values of fields with the list's own name."""
        if isinstance(type_, ObjectType | ListType | DictionaryType):
            return
        for each in field_values:
            value = self._bind_simple(type_, [each], key, None)
            if value is not NOT_BOUND:
                yield value

    def _bind_items(self, type_: Type, key: str) -> Iterator[Any]:
        """Yield the items named by ``index`` fields, or else the consecutively numbered items."""
        indices = self.values.get(f"{key}.index")
        if indices:
            for index in indices:
                value = self._bind_value(type_, f"{key}[{index}]", None)
                yield None if value is NOT_BOUND else value
            return
        number = 0
        while (value := self._bind_value(type_, f"{key}[{number}]", None)) is not NOT_BOUND:
            yield value
            number += 1

    def _bind_dictionary(self, mapping: DictionaryType, key: str) -> Any:
        if not self.values.has_prefix(key):
            return NOT_BOUND
        pairs = self._bind_pairs(mapping, key)
        if pairs:
            return pairs
        entries = {}
        for name, full_name in self.values.child_names(key).items():
            value = self._bind_value(mapping.value, full_name, None)
            entries[name] = None if value is NOT_BOUND else value
        return entries

    def _bind_pairs(self, mapping: DictionaryType, key: str) -> dict[str, Any]:
        """Return the entries given as numbered pairs of ``Key`` and ``Value``."""
        pairs: dict[str, Any] = {}
        while self.values.has_prefix(f"{key}[{len(pairs)}].Key"):
            place = f"{key}[{len(pairs)}]"
            name = self._bind_value(StringType(), f"{place}.Key", None)
            value = self._bind_value(mapping.value, f"{place}.Value", None)
            if name is NOT_BOUND or name is None or name in pairs:
                break
            pairs[name] = None if value is NOT_BOUND else value
        return pairs

    def _bind_simple(self, type_: Type, field_values: list[str], key: str, name: str | None) -> Any:
        if not field_values:
            return NOT_BOUND
        self.state.mark_key(key)
        try:
            return self._convert(type_, field_values, name)
        except BindingError as error:
            self.state.add(key, str(error))
            return NOT_BOUND

    def _convert(self, type_: Type, field_values: list[str], name: str | None) -> Any:
        match type_:
            case StringType():
                return None if is_blank(field_values[0]) else field_values[0]
            case IntegerType():
                return bind_integer(field_values, Target(name=name, nullable=type_.nullable))
            case BooleanType():
                return bind_boolean(field_values, Target(name=name, nullable=type_.nullable))
            case GuidType():
                return bind_guid(field_values, Target(name=name, nullable=type_.nullable))
            case DateTimeType():
                return bind_date_time(
                    field_values, Target(name=name, nullable=type_.nullable), self.now
                )
            case EnumType():
                return bind_enum(
                    field_values, Target(name=name, nullable=type_.nullable), type_.members
                )
            case UriType() | ObjectType() | ListType() | DictionaryType():
                raise TypeError(f"{type(type_).__name__} is not bound from one field")
