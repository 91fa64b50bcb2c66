"""Which classes a snapshot may hold, and what they are called in it."""

from collections import deque
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import ModuleType
from typing import Any, Final

CONTAINERS: Final[dict[str, Any]] = {
    "$tuple": tuple,
    "$set": set,
    "$frozenset": frozenset,
    "$deque": deque,
}


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


@cache
def name_of(cls: type) -> str:
    """Return the name of a class in a snapshot: its module below ours, and its own."""
    room = cls.__module__.removeprefix("mock_server.").replace(".", "/")
    return f"{room}/{cls.__name__}"


@cache
def field_names(cls: type) -> tuple[str, ...]:
    """Return the names of a data class's fields."""
    return tuple(field.name for field in fields(cls))
