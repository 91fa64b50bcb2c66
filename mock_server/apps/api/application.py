"""The ASGI application of all Altinn apps.

Any org and app is served. A request is checked in this order: path, method, caller, endpoint.
Source: docs/reference/apps.md sections 1.1 and 1.6.
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
    """Respond to a request to any app."""
    request = Request(scope, receive)
    try:
        response = await _handle(request)
    except PlatformServerError as failure:
        _log.warning(
            "%s %s: responding 500 as the app library does: %s",
            request.method,
            scope["path"],
            failure,
        )
        response = empty_response(500)
    except PlatformError as error:
        response = error_response(error, request)
    await response(scope, receive, send)


async def _handle(request: Request) -> Response:
    world = world_of(request)
    match = ROUTES.find(request.method.upper(), route_path(request.scope))
    if not isinstance(match, RouteMatch):
        return _routing_error(match)
    claims = _claims(request, world)
    if claims is None and not match.target.is_anonymous:
        return empty_response(401)
    caller = _caller(claims or {})
    api_request = ApiRequest(
        http_request=request, world=world, caller=caller, variables=match.variables
    )
    request.scope.setdefault("state", {})["creator"] = caller.org
    return await match.target.handler(api_request)


def _claims(request: Request, world: World) -> Claims | None:
    return authenticate(request.headers, TokenVerifier.from_request(request, world)).claims


def _caller(claims: Claims) -> AppCaller:
    """Return the caller in the claims of an Altinn token."""
    return AppCaller(
        user_id=_integer_claim(claims.get("urn:altinn:userid")),
        party_id=_integer_claim(claims.get("urn:altinn:partyid")),
        org=_text_claim(claims.get("urn:altinn:org")),
        organization_number=_text_claim(claims.get("urn:altinn:orgNumber")),
    )


def _integer_claim(claim: object) -> int | None:
    text = str(claim)
    return int(text) if text.isdecimal() else None


def _text_claim(claim: object) -> str | None:
    return claim if isinstance(claim, str) else None


def _routing_error(error: MethodNotAllowed | None) -> Response:
    return empty_response(404) if error is None else empty_response(405, {"allow": error.allow})
