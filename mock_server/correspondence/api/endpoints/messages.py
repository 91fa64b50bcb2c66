"""The endpoints that look at messages or do something to them, and the condition of their orders.

Source: spec/correspondence.md sections 1.3, 1.8, 5.6 and 7.
"""

from starlette.responses import Response

from mock_server.correspondence.api.api_request import ApiRequest
from mock_server.correspondence.api.response_documents import (
    body_with_reply_options,
    details_document,
    overview_document,
)
from mock_server.correspondence.api.responses import json_response, text_response
from mock_server.correspondence.api.search_query import parse_search_query
from mock_server.correspondence.engine import actions, queries

PLAIN_TEXT = "text/plain; charset=utf-8"
_ID = "correspondenceId"


async def list_messages(call: ApiRequest) -> Response:
    """GET correspondence: the ids of the messages that the query asks for."""
    return json_response({"ids": queries.search(call.world, parse_search_query(call), call.caller)})


async def get_overview(call: ApiRequest) -> Response:
    """GET correspondence/{id}: a message."""
    seen = queries.get_overview(call.world, call.guid(_ID), call.caller)
    return json_response(overview_document(call.world, seen))


async def get_details(call: ApiRequest) -> Response:
    """GET correspondence/{id}/details: a message with its history and notifications."""
    seen = queries.get_details(call.world, call.guid(_ID), call.caller)
    return json_response(details_document(call.world, seen))


async def get_content(call: ApiRequest) -> Response:
    """GET correspondence/{id}/content: the text of a message, as its sender wrote it.

    Deviation: Altinn converts HTML in the text to Markdown.
    """
    seen = queries.get_overview(call.world, call.guid(_ID), call.caller, is_content=True)
    return text_response(body_with_reply_options(seen.correspondence), media_type=PLAIN_TEXT)


async def mark_as_read(call: ApiRequest) -> Response:
    """POST correspondence/{id}/markasread: its recipient has read a message."""
    correspondence_id = call.guid(_ID)
    actions.mark_as_read(call.world, correspondence_id, call.caller)
    return json_response(correspondence_id)


async def confirm(call: ApiRequest) -> Response:
    """POST correspondence/{id}/confirm: its recipient has confirmed a message."""
    correspondence_id = call.guid(_ID)
    actions.confirm(call.world, correspondence_id, call.caller)
    return json_response(correspondence_id)


async def purge(call: ApiRequest) -> Response:
    """DELETE correspondence/{id}/purge: a message goes for good."""
    correspondence_id = call.guid(_ID)
    actions.purge(call.world, correspondence_id, call.caller)
    return json_response(correspondence_id)


async def check_reminder(call: ApiRequest) -> Response:
    """GET correspondence/{id}/notification/check: is a reminder still to be sent?"""
    return _condition(call, is_main=False)


async def check_main(call: ApiRequest) -> Response:
    """GET correspondence/{id}/notification/check/main: is the notification still to be sent?"""
    return _condition(call, is_main=True)


def _condition(call: ApiRequest, *, is_main: bool) -> Response:
    met = actions.should_send(call.world, call.guid(_ID), is_main=is_main)
    return json_response({"sendNotification": met})
