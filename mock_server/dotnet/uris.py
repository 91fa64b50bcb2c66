"""URIs as System.Uri parses them on Linux.

    classify_uri(text)              the kind of a URI in JSON: "absolute", "relative" or None
    parse_absolute_uri(text)        the parts of an absolute URI, or None
    classify_condition_url(text)    the result of the older order endpoints' check

The result depends on the accepted kinds: ``/x`` is relative if both kinds are accepted, and a file
if only an absolute URI is.

Source: docs/reference/notifications.md section 10.5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import Final, Literal, NoReturn

_SURROUNDING_BLANKS: Final = " \t\r\n"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_MAX_SCHEME_LENGTH: Final = 1024
_MAX_LABEL_LENGTH: Final = 63
_MAX_SHARE_LENGTH: Final = 256
_MAX_PORT: Final = 0xFFFF

_DRIVE: Final = re.compile(r"[A-Za-z][:|]")
_ROOTED_DRIVE: Final = re.compile(r"[A-Za-z][:|][/\\]")
_USER: Final = re.compile(r"[^?#\\/@]*@(?=.)", re.DOTALL)
_HOST: Final = re.compile(r"[^/\\:?#]*")
_SHARE_HOST: Final = re.compile(r"[^/\\]*")
_PORT: Final = re.compile(r":([0-9]*)(?=[/?#]|\Z)")
_DOTS: Final = re.compile(r"[.\u3002\uff0e\uff61]")
_INVALID_HOST_CHARACTER: Final = re.compile(r"[^-.0-9A-Z_a-z\xa0-\U0010ffff]")

# Most URIs match this pattern and need no further parsing to be classified as absolute.
_COMMON_URI: Final = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*"
    r"(?::[0-9]{1,4})?(?:[/?#][!-~]*)?"
)
_CONDITION_HOST: Final = re.compile(r"[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsoluteUri:
    """The parts of an absolute URI; path, query and fragment are unchanged."""

    scheme: str
    has_authority: bool = True
    user: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    query: str = ""
    fragment: str = ""


class ConditionUrl(StrEnum):
    """The result of the older order endpoints' check of a condition endpoint."""

    VALID = "valid"
    INVALID = "invalid"
    CRASHES = "crashes"


class _AuthorityRule(Enum):
    """Whether URIs of a scheme have an authority."""

    MUST = auto()
    MAY = auto()
    NEVER = auto()
    WITHOUT_SLASHES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Syntax:
    authority: _AuthorityRule = _AuthorityRule.MUST
    empty_host: bool = False
    user: bool = True
    port: bool = True
    query: bool = True
    drives: bool = False
    files: bool = False


_WEB: Final = _Syntax()
_NO_QUERY: Final = _Syntax(query=False)
_FILE: Final = _Syntax(empty_host=True, user=False, port=False, drives=True, files=True)
_UNKNOWN: Final = _Syntax(authority=_AuthorityRule.MAY, empty_host=True, drives=True)
_OPAQUE: Final = _Syntax(authority=_AuthorityRule.NEVER, query=False)
_SYNTAXES: Final = {
    **dict.fromkeys(("http", "https", "ws", "wss"), _WEB),
    **dict.fromkeys(("ftp", "gopher", "nntp", "telnet"), _NO_QUERY),
    **dict.fromkeys(("news", "uuid"), _OPAQUE),
    "file": _FILE,
    "ldap": _Syntax(empty_host=True),
    "mailto": _Syntax(authority=_AuthorityRule.WITHOUT_SLASHES, empty_host=True),
    "net.tcp": _Syntax(user=False),
    "net.pipe": _Syntax(user=False, port=False),
    "vsmacros": _Syntax(
        empty_host=True, user=False, port=False, query=False, drives=True, files=True
    ),
}
DEFAULT_PORTS: Final = {
    **{"http": 80, "ws": 80, "https": 443, "wss": 443, "ftp": 21, "gopher": 70, "nntp": 119},
    **{"mailto": 25, "telnet": 23, "ldap": 389, "net.tcp": 808},
}


class _NotAbsoluteError(Exception):
    """The text is not an absolute URI; if *fatal*, it is not a relative URI either."""

    def __init__(self, *, fatal: bool) -> None:
        super().__init__(fatal)
        self.fatal = fatal


def classify_uri(text: str) -> Literal["absolute", "relative"] | None:
    """Return the kind of *text* if both kinds are accepted, or None if it is not a URI."""
    if _COMMON_URI.fullmatch(text):
        return "absolute"
    if _looks_like_path(text):
        return "relative"
    try:
        _parse(text)
    except _NotAbsoluteError as error:
        return None if error.fatal else "relative"
    return "absolute"


@lru_cache(maxsize=1024)
def parse_absolute_uri(text: str) -> AbsoluteUri | None:
    """Return the parts of *text* if it is an absolute URI, or None."""
    try:
        return _parse(text)
    except _NotAbsoluteError:
        return None


def classify_condition_url(text: str) -> ConditionUrl:
    """Return the result of the older order endpoints' check of the URI *text*.

    They parse it as absolute, but fail with an exception if JSON parsed it as relative.
    """
    uri = parse_absolute_uri(text)
    if uri is None:
        return ConditionUrl.INVALID
    if classify_uri(text) == "relative":
        return ConditionUrl.CRASHES
    is_web = uri.scheme in ("http", "https") and _CONDITION_HOST.fullmatch(uri.host)
    return ConditionUrl.VALID if is_web else ConditionUrl.INVALID


def _looks_like_path(text: str) -> bool:
    """Return whether *text* starts like a path or share that is classified as relative."""
    start = text.lstrip(_SURROUNDING_BLANKS)
    if start.startswith("/") and not start.startswith(("//", "/\\")):
        return True
    return len(start) > 2 and _is_share(start) and not text.startswith("\\\\")


def _is_share(start: str) -> bool:
    return start[0] in "/\\" and start[1] in "/\\"


def _reject(*, fatal: bool) -> NoReturn:
    raise _NotAbsoluteError(fatal=fatal)


def _parse(text: str) -> AbsoluteUri:
    start = text.lstrip(_SURROUNDING_BLANKS)
    if start.startswith("/") and not start.startswith(("//", "/\\")):
        return AbsoluteUri(scheme="file", path=start.rstrip(_SURROUNDING_BLANKS))
    if len(start) < 3:
        _reject(fatal=False)
    if _DRIVE.match(start):
        return _parse_drive_path(start)
    if _is_share(start):
        rest = start.rstrip(_SURROUNDING_BLANKS)
        return _parse_authority("file", _FILE, rest.lstrip("/\\"), implicit=True)
    scheme, colon, rest = start.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme):
        _reject(fatal=False)
    if len(scheme) > _MAX_SCHEME_LENGTH:
        _reject(fatal=True)
    scheme = scheme.lower()
    return _parse_after_scheme(
        scheme, _SYNTAXES.get(scheme, _UNKNOWN), rest.rstrip(_SURROUNDING_BLANKS)
    )


def _parse_drive_path(start: str) -> AbsoluteUri:
    if not _ROOTED_DRIVE.match(start):
        _reject(fatal=True)
    path = start.rstrip(_SURROUNDING_BLANKS).replace("\\", "/")
    return AbsoluteUri(scheme="file", path=f"/{path[0]}:{path[2:]}")


def _parse_after_scheme(scheme: str, syntax: _Syntax, rest: str) -> AbsoluteUri:
    slashes = len(rest) - len(rest.lstrip("/\\"))
    if syntax.drives and (syntax.files or slashes <= 3):
        if _ROOTED_DRIVE.match(rest, slashes):
            return _split_path(scheme, syntax, "/" + rest[slashes:])
        if syntax.files and _DRIVE.match(rest, slashes):
            _reject(fatal=True)
    skipped = _count_authority_slashes(syntax, rest, slashes)
    if skipped is None:
        return _split_path(scheme, syntax, rest, _Authority(has_authority=False))
    return _parse_authority(scheme, syntax, rest[skipped:])


def _count_authority_slashes(syntax: _Syntax, rest: str, slashes: int) -> int | None:
    """Return the number of *slashes* before the authority of *rest*, or None if it has none."""
    match syntax.authority:
        case _AuthorityRule.MUST:
            if slashes < 2:
                _reject(fatal=False)
            # A share can have any number of slashes; a local file has three.
            return slashes if syntax.files and slashes > 3 else 2
        case _AuthorityRule.MAY:
            return 2 if slashes in (2, 3) or rest.startswith("//") else None
        case _AuthorityRule.WITHOUT_SLASHES:
            return 0
        case _AuthorityRule.NEVER:
            return None


def _parse_authority(
    scheme: str, syntax: _Syntax, rest: str, *, implicit: bool = False
) -> AbsoluteUri:
    """Parse user, host and port at the start of *rest*."""
    if not rest or rest[0] in "/#?" or (rest[0] == "\\" and syntax.files):
        if implicit or not syntax.empty_host:
            _reject(fatal=True)
        return _split_path(scheme, syntax, rest)
    user = _USER.match(rest) if syntax.user else None
    user_end = user.end() if user else 0
    host = _parse_host(rest[user_end:], scheme, implicit=implicit)
    port, end = _parse_port(rest, user_end + len(host), syntax)
    authority = _Authority(user=user.group() if user else "", host=_canonical_host(host), port=port)
    return _split_path(scheme, syntax, rest[end:], authority)


def _parse_host(rest: str, scheme: str, *, implicit: bool) -> str:
    """Return the host at the start of *rest*."""
    if rest.startswith("["):
        return _parse_ipv6_host(rest)
    match = (_SHARE_HOST if implicit else _HOST).match(rest)
    host = match.group() if match else ""
    if _is_domain(host) or _is_share_name(host):
        return host
    # Only unknown schemes can have a host of dots.
    if host in (".", "..") and scheme not in _SYNTAXES:
        return host
    return _reject(fatal=True)


def _parse_ipv6_host(rest: str) -> str:
    inside, closed, after = rest[1:].partition("]")
    try:
        IPv6Address(inside.partition("%")[0].partition("/")[0])
    except AddressValueError:
        _reject(fatal=True)
    if not closed or (after and after[0] not in "/\\:?#"):
        _reject(fatal=True)
    return f"[{inside}]"


def _is_domain(host: str) -> bool:
    if not host or _INVALID_HOST_CHARACTER.search(host):
        return False
    labels = _DOTS.split(host)
    if not labels[-1]:
        labels.pop()
    return all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    if not label or label[0] in "-_":
        return False
    length = len(label)
    if not label.isascii():
        length += len("xn--") + sum(character > "\xff" for character in label)
    return length <= _MAX_LABEL_LENGTH


def _is_share_name(host: str) -> bool:
    """Return whether *host* is a valid file server name; some are not valid domains."""
    first, *others = host.split(".")
    if others and not others[-1]:
        others.pop()
    return (
        0 < len(host) <= _MAX_SHARE_LENGTH
        and all(character in "-_" or _is_share_letter(character) for character in first)
        and any(not ("0" <= character <= "9") for character in first)
        and all(map(_is_share_segment, others))
        # .NET does not look at the first character of the second label.
        and all(segment[0] not in "-_" for segment in others[1:])
    )


def _is_share_segment(segment: str) -> bool:
    return segment != "" and all(
        character in "-_" or _is_share_letter(character) for character in segment
    )


def _is_share_letter(character: str) -> bool:
    return "0" <= character <= "9" or character.isalpha()


def _parse_port(rest: str, colon: int, syntax: _Syntax) -> tuple[int | None, int]:
    """Return the port in *rest* at *colon*, and the position after it."""
    terminator = rest[colon : colon + 1]
    if terminator == "\\" and not syntax.files:
        _reject(fatal=True)
    if terminator != ":":
        return None, colon
    match = _PORT.match(rest, colon)
    if not syntax.port or match is None:
        _reject(fatal=True)
    port = int(match[1].lstrip("0")[:6] or 0) if match[1] else None
    if port is not None and port > _MAX_PORT:
        _reject(fatal=True)
    return port, match.end()


def _canonical_host(host: str) -> str:
    if not host.startswith("["):
        return host.lower()
    return f"[{IPv6Address(host[1:-1].partition('%')[0].partition('/')[0])}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authority:
    """The part of a URI between scheme and path."""

    has_authority: bool = True
    user: str = ""
    host: str = ""
    port: int | None = None


def _split_path(
    scheme: str, syntax: _Syntax, rest: str, authority: _Authority | None = None
) -> AbsoluteUri:
    """Split *rest* into path, query and fragment."""
    authority = authority or _Authority()
    rest, _, fragment = rest.partition("#")
    path, _, query = rest.partition("?") if syntax.query else (rest, "", "")
    return AbsoluteUri(
        scheme=scheme,
        has_authority=authority.has_authority,
        user=authority.user,
        host=authority.host,
        port=authority.port,
        path=path,
        query=query,
        fragment=fragment,
    )
