"""Who asks, by bearer token, cookie and platform token, as Notifications and apps read them.

Source: spec/notifications-api.md section 3, spec/verified-notifications.md section 2;
spec/altinn-app.md section 1.6.
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
_COOKIES: Final = (".ALTINNTOKEN", "AltinnStudioRuntime")
_SKEW: Final = 10 * SECOND

_SIGNED: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_ENCRYPTED: Final = re.compile(
    r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller: the claims of a valid bearer token, and the platform token as it was sent.

    ``is_anonymous_service_owner``: a request without any token, in a permissive world.
    """

    claims: Claims | None
    platform_token: str
    is_anonymous_service_owner: bool = False

    def creator(self) -> str | None:
        """Return the short name under which orders are kept, None if nobody says one.

        Raises:
            PlatformCrash: if the platform token cannot be read; nobody checks it here.
        """
        if self.platform_token:
            claims = decode_token(self.platform_token)
            if claims is None:
                raise PlatformServerError("the PlatformAccessToken is no token")
            return first_claim_value(claims.get("iss"))
        return first_claim_value((self.claims or {}).get("urn:altinn:org"))


def authenticate(headers: Headers, gate: TokenVerifier) -> Caller:
    """Return who asks, before it is known what for.

    Raises:
        PlatformCrash: if the bearer token has the shape of a token and is none.
    """
    platform = ",".join(headers.getlist(PLATFORM_TOKEN))
    token = _bearer(headers)
    if token is None and not platform and gate.auth is AuthMode.PERMISSIVE:
        return Caller({"urn:altinn:org": "ttd"}, "", is_anonymous_service_owner=True)
    return Caller(None if token is None else _good_claims(token, gate), platform)


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


def _good_claims(token: str, gate: TokenVerifier) -> Claims | None:
    claims = decode_token(token)
    if claims is None:
        if _causes_server_error(token):
            raise PlatformServerError(
                "the bearer token has the shape of a token and cannot be read"
            )
        return None
    if not (gate.accepts_signature(token) and gate.accepts_as_altinn_token(claims)):
        return None
    if not _has_numbers(claims):
        raise PlatformServerError("the bearer token's lifetime is not written in numbers")
    return claims if _is_within_lifetime(claims, gate.now) else None


def _causes_server_error(token: str) -> bool:
    if _ENCRYPTED.fullmatch(token):
        return decode_part(token.partition(".")[0]) is None
    return _SIGNED.fullmatch(token) is not None


def is_good_platform_token(token: str, gate: TokenVerifier) -> bool:
    """Tell whether a platform token was signed here and holds; an empty one was not sent."""
    claims = decode_token(token) if token else None
    return (
        claims is not None
        and gate.accepts_signature(token)
        and gate.accepts_as_platform_token(claims)
        and _has_numbers(claims)
        and _is_within_lifetime(claims, gate.now)
    )


def _has_numbers(claims: Claims) -> bool:
    moments = (claims.get("exp"), claims.get("nbf"))
    return all(each is None or _is_number(each) for each in moments)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_within_lifetime(claims: Claims, now: Instant) -> bool:
    ends, begins = claims.get("exp"), claims.get("nbf")
    if ends is not None and _instant(ends) < now - _SKEW:
        return False
    return begins is None or _instant(begins) <= now + _SKEW


def _instant(seconds: float) -> float:
    return UNIX_EPOCH + seconds * SECOND


def first_claim_value(claim: Any) -> str | None:
    """Return a claim's text; of several values, the platform looks at the first."""
    if isinstance(claim, list):
        claim = claim[0] if claim else None
    return claim if claim is None or isinstance(claim, str) else json.dumps(claim)
