"""``GET /authentication/api/v1/exchange/{provider}``: exchange of tokens for Altinn tokens.

Source: docs/reference/contacts-and-tokens.md section 6.3. Permissive mode accepts any signature and
issuer. Strict mode accepts tokens that this server signed; with the provider Maskinporten their
issuer must be Maskinporten.
"""

from collections.abc import Callable, Mapping
from typing import Final

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from mock_server.domain.enums import AuthMode
from mock_server.request_context import world_of
from mock_server.tokens.bearer_tokens import unix_now
from mock_server.tokens.claims import (
    ExchangeContext,
    exchanged_id_porten_claims,
    exchanged_maskinporten_claims,
    exchanged_studio_claims,
    is_within_lifetime,
    maskinporten_issuer,
)
from mock_server.tokens.signing import Claims, Signer, decode_unverified
from mock_server.world.settings import WorldSettings

ENTERPRISE_USER: Final = "X-Altinn-EnterpriseUser-Authentication"
_BEARER: Final = "bearer "
_MASKINPORTEN: Final = "maskinporten"
_EXCHANGES: Final[Mapping[str, Callable[[Claims, ExchangeContext], Claims | None]]] = {
    _MASKINPORTEN: exchanged_maskinporten_claims,
    "id-porten": exchanged_id_porten_claims,
    "altinnstudio": exchanged_studio_claims,
}


async def exchange_token(request: Request) -> Response:
    """Exchange the bearer token for an Altinn token."""
    world, now = world_of(request), unix_now()
    provider: str = request.path_params["provider"]
    bearer_token = _bearer_token(request)
    if bearer_token is None:
        return Response(status_code=401)
    exchange = _EXCHANGES.get(provider.lower())
    if exchange is None:
        return PlainTextResponse(_untrusted_provider_message(provider), status_code=400)

    raw = _accepted_claims(bearer_token, provider.lower(), request.app.state.signer, world.settings)
    is_test = request.query_params.get("test", "").lower() == "true"
    context = ExchangeContext(
        environment=world.settings.environment,
        directory=world.directory,
        now=now,
        is_test=is_test,
    )
    claims = exchange(raw, context) if raw is not None and is_within_lifetime(raw, now) else None

    if claims is None:
        return Response(status_code=401)
    if ENTERPRISE_USER in request.headers:
        return Response(status_code=410)
    token: str = request.app.state.signer.issue(claims)
    return _token_response(request, token)


def _bearer_token(request: Request) -> str | None:
    """Return the bearer token if it can be decoded."""
    header = request.headers.get("authorization", "")
    if header[: len(_BEARER)].lower() != _BEARER:
        return None
    token = header[len(_BEARER) :].strip()
    try:
        decode_unverified(token)
    except jwt.PyJWTError:
        return None
    return token


def _accepted_claims(
    token: str, provider: str, signer: Signer, settings: WorldSettings
) -> Claims | None:
    if settings.auth is AuthMode.PERMISSIVE:
        return decode_unverified(token)
    try:
        claims = signer.verify(token)
    except jwt.PyJWTError:
        return None
    issuer = maskinporten_issuer(settings.environment)
    return None if provider == _MASKINPORTEN and claims.get("iss") != issuer else claims


def _token_response(request: Request, token: str) -> Response:
    accepted = request.headers.get("accept", "*/*").partition(";")[0].strip().lower()
    headers = {"Cache-Control": "no-store"}
    if accepted == "application/json":
        return JSONResponse(token, headers=headers)
    return PlainTextResponse(token, headers=headers)


def _untrusted_provider_message(provider: str) -> str:
    return (
        f"Invalid token provider: {provider}. Trusted token providers are"
        " 'Maskinporten', 'Id-porten' and 'AltinnStudio'."
    )
