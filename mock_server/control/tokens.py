"""``POST /_mock/tokens``: a token for a test, without Maskinporten or a log-in.

Source: design/control-api.md, Tokens.
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
    """Sign the token that the body asks for."""
    world = world_of(request)
    asked = await parse_body(request, TokenRequest, empty=b"{}")

    lifetime = claims.Lifetime(unix_now(), _seconds(asked))
    token = request.app.state.signer.issue({**_claims(world, asked, lifetime), **asked.claims})

    return JSONResponse(
        {"access_token": token, "token_type": "Bearer", "expires_in": lifetime.seconds},
        headers={"Cache-Control": "no-store"},
    )


def _seconds(asked: TokenRequest) -> int:
    if asked.expires_in is not None:
        return asked.expires_in
    match asked.kind:
        case TokenKind.MASKINPORTEN | TokenKind.USER:
            return claims.EXCHANGED_LIFETIME
        case TokenKind.MASKINPORTEN_RAW:
            return claims.MASKINPORTEN_LIFETIME
        case TokenKind.PLATFORM:
            return claims.PLATFORM_LIFETIME
    assert_never(asked.kind)


def _claims(world: World, asked: TokenRequest, lifetime: claims.Lifetime) -> Claims:
    environment, scopes = world.settings.environment, " ".join(asked.scopes)
    match asked.kind:
        case TokenKind.MASKINPORTEN:
            number = asked.organization_number or claims.organization_number_of(
                world.directory, asked.org
            )
            return claims.service_owner_claims(environment, scopes, asked.org, number, lifetime)
        case TokenKind.MASKINPORTEN_RAW:
            number = asked.organization_number
            return claims.maskinporten_claims(environment, scopes, number, lifetime)
        case TokenKind.USER:
            pid = asked.national_identity_number
            return claims.user_claims(environment, scopes, asked.user_id, pid, lifetime)
        case TokenKind.PLATFORM:
            return claims.platform_claims(asked.issuer, asked.app, lifetime)
    assert_never(asked.kind)
