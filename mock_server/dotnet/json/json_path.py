"""Where in a document its reader stands, as the platform writes it: ``$.a['b.c'][0]``.

Source: spec/verified-notifications.md, section 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NEEDS_BRACKETS: Final = re.compile("[. '/\"\\[\\]()\t\n\r\f\b\\\\\x85\u2028\u2029]")


def json_path(steps: Iterable[str | int]) -> str:
    """Return the path of *steps*: names of members, and numbers of elements."""
    return "$" + "".join(map(_step, steps))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f"['{step}']" if _NEEDS_BRACKETS.search(step) else f".{step}"
