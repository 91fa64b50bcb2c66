"""Endpoints that create correspondences, from JSON or from a form with files.

Source: docs/reference/correspondence.md sections 1.5 to 1.7.
"""

from starlette.responses import Response

from mock_server.correspondence.api.api_request import ApiRequest
from mock_server.correspondence.api.form_reader import InvalidForm, read_form
from mock_server.correspondence.api.mapping import map_initialize_request
from mock_server.correspondence.api.request_bodies import INITIALIZE, attachment_files
from mock_server.correspondence.api.response_documents import initialized_document
from mock_server.correspondence.api.responses import json_response
from mock_server.correspondence.domain.errors import FieldError
from mock_server.correspondence.domain.request import InitializeRequest
from mock_server.correspondence.engine.creation import (
    create_correspondences,
    remaining_content_size,
)
from mock_server.correspondence.engine.validation import validate
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest, read_body


async def initialize_from_json(request: ApiRequest) -> Response:
    """POST correspondence: create correspondences without files."""
    body = await read_body(request.http_request)
    document = INITIALIZE[request.rule_set].parse_json(body)
    return _initialize(request, map_initialize_request(document, ()))


async def initialize_from_form(request: ApiRequest) -> Response:
    """POST correspondence/upload: create correspondences with files."""
    try:
        form = await read_form(request.http_request, remaining_content_size(request.world))
    except InvalidForm as error:
        raise InvalidRequest([("", error.message)]) from None
    body = INITIALIZE[request.rule_set]
    document = body.parse_form(form, request.world.clock.now())
    try:
        return _initialize(request, map_initialize_request(document, attachment_files(form)))
    except FieldError as error:
        raise FieldError(body.key_prefix(form) + error.field, error.message) from None


def _initialize(request: ApiRequest, initialize_request: InitializeRequest) -> Response:
    validated = validate(request.world, initialize_request, request.caller)
    created = create_correspondences(request.world, initialize_request, validated)
    return json_response(initialized_document(created))
