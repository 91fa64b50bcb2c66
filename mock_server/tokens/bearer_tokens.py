"""Claims of bearer tokens, and the verification of tokens in a world.

Source: docs/reference/notifications.md section 3, docs/reference/correspondence.md section 1.2.
"""

import base64
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

import jwt
from starlette.requests import Request

from mock_server.domain.enums import AuthMode, Environment
from mock_server.domain.instant import EPOCH, SECOND, Instant, from_datetime
from mock_server.real_time import real_now
from mock_server.tokens.claims import altinn_issuer, is_platform_token, maskinporten_issuer
from mock_server.tokens.signing import CACHE_SIZE, Claims, Signer
from mock_server.world.world import World

UNIX_EPOCH: Final = from_datetime(EPOCH.replace(year=1970))


def unix_now() -> int:
    """Return the machine's time in whole seconds since 1970, as tokens use it."""
    return (real_now() - UNIX_EPOCH) // SECOND


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """Token verification in one world: its mode, the server's key and the real time."""

    auth: AuthMode
    signer: Signer
    now: Instant
    environment: Environment = Environment.PRODUCTION

    @classmethod
    def from_request(cls, request: Request, world: World) -> Self:
        """Return the verifier for a request to *world*."""
        settings = world.settings
        return cls(settings.auth, request.app.state.signer, real_now(), settings.environment)

    def accepts_signature(self, token: str) -> bool:
        """Return whether this server signed *token*; permissive mode accepts any signature."""
        if self.auth is AuthMode.PERMISSIVE:
            return True
        try:
            self.signer.verify(token)
        except jwt.PyJWTError:
            return False
        return True

    def accepts_issuer(self, claims: Claims) -> bool:
        """Return whether the issuer may belong to the environment; a strict world checks it.

        Altinn and Maskinporten sign with other keys in every environment.
        """
        others = set(Environment) - {self.environment}
        return self.auth is AuthMode.PERMISSIVE or claims.get("iss") not in {
            issuer(each) for each in others for issuer in (altinn_issuer, maskinporten_issuer)
        }

    def accepts_as_altinn_token(self, claims: Claims) -> bool:
        """Return whether Altinn's own key may have signed a bearer token.

        A strict world rejects a Maskinporten token that was not exchanged, and a platform token.
        """
        if self.auth is AuthMode.PERMISSIVE:
            return True
        is_raw = claims.get("iss") == maskinporten_issuer(self.environment)
        return self.accepts_issuer(claims) and not is_raw and not is_platform_token(claims)

    def accepts_as_platform_token(self, claims: Claims) -> bool:
        """Return whether the key of an app or a component may have signed a platform token."""
        if self.auth is AuthMode.PERMISSIVE:
            return True
        is_bearer = claims.get("iss") in (
            altinn_issuer(self.environment),
            maskinporten_issuer(self.environment),
        )
        return self.accepts_issuer(claims) and not is_bearer


@lru_cache(maxsize=CACHE_SIZE)
def decode_token(token: str) -> Claims | None:
    """Return the claims of *token* without verification, or None if it is not a token."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    header, claims = decode_part(parts[0]), decode_part(parts[1])
    return claims if header is not None else None


def decode_part(part: str) -> Claims | None:
    """Return the JSON object in one part of a token, or None if there is none."""
    try:
        value = json.loads(base64.b64decode(part + "=" * (-len(part) % 4), b"-_", validate=True))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
