"""The forms in which the platform reads a GUID.

``guid_of`` takes what routes and forms take, ``hyphenated_guid`` what JSON takes. Both return
the canonical text, lower case with hyphens.

Source: spec/verified-notifications.md, section 7.
"""

from __future__ import annotations

import re
from typing import Final

_HYPHENATED: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PLAIN: Final = re.compile(r"([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})")


def hyphenated_guid(text: str) -> str | None:
    """Return the GUID of *text* in its usual form, in any letter case."""
    lowered = text.lower()
    return lowered if _HYPHENATED.fullmatch(lowered) and text.isascii() else None
