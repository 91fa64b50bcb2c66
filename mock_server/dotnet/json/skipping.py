"""Stepping over values that nobody asked for, however many there are.

A body of some megabytes is refused in a second or two: sound runs of values are leapt over with
one expression each, and only what does not fit is looked at token by token.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Final

from mock_server.dotnet.json.tokens import JsonTokenizer, Kind, Token

# Older releases go wrong over possessive repeats (github.com/python/cpython/issues/106052): there,
# every value is looked at.
_CAN_LEAP: Final = sys.version_info >= (3, 11, 5)

_B: Final = rb"[ \t\r\n]*+"
_STRING: Final = rb'"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+"'
_PLAIN_NAME: Final = rb'"[^"\\\x00-\x1f\x80-\xff]*+"'
_NUMBER: Final = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?=[,\]}/ \t\r\n])"
_SCALAR: Final = b"(?:%b|%b|true|false|null)" % (_STRING, _NUMBER)
_COLON: Final = b"%b:%b" % (_B, _B)


def _with_containers_of(value: bytes) -> bytes:
    member = b"%b%b%b%b" % (_STRING, _COLON, value, _B)
    element = value + _B
    inside = b"(?:%b%b(?:,%b%b)*+)?+"
    members = inside % (b"", member, _B, member)
    elements = inside % (b"", element, _B, element)
    return b"(?:%b|\\{%b%b\\}|\\[%b%b\\])" % (_SCALAR, _B, members, _B, elements)


_FLAT: Final = _with_containers_of(_SCALAR)
_VALUES: Final = (_SCALAR, _FLAT, _with_containers_of(_FLAT))
"""Values by how many levels of containers they may consist of."""


def _run(start: bytes, value: bytes) -> re.Pattern[bytes]:
    return re.compile(b"(?:%b,%b%b%b)*+" % (_B, _B, start, value))


_MEMBERS: Final = [_run(_STRING + _COLON, value) for value in _VALUES]
_ELEMENTS: Final = [_run(b"", value) for value in _VALUES]

# One value that holds no other, with the brackets that open before it and close behind it.
_OPENING: Final = rb"(?:\[%b(?!\])|\{%b%b%b)*+" % (_B, _B, _STRING, _COLON)
_EMPTY: Final = rb"\[%b\]|\{%b\}" % (_B, _B)
_BRANCH: Final = rb"(%b)(?:%b|(%b))((?:%b[\]}])*+)" % (_OPENING, _SCALAR, _EMPTY, _B)


def _next(start: bytes) -> re.Pattern[bytes]:
    return re.compile(b"%b,%b%b%b" % (_B, _B, start, _BRANCH))


_NEXT_MEMBER: Final = _next(_STRING + _COLON)
_NEXT_ELEMENT: Final = _next(b"")
_NO_BRACKETS: Final = re.compile(rb"%b|[^\[\]{}\"]++" % _STRING)
_CLOSING: Final = bytes.maketrans(b"[{", b"]}")


def skip(tokens: JsonTokenizer, token: Token) -> None:
    """Step over the rest of the value that *token* begins."""
    opened = bytearray()
    if _note(token, opened):
        _skip(tokens, opened, is_first=True)


def _skip(tokens: JsonTokenizer, opened: bytearray, *, is_first: bool) -> None:
    """Step over the rest of the containers that are *opened*, named by their closing brackets."""
    while opened:
        following = _taken(tokens, opened, is_first=is_first)
        if following is None:
            opened.pop()
        is_first = following is not None and _note(following, opened)
        if not is_first:
            _skip_valid_values(tokens, opened)


class UnknownMembers:
    """Expressions for members that are called other than *names*, letter case ignored."""

    def __init__(self, names: Iterable[str]) -> None:
        declared = b"|".join(re.escape(name.encode()) for name in names)
        name = b'(?!"(?i:%b)")%b' % (declared, _PLAIN_NAME)
        self._runs = [_run(name + _COLON, value) for value in _VALUES]
        self._next = _next(b"(?P<name>%b)%b" % (name, _COLON))

    def skip(self, tokens: JsonTokenizer) -> None:
        """Step over all of them that follow here, as far as they are sound."""
        while _CAN_LEAP:
            _leap_over(self._runs, tokens)
            branch = self._next.match(tokens.data, tokens.position)
            opened = bytearray()
            if branch is None or not _apply_brackets(tokens, opened, branch):
                return
            tokens.path.append(branch["name"][1:-1].decode())
            _skip(tokens, opened, is_first=False)
            tokens.path.pop()


def _note(token: Token, opened: bytearray) -> bool:
    """Tell whether *token* opens a container; note the bracket that will close it."""
    match token.kind:
        case Kind.OBJECT:
            opened += b"}"
        case Kind.ARRAY:
            opened += b"]"
        case _:
            return False
    return True


def _taken(tokens: JsonTokenizer, opened: bytearray, *, is_first: bool) -> Token | None:
    """Take the first token of the next value in the innermost container, or None and its end."""
    if opened.endswith(b"]"):
        return tokens.element(is_first=is_first)
    return None if tokens.name(is_first=is_first) is None else tokens.value()


def _leap_over(runs: list[re.Pattern[bytes]], tokens: JsonTokenizer) -> None:
    """Step over all that one of *runs* fits, which goes as deep as the document still may."""
    levels = min(tokens.max_depth - tokens.depth, len(runs) - 1)
    run = runs[levels].match(tokens.data, tokens.position)
    if run is not None:
        tokens.position = run.end()


def _skip_valid_values(tokens: JsonTokenizer, opened: bytearray) -> None:
    """Step over sound values as long as one of those that are *opened* stays open."""
    while _CAN_LEAP and opened:
        in_array = opened.endswith(b"]")
        _leap_over(_ELEMENTS if in_array else _MEMBERS, tokens)
        branch = (_NEXT_ELEMENT if in_array else _NEXT_MEMBER).match(tokens.data, tokens.position)
        if branch is None or not _apply_brackets(tokens, opened, branch):
            return


def _apply_brackets(tokens: JsonTokenizer, opened: bytearray, branch: re.Match[bytes]) -> bool:
    """Step over *branch*, unless it goes too deep or closes what is not open."""
    opening, empty, closing = branch.groups()[-3:]
    inner = _NO_BRACKETS.sub(b"", opening).translate(_CLOSING)
    closed = closing.translate(None, b" \t\r\n")[::-1]
    now_open = opened + inner
    if len(inner) + (empty is not None) > tokens.max_depth - tokens.depth:
        return False
    if not now_open.endswith(closed):
        return False
    opened[:] = now_open[: len(now_open) - len(closed)]
    tokens.depth += len(inner) - len(closed)
    tokens.position = branch.end()
    return True
