"""``POST /_mock/tokens``: a token for a test, without Maskinporten or a log-in.

Source: design/control-api.md, Tokens.
"""

from typing import assert_never

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mock_server.engine.world import World
from mock_server.faces.bearer_tokens import unix_now
from mock_server.faces.control.shapes.reading import read_body
from mock_server.faces.edge import world_of
from mock_server.faces.platform import claims as said
from mock_server.faces.platform.wire import TokenKind, TokenRequest
from mock_server.faces.signing import Claims


async def make_token(request: Request) -> Response:
    """Sign the token that the body asks for."""
    world = world_of(request)
    asked = await read_body(request, TokenRequest, empty=b"{}")

    lifetime = said.Lifetime(unix_now(), _seconds(asked))
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
            return said.EXCHANGED_LIFETIME
        case TokenKind.MASKINPORTEN_RAW:
            return said.MASKINPORTEN_LIFETIME
        case TokenKind.PLATFORM:
            return said.PLATFORM_LIFETIME
    assert_never(asked.kind)


def _claims(world: World, asked: TokenRequest, lifetime: said.Lifetime) -> Claims:
    environment, scopes = world.settings.environment, " ".join(asked.scopes)
    match asked.kind:
        case TokenKind.MASKINPORTEN:
            number = asked.organization_number or said.number_of(world.directory, asked.org)
            return said.of_service_owner(environment, scopes, asked.org, number, lifetime)
        case TokenKind.MASKINPORTEN_RAW:
            number = asked.organization_number
            return said.of_maskinporten(environment, scopes, number, lifetime)
        case TokenKind.USER:
            pid = asked.national_identity_number
            return said.of_user(environment, scopes, asked.user_id, pid, lifetime)
        case TokenKind.PLATFORM:
            return said.of_platform(asked.issuer, asked.app, lifetime)
    assert_never(asked.kind)
