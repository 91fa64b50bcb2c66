"""The signed code in the URL of a condition endpoint; it grants access to one instance.

The code is a JSON Web Token, signed with HMAC-SHA256, valid for 31 days on the world's clock.
Source: docs/reference/apps.md section 3.3.
"""

import base64
import hashlib
import hmac
import json
from typing import Any, Final

from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import DAY, MINUTE, SECOND, Instant, parse_instant
from mock_server.domain.whitespace import is_blank

LIFETIME: Final = 31 * DAY
CLOCK_SKEW: Final = 5 * MINUTE

# In Altinn, each app has a configured secret. The mock uses a fixed one for every app, so that
# codes are the same in every run.
_SECRET_ID: Final = "notification-callback"
_SECRET: Final = b"the secret of every app that the emulator plays"
_UNIX_EPOCH: Final = parse_instant("1970-01-01T00:00:00Z")


def create_condition_code(instance_guid: str, now: Instant) -> str:
    """Return a code for one instance, valid from *now*."""
    issued_at = _to_unix_time(now)
    signing_input = ".".join(
        _encode(json.dumps(part, separators=(",", ":")).encode())
        for part in (
            {"alg": "HS256", "typ": "JWT"},
            {
                "exp": _to_unix_time(now + LIFETIME),
                "jti": instance_guid,
                "secret_id": _SECRET_ID,
                "iat": issued_at,
                "nbf": issued_at,
            },
        )
    )
    return f"{signing_input}.{_signature(signing_input)}"


def is_valid_condition_code(code: str | None, instance_guid: str, now: Instant) -> bool:
    """Return whether *code* grants access to the instance at *now*.

    Raises:
        PlatformServerError: if the token has no ``secret_id``; the library fails on it.
    """
    if code is None or is_blank(code):
        return False
    signing_input, _, signature = code.rpartition(".")
    claims = _parse_claims(signing_input)
    if claims is None:
        return False
    if "secret_id" not in claims:
        raise PlatformServerError
    return (
        claims["secret_id"] == _SECRET_ID
        and claims.get("jti") == instance_guid
        and _is_within_lifetime(claims, now)
        and hmac.compare_digest(signature.encode(), _signature(signing_input).encode())
    )


def _parse_claims(signing_input: str) -> dict[str, Any] | None:
    parts = signing_input.split(".")
    if len(parts) != 2:
        return None
    try:
        header, claims = (json.loads(_decode(part)) for part in parts)
    except ValueError:
        return None
    return claims if isinstance(header, dict) and isinstance(claims, dict) else None


def _is_within_lifetime(claims: dict[str, Any], now: Instant) -> bool:
    expires, not_before = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int) or not isinstance(not_before, int):
        return False
    skew = CLOCK_SKEW // SECOND
    return not_before - skew <= _to_unix_time(now) <= expires + skew


def _to_unix_time(at: Instant) -> int:
    return (at - _UNIX_EPOCH) // SECOND


def _signature(signing_input: str) -> str:
    return _encode(hmac.new(_SECRET, signing_input.encode(), hashlib.sha256).digest())


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
