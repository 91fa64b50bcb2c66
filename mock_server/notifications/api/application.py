"""The Notifications API as one ASGI application: the order in which a request can fail.

A bearer token that breaks the platform down does so before anything else. Then come the path, the
method and the declared type of the body, all without looking at who asks; then authorization; then
the creator, on every path but those of triggers and health; then the endpoint.

Source: spec/notifications-api.md sections 2.1 and 2.4, spec/verified-notifications.md section 1.
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

_WITHOUT_CREATOR: Final = ("/trigger", "/health")

_log = logging.getLogger(__name__)


class NotificationsApi:
    """Serves everything under ``/notifications/api/v1``, and ``/health``; the rest is not there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except (PlatformServerError, DependencyFailure) as failure:
            _log.warning(
                "%s %s is answered 500, as the platform does: %s",
                request.method,
                scope["path"],
                failure,
            )
            response = empty_response(500)
        except PlatformError as refusal:
            response = error_response(refusal, request)
        except ClientDisconnect:
            response = empty_response(499)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = route_path(request.scope)
        if "\0" in path:
            return empty_response(400, {"Connection": "close"})
        world = world_of(request)
        gate = TokenVerifier.of(request, world)
        caller = authenticate(request.headers, gate)
        found = ROUTES.find(request.method.upper(), path)
        if not isinstance(found, RouteMatch):
            _creator(caller, path)
            return _not_served(found)
        endpoint = found.target
        if endpoint.consumes_json and not _is_declared_well(request):
            _creator(caller, path)
            return empty_response(415)
        if endpoint.policy is not None:
            status = rejection_status(caller, endpoint.policy, gate)
            if status is not None:
                return empty_response(status)
        call = ApiRequest(
            request=request,
            world=world,
            creator=_creator(caller, path),
            api_url=f"{request_origin(request)}{API}",
            variables=found.variables,
        )
        request.scope.setdefault("state", {})["creator"] = call.creator
        return await endpoint.handler(call)


def _creator(caller: Caller, path: str) -> str | None:
    if any(part in path for part in _WITHOUT_CREATOR):
        return None
    return caller.creator()


def _not_served(found: MethodNotAllowed | None) -> Response:
    if found is None:
        return empty_response(404)
    return empty_response(405, {"Allow": found.allow})


def _is_declared_well(request: Request) -> bool:
    declared = request.headers.get("content-type")
    return not declared or is_json(declared)
