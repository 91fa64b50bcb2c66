"""How the platform shows a URI, and what it thinks of what it sees.

    displayed(uri)                   its canonical text, with the harmless escapes resolved
    is_well_formed(link)             whether everything that must be escaped is escaped
    is_well_formed_unescaped(text)   whether that text is a sound absolute URI in turn

The second is what the newer order endpoints ask of a condition endpoint. It refuses much that
was properly escaped, as ``%20`` is a blank when shown.

Source: spec/verified-notifications.md, section 4.1.
"""

from __future__ import annotations

import re
from typing import Final

from mock_server.dotnet.uris import DEFAULT_PORTS, AbsoluteUri, classify_uri, parse_absolute_uri

_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+|%")
# Shown, these would mean something else or nothing at all, so they stay escaped.
_STAYS_ESCAPED: Final = frozenset(";/?:@&=+$,#[]!'()*%\\\x7f") | frozenset(map(chr, range(0x20)))
_NOT_SHOWN: Final = re.compile("[\x80-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]")
_NOT_SHOWN_IN_QUERY: Final = re.compile("[\x80-\x9f\ufdd0-\ufdef\ufff0-\uffff]")
_UNSOUND_WHEN_SHOWN: Final = re.compile('[\x00-\x20"<>\\[\\]^`{|}\x7f#\U00010000-\U0010ffff]')
_UNSOUND_ESCAPED: Final = re.compile(r'[\x00-\x20"<>\\\[\]^`{|}\x7f#]|%(?![0-9A-Fa-f]{2})')


def is_well_formed_escaped(link: str) -> bool:
    """Tell whether *link* is an absolute URI in which everything is escaped that has to be."""
    uri = parse_absolute_uri(link)
    if uri is None or classify_uri(link) != "absolute" or link != link.strip():
        return False
    parts = (uri.user, uri.path, uri.query, uri.fragment)
    return not any(_UNSOUND_ESCAPED.search(part) for part in parts)


def is_well_formed_unescaped(text: str) -> bool:
    """Tell whether *text* is an absolute URI that is well-formed as the platform shows it."""
    uri = parse_absolute_uri(text)
    if uri is None or classify_uri(text) != "absolute":
        return False
    path = uri.path.replace("\\", "/") if uri.has_authority else uri.path
    parts = (uri.user, _shown(path), _shown(uri.query, _NOT_SHOWN_IN_QUERY), _shown(uri.fragment))
    return all(map(_is_well_escaped, parts))


def to_display_string(uri: AbsoluteUri) -> str:
    """Return the canonical text of *uri*."""
    start = f"{uri.scheme}:"
    path = _shown(uri.path)
    if uri.has_authority:
        is_default = uri.port is None or uri.port == DEFAULT_PORTS.get(uri.scheme)
        start += f"//{uri.user}{uri.host}" + ("" if is_default else f":{uri.port}")
        path = _without_dots("/" + path.replace("\\", "/").removeprefix("/"))
    query = f"?{_shown(uri.query, _NOT_SHOWN_IN_QUERY)}" if uri.query else ""
    fragment = f"#{_shown(uri.fragment)}" if uri.fragment else ""
    return f"{start}{path}{query}{fragment}"


def _shown(part: str, not_shown: re.Pattern[str] = _NOT_SHOWN) -> str:
    """Return *part* of a URI as the platform shows it."""

    def resolved(found: re.Match[str]) -> str:
        escapes = found.group()
        if escapes == "%":
            return "%25"
        shown, at = "", 0
        for letter in bytes.fromhex(escapes.replace("%", "")).decode(errors="surrogateescape"):
            octets = len(letter.encode(errors="surrogateescape"))
            escaped = escapes[3 * at : 3 * (at + octets)]
            stays = letter in _STAYS_ESCAPED or "\ud800" <= letter <= "\udfff"
            shown += escaped if stays or not_shown.match(letter) else letter
            at += octets
        return shown

    return not_shown.sub(_escaped, _ESCAPES.sub(resolved, part))


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in found.group().encode())


def _is_well_escaped(part: str) -> bool:
    """Tell whether the platform takes *part* for properly written.

    Letters beyond ASCII and escapes do not go together: each alone is a form of its own.
    """
    if _UNSOUND_WHEN_SHOWN.search(part) or "\\" in part:
        return False
    return part.isascii() or "%" not in part


def _without_dots(path: str) -> str:
    """Resolve the ``.`` and ``..`` segments of a rooted *path*."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
