"""Differences between a JSON document and its expected fields.

Source: docs/scenarios.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mock_server.matching.filters import Difference, format_value

_MISSING = object()


def json_differences(expected: Any, actual: Any, path: str = "") -> Iterator[Difference]:
    """Yield the differences of *actual* from *expected*, by dotted path; other fields are ignored.

    ``{"equals": …}`` and ``{"matches": …}`` in *expected* are comparisons, not objects.
    """
    if isinstance(expected, Mapping) and expected.keys() <= {"equals", "matches"} and expected:
        yield from _comparison_differences(expected, actual, path)
    elif isinstance(expected, Mapping):
        for name, value in expected.items():
            field_path = f"{path}.{name}".strip(".")
            yield from json_differences(value, get_path(actual, name), field_path)
    elif isinstance(expected, list):
        yield from _list_differences(expected, actual, path)
    elif (
        actual is _MISSING
        or actual != expected
        or isinstance(actual, bool) is not isinstance(expected, bool)
    ):
        yield Difference(
            field=path or "the response",
            expected=format_value(expected),
            actual=_format_actual(actual),
        )


def get_path(document: Any, path: str) -> Any:
    """Return the value at the dotted *path*, list items by index; ``is_found`` tells if missing."""
    if isinstance(document, Mapping) and path in document:
        return document[path]
    value = document
    for step in path.split("."):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return _MISSING
    return value


def is_found(value: Any) -> bool:
    """Return whether ``get_path`` found a value."""
    return value is not _MISSING


def _comparison_differences(
    comparison: Mapping[str, Any], actual: Any, path: str
) -> Iterator[Difference]:
    if "equals" in comparison and actual != comparison["equals"]:
        expected = format_value(comparison["equals"])
        yield Difference(field=path, expected=expected, actual=_format_actual(actual))
    pattern = comparison.get("matches")
    if pattern is not None and not (isinstance(actual, str) and re.search(pattern, actual)):
        expected = f"a match for /{pattern}/"
        yield Difference(field=path, expected=expected, actual=_format_actual(actual))


def _list_differences(expected: Sequence[Any], actual: Any, path: str) -> Iterator[Difference]:
    if not isinstance(actual, list) or len(actual) != len(expected):
        yield Difference(
            field=path or "the response",
            expected=f"a list of {len(expected)}",
            actual=_format_actual(actual),
        )
        return
    for index, (expected_item, actual_item) in enumerate(zip(expected, actual, strict=True)):
        yield from json_differences(expected_item, actual_item, f"{path}.{index}".strip("."))


def _format_actual(actual: Any) -> str:
    if actual is _MISSING:
        return "no such field"
    return f"a list of {len(actual)}" if isinstance(actual, list) else format_value(actual)
