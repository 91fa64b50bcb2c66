"""Skipping of the values of unknown properties.

A regular expression skips each run of valid values, so that a body of megabytes takes only seconds
to read. The tokenizer reads the rest, token by token.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Final

from mock_server.dotnet.json.tokens import JsonTokenizer, Kind, Token

# Earlier releases have a bug in possessive quantifiers (github.com/python/cpython/issues/106052);
# with them, the tokenizer reads every value.
_CAN_SKIP_RUNS: Final = sys.version_info >= (3, 11, 5)

_BLANKS: Final = rb"[ \t\r\n]*+"
_STRING: Final = rb'"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+"'
_PLAIN_NAME: Final = rb'"[^"\\\x00-\x1f\x80-\xff]*+"'
_NUMBER: Final = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?=[,\]}/ \t\r\n])"
_SCALAR: Final = b"(?:%b|%b|true|false|null)" % (_STRING, _NUMBER)
_COLON: Final = b"%b:%b" % (_BLANKS, _BLANKS)


def _with_containers(value: bytes) -> bytes:
    member = b"%b%b%b%b" % (_STRING, _COLON, value, _BLANKS)
    element = value + _BLANKS
    inside = b"(?:%b%b(?:,%b%b)*+)?+"
    members = inside % (b"", member, _BLANKS, member)
    elements = inside % (b"", element, _BLANKS, element)
    return b"(?:%b|\\{%b%b\\}|\\[%b%b\\])" % (_SCALAR, _BLANKS, members, _BLANKS, elements)


_FLAT: Final = _with_containers(_SCALAR)
_VALUES: Final = (_SCALAR, _FLAT, _with_containers(_FLAT))
"""Patterns of a value, indexed by its maximum number of container levels."""


def _run_pattern(start: bytes, value: bytes) -> re.Pattern[bytes]:
    return re.compile(b"(?:%b,%b%b%b)*+" % (_BLANKS, _BLANKS, start, value))


_MEMBERS: Final = [_run_pattern(_STRING + _COLON, value) for value in _VALUES]
_ELEMENTS: Final = [_run_pattern(b"", value) for value in _VALUES]

# A scalar or an empty container, with the brackets opened before it and closed after it.
_OPENING: Final = rb"(?:\[%b(?!\])|\{%b%b%b)*+" % (_BLANKS, _BLANKS, _STRING, _COLON)
_EMPTY: Final = rb"\[%b\]|\{%b\}" % (_BLANKS, _BLANKS)
_BRANCH: Final = rb"(%b)(?:%b|(%b))((?:%b[\]}])*+)" % (_OPENING, _SCALAR, _EMPTY, _BLANKS)


def _next_pattern(start: bytes) -> re.Pattern[bytes]:
    return re.compile(b"%b,%b%b%b" % (_BLANKS, _BLANKS, start, _BRANCH))


_NEXT_MEMBER: Final = _next_pattern(_STRING + _COLON)
_NEXT_ELEMENT: Final = _next_pattern(b"")
_NO_BRACKETS: Final = re.compile(rb"%b|[^\[\]{}\"]++" % _STRING)
_CLOSING: Final = bytes.maketrans(b"[{", b"]}")


def skip_value(tokens: JsonTokenizer, token: Token) -> None:
    """Skip the rest of the value that starts with *token*."""
    opened = bytearray()
    if _push_container(token, opened):
        _skip_containers(tokens, opened, is_first=True)


def _skip_containers(tokens: JsonTokenizer, opened: bytearray, *, is_first: bool) -> None:
    """Skip the rest of the open containers; *opened* has their closing brackets."""
    while opened:
        token = _next_token(tokens, opened, is_first=is_first)
        if token is None:
            opened.pop()
        is_first = token is not None and _push_container(token, opened)
        if not is_first:
            _skip_valid_values(tokens, opened)


class UnknownProperties:
    """Patterns of properties other than *names*; names are case-insensitive."""

    def __init__(self, names: Iterable[str]) -> None:
        declared = b"|".join(re.escape(name.encode()) for name in names)
        name = b'(?!"(?i:%b)")%b' % (declared, _PLAIN_NAME)
        self._runs = [_run_pattern(name + _COLON, value) for value in _VALUES]
        self._next_pattern = _next_pattern(b"(?P<name>%b)%b" % (name, _COLON))

    def skip(self, tokens: JsonTokenizer) -> None:
        """Skip the unknown properties that follow, until one is invalid."""
        while _CAN_SKIP_RUNS:
            _skip_run(self._runs, tokens)
            branch = self._next_pattern.match(tokens.data, tokens.position)
            opened = bytearray()
            if branch is None or not _apply_brackets(tokens, opened, branch):
                return
            tokens.path.append(branch["name"][1:-1].decode())
            _skip_containers(tokens, opened, is_first=False)
            tokens.path.pop()


def _push_container(token: Token, opened: bytearray) -> bool:
    """Return whether *token* opens a container, and add its closing bracket to *opened*."""
    match token.kind:
        case Kind.OBJECT:
            opened += b"}"
        case Kind.ARRAY:
            opened += b"]"
        case _:
            return False
    return True


def _next_token(tokens: JsonTokenizer, opened: bytearray, *, is_first: bool) -> Token | None:
    """Return the first token of the next value in the innermost container, or None at its end."""
    if opened.endswith(b"]"):
        return tokens.read_element_token(is_first=is_first)
    return (
        None if tokens.read_property_name(is_first=is_first) is None else tokens.read_value_token()
    )


def _skip_run(runs: list[re.Pattern[bytes]], tokens: JsonTokenizer) -> None:
    """Skip the values that match the pattern in *runs* for the remaining depth."""
    levels = min(tokens.max_depth - tokens.depth, len(runs) - 1)
    run = runs[levels].match(tokens.data, tokens.position)
    if run is not None:
        tokens.position = run.end()


def _skip_valid_values(tokens: JsonTokenizer, opened: bytearray) -> None:
    """Skip valid values while a container in *opened* is open."""
    while _CAN_SKIP_RUNS and opened:
        in_array = opened.endswith(b"]")
        _skip_run(_ELEMENTS if in_array else _MEMBERS, tokens)
        branch = (_NEXT_ELEMENT if in_array else _NEXT_MEMBER).match(tokens.data, tokens.position)
        if branch is None or not _apply_brackets(tokens, opened, branch):
            return


def _apply_brackets(tokens: JsonTokenizer, opened: bytearray, branch: re.Match[bytes]) -> bool:
    """Skip *branch* and return True; return False if it is too deep or closes too much."""
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
