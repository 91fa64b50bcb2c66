"""What was asked of the emulated APIs: kept for each world, the newest so many.

Source: design/control-api.md, What was asked.
"""

import json
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from mock_server.domain.instant import Instant, format_instant
from mock_server.world.world import World

DEFAULT_SIZE: Final = 1_000
MAX_BODY_BYTES: Final = 65_536
MASKED: Final = "(masked)"

_SECRETS: Final = frozenset({"authorization", "cookie", "platformaccesstoken", "x-api-key"})
_SECRET_MEMBERS: Final = re.compile(rb'(assertion=|"access_token"\s*:\s*")[A-Za-z0-9_.-]+')
_VARIABLE: Final = re.compile(r"\{[^}]*\}")
_NEAREST: Final = 3

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRequest:
    """One call and its answer; ``status`` None where the connection was dropped.

    ``crash`` is the error of ours that the call ran into, if it did.
    """

    at: Instant
    method: str
    path: str
    query: str
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    status: int | None
    response: bytes
    creator: str | None
    closest_paths: Sequence[str] | None
    crash: str | None = None

    def document(self) -> dict[str, Any]:
        """Return it as ``GET /_mock/requests`` lists it; tokens are masked."""
        document = {
            "at": format_instant(self.at),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": dict(map(_shown_header, self.headers)),
            "body": _shown_body(self.body),
            "status": self.status,
            "response": _shown_body(self.response),
            "creator": self.creator,
            "unmatched": self.closest_paths is not None,
        }
        if self.closest_paths is not None:
            document["nearest"] = list(self.closest_paths)
        if self.crash is not None:
            document["crash"] = self.crash
        return document


class RequestJournal:
    """The exchanges of each world, oldest first; *kept* 0 switches it off.

    A world that is started over or forgotten takes its exchanges with it.
    """

    def __init__(self, known_paths: Iterable[str], kept: int = DEFAULT_SIZE) -> None:
        self._kept = kept
        self._known = tuple(sorted(set(known_paths)))
        self._exchanges: WeakKeyDictionary[World, deque[RecordedRequest]] = WeakKeyDictionary()
        self._totals: WeakKeyDictionary[World, int] = WeakKeyDictionary()

    @property
    def is_on(self) -> bool:
        """Tell whether anything is kept."""
        return self._kept > 0

    def add(self, world: World, exchange: RecordedRequest) -> None:
        """Keep *exchange*, in place of the oldest when there are too many."""
        kept = self._exchanges.get(world)
        if kept is None:
            kept = self._exchanges[world] = deque(maxlen=self._kept)
        kept.append(exchange)
        self._totals[world] = self.total_of(world) + 1

    def of(self, world: World) -> Sequence[RecordedRequest]:
        """Return the exchanges of *world*, oldest first."""
        return tuple(self._exchanges.get(world, ()))

    def total_of(self, world: World) -> int:
        """Return how many exchanges of *world* there were, the ones not kept included."""
        return self._totals.get(world, 0)

    def clear(self, world: World) -> None:
        """Forget the exchanges of *world*."""
        self._exchanges.pop(world, None)

    def closest_paths(self, path: str) -> Sequence[str] | None:
        """Return the known paths that come nearest to *path*; None for one that is known."""
        segments = path.lower().rstrip("/").split("/")
        filled = {_filled(each, segments): each for each in self._known}
        if any(_pattern(each).fullmatch(path.rstrip("/")) for each in self._known):
            return None
        near = get_close_matches(path.lower(), filled, n=_NEAREST, cutoff=0.5)
        return tuple(filled[each] for each in near)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    literal = (re.escape(each) for each in _VARIABLE.split(template))
    return re.compile("[^/]+".join(literal), re.IGNORECASE)


def _filled(template: str, segments: Sequence[str]) -> str:
    """Return *template* with its variables as in the path, so that only words are compared."""
    parts = template.split("/")
    return "/".join(
        segments[place] if part.startswith("{") and place < len(segments) else part.lower()
        for place, part in enumerate(parts)
    )


def _shown_header(header: tuple[bytes, bytes]) -> tuple[str, str]:
    name, value = header[0].decode("latin-1"), header[1].decode("latin-1")
    if name.lower() in _SECRETS:
        scheme, blank, _ = value.partition(" ")
        value = f"{scheme} {MASKED}" if blank and name.lower() == "authorization" else MASKED
    return name, value


def _shown_body(content: bytes) -> Any:
    """Return a body as JSON where it is some, else as text; cut where it was long."""
    if not content:
        return None
    content = _SECRET_MEMBERS.sub(rb"\1" + MASKED.encode(), content)
    try:
        return json.loads(content)
    except ValueError:
        text = content.decode("utf-8", "replace")
        return text if len(content) < MAX_BODY_BYTES else f"{text}… (cut)"
