"""What real apps were asked and answered, and how an answer of ours is held against it.

``{guid1}`` and the like stand for a value that the app made up, the same one wherever the name
recurs; ``{now}`` for the world's clock to the second; ``{any}`` for anything. Where an app lives
does not matter.
"""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mock_server.domain.instant import MINUTE, SECOND, parse

RECORDINGS = Path(__file__).parents[1] / "recordings" / "app"
FILES = sorted(
    path.name.removesuffix(".jsonl.gz")
    for path in RECORDINGS.glob("*.jsonl.gz")
    if path.name != "functions.jsonl.gz"
)
HEADERS = ("Content-Type", "Location", "Retry-After", "WWW-Authenticate", "Allow")

_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9.-]+\.altinn\.(?:no|cloud)|mock)(?::\d+)?(?:/w/\w+)?(?=/)"
)
_PLACE = re.compile(r"\{(guid|code|trace)(\d*)\}")
_KINDS = {
    "guid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "code": r"[A-Za-z0-9._-]+",
    "trace": r"00-[0-9a-f]{32}-[0-9a-f]{16}-00",
}


def lines(name: str) -> Iterator[dict[str, Any]]:
    """Go through the recorded lines of one file."""
    with gzip.open(RECORDINGS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def directories() -> dict[str, Any]:
    """Return the people that lines refer to by name."""
    with gzip.open(RECORDINGS / "directory.json.gz", "rt", encoding="utf-8") as file:
        named: dict[str, Any] = json.load(file)
    return named


def body_of(request: dict[str, Any]) -> bytes | None:
    """Return the bytes of a recorded request's body."""
    if "rawBody" in request:
        return str(request["rawBody"]).encode()
    if "rawBodyBase64" in request:
        return base64.b64decode(request["rawBodyBase64"])
    if "multipart" in request:
        return multipart(request["multipart"], request["boundary"])
    if "body" in request:
        return json.dumps(request["body"], ensure_ascii=False).encode()
    return None


def multipart(parts: list[dict[str, Any]], boundary: str) -> bytes:
    """Write *parts* down as a client does."""
    written = []
    for part in parts:
        lines_of_part = [f"--{boundary}"]
        if not part.get("noDisposition"):
            lines_of_part.append(f"Content-Disposition: {disposition(part)}")
        if part.get("contentType") is not None:
            lines_of_part.append(f"Content-Type: {part['contentType']}")
        written += [*lines_of_part, "", str(part.get("content", ""))]
    return "\r\n".join([*written, f"--{boundary}--", ""]).encode()


def disposition(part: dict[str, Any]) -> str:
    """Return the disposition of one part."""
    quote = "" if part.get("unquoted") else '"'
    name = f"; name={quote}{part['name']}{quote}" if part.get("name") is not None else ""
    file_name = f'; filename="{part["filename"]}"' if "filename" in part else ""
    return str(part.get("disposition", f"form-data{name}{file_name}"))


@dataclass
class Likeness:
    """Compares answers with recorded ones, within one line."""

    now: str
    names: dict[str, str] = field(default_factory=dict)

    def difference(self, recorded: Any, given: Any, at: str = "$") -> str | None:
        """Return the first place where *given* is not as recorded, None if there is none."""
        if recorded == "{any}":
            return None
        if isinstance(recorded, dict) and isinstance(given, dict):
            if list(recorded) != list(given):
                return f"{at}: members {list(given)}, recorded {list(recorded)}"
            pairs = [(recorded[key], given[key], f"{at}.{key}") for key in recorded]
        elif isinstance(recorded, list) and isinstance(given, list):
            if len(recorded) != len(given):
                return f"{at}: {len(given)} elements, recorded {len(recorded)}"
            pairs = [
                (r, g, f"{at}[{i}]") for i, (r, g) in enumerate(zip(recorded, given, strict=True))
            ]
        else:
            is_same = type(recorded) is type(given) and self._is_same(recorded, given)
            return None if is_same else f"{at}: {given!r}, recorded {recorded!r}"
        return next((found for pair in pairs if (found := self.difference(*pair))), None)

    def filled(self, text: str) -> str:
        """Return a recorded text with the values behind its names."""
        return re.sub(r"\{((?:guid|code)\d*)\}", lambda match: self.names[match[1]], text)

    def _is_same(self, recorded: Any, given: Any) -> bool:
        if not isinstance(recorded, str):
            return bool(recorded == given)
        if recorded in ("{now}", "{now+5min}"):
            return self._is_now(recorded, given)
        pattern, names = _pattern(_ORIGIN.sub("", recorded))
        match = pattern.fullmatch(_ORIGIN.sub("", given))
        if match is None:
            return False
        found = dict(zip(names, match.groups(), strict=True))
        return all(
            name.startswith("trace") or self.names.setdefault(name, value) == value
            for name, value in found.items()
        )

    def _is_now(self, recorded: str, given: str) -> bool:
        later = 0 if recorded == "{now}" else 5 * MINUTE
        expected = parse(self.now) // SECOND * SECOND + later
        return 0 <= parse(given) - expected < SECOND and (not later or not given.endswith("Z"))


def _pattern(recorded: str) -> tuple[re.Pattern[str], list[str]]:
    names = [match[1] + match[2] for match in _PLACE.finditer(recorded)]
    literals = _PLACE.split(recorded)[::3]
    kinds = [f"({_KINDS[match[1]]})" for match in _PLACE.finditer(recorded)]
    parts = [re.escape(literals[0])]
    for kind, literal in zip(kinds, literals[1:], strict=True):
        parts += [kind, re.escape(literal)]
    return re.compile("".join(parts)), names
