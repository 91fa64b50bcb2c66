"""The ASGI application of the Correspondence API.

A request is checked in this order: path, method and content type; authorization; the Accept
header; the format of the body; the rules of the endpoint.

Source: docs/reference/correspondence.md sections 1.1 to 1.3.
"""

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mock_server.correspondence.api.api_request import ApiRequest, Consumes, Endpoint
from mock_server.correspondence.api.authorization import (
    Forbidden,
    TokenNotExchanged,
    Unauthenticated,
    authorize,
)
from mock_server.correspondence.api.request_bodies import InvalidModel
from mock_server.correspondence.api.responses import (
    empty_response,
    error_response,
    json_response,
    problem_type_for,
    server_error,
    text_response,
    token_not_exchanged,
    unsupported_media_type,
    validation_error_response,
)
from mock_server.correspondence.api.routes import ROUTES
from mock_server.correspondence.domain.errors import (
    CorrespondenceError,
    FieldError,
    InvalidNotificationTemplate,
)
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.correspondence.engine.attachment_download import ContentNotKept
from mock_server.domain.enums import RuleSet
from mock_server.domain.errors import DependencyFailure, PlatformError, PlatformServerError
from mock_server.dotnet.aspnet.media_types import is_json
from mock_server.dotnet.aspnet.model_state import ModelState
from mock_server.dotnet.aspnet.request_bodies import (
    InvalidRequest,
    PayloadTooLarge,
    UnsupportedMediaType,
)
from mock_server.dotnet.aspnet.routing import MethodNotAllowed, RouteMatch, route_path
from mock_server.request_context import problem_response, world_of
from mock_server.tokens.bearer_tokens import TokenVerifier
from mock_server.world.world import World

_FORM: Final = "multipart/form-data"
_BINARY: Final = "application/octet-stream"
_ANY: Final = "*/*"

_log = logging.getLogger(__name__)


async def serve_correspondence(scope: Scope, receive: Receive, send: Send) -> None:
    """Respond to a request to the Correspondence API."""
    request = Request(scope, receive)
    path = route_path(scope)
    route_match = ROUTES.find(request.method.upper(), path)
    if isinstance(route_match, RouteMatch):
        response = await _respond(request, path, route_match)
    else:
        response = _no_route_response(route_match)
    await response(scope, receive, send)


def _no_route_response(error: MethodNotAllowed | None) -> Response:
    return empty_response(404) if error is None else empty_response(405, {"Allow": error.allow})


async def _respond(request: Request, path: str, route_match: RouteMatch[Endpoint]) -> Response:
    endpoint = route_match.target
    try:
        return await _handle(request, route_match)
    except (PlatformServerError, DependencyFailure) as failure:
        _log.warning("%s %s responds 500, as Altinn does: %s", request.method, path, failure)
        return server_error(path, request)
    except PlatformError as error:
        if isinstance(error, Forbidden):
            request.scope.setdefault("state", {})["required_scope"] = error.scope
        return _error_response(error, request, problem_type_for(endpoint.produces))


async def _handle(request: Request, route_match: RouteMatch[Endpoint]) -> Response:
    world = world_of(request)
    endpoint = route_match.target
    if not _has_declared_content_type(endpoint.consumes, request.headers.get("content-type")):
        return empty_response(415)
    verifier = TokenVerifier.from_request(request, world)
    caller = authorize(request.headers, endpoint.policy, verifier)
    if not _is_acceptable(endpoint, request, world.settings.rules):
        return _not_acceptable(endpoint)
    request.scope.setdefault("state", {})["creator"] = _service_owner_name(world, caller)
    api_request = ApiRequest(
        http_request=request, world=world, caller=caller, path_parameters=route_match.variables
    )
    return await endpoint.handler(api_request)


def _service_owner_name(world: World, caller: CorrespondenceCaller) -> str | None:
    """Return the short name of the caller if it is a service owner, or None."""
    owners = world.directory.service_owners.values()
    names_by_number = {owner.organization_number: owner.org for owner in owners}
    return names_by_number.get(caller.organization)


def _has_declared_content_type(consumes: Consumes, content_type: str | None) -> bool:
    """Return whether the content type is the declared one; a missing content type is allowed."""
    if not content_type:
        return True
    media_type = content_type.partition(";")[0].strip().lower()
    match consumes:
        case Consumes.ANYTHING:
            return True
        case Consumes.JSON:
            return is_json(content_type)
        case Consumes.FORM:
            return media_type == _FORM
        case Consumes.BINARY:
            return media_type == _BINARY


def _is_acceptable(endpoint: Endpoint, request: Request, rules: RuleSet) -> bool:
    accept_headers = request.headers.getlist("accept")
    if endpoint.produces is None or not accept_headers:
        return True
    acceptable = {endpoint.produces, _ANY}
    if endpoint.also_accepts is not None and rules is RuleSet.DOCUMENTED:
        acceptable.add(endpoint.also_accepts)
    ranges = [
        item.partition(";")[0].strip().lower() for item in ",".join(accept_headers).split(",")
    ]
    return not acceptable.isdisjoint(ranges)


def _not_acceptable(endpoint: Endpoint) -> Response:
    return text_response(
        "This endpoint does not support the requested Accept header. Supported Accept headers are:"
        f" {endpoint.produces}, {_ANY}.",
        406,
    )


def _error_response(error: PlatformError, request: Request, media_type: str) -> Response:
    match error:
        case CorrespondenceError():
            return error_response(error.error, request, media_type)
        case InvalidModel():
            return validation_error_response(error.state, request, media_type)
        case InvalidRequest():
            return validation_error_response(ModelState.of(error.errors), request, media_type)
        case FieldError():
            state = ModelState.of([(error.field, error.message)])
            return validation_error_response(state, request, media_type)
        case InvalidNotificationTemplate():
            return json_response(error.message, 400)
        case UnsupportedMediaType():
            return unsupported_media_type(request)
        case _:
            return _authentication_error(error)


def _authentication_error(error: PlatformError) -> Response:
    match error:
        case Unauthenticated():
            return empty_response(401, {"WWW-Authenticate": error.challenge})
        case Forbidden():
            return empty_response(403)
        case TokenNotExchanged():
            return token_not_exchanged()
        case _:
            return _content_error(error)


def _content_error(error: PlatformError) -> Response:
    match error:
        case PayloadTooLarge():
            return empty_response(413, {"Connection": "close"})
        case ContentNotKept():
            return problem_response(410, str(error))
        case _:
            raise error
