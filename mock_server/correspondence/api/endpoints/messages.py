"""The endpoints that look at messages or do something to them, and the condition of their orders.

Source: spec/correspondence.md sections 1.3, 1.8, 5.6 and 7.
"""

from starlette.responses import Response

from mock_server.correspondence.api.api_request import Call
from mock_server.correspondence.api.response_documents import (
    body_with_options,
    details_document,
    overview_document,
)
from mock_server.correspondence.api.responses import json_answer, text_answer
from mock_server.correspondence.api.search_query import wanted
from mock_server.correspondence.engine import actions, queries

PLAIN_TEXT = "text/plain; charset=utf-8"
_ID = "correspondenceId"


async def list_messages(call: Call) -> Response:
    """GET correspondence: the ids of the messages that the query asks for."""
    return json_answer({"ids": queries.listed(call.world, wanted(call), call.caller)})


async def read_overview(call: Call) -> Response:
    """GET correspondence/{id}: a message."""
    seen = queries.overview(call.world, call.guid(_ID), call.caller)
    return json_answer(overview_document(call.world, seen))


async def read_details(call: Call) -> Response:
    """GET correspondence/{id}/details: a message with its history and notifications."""
    seen = queries.details(call.world, call.guid(_ID), call.caller)
    return json_answer(details_document(call.world, seen))


async def read_content(call: Call) -> Response:
    """GET correspondence/{id}/content: the text of a message, as its sender wrote it.

    Deviation: the platform turns HTML in the text into Markdown.
    """
    seen = queries.overview(call.world, call.guid(_ID), call.caller, is_content=True)
    return text_answer(body_with_options(seen.correspondence), media_type=PLAIN_TEXT)


async def mark_as_read(call: Call) -> Response:
    """POST correspondence/{id}/markasread: its recipient has read a message."""
    correspondence_id = call.guid(_ID)
    actions.mark_as_read(call.world, correspondence_id, call.caller)
    return json_answer(correspondence_id)


async def confirm(call: Call) -> Response:
    """POST correspondence/{id}/confirm: its recipient has confirmed a message."""
    correspondence_id = call.guid(_ID)
    actions.confirm(call.world, correspondence_id, call.caller)
    return json_answer(correspondence_id)


async def purge(call: Call) -> Response:
    """DELETE correspondence/{id}/purge: a message goes for good."""
    correspondence_id = call.guid(_ID)
    actions.purge(call.world, correspondence_id, call.caller)
    return json_answer(correspondence_id)


async def check_reminder(call: Call) -> Response:
    """GET correspondence/{id}/notification/check: is a reminder still to be sent?"""
    return _condition(call, is_main=False)


async def check_main(call: Call) -> Response:
    """GET correspondence/{id}/notification/check/main: is the notification still to be sent?"""
    return _condition(call, is_main=True)


def _condition(call: Call, *, is_main: bool) -> Response:
    met = actions.is_to_be_sent(call.world, call.guid(_ID), is_main=is_main)
    return json_answer({"sendNotification": met})
