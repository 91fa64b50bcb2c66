"""The fields of a form by name, as the platform's binder asks for them.

Letter case does not matter. A name in the style of jQuery, ``a[b][0]``, also counts as ``a.b[0]``.
Source: spec/correspondence.md section 1.7.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

_BRACKETED_NAME: Final = re.compile(r"\[([^\[\]0-9][^\[\]]*)\]")
_NEXT_NAME: Final = re.compile(r"\.([^.\[]+)|\[([^\]]*)\]")


class FormValues:
    """All values of each name, in the order in which they came."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}
        for name, value in fields:
            self._add(name, value)
            dotted = _dotted(name)
            if dotted != name:
                self._add(dotted, value)

    def _add(self, name: str, value: str) -> None:
        self._values.setdefault(name.lower(), []).append(value)
        self._names.setdefault(name.lower(), name)

    def of(self, name: str) -> list[str]:
        """Return the values of exactly that name."""
        return self._values.get(name.lower(), [])

    def has_under(self, prefix: str) -> bool:
        """Tell whether there is a value of that name, or of a name that begins with it."""
        lower = prefix.lower()
        return lower in self._values or next(self._below(lower), None) is not None

    def names_under(self, prefix: str) -> dict[str, str]:
        """Return what comes next after *prefix* in longer names, and the whole name up to there."""
        found: dict[str, str] = {}
        for lower in self._below(prefix.lower()):
            name = self._names[lower]
            match = _NEXT_NAME.match(name, len(prefix))
            if match is not None:
                found.setdefault(match[1] or match[2], name[: match.end()])
        return found

    def _below(self, lower: str) -> Iterator[str]:
        return (
            name
            for name in self._values
            if name.startswith(lower) and name[len(lower) : len(lower) + 1] in (".", "[")
        )


def _dotted(name: str) -> str:
    return _BRACKETED_NAME.sub(r".\1", name).replace("[]", "")
