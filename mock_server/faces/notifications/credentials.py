"""Who asks, and what for: bearer tokens, platform tokens, policies and the creator.

Source: spec/notifications-api.md section 3, spec/verified-notifications.md section 2.
"""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

import jwt
from starlette.datastructures import Headers

from mock_server.domain.instant import EPOCH, SECOND, Instant, from_datetime
from mock_server.domain.problems import PlatformCrash
from mock_server.domain.vocabulary import Auth
from mock_server.faces.signing import Claims, Signer

PLATFORM_TOKEN: Final = "PlatformAccessToken"
_COOKIES: Final = (".ALTINNTOKEN", "AltinnStudioRuntime")
_SKEW: Final = 10 * SECOND
_UNIX_EPOCH: Final = from_datetime(EPOCH.replace(year=1970))

_SIGNED: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_ENCRYPTED: Final = re.compile(
    r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
)


class Policy(StrEnum):
    """What an endpoint asks of its callers; the value is the scope that opens it."""

    CREATE = "altinn:serviceowner/notifications.create"
    COMPOSED_EMAIL = "altinn:serviceowner/notifications.composedemail.create"
    SUPPORT_DASHBOARD = "altinn:notifications.support.admin"


@dataclass(frozen=True, slots=True)
class Gate:
    """How one world lets callers in: its mode, the server's key and the real time."""

    auth: Auth
    signer: Signer
    now: Instant


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the claims of a good bearer token, and the platform token as it was sent.

    ``may_everything`` marks the service owner that a request without any token comes from in a
    permissive world.
    """

    claims: Claims | None
    platform_token: str
    may_everything: bool = False

    def creator(self) -> str | None:
        """Return the short name under which orders are kept, None if nobody says one.

        Raises:
            PlatformCrash: if the platform token cannot be read; nobody checks it here.
        """
        if self.platform_token:
            claims = _read(self.platform_token)
            if claims is None:
                raise PlatformCrash("the PlatformAccessToken is no token")
            return _first(claims.get("iss"))
        return _first((self.claims or {}).get("urn:altinn:org"))


def caller_of(headers: Headers, gate: Gate) -> Caller:
    """Return who asks, before it is known what for.

    Raises:
        PlatformCrash: if the bearer token has the shape of a token and is none.
    """
    platform = ",".join(headers.getlist(PLATFORM_TOKEN))
    token = _bearer(headers)
    if token is None and not platform and gate.auth is Auth.PERMISSIVE:
        return Caller({"urn:altinn:org": "ttd"}, "", may_everything=True)
    return Caller(None if token is None else _good_claims(token, gate), platform)


def refusal_of(caller: Caller, policy: Policy, gate: Gate) -> int | None:
    """Return 401 or 403 if *policy* turns *caller* away."""
    if caller.may_everything or policy.value in _scopes(caller.claims):
        return None
    if policy is Policy.CREATE and _is_good_platform_token(caller.platform_token, gate):
        return None
    return 401 if caller.claims is None else 403


def _bearer(headers: Headers) -> str | None:
    """Return the token to judge, empty for one that cannot be good, None where there is none."""
    lines = headers.getlist("authorization")
    if len(lines) > 1:
        return ""
    if lines and lines[0][:7].lower() == "bearer ":
        return lines[0][7:].strip(" ")
    return _cookie_token(headers.getlist("cookie"))


def _cookie_token(lines: Sequence[str]) -> str | None:
    pairs = [pair.strip().partition("=") for line in lines for pair in line.split(";")]
    for name in _COOKIES:
        for key, sign, value in pairs:
            if sign and key == name:
                return value
    return None


def _good_claims(token: str, gate: Gate) -> Claims | None:
    claims = _read(token)
    if claims is None:
        if _breaks_down(token):
            raise PlatformCrash("the bearer token has the shape of a token and cannot be read")
        return None
    if not _is_signed(token, gate):
        return None
    if not _has_numbers(claims):
        raise PlatformCrash("the bearer token's lifetime is not written in numbers")
    return claims if _holds(claims, gate.now) else None


def _breaks_down(token: str) -> bool:
    if _ENCRYPTED.fullmatch(token):
        return _decoded(token.partition(".")[0]) is None
    return _SIGNED.fullmatch(token) is not None


def _is_good_platform_token(token: str, gate: Gate) -> bool:
    claims = _read(token) if token else None
    return (
        claims is not None
        and _is_signed(token, gate)
        and _has_numbers(claims)
        and _holds(claims, gate.now)
    )


def _is_signed(token: str, gate: Gate) -> bool:
    if gate.auth is Auth.PERMISSIVE:
        return True
    try:
        gate.signer.verified(token)
    except jwt.PyJWTError:
        return False
    return True


def _has_numbers(claims: Claims) -> bool:
    moments = (claims.get("exp"), claims.get("nbf"))
    return all(each is None or _is_number(each) for each in moments)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _holds(claims: Claims, now: Instant) -> bool:
    ends, begins = claims.get("exp"), claims.get("nbf")
    if ends is not None and _instant(ends) < now - _SKEW:
        return False
    return begins is None or _instant(begins) <= now + _SKEW


def _instant(seconds: float) -> float:
    return _UNIX_EPOCH + seconds * SECOND


def _scopes(claims: Claims | None) -> Sequence[str]:
    if claims is None:
        return ()
    wanted = "urn:altinn:scope" if "urn:altinn:scope" in claims else "scope"
    return (_first(claims.get(wanted)) or "").split(" ")


def _first(claim: Any) -> str | None:
    """Return a claim's text; of several values, the platform looks at the first."""
    if isinstance(claim, list):
        claim = claim[0] if claim else None
    return claim if claim is None or isinstance(claim, str) else json.dumps(claim)


@lru_cache(maxsize=1024)
def _read(token: str) -> Claims | None:
    """Return the claims of *token*, whoever signed it; None if it is no token."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    header, claims = _decoded(parts[0]), _decoded(parts[1])
    return claims if header is not None else None


def _decoded(part: str) -> Claims | None:
    try:
        value = json.loads(base64.b64decode(part + "=" * (-len(part) % 4), b"-_", validate=True))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
