"""Routing as in ASP.NET Core, which differs from Starlette's router.

Literals are case-insensitive, one trailing slash is allowed, ``%2F`` is not a separator and dot
segments are resolved first. An unknown method (405) is distinguished from an unknown path (404).

Source: docs/reference/notifications.md section 2.2.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar
from urllib.parse import quote_from_bytes, unquote_to_bytes

from starlette.types import Scope

from mock_server.dotnet.uri_texts import remove_dot_segments

Target = TypeVar("Target")
Constraint = Callable[[str], str | None]

EVERY_METHOD: Final = "*"

_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ESCAPED_SLASH: Final = re.compile(r"(%2[Ff])")


@dataclass(frozen=True, slots=True)
class Route(Generic[Target]):
    """A method, a path such as ``/orders/{id}/status`` and its target.

    A function in ``constraints`` converts the text of a variable; if it returns None, the route
    does not match.
    """

    method: str
    path: str
    target: Target
    constraints: Mapping[str, Constraint] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RouteMatch(Generic[Target]):
    """The target of a matching route, with the values of the path's variables."""

    target: Target
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MethodNotAllowed:
    """The path exists with other methods; ``allow`` is the value of the ``Allow`` header."""

    allow: str


class RouteTable(Generic[Target]):
    """A table of routes."""

    def __init__(self, routes: Iterable[Route[Target]]) -> None:
        self._literal_routes: dict[str, list[Route[Target]]] = {}
        self._variable_routes: list[tuple[list[str], Route[Target]]] = []
        for route in routes:
            if "{" in route.path:
                self._variable_routes.append((route.path.split("/"), route))
            else:
                self._literal_routes.setdefault(route.path.lower(), []).append(route)

    def find(self, method: str, path: str) -> RouteMatch[Target] | MethodNotAllowed | None:
        """Return the route of *method* and *path* (from ``route_path``), or None if unknown."""
        trimmed_path = path.removesuffix("/")
        allowed = set()
        for route, variables in self._matching_routes(trimmed_path):
            if route.method in (method, EVERY_METHOD):
                return RouteMatch(route.target, variables)
            allowed.add(route.method)
        return MethodNotAllowed(", ".join(sorted(allowed))) if allowed else None

    def _matching_routes(self, path: str) -> Iterable[tuple[Route[Target], Mapping[str, str]]]:
        for route in self._literal_routes.get(path.lower(), ()):
            yield route, {}
        segments = path.split("/")
        for template, route in self._variable_routes:
            variables = _match_variables(template, segments, route.constraints)
            if variables is not None:
                yield route, variables


def _match_variables(
    template: list[str], segments: list[str], constraints: Mapping[str, Constraint]
) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    variables = {}
    for part, segment in zip(template, segments, strict=True):
        if not part.startswith("{"):
            if part.lower() != segment.lower():
                return None
        elif not segment:
            return None
        else:
            name = part[1:-1]
            value = constraints[name](segment) if name in constraints else segment
            if value is None:
                return None
            variables[name] = value
    return variables


def route_path(scope: Scope) -> str:
    """Return the path of a request below the mount prefix of its API.

    Escapes except ``%2F`` are decoded, then dot segments are resolved.
    """
    raw = scope.get("raw_path") or quote_from_bytes(scope["path"].encode()).encode("ascii")
    prefix = scope.get("root_path", "").encode()
    path = raw.removeprefix(prefix).decode("latin-1")
    if "%" in path:
        path = _ESCAPES.sub(_decode_escapes, path)
    return remove_dot_segments(path) if "/." in path else path


def _decode_escapes(match: re.Match[str]) -> str:
    return "".join(
        part if _ESCAPED_SLASH.fullmatch(part) else _decode_utf8(part)
        for part in _ESCAPED_SLASH.split(match[0])
    )


def _decode_utf8(escapes: str) -> str:
    try:
        return unquote_to_bytes(escapes).decode()
    except UnicodeDecodeError:
        return escapes
