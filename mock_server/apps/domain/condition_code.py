"""The signed code in an app's condition endpoint: who shows it may ask about that instance.

A JSON Web Token, signed with HMAC over SHA-256, that lives for 31 days of the world's time.
Source: spec/altinn-app.md section 3.3, verified-app.md sections 4 and 5 (U6).
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

# An app's secret is configured by its owner. The emulator plays every app, keeps nothing secret
# and wants its codes to repeat from run to run.
_SECRET_ID: Final = "notification-callback"
_SECRET: Final = b"the secret of every app that the emulator plays"
_UNIX_EPOCH: Final = parse_instant("1970-01-01T00:00:00Z")


def sign(instance_guid: str, now: Instant) -> str:
    """Return a code for one instance, good from *now*."""
    issued = _unix(now)
    signed = ".".join(
        _encode(json.dumps(part, separators=(",", ":")).encode())
        for part in (
            {"alg": "HS256", "typ": "JWT"},
            {
                "exp": _unix(now + LIFETIME),
                "jti": instance_guid,
                "secret_id": _SECRET_ID,
                "iat": issued,
                "nbf": issued,
            },
        )
    )
    return f"{signed}.{_signature(signed)}"


def is_valid(code: str | None, instance_guid: str, now: Instant) -> bool:
    """Tell whether *code* lets its bearer ask about that instance at *now*.

    Raises:
        PlatformCrash: if it is a token that does not name its secret; the library fails on it.
    """
    if code is None or is_blank(code):
        return False
    signed, _, signature = code.rpartition(".")
    claims = _claims(signed)
    if claims is None:
        return False
    if "secret_id" not in claims:
        raise PlatformServerError
    return (
        claims["secret_id"] == _SECRET_ID
        and claims.get("jti") == instance_guid
        and _is_current(claims, now)
        and hmac.compare_digest(signature.encode(), _signature(signed).encode())
    )


def _claims(signed: str) -> dict[str, Any] | None:
    parts = signed.split(".")
    if len(parts) != 2:
        return None
    try:
        header, claims = (json.loads(_decode(part)) for part in parts)
    except ValueError:
        return None
    return claims if isinstance(header, dict) and isinstance(claims, dict) else None


def _is_current(claims: dict[str, Any], now: Instant) -> bool:
    expires, not_before = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int) or not isinstance(not_before, int):
        return False
    skew = CLOCK_SKEW // SECOND
    return not_before - skew <= _unix(now) <= expires + skew


def _unix(at: Instant) -> int:
    return (at - _UNIX_EPOCH) // SECOND


def _signature(signed: str) -> str:
    return _encode(hmac.new(_SECRET, signed.encode(), hashlib.sha256).digest())


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
