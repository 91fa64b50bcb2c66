"""What the platform makes of Content-Type and Accept.

    is_json(content_type)        passes routing; otherwise 415 without a body
    body_charset(content_type)   how to decode what passed; UNREADABLE is 415 with a problem body,
                                 BROKEN is 500
    problem_type(accept)         the media type of a problem body

Of several header lines the first counts. ``Content-Type: /`` is a curiosity: it passes routing, is
unreadable, and its problem body is ``PROBLEM`` whatever Accept says.

Source: spec/verified-notifications.md, sections 1 (2.3), 1.1 and 5 (6.1).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

JSON: Final = "application/json; charset=utf-8"
PROBLEM: Final = "application/problem+json; charset=utf-8"

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_TYPE: Final = re.compile(rf"[ \t]*({_TOKEN}*)/({_TOKEN}*)")
_PARAMETER: Final = re.compile(
    rf'[ \t]*;[ \t]*({_TOKEN}+)[ \t]*(?:(=)[ \t]*("(?:[^"\\]|\\.)*"|{_TOKEN}*))?'
)
_ITEM: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')


class BodyCharset(StrEnum):
    """How the bytes of a JSON body are to be understood."""

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


def is_json(content_type: str) -> bool:
    """Tell whether a body of that type gets past the routes that consume JSON."""
    found = _TYPE.match(content_type)
    if found is None:
        return False
    kind, subtype = found[1].lower(), found[2].lower()
    if not kind and not subtype:
        return True
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))


def body_charset(content_type: str | None) -> BodyCharset:
    """Return how to decode a body whose type got past the routes; one without type cannot be."""
    found = _TYPE.match(content_type or "")
    if content_type is None or found is None or not found[1]:
        return BodyCharset.UNREADABLE
    parameter = _PARAMETER.match(content_type, found.end())
    while parameter is not None:
        name, equals, value = parameter.groups()
        if name.lower() == "charset":
            charset = value.strip('"').lower() if equals else "utf-8"
            return _CHARSETS.get(charset, BodyCharset.UNREADABLE)
        parameter = _PARAMETER.match(content_type, parameter.end())
    return BodyCharset.UTF_8


def problem_type(accept: str | None) -> str:
    """Return the media type of a problem body for a request with that Accept header.

    JSON, unless problems are wanted by name and before any range that takes JSON in. Whoever
    takes everything is a browser, and is not listened to.
    """
    wanted = sorted(map(_range, _ITEM.findall(accept or "")), key=lambda each: -each[1])
    ranges = [name for name, _ in wanted]
    if "*/*" in ranges:
        return JSON
    for name in ranges:
        if name in ("application/json", "application/*"):
            return JSON
        if name in ("application/problem+json", "application/*+json"):
            return PROBLEM
    return JSON


def _range(item: str) -> tuple[str, float]:
    """Return a media range, with its parameters other than ``q``, and its quality."""
    found = _TYPE.match(item)
    if found is None:
        return "", 0.0
    name, quality = f"{found[1]}/{found[2]}".lower(), 1.0
    for parameter, _, value in _PARAMETER.findall(item, found.end()):
        if parameter.lower() == "q":
            quality = _quality(value)
        else:
            name += f";{parameter}={value}"
    return name, quality


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0
