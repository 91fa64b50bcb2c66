"""The ASGI application of the Notifications API, with its order of errors.

A request is checked in this order:

1. the bearer token, as far as it makes Altinn respond with 500
2. path, method and content type
3. authorization
4. the creator, on all paths except triggers and health
5. the endpoint

Source: docs/reference/notifications.md sections 2.1 and 2.4.
"""

import logging
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mock_server.domain.errors import DependencyFailure, PlatformError, PlatformServerError
from mock_server.dotnet.aspnet.media_types import is_json
from mock_server.dotnet.aspnet.routing import MethodNotAllowed, RouteMatch, route_path
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.authorization import rejection_status
from mock_server.notifications.api.error_responses import error_response
from mock_server.notifications.api.responses import empty_response
from mock_server.notifications.api.routes import API, ROUTES
from mock_server.request_context import request_origin, world_of
from mock_server.tokens.bearer_tokens import TokenVerifier
from mock_server.tokens.caller import Caller, authenticate

_PATHS_WITHOUT_CREATOR: Final = ("/trigger", "/health")

_log = logging.getLogger(__name__)


class NotificationsApi:
    """The ASGI application for ``/notifications/api/v1`` and ``/health``; other paths get 404."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except (PlatformServerError, DependencyFailure) as failure:
            _log.warning(
                "%s %s: responding with 500, as Altinn does: %s",
                request.method,
                scope["path"],
                failure,
            )
            response = empty_response(500)
        except PlatformError as error:
            response = error_response(error, request)
        except ClientDisconnect:
            response = empty_response(499)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        path = route_path(request.scope)
        if "\0" in path:
            return empty_response(400, {"Connection": "close"})
        world = world_of(request)
        verifier = TokenVerifier.from_request(request, world)
        caller = authenticate(request.headers, verifier)
        match = ROUTES[world.settings.rules].find(request.method.upper(), path)
        # An unreadable platform token gets 500 instead of 404, 405 or 415: _creator raises.
        if not isinstance(match, RouteMatch):
            _creator(caller, path)
            return _no_route_response(match)
        endpoint = match.target
        if endpoint.consumes_json and not _has_json_or_no_content_type(request):
            _creator(caller, path)
            return empty_response(415)
        if endpoint.policy is not None:
            status = rejection_status(caller, endpoint.policy, verifier)
            if status is not None:
                request.scope.setdefault("state", {})["required_scope"] = endpoint.policy.value
                return empty_response(status)
        api_request = ApiRequest(
            http_request=request,
            world=world,
            caller=caller,
            creator=_creator(caller, path),
            api_url=f"{request_origin(request)}{API}",
            variables=match.variables,
        )
        request.scope.setdefault("state", {})["creator"] = api_request.creator
        return await endpoint.handler(api_request)


def _creator(caller: Caller, path: str) -> str | None:
    if any(part in path for part in _PATHS_WITHOUT_CREATOR):
        return None
    return caller.creator()


def _no_route_response(match: MethodNotAllowed | None) -> Response:
    if match is None:
        return empty_response(404)
    return empty_response(405, {"Allow": match.allow})


def _has_json_or_no_content_type(request: Request) -> bool:
    content_type = request.headers.get("content-type")
    return not content_type or is_json(content_type)
