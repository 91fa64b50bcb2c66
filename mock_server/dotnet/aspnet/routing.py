"""Finding an endpoint as ASP.NET Core does, which Starlette's router does not.

Letter case of literals does not matter, one trailing slash is allowed, ``%2F`` stays inside its
segment, dot segments are resolved first, and a path that exists with other methods is told from
one that does not.

Source: spec/notifications-api.md section 2.2, spec/verified-notifications.md section 1.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar
from urllib.parse import quote_from_bytes, unquote_to_bytes

from starlette.types import Scope

Target = TypeVar("Target")
Constraint = Callable[[str], str | None]

EVERY_METHOD: Final = "*"

_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ESCAPED_SLASH: Final = re.compile(r"(%2[Ff])")


@dataclass(frozen=True, slots=True)
class Route(Generic[Target]):
    """A method, a path such as ``/orders/{id}/status`` and what serves it.

    ``constraints`` turn the text of a variable into its value; None means that the path does not
    exist at all.
    """

    method: str
    path: str
    target: Target
    constraints: Mapping[str, Constraint] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RouteMatch(Generic[Target]):
    """An endpoint, with the values of the path's variables."""

    target: Target
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MethodNotAllowed:
    """The path exists, the method does not; ``allow`` is the value of the header."""

    allow: str


class RouteTable(Generic[Target]):
    """A table of endpoints."""

    def __init__(self, routes: Iterable[Route[Target]]) -> None:
        self._literal: dict[str, list[Route[Target]]] = {}
        self._variable: list[tuple[list[str], Route[Target]]] = []
        for route in routes:
            if "{" in route.path:
                self._variable.append((route.path.split("/"), route))
            else:
                self._literal.setdefault(route.path.lower(), []).append(route)

    def find(self, method: str, path: str) -> RouteMatch[Target] | MethodNotAllowed | None:
        """Return what serves *method* on *path*, as ``route_path`` gives it; None is a 404."""
        plain = path.removesuffix("/")
        allowed = set()
        for route, variables in self._matching(plain):
            if route.method in (method, EVERY_METHOD):
                return RouteMatch(route.target, variables)
            allowed.add(route.method)
        return MethodNotAllowed(", ".join(sorted(allowed))) if allowed else None

    def _matching(self, path: str) -> Iterable[tuple[Route[Target], Mapping[str, str]]]:
        for route in self._literal.get(path.lower(), ()):
            yield route, {}
        segments = path.split("/")
        for template, route in self._variable:
            variables = _variables(template, segments, route.constraints)
            if variables is not None:
                yield route, variables


def _variables(
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
    """Return the path to route by, behind the prefix that the face is mounted under.

    Escapes are decoded, but for ``%2F``; then dot segments are resolved.
    """
    raw = scope.get("raw_path") or quote_from_bytes(scope["path"].encode()).encode("ascii")
    prefix = scope.get("root_path", "").encode()
    path = raw.removeprefix(prefix).decode("latin-1")
    if "%" in path:
        path = _ESCAPES.sub(_decoded, path)
    return _without_dots(path) if "/." in path else path


def _decoded(match: re.Match[str]) -> str:
    return "".join(
        part if _ESCAPED_SLASH.fullmatch(part) else _text(part)
        for part in _ESCAPED_SLASH.split(match[0])
    )


def _text(escapes: str) -> str:
    try:
        return unquote_to_bytes(escapes).decode()
    except UnicodeDecodeError:
        return escapes


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
