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

from mock_server.correspondence.api.api_request import Call, Consumes, Endpoint
from mock_server.correspondence.api.authorization import (
    Forbidden,
    NotExchanged,
    Unauthenticated,
    admitted,
)
from mock_server.correspondence.api.request_bodies import InvalidModel
from mock_server.correspondence.api.responses import (
    coded_error,
    crash,
    invalid_model,
    json_answer,
    not_exchanged,
    nothing,
    problem_type_for,
    text_answer,
    unsupported_media_type,
)
from mock_server.correspondence.api.routes import ROUTES
from mock_server.correspondence.domain.errors import InvalidMember, InvalidTemplate, Refused
from mock_server.correspondence.domain.request import Caller
from mock_server.domain.enums import Rules
from mock_server.domain.errors import DependencyFailure, PlatformCrash, Refusal
from mock_server.dotnet.aspnet.media_types import is_json
from mock_server.dotnet.aspnet.model_state import ModelState
from mock_server.dotnet.aspnet.request_bodies import Invalid, TooLarge, UnsupportedMediaType
from mock_server.dotnet.aspnet.routing import Found, OtherMethods, route_path
from mock_server.request_context import world_of
from mock_server.tokens.bearer_tokens import Gate
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
    if isinstance(found, Found):
        response = await _answer(request, path, found)
    else:
        response = _not_served(found)
    await response(scope, receive, send)


def _not_served(found: OtherMethods | None) -> Response:
    return nothing(404) if found is None else nothing(405, {"Allow": found.allow})


async def _answer(request: Request, path: str, found: Found[Endpoint]) -> Response:
    endpoint = found.target
    try:
        return await _answer_or_refuse(request, found)
    except (PlatformCrash, DependencyFailure) as failure:
        _log.warning(
            "%s %s is answered 500, as the platform does: %s", request.method, path, failure
        )
        return crash(path, request)
    except Refusal as refusal:
        return _refused(refusal, request, problem_type_for(endpoint.produces))


async def _answer_or_refuse(request: Request, found: Found[Endpoint]) -> Response:
    world = world_of(request)
    endpoint = found.target
    if not _is_declared_well(endpoint.consumes, request.headers.get("content-type")):
        return nothing(415)
    gate = Gate.of(request, world)
    caller = admitted(request.headers, endpoint.policy, gate)
    if not _is_acceptable(endpoint, request, world.settings.rules):
        return _not_acceptable(endpoint)
    request.scope.setdefault("state", {})["creator"] = _short_name(world, caller)
    call = Call(request=request, world=world, caller=caller, variables=found.variables)
    return await endpoint.answer(call)


def _short_name(world: World, caller: Caller) -> str | None:
    """Return the name of the service owner who asks, if it is one."""
    owners = world.directory.service_owners.values()
    numbers = {owner.organization_number: owner.org for owner in owners}
    return numbers.get(caller.organization)


def _is_declared_well(consumes: Consumes, content_type: str | None) -> bool:
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
        case Consumes.OCTETS:
            return media_type == _OCTETS


def _is_acceptable(endpoint: Endpoint, request: Request, rules: Rules) -> bool:
    accepted = request.headers.getlist("accept")
    if endpoint.produces is None or not accepted:
        return True
    fitting = {endpoint.produces, _ANY}
    if endpoint.also_accepts is not None and rules is Rules.DOCUMENTED:
        fitting.add(endpoint.also_accepts)
    ranges = [item.partition(";")[0].strip().lower() for item in ",".join(accepted).split(",")]
    return not fitting.isdisjoint(ranges)


def _not_acceptable(endpoint: Endpoint) -> Response:
    return text_answer(
        "This endpoint does not support the requested Accept header. Supported Accept headers are:"
        f" {endpoint.produces}, {_ANY}.",
        406,
    )


def _refused(refusal: Refusal, request: Request, media_type: str) -> Response:
    match refusal:
        case Refused():
            return coded_error(refusal.error, request, media_type)
        case InvalidModel():
            return invalid_model(refusal.state, request, media_type)
        case Invalid():
            return invalid_model(ModelState.of(refusal.errors), request, media_type)
        case InvalidMember():
            state = ModelState.of([(refusal.member, refusal.message)])
            return invalid_model(state, request, media_type)
        case InvalidTemplate():
            return json_answer(refusal.message, 400)
        case UnsupportedMediaType():
            return unsupported_media_type(request)
        case TooLarge():
            return nothing(413, {"Connection": "close"})
        case _:
            return _not_let_in(refusal)


def _not_let_in(refusal: Refusal) -> Response:
    match refusal:
        case Unauthenticated():
            return nothing(401, {"WWW-Authenticate": refusal.challenge})
        case Forbidden():
            return nothing(403)
        case NotExchanged():
            return not_exchanged()
        case _:
            raise refusal
