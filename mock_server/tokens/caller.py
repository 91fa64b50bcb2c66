"""The caller of a request, from its bearer token, cookie and platform token.

Notifications and apps read the caller in this way.

Source: docs/reference/notifications.md section 3; docs/reference/apps.md section 1.6.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import Headers

from mock_server.domain.enums import AuthMode
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import SECOND, Instant
from mock_server.tokens.bearer_tokens import UNIX_EPOCH, TokenVerifier, decode_part, decode_token
from mock_server.tokens.signing import Claims

PLATFORM_TOKEN: Final = "PlatformAccessToken"
_CREDENTIALS: Final = frozenset({b"authorization", b"cookie", b"platformaccesstoken"})
_COOKIES: Final = (".ALTINNTOKEN", "AltinnStudioRuntime")
_SKEW: Final = 10 * SECOND

_SIGNED: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_ENCRYPTED: Final = re.compile(
    r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller: the claims of a valid bearer token, and the platform token as sent.

    ``is_anonymous_service_owner`` is True for a request without tokens in permissive mode.
    """

    claims: Claims | None
    platform_token: str
    is_anonymous_service_owner: bool = False

    def creator(self) -> str | None:
        """Return the short name of the service owner that creates orders, or None.

        Raises:
            PlatformServerError: if the platform token, which is not verified, is not a token.
        """
        if self.platform_token:
            claims = decode_token(self.platform_token)
            if claims is None:
                raise PlatformServerError("the PlatformAccessToken is not a token")
            return first_claim_value(claims.get("iss"))
        return first_claim_value((self.claims or {}).get("urn:altinn:org"))


_ANONYMOUS: Final = Caller({"urn:altinn:org": "ttd"}, "", is_anonymous_service_owner=True)


def authenticate(headers: Headers, verifier: TokenVerifier) -> Caller:
    """Return the caller of a request; authorization is checked later.

    Raises:
        PlatformServerError: if the bearer token has the form of a token but cannot be decoded.
    """
    if verifier.auth is AuthMode.PERMISSIVE and _CREDENTIALS.isdisjoint(dict(headers.raw)):
        return _ANONYMOUS
    platform = ",".join(headers.getlist(PLATFORM_TOKEN))
    token = _bearer_token(headers)
    if token is None and not platform and verifier.auth is AuthMode.PERMISSIVE:
        return _ANONYMOUS
    return Caller(None if token is None else _valid_claims(token, verifier), platform)


def _bearer_token(headers: Headers) -> str | None:
    """Return the bearer token, an empty one for several headers, or None without a token."""
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


def _valid_claims(token: str, verifier: TokenVerifier) -> Claims | None:
    claims = decode_token(token)
    if claims is None:
        if _causes_server_error(token):
            raise PlatformServerError(
                "the bearer token has the form of a token but cannot be decoded"
            )
        return None
    if not (verifier.accepts_signature(token) and verifier.accepts_as_altinn_token(claims)):
        return None
    if not _has_numeric_lifetime(claims):
        raise PlatformServerError("the lifetime of the bearer token is not numeric")
    return claims if _is_within_lifetime(claims, verifier.now) else None


def _causes_server_error(token: str) -> bool:
    if _ENCRYPTED.fullmatch(token):
        return decode_part(token.partition(".")[0]) is None
    return _SIGNED.fullmatch(token) is not None


def is_valid_platform_token(token: str, verifier: TokenVerifier) -> bool:
    """Return whether a platform token has a valid signature and lifetime."""
    claims = decode_token(token) if token else None
    return (
        claims is not None
        and verifier.accepts_signature(token)
        and verifier.accepts_as_platform_token(claims)
        and _has_numeric_lifetime(claims)
        and _is_within_lifetime(claims, verifier.now)
    )


def _has_numeric_lifetime(claims: Claims) -> bool:
    moments = (claims.get("exp"), claims.get("nbf"))
    return all(each is None or _is_number(each) for each in moments)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_within_lifetime(claims: Claims, now: Instant) -> bool:
    ends, begins = claims.get("exp"), claims.get("nbf")
    if ends is not None and _instant_from_seconds(ends) < now - _SKEW:
        return False
    return begins is None or _instant_from_seconds(begins) <= now + _SKEW


def _instant_from_seconds(seconds: float) -> float:
    return UNIX_EPOCH + seconds * SECOND


def first_claim_value(claim: Any) -> str | None:
    """Return a claim as text; Altinn uses the first of several values."""
    if isinstance(claim, list):
        claim = claim[0] if claim else None
    return claim if claim is None or isinstance(claim, str) else json.dumps(claim)
