"""URIs as System.Uri understands them on Linux.

    uri_kind(text)            what a JSON member takes: "absolute", "relative", or None for neither
    absolute_uri(text)        its parts, if it can be read as an absolute one
    condition_url(text)       what the older order endpoints say of a condition endpoint
    is_well_formed_unescaped(text)   what the newer ones ask of it (``uri_texts.py``)

A text can be read in two ways: ``/x`` is relative where both kinds are welcome, and a file where
an absolute URI is asked for.

Source: spec/verified-notifications.md, section 4.1; spec/notifications-api.md, section 10.5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import Final, Literal, NoReturn

_AROUND: Final = " \t\r\n"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_LONGEST_SCHEME: Final = 1024
_LONGEST_LABEL: Final = 63
_LONGEST_SHARE: Final = 256
_HIGHEST_PORT: Final = 0xFFFF

_DRIVE: Final = re.compile(r"[A-Za-z][:|]")
_ROOTED_DRIVE: Final = re.compile(r"[A-Za-z][:|][/\\]")
_USER: Final = re.compile(r"[^?#\\/@]*@(?=.)", re.DOTALL)
_HOST: Final = re.compile(r"[^/\\:?#]*")
_SHARE_HOST: Final = re.compile(r"[^/\\]*")
_PORT: Final = re.compile(r":([0-9]*)(?=[/?#]|\Z)")
_DOTS: Final = re.compile(r"[.\u3002\uff0e\uff61]")
_NO_HOST_CHARACTER: Final = re.compile(r"[^-.0-9A-Z_a-z\xa0-\U0010ffff]")

# Nearly every address; what it matches needs no closer look to be called absolute.
_USUAL: Final = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*"
    r"(?::[0-9]{1,4})?(?:[/?#][!-~]*)?"
)
_CONDITION_HOST: Final = re.compile(r"[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsoluteUri:
    """The parts of an absolute URI; what follows the authority is as it was written."""

    scheme: str
    has_authority: bool = True
    user: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    query: str = ""
    fragment: str = ""


class ConditionUrl(StrEnum):
    """What the older order endpoints make of a condition endpoint."""

    VALID = "valid"
    INVALID = "invalid"
    CRASHES = "crashes"


class _Authority(Enum):
    """How a scheme treats what may follow two slashes."""

    MUST = auto()
    MAY = auto()
    NEVER = auto()
    WITHOUT_SLASHES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Syntax:
    authority: _Authority = _Authority.MUST
    empty_host: bool = False
    user: bool = True
    port: bool = True
    query: bool = True
    drives: bool = False
    files: bool = False


_WEB: Final = _Syntax()
_NO_QUERY: Final = _Syntax(query=False)
_FILE: Final = _Syntax(empty_host=True, user=False, port=False, drives=True, files=True)
_UNKNOWN: Final = _Syntax(authority=_Authority.MAY, empty_host=True, drives=True)
_OPAQUE: Final = _Syntax(authority=_Authority.NEVER, query=False)
_SYNTAXES: Final = {
    **dict.fromkeys(("http", "https", "ws", "wss"), _WEB),
    **dict.fromkeys(("ftp", "gopher", "nntp", "telnet"), _NO_QUERY),
    **dict.fromkeys(("news", "uuid"), _OPAQUE),
    "file": _FILE,
    "ldap": _Syntax(empty_host=True),
    "mailto": _Syntax(authority=_Authority.WITHOUT_SLASHES, empty_host=True),
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
    """The text is no absolute URI; when *fatal*, no relative one either."""

    def __init__(self, *, fatal: bool) -> None:
        super().__init__(fatal)
        self.fatal = fatal


def classify_uri(text: str) -> Literal["absolute", "relative"] | None:
    """Return what *text* is where absolute and relative URIs are welcome; None if neither."""
    if _USUAL.fullmatch(text):
        return "absolute"
    if _looks_like_path(text):
        return "relative"
    try:
        _parsed(text)
    except _NotAbsoluteError as refusal:
        return None if refusal.fatal else "relative"
    return "absolute"


@lru_cache(maxsize=1024)
def parse_absolute_uri(text: str) -> AbsoluteUri | None:
    """Return the parts of *text* where an absolute URI is asked for; None if it is none."""
    try:
        return _parsed(text)
    except _NotAbsoluteError:
        return None


def classify_condition_url(text: str) -> ConditionUrl:
    """Return what the older order endpoints make of *text*, which is a URI.

    They read it as absolute, and then ask a URI that is relative after all for its scheme.
    """
    uri = parse_absolute_uri(text)
    if uri is None:
        return ConditionUrl.INVALID
    if classify_uri(text) == "relative":
        return ConditionUrl.CRASHES
    is_web = uri.scheme in ("http", "https") and _CONDITION_HOST.fullmatch(uri.host)
    return ConditionUrl.VALID if is_web else ConditionUrl.INVALID


def _looks_like_path(text: str) -> bool:
    """Tell whether *text* begins like a path or a share that loses against a relative URI."""
    start = text.lstrip(_AROUND)
    if start.startswith("/") and not start.startswith(("//", "/\\")):
        return True
    return len(start) > 2 and _is_share(start) and not text.startswith("\\\\")


def _is_share(start: str) -> bool:
    return start[0] in "/\\" and start[1] in "/\\"


def _refuse(*, fatal: bool) -> NoReturn:
    raise _NotAbsoluteError(fatal=fatal)


def _parsed(text: str) -> AbsoluteUri:
    start = text.lstrip(_AROUND)
    if start.startswith("/") and not start.startswith(("//", "/\\")):
        return AbsoluteUri(scheme="file", path=start.rstrip(_AROUND))
    if len(start) < 3:
        _refuse(fatal=False)
    if _DRIVE.match(start):
        return _drive(start)
    if _is_share(start):
        rest = start.rstrip(_AROUND)
        return _with_authority("file", _FILE, rest.lstrip("/\\"), implicit=True)
    scheme, colon, rest = start.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme):
        _refuse(fatal=False)
    if len(scheme) > _LONGEST_SCHEME:
        _refuse(fatal=True)
    scheme = scheme.lower()
    return _behind_scheme(scheme, _SYNTAXES.get(scheme, _UNKNOWN), rest.rstrip(_AROUND))


def _drive(start: str) -> AbsoluteUri:
    if not _ROOTED_DRIVE.match(start):
        _refuse(fatal=True)
    path = start.rstrip(_AROUND).replace("\\", "/")
    return AbsoluteUri(scheme="file", path=f"/{path[0]}:{path[2:]}")


def _behind_scheme(scheme: str, syntax: _Syntax, rest: str) -> AbsoluteUri:
    slashes = len(rest) - len(rest.lstrip("/\\"))
    if syntax.drives and (syntax.files or slashes <= 3):
        if _ROOTED_DRIVE.match(rest, slashes):
            return _tail(scheme, syntax, "/" + rest[slashes:])
        if syntax.files and _DRIVE.match(rest, slashes):
            _refuse(fatal=True)
    skipped = _skipped_slashes(syntax, rest, slashes)
    if skipped is None:
        return _tail(scheme, syntax, rest, _Place(has_authority=False))
    return _with_authority(scheme, syntax, rest[skipped:])


def _skipped_slashes(syntax: _Syntax, rest: str, slashes: int) -> int | None:
    """Return how many *slashes* lead to the authority of *rest*, None if it has none."""
    match syntax.authority:
        case _Authority.MUST:
            if slashes < 2:
                _refuse(fatal=False)
            # Shares may have any number of slashes, local files have three.
            return slashes if syntax.files and slashes > 3 else 2
        case _Authority.MAY:
            return 2 if slashes in (2, 3) or rest.startswith("//") else None
        case _Authority.WITHOUT_SLASHES:
            return 0
        case _Authority.NEVER:
            return None


def _with_authority(
    scheme: str, syntax: _Syntax, rest: str, *, implicit: bool = False
) -> AbsoluteUri:
    """Read user, host and port at the start of *rest*."""
    if not rest or rest[0] in "/#?" or (rest[0] == "\\" and syntax.files):
        if implicit or not syntax.empty_host:
            _refuse(fatal=True)
        return _tail(scheme, syntax, rest)
    user = _USER.match(rest) if syntax.user else None
    behind_user = user.end() if user else 0
    host = _host(rest[behind_user:], scheme, implicit=implicit)
    port, end = _port(rest, behind_user + len(host), syntax)
    place = _Place(user=user.group() if user else "", host=_canonical_host(host), port=port)
    return _tail(scheme, syntax, rest[end:], place)


def _host(rest: str, scheme: str, *, implicit: bool) -> str:
    """Return the host at the start of *rest*, if it is one."""
    if rest.startswith("["):
        return _bracketed(rest)
    found = (_SHARE_HOST if implicit else _HOST).match(rest)
    host = found.group() if found else ""
    if _is_domain(host) or _is_share_name(host):
        return host
    # Schemes that nobody knows may have a host of dots.
    if host in (".", "..") and scheme not in _SYNTAXES:
        return host
    return _refuse(fatal=True)


def _bracketed(rest: str) -> str:
    inside, closed, behind = rest[1:].partition("]")
    try:
        IPv6Address(inside.partition("%")[0].partition("/")[0])
    except AddressValueError:
        _refuse(fatal=True)
    if not closed or (behind and behind[0] not in "/\\:?#"):
        _refuse(fatal=True)
    return f"[{inside}]"


def _is_domain(host: str) -> bool:
    if not host or _NO_HOST_CHARACTER.search(host):
        return False
    labels = _DOTS.split(host)
    if not labels[-1]:
        labels.pop()
    return all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    if not label or label[0] in "-_":
        return False
    octets = len(label)
    if not label.isascii():
        octets += len("xn--") + sum(letter > "\xff" for letter in label)
    return octets <= _LONGEST_LABEL


def _is_share_name(host: str) -> bool:
    """Tell whether *host* could name a file server; that admits a few more than domains are."""
    first, *others = host.split(".")
    if others and not others[-1]:
        others.pop()
    return (
        0 < len(host) <= _LONGEST_SHARE
        and all(letter in "-_" or _is_share_letter(letter) for letter in first)
        and any(not ("0" <= letter <= "9") for letter in first)
        and all(map(_is_share_segment, others))
    )


def _is_share_segment(segment: str) -> bool:
    return (
        segment != ""
        and segment[0] not in "-_"
        and all(letter in "-_" or _is_share_letter(letter) for letter in segment)
    )


def _is_share_letter(letter: str) -> bool:
    return "0" <= letter <= "9" or letter.isalpha()


def _port(rest: str, colon: int, syntax: _Syntax) -> tuple[int | None, int]:
    """Return the port that stands in *rest* at *colon*, and where it ends."""
    terminator = rest[colon : colon + 1]
    if terminator == "\\" and not syntax.files:
        _refuse(fatal=True)
    if terminator != ":":
        return None, colon
    found = _PORT.match(rest, colon)
    if not syntax.port or found is None:
        _refuse(fatal=True)
    port = int(found[1].lstrip("0")[:6] or 0) if found[1] else None
    if port is not None and port > _HIGHEST_PORT:
        _refuse(fatal=True)
    return port, found.end()


def _canonical_host(host: str) -> str:
    if not host.startswith("["):
        return host.lower()
    return f"[{IPv6Address(host[1:-1].partition('%')[0].partition('/')[0])}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What stands between scheme and path."""

    has_authority: bool = True
    user: str = ""
    host: str = ""
    port: int | None = None


def _tail(scheme: str, syntax: _Syntax, rest: str, place: _Place | None = None) -> AbsoluteUri:
    """Split what follows the authority."""
    place = place or _Place()
    rest, _, fragment = rest.partition("#")
    path, _, query = rest.partition("?") if syntax.query else (rest, "", "")
    return AbsoluteUri(
        scheme=scheme,
        has_authority=place.has_authority,
        user=place.user,
        host=place.host,
        port=place.port,
        path=path,
        query=query,
        fragment=fragment,
    )
