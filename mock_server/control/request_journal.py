"""The requests to the emulated APIs of each world, and their responses.

Source: docs/control-api.md, Request journal.
"""

import json
import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from weakref import WeakKeyDictionary

from mock_server.control.masking import mask_body, mask_header, mask_text
from mock_server.domain.instant import Instant, format_instant
from mock_server.world.world import World

DEFAULT_SIZE: Final = 1_000
MAX_BODY_BYTES: Final = 65_536
MAX_REFUSED: Final = 5

_PATH_VARIABLE: Final = re.compile(r"\{[^}]*\}")
_MAX_SUGGESTIONS: Final = 3


@dataclass(slots=True, kw_only=True)
class RecordedRequest:
    """A request and its response.

    ``status`` is None if the connection was dropped. ``closest_paths`` is None if the path is
    known. ``crash`` is an internal error of the mock. The journal sets ``id``.
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
    why: str | None = None
    id: str = ""

    @property
    def is_refused(self) -> bool:
        """Return whether the response is an error, or there was none."""
        return self.status is None or self.status >= HTTPStatus.BAD_REQUEST

    def document(self) -> dict[str, Any]:
        """Return the JSON for ``GET /_mock/requests``, with tokens masked."""
        document = {
            "id": self.id,
            "at": format_instant(self.at),
            "method": self.method,
            "path": self.path,
            "query": mask_text(self.query),
            "headers": dict(map(_masked_header, self.headers)),
            "body": _body_json(self.body),
            "status": self.status,
            "response": _body_json(self.response),
            "creator": self.creator,
            "unmatched": self.closest_paths is not None,
            "why": self.why,
        }
        if self.closest_paths is not None:
            document["nearest"] = list(self.closest_paths)
        if self.crash is not None:
            document["crash"] = self.crash
        return document


class RequestJournal:
    """The latest requests of each world, at most *size* of them; 0 keeps none.

    Resetting or deleting a world deletes its requests.
    """

    def __init__(self, known_paths: Iterable[str], size: int = DEFAULT_SIZE) -> None:
        self._size = size
        self._known_paths = tuple(sorted(set(known_paths)))
        self._requests: WeakKeyDictionary[World, deque[RecordedRequest]] = WeakKeyDictionary()
        self._totals: WeakKeyDictionary[World, int] = WeakKeyDictionary()
        self._last_id = 0

    @property
    def is_enabled(self) -> bool:
        """Return whether requests are kept."""
        return self._size > 0

    def add(self, world: World, request: RecordedRequest) -> None:
        """Add *request*, and drop the oldest one if the journal is full."""
        requests = self._requests.get(world)
        if requests is None:
            requests = self._requests[world] = deque(maxlen=self._size)
        self._last_id += 1
        request.id = str(self._last_id)
        requests.append(request)
        self._totals[world] = self.total(world) + 1

    def requests(self, world: World) -> Sequence[RecordedRequest]:
        """Return the requests of *world*, oldest first."""
        return tuple(self._requests.get(world, ()))

    def total(self, world: World) -> int:
        """Return the number of requests of *world* so far, dropped ones included."""
        return self._totals.get(world, 0)

    def refused(self, world: World) -> Sequence[Mapping[str, Any]]:
        """Return the latest refused requests of *world*, oldest first."""
        refused = [each for each in self._requests.get(world, ()) if each.is_refused]
        return [each.document() for each in refused[-MAX_REFUSED:]]

    def clear(self, world: World) -> None:
        """Delete the requests of *world*."""
        self._requests.pop(world, None)

    def closest_paths(self, path: str) -> Sequence[str] | None:
        """Return the known paths that are most similar to *path*; None if *path* is known."""
        if any(_path_pattern(each).fullmatch(path.rstrip("/")) for each in self._known_paths):
            return None
        segments = path.lower().rstrip("/").split("/")
        candidates = {_with_variables_from(segments, each): each for each in self._known_paths}
        closest = get_close_matches(path.lower(), candidates, n=_MAX_SUGGESTIONS, cutoff=0.5)
        return tuple(candidates[each] for each in closest)


@cache
def _path_pattern(template: str) -> re.Pattern[str]:
    literals = (re.escape(each) for each in _PATH_VARIABLE.split(template))
    return re.compile("[^/]+".join(literals), re.IGNORECASE)


def _with_variables_from(segments: Sequence[str], template: str) -> str:
    """Return *template* with its variables replaced by *segments*, to compare the other words."""
    parts = template.split("/")
    return "/".join(
        segments[index] if part.startswith("{") and index < len(segments) else part.lower()
        for index, part in enumerate(parts)
    )


def _masked_header(header: tuple[bytes, bytes]) -> tuple[str, str]:
    name, value = header[0].decode("latin-1"), header[1].decode("latin-1")
    return name, mask_header(name, value)


def _body_json(body: bytes) -> Any:
    """Return *body* parsed as JSON if possible, else as text, cut at the limit."""
    if not body:
        return None
    body = mask_body(body)
    try:
        document = json.loads(body)
        # Python also reads what no response can hold: NaN, and half a surrogate pair.
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
        return text if len(body) < MAX_BODY_BYTES else f"{text}… (cut)"
    return document
