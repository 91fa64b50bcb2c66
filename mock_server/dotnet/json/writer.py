"""A JSON writer that behaves as System.Text.Json.

    write_json(document)                                    responses: indented, few escapes
    write_json(document, indented=False, relaxed=False)     orders from Correspondence: one line,
                                                            with the default escapes

Properties keep the order of the dict, and None becomes null.

Source: docs/reference/notifications.md sections 4.1 and 4.2; docs/reference/correspondence.md
section 5.3.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, Final

# Characters outside line feed, ASCII, Latin, Greek, Cyrillic, dashes, quotation marks and the euro
# sign; only these are checked for escaping.
_UNUSUAL: Final = re.compile(
    "[^\n -~\xa1-\u0377\u0391-\u03a1\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20ac]"
)
_CONTROL: Final = re.compile(r"\\(?:u00[01][0-9a-f]|.)")
_ESCAPED_CATEGORIES: Final = frozenset(("Cc", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
# Characters added in Unicode 15 and 16; Python's Unicode data may be older.
_RECENT: Final = re.compile(
    "[\u0897\u0cf3\u0ece\u1b4e\u1b4f\u1b7f\u1c89\u1c8a\u2427-\u2429\u2ffc-\u2fff\u31e4\u31e5\u31ef"
    "\ua7cb-\ua7cd\ua7da-\ua7dc]"
)

_DEFAULT_ESCAPED: Final = re.compile(r"""[^ !#$%()*,\-./0-9:;=?@A-Z\[\]^_a-z{|}~]""")
_SHORT_ESCAPES: Final = {
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}


def write_json(value: Any, *, indented: bool = True, relaxed: bool = True) -> bytes:
    """Return *value* as a JSON document in UTF-8."""
    margin = "\n" if indented else ""
    if not relaxed:
        return _to_json(value, margin, _quote_with_default_escapes).encode()
    text = _to_json(value, margin, encode_basestring)
    if "\\u00" in text:
        text = _CONTROL.sub(_uppercase_escape, text)
    if not text.isascii() or "\x7f" in text:
        text = _UNUSUAL.sub(_escape_if_needed, text)
    return text.encode()


def _to_json(value: Any, margin: str, quote: Callable[[str], str]) -> str:
    """Return *value* as JSON; *margin* is the line break with indentation, or empty."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        colon = ": " if margin else ":"
        inner = margin and margin + "  "
        members = [
            quote(name)
            + colon
            + (quote(each) if type(each) is str else _to_json(each, inner, quote))
            for name, each in value.items()
        ]
        return _join_items("{", members, "}", margin)
    if isinstance(value, list | tuple):
        elements = [_to_json(each, margin and margin + "  ", quote) for each in value]
        return _join_items("[", elements, "]", margin)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _join_items(opening: str, items: list[str], closing: str, margin: str) -> str:
    if not items:
        return opening + closing
    inner = margin and margin + "  "
    return opening + inner + ("," + inner).join(items) + margin + closing


def _uppercase_escape(match: re.Match[str]) -> str:
    escape = match.group()
    return "\\u" + escape[2:].upper() if escape.startswith("\\u") else escape


def _escape_if_needed(match: re.Match[str]) -> str:
    character = match.group()
    return character if _is_written_literally(character) else _escape(character)


def _is_written_literally(character: str) -> bool:
    if character > "\uffff" or character == "\ufeff":
        return False
    return (
        unicodedata.category(character) not in _ESCAPED_CATEGORIES
        or _RECENT.match(character) is not None
    )


def _escape(character: str) -> str:
    """Return the escape of *character*, from its UTF-16 code units."""
    units = character.encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _quote_with_default_escapes(text: str) -> str:
    return f'"{_DEFAULT_ESCAPED.sub(_escape_by_default, text)}"'


def _escape_by_default(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or _escape(character)
