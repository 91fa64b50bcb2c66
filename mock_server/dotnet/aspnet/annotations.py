"""Data annotations of request types, checked between the reader and the platform's own rules.

A property is data: its name in JSON, whether it is required, its own checks, and the properties of
the object or list behind it.

    validate(document, properties, state)    errors of a property stand after those inside it
    missing_fields(document, properties)     only what is required; nothing inside a missing member

Source: spec/notifications-api.md section 7.3, spec/altinn-app.md section 1.6,
spec/correspondence.md section 3.2, spec/verified-correspondence.md section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from mock_server.domain.whitespace import is_blank, utf16_length
from mock_server.dotnet.aspnet.model_state import Error, ModelState
from mock_server.dotnet.schema import Document

Test = Callable[[Any, str], str | None]


class Requirement(Enum):
    """What a member must hold."""

    NOTHING = auto()
    VALUE = auto()  # neither null nor absent
    NOT_NULL = auto()  # null is rejected; a missing member gets its default
    TEXT = auto()  # neither null, absent nor blank


@dataclass(frozen=True, slots=True)
class PropertyRule:
    """One member and what is asked of it."""

    json: str
    requirement: Requirement = Requirement.NOTHING
    tests: tuple[Test, ...] = ()
    inner: tuple[PropertyRule, ...] = ()
    class_name: str | None = None

    @property
    def name(self) -> str:
        """Return the name in the platform's own class."""
        return self.class_name or self.json[0].upper() + self.json[1:]


def validate(
    document: Document, properties: Iterable[PropertyRule], state: ModelState, prefix: str = ""
) -> bool:
    """Add what is wrong with *document* to *state*, and tell whether nothing is.

    Raises:
        PlatformCrash: where the platform's own check breaks down.
    """
    results = [_validate_one(document, each, state, prefix + each.name) for each in properties]
    return all(results)


def _validate_one(document: Document, asked: PropertyRule, state: ModelState, key: str) -> bool:
    value = document.get(asked.json)
    if value is not None and asked.inner and not _validate_behind(value, asked.inner, state, key):
        return False
    if state.has_error(key):
        return False
    messages = list(_messages(document, asked, value))
    for message in messages:
        state.add(key, message)
    return not messages


def _messages(document: Document, asked: PropertyRule, value: Any) -> Iterable[str]:
    if _is_missing(asked, document):
        yield f"The {asked.name} field is required."
    for test in asked.tests:
        message = test(value, asked.name)
        if message is not None:
            yield message


def _is_missing(asked: PropertyRule, document: Document) -> bool:
    value = document.get(asked.json)
    if asked.requirement is Requirement.TEXT:
        return is_blank(value)
    if asked.requirement is Requirement.VALUE:
        return value is None
    return value is None and asked.requirement is Requirement.NOT_NULL and asked.json in document


def _validate_behind(
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


def missing_fields(
    document: Document, properties: Iterable[PropertyRule], prefix: str = ""
) -> Iterator[Error]:
    """Yield key and message for every required property that *document* lacks."""
    for each in properties:
        key = prefix + each.name
        value = document.get(each.json)
        if _is_missing(each, document):
            yield key, f"The {each.name} field is required."
        elif isinstance(value, dict):
            if value:
                yield from missing_fields(value, each.inner, f"{key}.")
        elif each.inner:
            for index, item in enumerate(value or ()):
                if item is not None:
                    yield from missing_fields(item, each.inner, f"{key}[{index}].")


def length(most: int, least: int = 0) -> Test:
    """Ask for a text of so many UTF-16 units; null is none of this test's business."""

    def test(value: str | None, name: str) -> str | None:
        if value is None or least <= utf16_length(value) <= most:
            return None
        minimum = f"a minimum length of {least} and " if least else ""
        return f"The field {name} must be a string with {minimum}a maximum length of {most}."

    return test
