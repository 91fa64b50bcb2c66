"""Display strings and well-formedness of URIs, as in System.Uri.

    to_display_string(uri)           the canonical text, with most escapes decoded
    is_well_formed_escaped(link)     whether all required characters are escaped
    is_well_formed_unescaped(text)   whether the display string is a well-formed absolute URI
    remove_dot_segments(path)        the path without ``.`` and ``..``

The newer order endpoints check a condition endpoint with ``is_well_formed_unescaped``. It rejects
many correctly escaped URIs, because ``%20`` is a blank in the display string.

Source: docs/reference/notifications.md section 10.5.
"""

from __future__ import annotations

import re
from typing import Final

from mock_server.dotnet.uris import DEFAULT_PORTS, AbsoluteUri, classify_uri, parse_absolute_uri

_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+|%")
# Decoded, these would change the meaning of the URI or be invalid, so they stay escaped.
_KEPT_ESCAPED: Final = frozenset(";/?:@&=+$,#[]!'()*%\\\x7f") | frozenset(map(chr, range(0x20)))
_NOT_DISPLAYED: Final = re.compile("[\x80-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]")
_NOT_DISPLAYED_IN_QUERY: Final = re.compile("[\x80-\x9f\ufdd0-\ufdef\ufff0-\uffff]")
_INVALID_IN_DISPLAY_STRING: Final = re.compile(
    '[\x00-\x20"<>\\[\\]^`{|}\x7f#\U00010000-\U0010ffff]'
)
_INVALID_IN_ESCAPED_URI: Final = re.compile(r'[\x00-\x20"<>\\\[\]^`{|}\x7f#]|%(?![0-9A-Fa-f]{2})')


def is_well_formed_escaped(link: str) -> bool:
    """Return whether *link* is an absolute URI with all required characters escaped."""
    uri = parse_absolute_uri(link)
    if uri is None or classify_uri(link) != "absolute" or link != link.strip():
        return False
    parts = (uri.user, uri.path, uri.query, uri.fragment)
    return not any(_INVALID_IN_ESCAPED_URI.search(part) for part in parts)


def is_well_formed_unescaped(text: str) -> bool:
    """Return whether *text* is an absolute URI with a well-formed display string."""
    uri = parse_absolute_uri(text)
    if uri is None or classify_uri(text) != "absolute":
        return False
    path = uri.path.replace("\\", "/") if uri.has_authority else uri.path
    parts = (
        uri.user,
        _to_display_form(path),
        _to_display_form(uri.query, _NOT_DISPLAYED_IN_QUERY),
        _to_display_form(uri.fragment),
    )
    return all(map(_is_well_escaped, parts))


def to_display_string(uri: AbsoluteUri) -> str:
    """Return the display string of *uri*."""
    start = f"{uri.scheme}:"
    path = _to_display_form(uri.path)
    if uri.has_authority:
        is_default = uri.port is None or uri.port == DEFAULT_PORTS.get(uri.scheme)
        start += f"//{uri.user}{uri.host}" + ("" if is_default else f":{uri.port}")
        path = remove_dot_segments("/" + path.replace("\\", "/").removeprefix("/"))
    query = f"?{_to_display_form(uri.query, _NOT_DISPLAYED_IN_QUERY)}" if uri.query else ""
    fragment = f"#{_to_display_form(uri.fragment)}" if uri.fragment else ""
    return f"{start}{path}{query}{fragment}"


def _to_display_form(part: str, not_displayed: re.Pattern[str] = _NOT_DISPLAYED) -> str:
    """Return a *part* of a URI as in its display string."""

    def decode(match: re.Match[str]) -> str:
        escapes = match.group()
        if escapes == "%":
            return "%25"
        displayed, position = "", 0
        for character in bytes.fromhex(escapes.replace("%", "")).decode(errors="surrogateescape"):
            size = len(character.encode(errors="surrogateescape"))
            escaped = escapes[3 * position : 3 * (position + size)]
            is_kept = character in _KEPT_ESCAPED or "\ud800" <= character <= "\udfff"
            displayed += escaped if is_kept or not_displayed.match(character) else character
            position += size
        return displayed

    return not_displayed.sub(_escaped, _ESCAPES.sub(decode, part))


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode())


def _is_well_escaped(part: str) -> bool:
    """Return whether *part* of a display string is well-formed.

    It can have non-ASCII characters or escapes, but not both.
    """
    if _INVALID_IN_DISPLAY_STRING.search(part) or "\\" in part:
        return False
    return part.isascii() or "%" not in part


def remove_dot_segments(path: str) -> str:
    """Return a rooted *path* with its ``.`` and ``..`` segments resolved."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
