"""An Altinn App as one ASGI application: the order in which a request can fail.

Any org and app is served. First come the path and the method, then who asks, then the endpoint.
Source: spec/altinn-app.md sections 1.1 and 1.6.
"""

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mock_server.apps.api.api_request import ApiRequest
from mock_server.apps.api.error_responses import error_response
from mock_server.apps.api.responses import empty_response
from mock_server.apps.api.routes import ROUTES
from mock_server.apps.engine.instantiation import AppCaller
from mock_server.domain.errors import PlatformError, PlatformServerError
from mock_server.dotnet.aspnet.routing import MethodNotAllowed, RouteMatch, route_path
from mock_server.request_context import world_of
from mock_server.tokens.bearer_tokens import TokenVerifier
from mock_server.tokens.caller import authenticate
from mock_server.tokens.signing import Claims
from mock_server.world.world import World

_log = logging.getLogger(__name__)


async def serve_app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request to any app."""
    request = Request(scope, receive)
    try:
        response = await _answer(request)
    except PlatformServerError as failure:
        _log.warning(
            "%s %s is answered 500, as the library does: %s", request.method, scope["path"], failure
        )
        response = empty_response(500)
    except PlatformError as refusal:
        response = error_response(refusal, request)
    await response(scope, receive, send)


async def _answer(request: Request) -> Response:
    world = world_of(request)
    found = ROUTES.find(request.method.upper(), route_path(request.scope))
    if not isinstance(found, RouteMatch):
        return _not_served(found)
    claims = _claims(request, world)
    if claims is None and not found.target.is_anonymous:
        return empty_response(401)
    caller = _caller(claims or {})
    call = ApiRequest(request=request, world=world, caller=caller, variables=found.variables)
    request.scope.setdefault("state", {})["creator"] = caller.org
    return await found.target.handler(call)


def _claims(request: Request, world: World) -> Claims | None:
    return authenticate(request.headers, TokenVerifier.from_request(request, world)).claims


def _caller(claims: Claims) -> AppCaller:
    """Return who asks, by a token of Altinn's own."""
    return AppCaller(
        user_id=_number(claims.get("urn:altinn:userid")),
        party_id=_number(claims.get("urn:altinn:partyid")),
        org=_text(claims.get("urn:altinn:org")),
        organization_number=_text(claims.get("urn:altinn:orgNumber")),
    )


def _number(claim: object) -> int | None:
    text = str(claim)
    return int(text) if text.isdecimal() else None


def _text(claim: object) -> str | None:
    return claim if isinstance(claim, str) else None


def _not_served(found: MethodNotAllowed | None) -> Response:
    return empty_response(404) if found is None else empty_response(405, {"allow": found.allow})
