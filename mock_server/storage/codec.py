"""Plain Python objects as one JSON document and back, each object once however often it is held.

===================  ==========================================================================
Value                Written as
===================  ==========================================================================
text, flag, null     itself; so a list, and a mapping whose keys are text without ``$``
whole number         itself; beyond what every JSON reader keeps exactly (2**53) as ``{"$at": …}``,
                     an instant, else as ``{"$int": "…"}``
dataclass            ``{"$": "Order", "id": …}``, its fields by name
enum member          ``{"$": "Result.DELIVERED"}``
other containers     ``{"$tuple": […]}``, ``{"$set": […]}``, ``{"$deque": […]}``,
                     ``{"$dict": [[key, value], …]}``
time of day, bytes   ``{"$time": "09:00:00"}``, ``{"$bytes": "base64"}``
held twice           ``"$#": n`` in the first place, ``{"$ref": n}`` in the others
===================  ==========================================================================

Classes come from a register alone, and nothing of theirs is called: fields are set one by one,
after a check of their types.
"""

import base64
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import time
from enum import Enum
from itertools import chain
from types import ModuleType
from typing import Any, Final

from mock_server.domain.instant import END_OF_TIME, iso, parse
from mock_server.storage.type_checks import field_checks

EXACT: Final = 2**53
ATOMS: Final = (type(None), str, bool, int, float, bytes, time, Enum)
CONTAINERS: Final[dict[str, Any]] = {
    "$tuple": tuple,
    "$set": set,
    "$frozenset": frozenset,
    "$deque": deque,
}
SCALARS: Final[dict[str, Callable[[Any], Any]]] = {
    "$at": parse,
    "$int": int,
    "$time": time.fromisoformat,
    "$bytes": lambda text: base64.b64decode(text, validate=True),
}


class MalformedError(ValueError):
    """A document that is no snapshot; the message says where and why."""


class Register:
    """The classes that a snapshot may hold, by name: all data classes and enums of *modules*."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self.classes: dict[str, type] = {}
        for module in modules:
            for value in vars(module).values():
                if isinstance(value, type) and value.__module__ == module.__name__:
                    self._add(value)

    def _add(self, cls: type) -> None:
        if not is_dataclass(cls) and not issubclass(cls, Enum):
            return
        self.classes[name_of(cls)] = cls

    def __contains__(self, cls: type) -> bool:
        return self.classes.get(name_of(cls)) is cls


def name_of(cls: type) -> str:
    """Return the name of a class in a snapshot: its module below ours, and its own."""
    room = cls.__module__.removeprefix("mock_server.").replace(".", "/")
    return f"{room}/{cls.__name__}"


class Writer:
    """Writes one document."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._shared: set[int] = set()
        self._numbers: dict[int, int] = {}

    def document(self, root: Any) -> Any:
        """Return *root* as JSON values.

        Raises:
            TypeError: if something in it is of a class that is not registered.
        """
        self._find_shared(root)
        return self._write(root)

    def _find_shared(self, root: Any) -> None:
        seen: set[int] = set()
        waiting = [root]
        while waiting:
            value = waiting.pop()
            if isinstance(value, (tuple, frozenset)):
                waiting.extend(value)
            elif id(value) in seen:
                self._shared.add(id(value))
            elif not isinstance(value, ATOMS):
                seen.add(id(value))
                waiting.extend(_parts(value))

    def _write(self, value: Any) -> Any:
        if isinstance(value, ATOMS):
            return self._atom(value)
        if id(value) in self._numbers:
            return {"$ref": self._numbers[id(value)]}
        if isinstance(value, (tuple, frozenset)):
            return self._container(value)
        if id(value) not in self._shared:
            return self._plain(value)
        number = self._numbers[id(value)] = len(self._numbers) + 1
        written = self._plain(value)
        if isinstance(written, list):
            written = {"$list": written}
        return {"$#": number, **written}

    def _atom(self, value: Any) -> Any:
        if isinstance(value, Enum):
            return {"$": f"{self._name(type(value))}.{value.name}"}
        if isinstance(value, time):
            return {"$time": value.isoformat()}
        if isinstance(value, bytes):
            return {"$bytes": base64.b64encode(value).decode()}
        if isinstance(value, int) and abs(value) > EXACT:
            return {"$at": iso(value)} if 0 < value <= END_OF_TIME else {"$int": str(value)}
        return value

    def _plain(self, value: Any) -> Any:
        if type(value) is list:
            return [self._write(each) for each in value]
        if type(value) is dict:
            return self._mapping(value)
        if is_dataclass(value):
            written = {"$": self._name(type(value))}
            for field in fields(value):
                written[field.name] = self._write(getattr(value, field.name))
            return written
        return self._container(value)

    def _mapping(self, value: dict[Any, Any]) -> dict[str, Any]:
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {str(key): self._write(each) for key, each in value.items()}
        return {"$dict": [[self._write(key), self._write(each)] for key, each in value.items()]}

    def _container(self, value: Any) -> dict[str, Any]:
        for tag, kind in CONTAINERS.items():
            if type(value) is kind:
                return {tag: [self._write(each) for each in value]}
        raise TypeError(f"cannot write a {type(value).__name__} into a snapshot")

    def _name(self, cls: type) -> str:
        if cls not in self._register:
            raise TypeError(f"{cls.__qualname__} is not registered for snapshots")
        return name_of(cls)


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
        for field in fields(cls):
            if field.name in given:
                value = self._at(field.name, document[field.name])
            elif field.default is not MISSING:
                value = field.default
            elif field.default_factory is not MISSING:
                value = field.default_factory()
            else:
                raise MalformedError(f"{cls.__name__} lacks {field.name!r}")
            if not checks[field.name](value):
                raise MalformedError(f"{field.name} of {cls.__name__} cannot be {value!r:.60}")
            object.__setattr__(instance, field.name, value)
            given.discard(field.name)
        if given:
            raise MalformedError(f"{cls.__name__} has no {', '.join(sorted(given))}")

    def _noted(self, document: dict[str, Any], value: Any) -> Any:
        number = document.get("$#")
        if isinstance(number, int):
            self._objects[number] = value
        return value


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return chain(value, value.values())
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    return value if isinstance(value, Iterable) else ()
