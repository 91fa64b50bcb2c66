"""Plain Python objects as one JSON document, each object once however often it is held.

===================  ==========================================================================
Value                Written as
===================  ==========================================================================
text, flag, null     itself; so a list, and a mapping whose keys are text without ``$``
whole number         itself; beyond what every JSON reader keeps exactly (2**53) as ``{"$at": …}``,
                     an instant, else as ``{"$int": "…"}``
dataclass            ``{"$": "domain/orders/Order", "id": …}``, its fields by name
enum member          ``{"$": "domain/vocabulary/Result.DELIVERED"}``
other containers     ``{"$tuple": […]}``, ``{"$set": […]}``, ``{"$deque": […]}``,
                     ``{"$dict": [[key, value], …]}``
time of day, bytes   ``{"$time": "09:00:00"}``, ``{"$bytes": "base64"}``
held twice           ``"$#": n`` in the first place, ``{"$ref": n}`` in the others
===================  ==========================================================================
"""

import base64
from collections.abc import Iterable
from dataclasses import is_dataclass
from datetime import time
from enum import Enum
from itertools import chain
from typing import Any, Final

from mock_server.domain.instant import MAX_INSTANT, format_instant
from mock_server.storage.object_register import CONTAINERS, Register, field_names, name_of

EXACT: Final = 2**53
# Most of what there is: asked for first.
AS_THEY_ARE: Final = frozenset({type(None), str, bool, float})
ATOMS: Final = (type(None), str, bool, int, float, bytes, time, Enum)


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
            if type(value) in AS_THEY_ARE or isinstance(value, ATOMS):
                continue
            if isinstance(value, (tuple, frozenset)):
                waiting.extend(value)
            elif id(value) in seen:
                self._shared.add(id(value))
            else:
                seen.add(id(value))
                waiting.extend(_parts(value))

    def _write(self, value: Any) -> Any:
        if type(value) in AS_THEY_ARE:
            return value
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
            return (
                {"$at": format_instant(value)} if 0 < value <= MAX_INSTANT else {"$int": str(value)}
            )
        return value

    def _plain(self, value: Any) -> Any:
        if type(value) is list:
            return [self._write(each) for each in value]
        if type(value) is dict:
            return self._mapping(value)
        if is_dataclass(value):
            return self._object(value, type(value))
        return self._container(value)

    def _object(self, value: Any, cls: type) -> dict[str, Any]:
        written = {name: self._write(getattr(value, name)) for name in field_names(cls)}
        return {"$": self._name(cls), **written}

    def _mapping(self, value: dict[Any, Any]) -> dict[str, Any]:
        if all(type(key) is str and not key.startswith("$") for key in value):
            return {key: self._write(each) for key, each in value.items()}
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


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return chain(value, value.values())
    cls: type = type(value)
    if is_dataclass(cls):
        return [getattr(value, name) for name in field_names(cls)]
    return value if isinstance(value, Iterable) else ()
