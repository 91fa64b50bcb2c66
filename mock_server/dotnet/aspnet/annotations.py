"""Data annotations of request types, checked after reading and before Altinn's own rules.

A ``PropertyRule`` has the property's name in JSON, whether it is required, its checks, and the
rules of the properties of the object or list in it.

    validate(document, properties, state)    add all errors, those of inner properties first
    missing_fields(document, properties)     return the missing required properties only

Source: docs/reference/notifications.md section 7.3, docs/reference/apps.md section 1.6,
docs/reference/correspondence.md section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from mock_server.domain.whitespace import is_blank, utf16_length
from mock_server.dotnet.aspnet.model_state import Error, ModelState
from mock_server.dotnet.schema import Document, pascal_case

Test = Callable[[Any, str], str | None]


class Requirement(Enum):
    """Whether a property is required."""

    NOTHING = auto()
    VALUE = auto()  # neither null nor absent
    NOT_NULL = auto()  # null is rejected; a missing property gets its default
    TEXT = auto()  # neither null, absent nor blank


_NOTHING: Final = Requirement.NOTHING
_TEXT: Final = Requirement.TEXT


@dataclass(frozen=True, slots=True)
class PropertyRule:
    """The annotations of one property."""

    json: str
    requirement: Requirement = Requirement.NOTHING
    tests: tuple[Test, ...] = ()
    inner: tuple[PropertyRule, ...] = ()
    class_name: str | None = None

    @property
    def name(self) -> str:
        """Return the C# name of the property."""
        return self.class_name or pascal_case(self.json)


def validate(
    document: Document, properties: Iterable[PropertyRule], state: ModelState, prefix: str = ""
) -> bool:
    """Return whether *document* is valid, and add its errors to *state*.

    Raises:
        PlatformServerError: if Altinn's own check fails with an exception.
    """
    results = [_validate_property(document, each, state, prefix + each.name) for each in properties]
    return all(results)


def _validate_property(document: Document, rule: PropertyRule, state: ModelState, key: str) -> bool:
    value = document.get(rule.json)
    if value is not None and rule.inner and not _validate_inner(value, rule.inner, state, key):
        return False
    if state.has_error(key):
        return False
    messages = list(_messages(document, rule, value))
    for message in messages:
        state.add(key, message)
    return not messages


def _messages(document: Document, rule: PropertyRule, value: Any) -> Iterable[str]:
    if _is_missing(rule, document):
        yield f"The {rule.name} field is required."
    for test in rule.tests:
        message = test(value, rule.name)
        if message is not None:
            yield message


def _is_missing(rule: PropertyRule, document: Document) -> bool:
    value = document.get(rule.json)
    if rule.requirement is Requirement.TEXT:
        return is_blank(value)
    if rule.requirement is Requirement.VALUE:
        return value is None
    return value is None and rule.requirement is Requirement.NOT_NULL and rule.json in document


def _validate_inner(
    value: Document | list[Document | None],
    properties: tuple[PropertyRule, ...],
    state: ModelState,
    key: str,
) -> bool:
    if isinstance(value, dict):
        return validate(value, properties, state, f"{key}.")
    results = [
        validate(item, properties, state, f"{key}[{index}].")
        for index, item in enumerate(value)
        if item is not None
    ]
    return all(results)


def missing_fields(document: Document, properties: Iterable[PropertyRule]) -> list[Error]:
    """Return key and message for each required property that is missing in *document*."""
    # Nearly every document is complete, and finding that out needs no keys.
    return [] if _is_complete(document, properties) else list(_missing_fields(document, properties))


def _is_complete(document: Document, properties: Iterable[PropertyRule]) -> bool:
    for each in properties:
        value = document.get(each.json)
        if value is None or each.requirement is _TEXT:
            if each.requirement is not _NOTHING and _is_missing(each, document):
                return False
        elif each.inner and value:
            items = (value,) if isinstance(value, dict) else value
            if not all(item is None or _is_complete(item, each.inner) for item in items):
                return False
    return True


def _missing_fields(
    document: Document, properties: Iterable[PropertyRule], prefix: str = ""
) -> Iterator[Error]:
    for each in properties:
        key = prefix + each.name
        value = document.get(each.json)
        if _is_missing(each, document):
            yield key, f"The {each.name} field is required."
        elif isinstance(value, dict):
            if value:
                yield from _missing_fields(value, each.inner, f"{key}.")
        elif each.inner:
            for index, item in enumerate(value or ()):
                if item is not None:
                    yield from _missing_fields(item, each.inner, f"{key}[{index}].")


def length(maximum: int, minimum: int = 0) -> Test:
    """Return a test for the length of a string in UTF-16 units; null passes."""

    def test(value: str | None, name: str) -> str | None:
        if value is None or minimum <= utf16_length(value) <= maximum:
            return None
        minimum_text = f"a minimum length of {minimum} and " if minimum else ""
        return (
            f"The field {name} must be a string with {minimum_text}a maximum length of {maximum}."
        )

    return test
