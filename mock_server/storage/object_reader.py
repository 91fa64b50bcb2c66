"""Objects from what ``object_writer`` wrote, checked on the way.

Classes come from a register alone, and nothing of theirs is called: fields are set one by one,
after a check of their types.
"""

import base64
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import time
from enum import Enum
from typing import Any, Final

from mock_server.domain.instant import parse_instant
from mock_server.storage.object_register import CONTAINERS, Register, field_names
from mock_server.storage.type_checks import field_checks

SCALARS: Final[dict[str, Callable[[Any], Any]]] = {
    "$at": parse_instant,
    "$int": int,
    "$time": time.fromisoformat,
    "$bytes": lambda text: base64.b64decode(text, validate=True),
}


class MalformedError(ValueError):
    """A document that is no snapshot; the message says where and why."""


class Reader:
    """Reads one document."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._objects: dict[int, Any] = {}
        self._texts: dict[str, str] = {}
        self._path: list[str] = []

    def value(self, document: Any) -> Any:
        """Return what *document* was written from.

        Raises:
            MalformedError: if it was not.
        """
        try:
            return self._read(document)
        except (MalformedError, RecursionError) as problem:
            where = ".".join(self._path[:20]) or "the document"
            raise MalformedError(f"at {where}: {problem}") from problem

    def _read(self, document: Any) -> Any:
        if isinstance(document, str):
            # The orders of a chain share their request's text; let them share it again.
            return self._texts.setdefault(document, document)
        if isinstance(document, list):
            return self._items(document, [])
        if not isinstance(document, dict):
            return document
        tag = next((key for key in document if key.startswith("$") and key != "$#"), None)
        if tag is None:
            return self._mapping(document)
        if tag == "$":
            return self._object(document)
        if tag in SCALARS:
            return self._scalar(tag, document[tag])
        return self._tagged(tag, document)

    def _at(self, key: object, document: Any) -> Any:
        if document is None:
            return None
        self._path.append(str(key))
        value = self._read(document)
        self._path.pop()
        return value

    def _items(self, document: list[Any], into: list[Any]) -> list[Any]:
        for number, each in enumerate(document):
            into.append(self._at(number, each))
        return into

    def _mapping(self, document: dict[str, Any]) -> dict[str, Any]:
        read: dict[str, Any] = self._noted(document, {})
        for key, each in document.items():
            if key != "$#":
                read[self._texts.setdefault(key, key)] = self._at(key, each)
        return read

    def _tagged(self, tag: str, document: dict[str, Any]) -> Any:
        content = document[tag]
        if tag == "$ref":
            if not isinstance(content, int) or content not in self._objects:
                raise MalformedError(f"$ref {content!r} comes before what it stands for")
            return self._objects[content]
        if not isinstance(content, list) or not (tag in CONTAINERS or tag in ("$list", "$dict")):
            raise MalformedError(f"{tag!r} with {content!r:.60} is not known")
        if tag == "$list":
            return self._items(content, self._noted(document, []))
        if tag == "$dict":
            return self._pairs(content, self._noted(document, {}))
        return self._filled(CONTAINERS[tag], content, document)

    def _filled(self, kind: type, content: list[Any], document: dict[str, Any]) -> Any:
        items = self._items(content, [])
        try:
            return self._noted(document, kind(items))
        except TypeError as problem:
            raise MalformedError(str(problem)) from problem

    def _pairs(self, content: list[Any], into: dict[Any, Any]) -> dict[Any, Any]:
        for pair in self._items(content, []):
            if not isinstance(pair, list) or len(pair) != 2:
                raise MalformedError("a $dict holds [key, value] pairs")
            try:
                into[pair[0]] = pair[1]
            except TypeError as problem:
                raise MalformedError(str(problem)) from problem
        return into

    def _scalar(self, tag: str, content: Any) -> Any:
        try:
            return SCALARS[tag](content)
        except (ValueError, TypeError) as problem:
            raise MalformedError(f"{tag} {content!r:.60}: {problem}") from problem

    def _object(self, document: dict[str, Any]) -> Any:
        name, _, member = str(document["$"]).partition(".")
        cls = self._register.classes.get(name)
        if cls is None:
            raise MalformedError(f"{name!r} is no class that a snapshot can hold")
        if issubclass(cls, Enum):
            if member not in cls.__members__:
                raise MalformedError(f"{name} has no member {member!r}")
            return cls[member]
        instance = self._noted(document, object.__new__(cls))
        given = {key for key in document if key not in ("$", "$#")}
        self._fill(cls, instance, document, given)
        return instance

    def _fill(self, cls: Any, instance: Any, document: dict[str, Any], given: set[str]) -> None:
        checks = field_checks(cls)
        for name in field_names(cls):
            value = self._at(name, document[name]) if name in given else _default(cls, name)
            if not checks[name](value):
                raise MalformedError(f"{name} of {cls.__name__} cannot be {value!r:.60}")
            object.__setattr__(instance, name, value)
        if unknown := given.difference(field_names(cls)):
            raise MalformedError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")

    def _noted(self, document: dict[str, Any], value: Any) -> Any:
        number = document.get("$#")
        if isinstance(number, int):
            self._objects[number] = value
        return value


def _default(cls: Any, name: str) -> Any:
    """Return what a field is that an older document does not have."""
    field = next(field for field in fields(cls) if field.name == name)
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    raise MalformedError(f"{cls.__name__} lacks {name!r}")
