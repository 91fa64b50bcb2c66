"""Altinn's test token generator, and that of Localtest.

Source: docs/reference/contacts-and-tokens.md section 6.4. Deviation: the password, ``env`` and
number validation of Altinn's token generator are not required.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mock_server.domain.errors import UsageError
from mock_server.domain.identities import DIGDIR
from mock_server.request_context import world_of
from mock_server.tokens.bearer_tokens import unix_now
from mock_server.tokens.claims import (
    EXCHANGED_LIFETIME,
    PLATFORM_LIFETIME,
    Lifetime,
    consumer_claim,
    organization_number_of,
    platform_claims,
    service_owner_claims,
    user_claims,
)
from mock_server.tokens.signing import Claims
from mock_server.world.world import World

_PLATFORM: Final = "platform"
_TOOL: Final = "altinn-test-tools"
_LOCALTEST_SCOPES: Final = "altinn:serviceowner/instances.read"
_ACR: Final = {"3": "idporten-loa-substantial", "4": "idporten-loa-high"}


async def enterprise_token(request: Request) -> Response:
    """Return the token of a service owner or another organisation."""
    world, query = world_of(request), request.query_params
    org = query.get("org") or None
    number = query.get("orgNo") or organization_number_of(world.directory, org)
    claims = _service_owner_claims(world, _scopes(request), org, number, _lifetime(request))
    claims["actual_iss"] = _TOOL
    if supplier := query.get("supplierOrgNo"):
        claims["supplier"] = consumer_claim(supplier)
    return _token_response(request, claims)


async def personal_token(request: Request) -> Response:
    """Return the token of a person."""
    world, query = world_of(request), request.query_params
    level = query.get("authLvl") or "3"
    number = query.get("consumerOrgNo") or DIGDIR
    user_id, party_id = _whole_number(request, "userId"), _whole_number(request, "partyId")
    claims = user_claims(
        world.settings.environment,
        _scopes(request),
        user_id,
        query.get("pid") or None,
        _lifetime(request),
    )
    claims |= {
        "actual_iss": _TOOL,
        "acr": _ACR.get(level, "idporten-loa-low"),
        "urn:altinn:authenticatemethod": "NotDefined",
        "urn:altinn:authlevel": level,
        "client_amr": query.get("clientAmr") or "virksomhetssertifikat",
        "client_orgno": number,
        "consumer": consumer_claim(number),
    }
    if party_id is not None:
        claims["urn:altinn:partyid"] = party_id
    if name := query.get("userName"):
        claims["urn:altinn:username"] = name
    return _token_response(request, claims)


async def platform_access_token(request: Request) -> Response:
    """Return the platform access token of an app, or of a component of the platform.

    The issuer is the owner of the app: ``org`` of ``org/app``, else that of the app in the
    directory, else ``platform``.
    """
    app = request.query_params.get("app", "")
    if not app:
        raise UsageError("name the app: ?app=ttd/my-app, or ?app=authentication for a component")
    seconds = _whole_number(request, "ttl")
    lifetime = Lifetime(unix_now(), PLATFORM_LIFETIME if seconds is None else seconds)
    issuer = _owner_of_app(world_of(request), app)
    return _token_response(request, platform_claims(issuer, app.rpartition("/")[2], lifetime))


def _owner_of_app(world: World, app: str) -> str:
    org, slash, name = app.rpartition("/")
    if slash:
        return org
    return next((each.org for each in world.directory.apps.values() if each.app == name), _PLATFORM)


async def local_org_token(request: Request) -> Response:
    """Return the token that Localtest issues to a local app for its service owner.

    Its scopes are in ``urn:altinn:scope``; the default scope does not give access to
    Notifications.
    """
    world, query = world_of(request), request.query_params
    org = (request.path_params.get("org") or query.get("org") or "").lower()
    if not org:
        raise UsageError("missing org; expected /Home/GetTestOrgToken/ttd or ?org=ttd")
    number = query.get("orgNumber") or organization_number_of(world.directory, org)
    claims = _service_owner_claims(world, "", org, number, _lifetime(request))
    del claims["scope"]
    claims["urn:altinn:scope"] = _scopes(request) or _LOCALTEST_SCOPES
    claims["urn:altinn:authlevel"] = _whole_number(request, "authenticationLevel") or 3
    return _token_response(request, claims)


def _service_owner_claims(
    world: World, scopes: str, org: str | None, number: str | None, lifetime: Lifetime
) -> Claims:
    return service_owner_claims(world.settings.environment, scopes, org, number, lifetime)


def _scopes(request: Request) -> str:
    return " ".join(request.query_params.get("scopes", "").replace(",", " ").split())


def _lifetime(request: Request) -> Lifetime:
    seconds = _whole_number(request, "ttl")
    return Lifetime(unix_now(), EXCHANGED_LIFETIME if seconds is None else seconds)


def _whole_number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise UsageError(f"{name}: {text[:40]!r} is not a whole number")
    return int(text)


def _token_response(request: Request, claims: Claims) -> Response:
    token = request.app.state.signer.issue(claims)
    return PlainTextResponse(token, headers={"Cache-Control": "no-store"})
