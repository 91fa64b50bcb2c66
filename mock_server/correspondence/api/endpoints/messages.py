"""Endpoints for existing correspondences, and the condition endpoint of their orders.

Source: docs/reference/correspondence.md sections 1.3, 1.8, 5.6 and 7.
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


async def list_messages(request: ApiRequest) -> Response:
    """GET correspondence: return the ids of the correspondences that match the query."""
    search_filter = parse_search_query(request)
    return json_response({"ids": queries.search(request.world, search_filter, request.caller)})


async def get_overview(request: ApiRequest) -> Response:
    """GET correspondence/{id}: return a correspondence."""
    view = queries.get_overview(request.world, request.guid(_ID), request.caller)
    return json_response(overview_document(request.world, view))


async def get_details(request: ApiRequest) -> Response:
    """GET correspondence/{id}/details: return a correspondence with history and notifications."""
    view = queries.get_details(request.world, request.guid(_ID), request.caller)
    return json_response(details_document(request.world, view))


async def get_content(request: ApiRequest) -> Response:
    """GET correspondence/{id}/content: return the text of a correspondence unchanged.

    Deviation: Altinn converts HTML in the text to Markdown.
    """
    view = queries.get_overview(request.world, request.guid(_ID), request.caller, mark_as_read=True)
    return text_response(body_with_reply_options(view.correspondence), media_type=PLAIN_TEXT)


async def mark_as_read(request: ApiRequest) -> Response:
    """POST correspondence/{id}/markasread: mark a correspondence as read."""
    correspondence_id = request.guid(_ID)
    actions.mark_as_read(request.world, correspondence_id, request.caller)
    return json_response(correspondence_id)


async def confirm(request: ApiRequest) -> Response:
    """POST correspondence/{id}/confirm: confirm a correspondence."""
    correspondence_id = request.guid(_ID)
    actions.confirm(request.world, correspondence_id, request.caller)
    return json_response(correspondence_id)


async def purge(request: ApiRequest) -> Response:
    """DELETE correspondence/{id}/purge: delete a correspondence."""
    correspondence_id = request.guid(_ID)
    actions.purge(request.world, correspondence_id, request.caller)
    return json_response(correspondence_id)


async def check_reminder(request: ApiRequest) -> Response:
    """GET correspondence/{id}/notification/check: return whether to send a reminder."""
    return _condition_response(request, is_main=False)


async def check_main(request: ApiRequest) -> Response:
    """GET correspondence/{id}/notification/check/main: return whether to send a notification."""
    return _condition_response(request, is_main=True)


def _condition_response(request: ApiRequest, *, is_main: bool) -> Response:
    is_met = actions.should_send(request.world, request.guid(_ID), is_main=is_main)
    return json_response({"sendNotification": is_met})
