"""The endpoint ``POST /_mock/tokens``.

Source: docs/control-api.md, Tokens.
"""

from typing import assert_never

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mock_server.control.schemas.parsing import parse_body
from mock_server.control.schemas.tokens import TokenKind, TokenRequest
from mock_server.request_context import world_of
from mock_server.tokens import claims
from mock_server.tokens.bearer_tokens import unix_now
from mock_server.tokens.signing import Claims
from mock_server.world.world import World


async def create_token(request: Request) -> Response:
    """Issue a token without Maskinporten or a login."""
    world = world_of(request)
    body = await parse_body(request, TokenRequest, empty=b"{}")

    lifetime = claims.Lifetime(unix_now(), _seconds(body))
    token = request.app.state.signer.issue({**_claims(world, body, lifetime), **body.claims})

    return JSONResponse(
        {"access_token": token, "token_type": "Bearer", "expires_in": lifetime.seconds},
        headers={"Cache-Control": "no-store"},
    )


def _seconds(body: TokenRequest) -> int:
    if body.expires_in is not None:
        return body.expires_in
    match body.kind:
        case TokenKind.MASKINPORTEN | TokenKind.USER:
            return claims.EXCHANGED_LIFETIME
        case TokenKind.MASKINPORTEN_RAW:
            return claims.MASKINPORTEN_LIFETIME
        case TokenKind.PLATFORM:
            return claims.PLATFORM_LIFETIME
    assert_never(body.kind)


def _claims(world: World, body: TokenRequest, lifetime: claims.Lifetime) -> Claims:
    environment, scopes = world.settings.environment, " ".join(body.granted_scopes)
    match body.kind:
        case TokenKind.MASKINPORTEN:
            number = body.organization_number or claims.organization_number_of(
                world.directory, body.org
            )
            return claims.service_owner_claims(environment, scopes, body.org, number, lifetime)
        case TokenKind.MASKINPORTEN_RAW:
            number = body.organization_number
            return claims.maskinporten_claims(environment, scopes, number, lifetime)
        case TokenKind.USER:
            pid = body.national_identity_number
            return claims.user_claims(environment, scopes, body.user_id, pid, lifetime)
        case TokenKind.PLATFORM:
            return claims.platform_claims(body.issuer, body.app, lifetime)
    assert_never(body.kind)
