"""Endpoints for sent messages.

Source: docs/control-api.md, Inbox.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.expectations import failure_text, matching_messages, messages_after
from mock_server.control.message_query import MessageQuery
from mock_server.control.pages import PageQuery, View, page_of, summarize
from mock_server.control.schemas.messages import message_json, to_eml
from mock_server.control.schemas.parsing import ControlModel, parse_body, parse_query
from mock_server.control.schemas.rules import GatewayResult
from mock_server.domain.enums import Channel, NotificationResult
from mock_server.domain.errors import NotFoundError
from mock_server.domain.messages import Message
from mock_server.explain.pending import pending_messages
from mock_server.explain.suppressed import suppressed_messages
from mock_server.notifications.engine.delivery import receive_delivery_report
from mock_server.real_time import timeout, wait
from mock_server.request_context import problem_response, world_of
from mock_server.world.world import World

POLL_SECONDS: Final = 0.05
MAX_WAIT: Final = 600


class InboxQuery(MessageQuery, PageQuery):
    """A filter for messages, and a page of those that match."""


class WaitQuery(MessageQuery):
    """A filter with the number of messages to wait for, and a timeout in real seconds."""

    after: str | None = None
    count: Annotated[int, Field(ge=1)] = 1
    timeout: Annotated[float, Field(ge=0, le=MAX_WAIT)] = 10


class MessageView(ControlModel):
    """The amount of detail of a message."""

    view: View = View.FULL


class DeliveryReportRequest(ControlModel):
    """A delivery report."""

    result: GatewayResult


async def list_messages(request: Request) -> Response:
    """List sent messages, oldest first."""
    query = parse_query(request, InboxQuery)
    messages = list(world_of(request).outbox.all())

    is_filtered = bool(query.explicit_fields().keys() - PageQuery.model_fields.keys()) or query.q
    matching = {each.id for each in matching_messages(query, messages)} if is_filtered else None
    page = page_of(
        messages,
        query,
        lambda each: each.id,
        None if matching is None else lambda each: each.id in matching,
    )
    to_json = message_json if query.view is View.FULL else _summary
    return JSONResponse(page.document("messages", to_json))


async def wait_for_messages(request: Request) -> Response:
    """Wait for matching messages; return the pending and suppressed ones on timeout."""
    query = parse_query(request, WaitQuery)
    try:
        async with timeout(query.timeout):
            while len(messages := _matching_after(world_of(request), query)) < query.count:
                await _next_event(request)
    except TimeoutError:
        return _timeout_response(request, query)
    return JSONResponse(_messages_json(messages))


async def _next_event(request: Request) -> None:
    """Wait until the world has a new event, or is reset."""
    event_log = world_of(request).event_log
    count = len(event_log.events)
    while world_of(request).event_log is event_log and len(event_log.events) == count:
        await wait(POLL_SECONDS)


async def get_message(request: Request) -> Response:
    """Get a message, or its summary."""
    view = parse_query(request, MessageView).view
    message = message_json(_message(request))
    if view is View.SUMMARY:
        summary = summarize(message, "body")
        return JSONResponse({**summary, "bodyLength": len(message["body"])})
    return JSONResponse(message)


async def get_message_eml(request: Request) -> Response:
    """Get an e-mail as RFC 5322 text."""
    message = _message(request)
    if message.channel is not Channel.EMAIL:
        raise NotFoundError(f"message {message.id} is an SMS; remove .eml from the path")
    disposition = f'attachment; filename="{message.id}.eml"'
    return Response(
        to_eml(message).as_bytes(),
        media_type="message/rfc822",
        headers={"Content-Disposition": disposition},
    )


async def get_latest_message(request: Request) -> Response:
    """Get the newest message that matches."""
    query = parse_query(request, MessageQuery)
    messages = matching_messages(query, world_of(request).outbox.all())
    if not messages:
        raise NotFoundError(failure_text(request, query, count=None))
    return JSONResponse(message_json(messages[-1]))


async def delete_messages(request: Request) -> Response:
    """Delete the messages that match, all of them without filters; orders are kept."""
    world = world_of(request)
    query = parse_query(request, MessageQuery)

    if query.explicit_fields():
        world.flush_messages()
        world.delete_messages([each.id for each in matching_messages(query, world.outbox.all())])
    else:
        world.clear_messages()

    return Response(status_code=204)


async def post_delivery_report(request: Request) -> Response:
    """Submit a delivery report for a message."""
    world = world_of(request)
    message = _message(request)
    report = await parse_body(request, DeliveryReportRequest)

    return JSONResponse(
        message_json(receive_delivery_report(world, message.id, NotificationResult(report.result)))
    )


def _message(request: Request) -> Message:
    message_id = request.path_params["id"]
    message = world_of(request).outbox.get(message_id)
    if message is None:
        raise NotFoundError(f"no sent message with id {message_id!r}; see GET /_mock/inbox")
    return message


def _messages_json(messages: Sequence[Message]) -> dict[str, Any]:
    return {"count": len(messages), "messages": [message_json(each) for each in messages]}


def _summary(message: Message) -> dict[str, Any]:
    return summarize(message_json(message), "body", "attachments")


def _matching_after(world: World, query: WaitQuery) -> list[Message]:
    return matching_messages(query, messages_after(world, query.after))


def _timeout_response(request: Request, query: WaitQuery) -> Response:
    world = world_of(request)
    messages = _matching_after(world, query)
    unsent = query.message_filter().without_sent_only_fields()
    return problem_response(
        408,
        f"{len(messages)} of {query.count} expected messages after {query.timeout:g} s;"
        f" the clock of this world is {world.clock.mode}. See 'pending' and 'suppressed'",
        **_messages_json(messages),
        pending=unsent.select([each.document() for each in pending_messages(world)]),
        suppressed=unsent.select([each.document() for each in suppressed_messages(world)]),
    )


routes = [
    Route("/_mock/inbox", list_messages, methods=["GET"]),
    Route("/_mock/inbox", delete_messages, methods=["DELETE"]),
    Route("/_mock/inbox/wait", wait_for_messages),
    Route("/_mock/inbox/latest", get_latest_message),
    Route("/_mock/inbox/{id}.eml", get_message_eml),
    Route("/_mock/inbox/{id}", get_message),
    Route("/_mock/inbox/{id}/report", post_delivery_report, methods=["POST"]),
]
