"""``GET /authentication/api/v1/exchange/{provider}``: a foreign token becomes Altinn's.

Source: spec/contacts-and-authorization.md section 6.3.
A permissive world takes a token that anybody has signed, of any issuer; a strict one takes those
that this server has signed in Maskinporten's name.
"""

from collections.abc import Callable, Mapping
from typing import Final

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from mock_server.domain.enums import Auth
from mock_server.request_context import world_of
from mock_server.tokens.bearer_tokens import unix_now
from mock_server.tokens.claims import (
    Altinn,
    holds,
    maskinporten_issuer,
    of_exchanged_id_porten,
    of_exchanged_maskinporten,
    of_exchanged_studio,
)
from mock_server.tokens.signing import Claims, Signer, read_unverified
from mock_server.world.settings import Settings

ENTERPRISE_USER: Final = "X-Altinn-EnterpriseUser-Authentication"
_BEARER: Final = "bearer "
_MASKINPORTEN: Final = "maskinporten"
_EXCHANGES: Final[Mapping[str, Callable[[Claims, Altinn], Claims | None]]] = {
    _MASKINPORTEN: of_exchanged_maskinporten,
    "id-porten": of_exchanged_id_porten,
    "altinnstudio": of_exchanged_studio,
}


async def exchange_token(request: Request) -> Response:
    """Exchange the bearer token for one of Altinn's."""
    world, now = world_of(request), unix_now()
    provider: str = request.path_params["provider"]
    foreign = _bearer(request)
    if foreign is None:
        return Response(status_code=401)
    exchange = _EXCHANGES.get(provider.lower())
    if exchange is None:
        return PlainTextResponse(_untrusted(provider), status_code=400)

    raw = _accepted(foreign, provider.lower(), request.app.state.signer, world.settings)
    is_test = request.query_params.get("test", "").lower() == "true"
    altinn = Altinn(
        environment=world.settings.environment,
        directory=world.directory,
        now=now,
        is_test=is_test,
    )
    claims = exchange(raw, altinn) if raw is not None and holds(raw, now) else None

    if claims is None:
        return Response(status_code=401)
    if ENTERPRISE_USER in request.headers:
        return Response(status_code=410)
    token: str = request.app.state.signer.issue(claims)
    return _as_text_or_json(request, token)


def _bearer(request: Request) -> str | None:
    """Return the bearer token if it can be read at all."""
    header = request.headers.get("authorization", "")
    if header[: len(_BEARER)].lower() != _BEARER:
        return None
    token = header[len(_BEARER) :].strip()
    try:
        read_unverified(token)
    except jwt.PyJWTError:
        return None
    return token


def _accepted(token: str, provider: str, signer: Signer, settings: Settings) -> Claims | None:
    if settings.auth is Auth.PERMISSIVE:
        return read_unverified(token)
    try:
        claims = signer.verified(token)
    except jwt.PyJWTError:
        return None
    issuer = maskinporten_issuer(settings.environment)
    return None if provider == _MASKINPORTEN and claims.get("iss") != issuer else claims


def _as_text_or_json(request: Request, token: str) -> Response:
    wanted = request.headers.get("accept", "*/*").partition(";")[0].strip().lower()
    headers = {"Cache-Control": "no-store"}
    if wanted == "application/json":
        return JSONResponse(token, headers=headers)
    return PlainTextResponse(token, headers=headers)


def _untrusted(provider: str) -> str:
    return (
        f"Invalid token provider: {provider}. Trusted token providers are"
        " 'Maskinporten', 'Id-porten' and 'AltinnStudio'."
    )
