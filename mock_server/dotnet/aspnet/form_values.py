"""Form fields by name, for model binding.

Names are case-insensitive. A jQuery-style name ``a[b][0]`` is also available as ``a.b[0]``.
Source: docs/reference/correspondence.md section 1.7.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

_BRACKETED_NAME: Final = re.compile(r"\[([^\[\]0-9][^\[\]]*)\]")
_NEXT_NAME: Final = re.compile(r"\.([^.\[]+)|\[([^\]]*)\]")


class FormValues:
    """Form values by name, in the order of the form."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}
        for name, value in fields:
            self._add(name, value)
            dotted = _to_dotted_name(name)
            if dotted != name:
                self._add(dotted, value)

    def _add(self, name: str, value: str) -> None:
        self._values.setdefault(name.lower(), []).append(value)
        self._names.setdefault(name.lower(), name)

    def get(self, name: str) -> list[str]:
        """Return the values of exactly this name."""
        return self._values.get(name.lower(), [])

    def has_prefix(self, prefix: str) -> bool:
        """Return whether a field has this name or is nested under it."""
        lower_prefix = prefix.lower()
        return (
            lower_prefix in self._values or next(self._nested_names(lower_prefix), None) is not None
        )

    def child_names(self, prefix: str) -> dict[str, str]:
        """Return the names of the fields nested directly under *prefix*, with their full names."""
        names: dict[str, str] = {}
        for lower_name in self._nested_names(prefix.lower()):
            name = self._names[lower_name]
            match = _NEXT_NAME.match(name, len(prefix))
            if match is not None:
                names.setdefault(match[1] or match[2], name[: match.end()])
        return names

    def _nested_names(self, lower_prefix: str) -> Iterator[str]:
        return (
            name
            for name in self._values
            if name.startswith(lower_prefix)
            and name[len(lower_prefix) : len(lower_prefix) + 1] in (".", "[")
        )


def _to_dotted_name(name: str) -> str:
    return _BRACKETED_NAME.sub(r".\1", name).replace("[]", "")
