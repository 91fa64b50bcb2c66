"""Content-Type and Accept headers, as in ASP.NET Core.

    is_json(content_type)        accepted by routing; otherwise 415 without a body
    body_charset(content_type)   how to decode the body; UNREADABLE leads to 415 with a problem
                                 body, INVALID to 500
    problem_type(accept)         the media type of a problem body

The first of several header lines is used. ``Content-Type: /`` is a special case: it is accepted by
routing, is unreadable, and its problem body is always ``PROBLEM``.

Source: docs/reference/notifications.md sections 2.3 and 6.1.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

JSON: Final = "application/json; charset=utf-8"
PROBLEM: Final = "application/problem+json; charset=utf-8"

_CACHE_SIZE: Final = 256
_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_TYPE: Final = re.compile(rf"[ \t]*({_TOKEN}*)/({_TOKEN}*)")
_PARAMETER: Final = re.compile(
    rf'[ \t]*;[ \t]*({_TOKEN}+)[ \t]*(?:(=)[ \t]*("(?:[^"\\]|\\.)*"|{_TOKEN}*))?'
)
_ITEM: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')


class BodyCharset(StrEnum):
    """The charset of a JSON body."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UNREADABLE = "unreadable"
    INVALID = "broken"


_CHARSETS: Final = {
    "utf-8": BodyCharset.UTF_8,
    "utf-16": BodyCharset.UTF_16,
    "utf-16le": BodyCharset.UTF_16,
    "unicode": BodyCharset.UTF_16,
    "": BodyCharset.INVALID,
}


@lru_cache(maxsize=_CACHE_SIZE)
def is_json(content_type: str) -> bool:
    """Return whether routes that consume JSON accept this content type."""
    match = _TYPE.match(content_type)
    if match is None:
        return False
    kind, subtype = match[1].lower(), match[2].lower()
    if not kind and not subtype:
        return True
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))


@lru_cache(maxsize=_CACHE_SIZE)
def body_charset(content_type: str | None) -> BodyCharset:
    """Return the charset of a body that routing accepted; it is unreadable without a type."""
    match = _TYPE.match(content_type or "")
    if content_type is None or match is None or not match[1]:
        return BodyCharset.UNREADABLE
    parameter = _PARAMETER.match(content_type, match.end())
    while parameter is not None:
        name, equals, value = parameter.groups()
        if name.lower() == "charset":
            charset = value.strip('"').lower() if equals else "utf-8"
            return _CHARSETS.get(charset, BodyCharset.UNREADABLE)
        parameter = _PARAMETER.match(content_type, parameter.end())
    return BodyCharset.UTF_8


def problem_type(accept: str | None) -> str:
    """Return the media type of a problem body for a request with this Accept header.

    It is JSON, unless the header has ``application/problem+json`` before any range that includes
    JSON. A header with ``*/*``, as from a browser, is ignored.
    """
    sorted_ranges = sorted(
        map(_parse_range, _ITEM.findall(accept or "")), key=lambda each: -each[1]
    )
    ranges = [name for name, _ in sorted_ranges]
    if "*/*" in ranges:
        return JSON
    for name in ranges:
        if name in ("application/json", "application/*"):
            return JSON
        if name in ("application/problem+json", "application/*+json"):
            return PROBLEM
    return JSON


def _parse_range(item: str) -> tuple[str, float]:
    """Return a media range with its parameters, without ``q``, and its quality."""
    match = _TYPE.match(item)
    if match is None:
        return "", 0.0
    name, quality = f"{match[1]}/{match[2]}".lower(), 1.0
    for parameter, _, value in _PARAMETER.findall(item, match.end()):
        if parameter.lower() == "q":
            quality = _parse_quality(value)
        else:
            name += f";{parameter}={value}"
    return name, quality


def _parse_quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0
