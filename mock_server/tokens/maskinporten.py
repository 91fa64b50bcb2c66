"""``POST /maskinporten/token``: Maskinporten tokens for JWT grants.

Source: docs/control-api.md, Tokens; RFC 7523 and RFC 6749 section 5. Any well-formed grant is
accepted, with any signature. The token's consumer is the grant's ``consumer_org``, or the service
owner ``ttd``, since only Maskinporten knows which organisation a client belongs to.
"""

from typing import Final
from urllib.parse import parse_qs

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mock_server.domain.identities import DIGDIR
from mock_server.request_context import world_of
from mock_server.tokens.bearer_tokens import unix_now
from mock_server.tokens.claims import (
    MASKINPORTEN_LIFETIME,
    Lifetime,
    is_within_lifetime,
    maskinporten_claims,
    organization_number_of,
)
from mock_server.tokens.metadata import JWT_GRANT
from mock_server.tokens.signing import Claims, decode_unverified

_NO_STORE: Final = {"Cache-Control": "no-store"}
_SERVICE_OWNER: Final = "ttd"


async def token_endpoint(request: Request) -> Response:
    """Return a token with the scopes of a JWT grant."""
    world, now = world_of(request), unix_now()
    form = parse_qs((await request.body()).decode("utf-8", "replace"))

    if form.get("grant_type") != [JWT_GRANT]:
        return _oauth_error("unsupported_grant_type", f"grant_type must be {JWT_GRANT}")
    grant = _decode_grant(form.get("assertion", [""])[0])
    if grant is None:
        return _oauth_error("invalid_grant", "assertion is not a JWT")
    if not is_within_lifetime(grant, now):
        return _oauth_error("invalid_grant", "assertion has expired or has no expiry")

    scopes = str(grant.get("scope", ""))
    number = (
        grant.get("consumer_org")
        or organization_number_of(world.directory, _SERVICE_OWNER)
        or DIGDIR
    )
    claims = maskinporten_claims(
        world.settings.environment, scopes, str(number), Lifetime(now, MASKINPORTEN_LIFETIME)
    )
    if isinstance(grant.get("iss"), str):
        claims["client_id"] = grant["iss"]
    document = {
        "access_token": request.app.state.signer.issue(claims),
        "token_type": "Bearer",
        "expires_in": MASKINPORTEN_LIFETIME,
        "scope": scopes,
    }
    return JSONResponse(document, headers=_NO_STORE)


def _decode_grant(assertion: str) -> Claims | None:
    try:
        return decode_unverified(assertion)
    except jwt.PyJWTError:
        return None


def _oauth_error(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, 400, headers=_NO_STORE)
