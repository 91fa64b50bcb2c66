"""GUIDs in text, as .NET parses them.

    parse_guid(text)                 in routes, queries and forms
    parse_hyphenated_guid(text)      in JSON

Both return the canonical form, lower case with hyphens, or None.

Source: docs/reference/notifications.md section 7.4.
"""

from __future__ import annotations

import re
from typing import Final

from mock_server.domain.whitespace import WHITESPACE, trim

_HYPHENATED: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PLAIN: Final = re.compile(r"([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})")
_PARTS: Final = re.compile(
    r"\{0x0*([0-9a-f]{1,8}),0x0*([0-9a-f]{1,4}),0x0*([0-9a-f]{1,4}),"
    r"\{0x0*([0-9a-f]{1,2})" + 7 * r",0x0*([0-9a-f]{1,2})" + r"\}\}"
)
_BLANKS: Final = re.compile(f"[{WHITESPACE}]")


def parse_guid(text: str) -> str | None:
    """Return the GUID in *text*, in any of .NET's five formats (N, D, B, P and X)."""
    text = trim(text)
    if not text.isascii():
        return None
    text = text.lower()
    if plain := _PLAIN.fullmatch(text):
        return "-".join(plain.groups())
    inside = text[1:-1] if text[:1] + text[-1:] in ("{}", "()") else text
    if _HYPHENATED.fullmatch(inside):
        return inside
    parts = _PARTS.fullmatch(_BLANKS.sub("", text))
    return _join_parts(parts.groups()) if parts else None


def parse_hyphenated_guid(text: str) -> str | None:
    """Return the GUID in *text* if it has hyphens (format D); letter case is ignored."""
    lowered = text.lower()
    return lowered if text.isascii() and _HYPHENATED.fullmatch(lowered) else None


def _join_parts(parts: tuple[str, ...]) -> str:
    first, second, third, *last_bytes = parts
    node = "".join(byte.zfill(2) for byte in last_bytes)
    return f"{first.zfill(8)}-{second.zfill(4)}-{third.zfill(4)}-{node[:4]}-{node[4:]}"
