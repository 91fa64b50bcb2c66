"""Stepping over values that nobody asked for, however many there are.

A body of some megabytes is refused in a fraction of a second: sound runs of values are leapt
over with one expression each, and only what does not fit is looked at token by token.
"""

from __future__ import annotations

import re
import sys
from typing import Final

from mock_server.dotnet.json_tokens import Kind, Token, Tokens

# Older releases go wrong over possessive repeats (github.com/python/cpython/issues/106052): there,
# every value is looked at.
_CAN_LEAP: Final = sys.version_info >= (3, 11, 5)

_B: Final = rb"[ \t\r\n]*+"
_STRING: Final = rb'"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+"'
_NUMBER: Final = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?=[,\]}/ \t\r\n])"
_SCALAR: Final = b"(?:%b|%b|true|false|null)" % (_STRING, _NUMBER)


def _with_containers_of(value: bytes) -> bytes:
    member = b"%b%b:%b%b%b" % (_STRING, _B, _B, value, _B)
    element = value + _B
    inside = b"(?:%b%b(?:,%b%b)*+)?+"
    members = inside % (b"", member, _B, member)
    elements = inside % (b"", element, _B, element)
    return b"(?:%b|\\{%b%b\\}|\\[%b%b\\])" % (_SCALAR, _B, members, _B, elements)


_FLAT: Final = _with_containers_of(_SCALAR)
_VALUES: Final = (_SCALAR, _FLAT, _with_containers_of(_FLAT))
"""Values by how many levels of containers they may consist of."""

_MEMBERS: Final = [
    re.compile(b"(?:%b,%b%b%b:%b%b)*+" % (_B, _B, _STRING, _B, _B, value)) for value in _VALUES
]
_ELEMENTS: Final = [re.compile(b"(?:%b,%b%b)*+" % (_B, _B, value)) for value in _VALUES]


def skip(tokens: Tokens, token: Token) -> None:
    """Step over the rest of the value that *token* begins."""
    if token.kind is Kind.OBJECT:
        _skip_members(tokens)
    elif token.kind is Kind.ARRAY:
        _skip_elements(tokens)


def _skip_members(tokens: Tokens) -> None:
    is_first = True
    while tokens.name(is_first=is_first) is not None:
        skip(tokens, tokens.value())
        _leap(tokens, _MEMBERS)
        is_first = False


def _skip_elements(tokens: Tokens) -> None:
    is_first = True
    while (token := tokens.element(is_first=is_first)) is not None:
        skip(tokens, token)
        _leap(tokens, _ELEMENTS)
        is_first = False


def _leap(tokens: Tokens, runs: list[re.Pattern[bytes]]) -> None:
    if not _CAN_LEAP:
        return
    levels = min(tokens.max_depth - tokens.depth, len(runs) - 1)
    run = runs[levels].match(tokens.data, tokens.position)
    if run is not None:
        tokens.position = run.end()
