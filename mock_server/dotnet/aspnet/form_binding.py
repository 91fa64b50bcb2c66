"""From the fields of a form to a document of a request's type, as the platform's binder does it.

Source: spec/correspondence.md section 1.7, spec/verified-correspondence.md sections 4 and 5. What
cannot be converted, and which fields there were, is noted in the model state.
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
    property_of,
)

# What a field gives that is not there, or that cannot be converted.
NOT_BOUND: Final = object()


@dataclass(frozen=True, slots=True)
class FormBinder:
    """Binds one form; ``now`` completes times that name no day."""

    values: FormValues
    state: ModelState
    now: Instant

    def document(self, record: ObjectType) -> Document:
        """Return the document of a whole form."""
        return self._members(record, "")

    def _members(self, record: ObjectType, prefix: str) -> Document:
        document = {}
        for member in record.members:
            name = property_of(member)
            value = self._value(member.type, prefix + name, name)
            if value is not NOT_BOUND:
                document[member.name] = value
        return document

    def _value(self, of: Type, key: str, name: str | None) -> Any:
        match of:
            case ObjectType():
                return self._record(of, key)
            case ListType():
                return self._listing(of, key)
            case DictionaryType():
                return self._mapping(of, key)
            case _:
                return self._simple(of, self.values.of(key), key, name)

    def _record(self, record: ObjectType, key: str) -> Any:
        names = (f"{key}.{property_of(member)}" for member in record.members)
        if not any(map(self.values.has_under, names)):
            return NOT_BOUND
        return self._members(record, f"{key}.")

    def _listing(self, listing: ListType, key: str) -> Any:
        given = self.values.of(key)
        if given:
            self.state.mark_key(key)
            return list(self._plain_items(listing.item, given, key))
        if not self.values.has_under(key):
            return NOT_BOUND
        return list(self._items(listing.item, key))

    def _plain_items(self, of: Type, given: list[str], key: str) -> Iterator[Any]:
        """Go through the values that all came under the list's own name."""
        if isinstance(of, ObjectType | ListType | DictionaryType):
            return
        for each in given:
            value = self._simple(of, [each], key, None)
            if value is not NOT_BOUND:
                yield value

    def _items(self, of: Type, key: str) -> Iterator[Any]:
        """Go through the numbered items until one is missing, or through those that are named."""
        indices = self.values.of(f"{key}.index")
        if indices:
            for index in indices:
                value = self._value(of, f"{key}[{index}]", None)
                yield None if value is NOT_BOUND else value
            return
        number = 0
        while (value := self._value(of, f"{key}[{number}]", None)) is not NOT_BOUND:
            yield value
            number += 1

    def _mapping(self, mapping: DictionaryType, key: str) -> Any:
        if not self.values.has_under(key):
            return NOT_BOUND
        pairs = self._pairs(mapping, key)
        if pairs:
            return pairs
        found = {}
        for name, whole_name in self.values.names_under(key).items():
            value = self._value(mapping.value, whole_name, None)
            found[name] = None if value is NOT_BOUND else value
        return found

    def _pairs(self, mapping: DictionaryType, key: str) -> dict[str, Any]:
        """Return the entries that came as numbered pairs of ``Key`` and ``Value``."""
        pairs: dict[str, Any] = {}
        while self.values.has_under(f"{key}[{len(pairs)}].Key"):
            place = f"{key}[{len(pairs)}]"
            name = self._value(StringType(), f"{place}.Key", None)
            value = self._value(mapping.value, f"{place}.Value", None)
            if name is NOT_BOUND or name is None or name in pairs:
                break
            pairs[name] = None if value is NOT_BOUND else value
        return pairs

    def _simple(self, of: Type, given: list[str], key: str, name: str | None) -> Any:
        if not given:
            return NOT_BOUND
        self.state.mark_key(key)
        try:
            return self._converted(of, given, name)
        except BindingError as error:
            self.state.add(key, str(error))
            return NOT_BOUND

    def _converted(self, of: Type, given: list[str], name: str | None) -> Any:
        match of:
            case StringType():
                return None if is_blank(given[0]) else given[0]
            case IntegerType():
                return bind_integer(given, Target(name=name, nullable=of.nullable))
            case BooleanType():
                return bind_boolean(given, Target(name=name, nullable=of.nullable))
            case GuidType():
                return bind_guid(given, Target(name=name, nullable=of.nullable))
            case DateTimeType():
                return bind_date_time(given, Target(name=name, nullable=of.nullable), self.now)
            case EnumType():
                return bind_enum(given, Target(name=name, nullable=of.nullable), of.members)
            case UriType() | ObjectType() | ListType() | DictionaryType():
                raise TypeError(f"{type(of).__name__} is not bound from one field")
