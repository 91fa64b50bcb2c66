"""In what a JSON document differs from the members that were wished for.

Source: design/scenarios.md, expect.json.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mock_server.matching.filters import Difference, format_value

_MISSING = object()


def json_differences(wanted: Any, got: Any, path: str = "") -> Iterator[Difference]:
    """Go through the members of *wanted*, by dotted path, that *got* does not have like that."""
    if isinstance(wanted, Mapping) and wanted.keys() <= {"equals", "matches"} and wanted:
        yield from _compared(wanted, got, path)
    elif isinstance(wanted, Mapping):
        for name, value in wanted.items():
            yield from json_differences(value, get_path(got, name), f"{path}.{name}".strip("."))
    elif isinstance(wanted, list):
        yield from _list(wanted, got, path)
    elif got is _MISSING or got != wanted or isinstance(got, bool) is not isinstance(wanted, bool):
        yield Difference(
            field=path or "the answer", expected=format_value(wanted), actual=_shown(got)
        )


def get_path(document: Any, path: str) -> Any:
    """Return what stands at the dotted *path*, list places by number; a marker if nothing does."""
    if isinstance(document, Mapping) and path in document:
        return document[path]
    found = document
    for step in path.split("."):
        if isinstance(found, Mapping) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return _MISSING
    return found


def is_found(found: Any) -> bool:
    """Tell whether ``get_path`` has found anything."""
    return found is not _MISSING


def _compared(wanted: Mapping[str, Any], got: Any, path: str) -> Iterator[Difference]:
    if "equals" in wanted and got != wanted["equals"]:
        yield Difference(field=path, expected=format_value(wanted["equals"]), actual=_shown(got))
    pattern = wanted.get("matches")
    if pattern is not None and not (isinstance(got, str) and re.search(pattern, got)):
        yield Difference(field=path, expected=f"a match of /{pattern}/", actual=_shown(got))


def _list(wanted: Sequence[Any], got: Any, path: str) -> Iterator[Difference]:
    if not isinstance(got, list) or len(got) != len(wanted):
        yield Difference(
            field=path or "the answer", expected=f"a list of {len(wanted)}", actual=_shown(got)
        )
        return
    for place, (each, found) in enumerate(zip(wanted, got, strict=True)):
        yield from json_differences(each, found, f"{path}.{place}".strip("."))


def _shown(got: Any) -> str:
    if got is _MISSING:
        return "no such member"
    return f"a list of {len(got)}" if isinstance(got, list) else format_value(got)
