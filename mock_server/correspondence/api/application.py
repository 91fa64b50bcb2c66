"""The Correspondence API as one ASGI application: the order in which a request can fail.

First come the path, the method and the declared type of the body, without looking at who asks;
then who asks; then the Accept header; then whether the body can be read at all; then the endpoint.

Source: spec/correspondence.md sections 1.1 to 1.3, spec/verified-correspondence.md sections 4, 6.
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
from mock_server.request_context import world_of
from mock_server.tokens.bearer_tokens import TokenVerifier
from mock_server.world.world import World

_FORM: Final = "multipart/form-data"
_OCTETS: Final = "application/octet-stream"
_ANY: Final = "*/*"

_log = logging.getLogger(__name__)


async def serve_correspondence(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request to the Correspondence API."""
    request = Request(scope, receive)
    path = route_path(scope)
    found = ROUTES.find(request.method.upper(), path)
    if isinstance(found, RouteMatch):
        response = await _answer(request, path, found)
    else:
        response = _not_served(found)
    await response(scope, receive, send)


def _not_served(found: MethodNotAllowed | None) -> Response:
    return empty_response(404) if found is None else empty_response(405, {"Allow": found.allow})


async def _answer(request: Request, path: str, found: RouteMatch[Endpoint]) -> Response:
    endpoint = found.target
    try:
        return await _answer_or_refuse(request, found)
    except (PlatformServerError, DependencyFailure) as failure:
        _log.warning(
            "%s %s is answered 500, as the platform does: %s", request.method, path, failure
        )
        return server_error(path, request)
    except PlatformError as refusal:
        return _error_response(refusal, request, problem_type_for(endpoint.produces))


async def _answer_or_refuse(request: Request, found: RouteMatch[Endpoint]) -> Response:
    world = world_of(request)
    endpoint = found.target
    if not _has_declared_content_type(endpoint.consumes, request.headers.get("content-type")):
        return empty_response(415)
    gate = TokenVerifier.from_request(request, world)
    caller = authorize(request.headers, endpoint.policy, gate)
    if not _is_acceptable(endpoint, request, world.settings.rules):
        return _not_acceptable(endpoint)
    request.scope.setdefault("state", {})["creator"] = _short_name(world, caller)
    call = ApiRequest(request=request, world=world, caller=caller, variables=found.variables)
    return await endpoint.handler(call)


def _short_name(world: World, caller: CorrespondenceCaller) -> str | None:
    """Return the name of the service owner who asks, if it is one."""
    owners = world.directory.service_owners.values()
    numbers = {owner.organization_number: owner.org for owner in owners}
    return numbers.get(caller.organization)


def _has_declared_content_type(consumes: Consumes, content_type: str | None) -> bool:
    """Tell whether the body's type is the endpoint's; a body without type gets past this."""
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
            return media_type == _OCTETS


def _is_acceptable(endpoint: Endpoint, request: Request, rules: RuleSet) -> bool:
    accepted = request.headers.getlist("accept")
    if endpoint.produces is None or not accepted:
        return True
    fitting = {endpoint.produces, _ANY}
    if endpoint.also_accepts is not None and rules is RuleSet.DOCUMENTED:
        fitting.add(endpoint.also_accepts)
    ranges = [item.partition(";")[0].strip().lower() for item in ",".join(accepted).split(",")]
    return not fitting.isdisjoint(ranges)


def _not_acceptable(endpoint: Endpoint) -> Response:
    return text_response(
        "This endpoint does not support the requested Accept header. Supported Accept headers are:"
        f" {endpoint.produces}, {_ANY}.",
        406,
    )


def _error_response(refusal: PlatformError, request: Request, media_type: str) -> Response:
    match refusal:
        case CorrespondenceError():
            return error_response(refusal.error, request, media_type)
        case InvalidModel():
            return validation_error_response(refusal.state, request, media_type)
        case InvalidRequest():
            return validation_error_response(ModelState.of(refusal.errors), request, media_type)
        case FieldError():
            state = ModelState.of([(refusal.member, refusal.message)])
            return validation_error_response(state, request, media_type)
        case InvalidNotificationTemplate():
            return json_response(refusal.message, 400)
        case UnsupportedMediaType():
            return unsupported_media_type(request)
        case PayloadTooLarge():
            return empty_response(413, {"Connection": "close"})
        case _:
            return _authentication_error(refusal)


def _authentication_error(refusal: PlatformError) -> Response:
    match refusal:
        case Unauthenticated():
            return empty_response(401, {"WWW-Authenticate": refusal.challenge})
        case Forbidden():
            return empty_response(403)
        case TokenNotExchanged():
            return token_not_exchanged()
        case _:
            raise refusal
