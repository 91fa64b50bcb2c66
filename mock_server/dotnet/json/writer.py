"""Writing JSON as the platform's serializer does.

    write_json(document)                                    answers: indented, letters as they are
    write_json(document, indented=False, relaxed=False)     what Correspondence posts: one line,
                                                            and all that could matter escaped

Members come in the order of the dict, and None is written as null: leave out what is not to be
seen.

Source: spec/verified-notifications.md, section 3; spec/verified-correspondence.md, section 4
(5.3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, Final

# Written as it is without another look: line feeds, ASCII, Latin, Greek, Cyrillic, dashes,
# quotation marks, the euro.
_UNUSUAL: Final = re.compile(
    "[^\n -~\xa1-\u0377\u0391-\u03a1\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20ac]"
)
_CONTROL: Final = re.compile(r"\\(?:u00[01][0-9a-f]|.)")
_ESCAPED_CATEGORIES: Final = frozenset(("Cc", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
# Letters and signs that Unicode has had since version 15 or 16; Python's data may be older.
_NEW: Final = re.compile(
    "[\u0897\u0cf3\u0ece\u1b4e\u1b4f\u1b7f\u1c89\u1c8a\u2427-\u2429\u2ffc-\u2fff\u31e4\u31e5\u31ef"
    "\ua7cb-\ua7cd\ua7da-\ua7dc]"
)

_NOT_BY_DEFAULT: Final = re.compile(r"""[^ !#$%()*,\-./0-9:;=?@A-Z\[\]^_a-z{|}~]""")
_SHORT: Final = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_json(value: Any, *, indented: bool = True, relaxed: bool = True) -> bytes:
    """Return *value*, of JSON's types, as the bytes of a document."""
    margin = "\n" if indented else ""
    if not relaxed:
        return _text(value, margin, _quoted_by_default).encode()
    text = _text(value, margin, encode_basestring)
    if "\\u00" in text:
        text = _CONTROL.sub(_in_capitals, text)
    return _UNUSUAL.sub(_relaxed, text).encode()


def _text(value: Any, margin: str, quoted: Callable[[str], str]) -> str:
    """Write *value*; *margin* is the line break and the blanks before its end, or nothing."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        colon = ": " if margin else ":"
        members = [
            quoted(name) + colon + _text(each, margin and margin + "  ", quoted)
            for name, each in value.items()
        ]
        return _block("{", members, "}", margin)
    if isinstance(value, list | tuple):
        elements = [_text(each, margin and margin + "  ", quoted) for each in value]
        return _block("[", elements, "]", margin)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _block(opening: str, items: list[str], closing: str, margin: str) -> str:
    if not items:
        return opening + closing
    inner = margin and margin + "  "
    return opening + inner + ("," + inner).join(items) + margin + closing


def _in_capitals(found: re.Match[str]) -> str:
    escape = found.group()
    return "\\u" + escape[2:].upper() if escape.startswith("\\u") else escape


def _relaxed(found: re.Match[str]) -> str:
    letter = found.group()
    return letter if _is_literal(letter) else _escaped(letter)


def _is_literal(letter: str) -> bool:
    if letter > "\uffff" or letter == "\ufeff":
        return False
    return unicodedata.category(letter) not in _ESCAPED_CATEGORIES or _NEW.match(letter) is not None


def _escaped(letter: str) -> str:
    """Escape *letter* by its UTF-16 units."""
    units = letter.encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _quoted_by_default(text: str) -> str:
    return f'"{_NOT_BY_DEFAULT.sub(_default, text)}"'


def _default(found: re.Match[str]) -> str:
    letter = found.group()
    return _SHORT.get(letter) or _escaped(letter)
