"""The two endpoints that take a message on: from JSON, and from a form with its files.

Source: spec/correspondence.md sections 1.5 to 1.7.
"""

from starlette.responses import Response

from mock_server.correspondence.api.api_request import ApiRequest
from mock_server.correspondence.api.form_reader import UnreadableForm, read_form
from mock_server.correspondence.api.mapping import map_initialize_request
from mock_server.correspondence.api.request_bodies import INITIALIZE, files_of
from mock_server.correspondence.api.response_documents import initialized_document
from mock_server.correspondence.api.responses import json_response
from mock_server.correspondence.domain.request import InitializeRequest
from mock_server.correspondence.engine.creation import create_correspondences
from mock_server.correspondence.engine.validation import validate
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest, read_body


async def initialize_from_json(call: ApiRequest) -> Response:
    """POST correspondence: a message without files of its own."""
    octets = await read_body(call.request)
    document = INITIALIZE[call.rule_set].document(octets)
    return _initialize(call, map_initialize_request(document, ()))


async def initialize_from_form(call: ApiRequest) -> Response:
    """POST correspondence/upload: a message with its files."""
    try:
        form = await read_form(call.request)
    except UnreadableForm as refusal:
        raise InvalidRequest([("", refusal.message)]) from None
    document = INITIALIZE[call.rule_set].parse_form(form, call.world.clock.now())
    return _initialize(call, map_initialize_request(document, files_of(form)))


def _initialize(call: ApiRequest, request: InitializeRequest) -> Response:
    checked = validate(call.world, request, call.caller)
    return json_response(initialized_document(create_correspondences(call.world, request, checked)))
