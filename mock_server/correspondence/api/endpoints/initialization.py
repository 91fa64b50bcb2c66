"""The two endpoints that take a message on: from JSON, and from a form with its files.

Source: spec/correspondence.md sections 1.5 to 1.7.
"""

from starlette.responses import Response

from mock_server.correspondence.api.api_request import Call
from mock_server.correspondence.api.form_reader import UnreadableForm, read_form
from mock_server.correspondence.api.mapping import initialize_request
from mock_server.correspondence.api.request_bodies import INITIALIZE, files_of
from mock_server.correspondence.api.response_documents import initialized_document
from mock_server.correspondence.api.responses import json_answer
from mock_server.correspondence.domain.request import InitializeRequest
from mock_server.correspondence.engine.creation import store
from mock_server.correspondence.engine.validation import check
from mock_server.dotnet.aspnet.request_bodies import Invalid, received


async def initialize_from_json(call: Call) -> Response:
    """POST correspondence: a message without files of its own."""
    octets = await received(call.request)
    document = INITIALIZE[call.rules].document(octets)
    return _taken_on(call, initialize_request(document, ()))


async def initialize_from_form(call: Call) -> Response:
    """POST correspondence/upload: a message with its files."""
    try:
        form = await read_form(call.request)
    except UnreadableForm as refusal:
        raise Invalid([("", refusal.message)]) from None
    document = INITIALIZE[call.rules].document_of_form(form, call.world.clock.now())
    return _taken_on(call, initialize_request(document, files_of(form)))


def _taken_on(call: Call, request: InitializeRequest) -> Response:
    checked = check(call.world, request, call.caller)
    return json_answer(initialized_document(store(call.world, request, checked)))
