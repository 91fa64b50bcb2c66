"""Endpoints for pending and suppressed messages, decisions and the timeline.

Source: docs/control-api.md, Pending and suppressed messages.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.message_query import IntendedMessageQuery
from mock_server.control.pages import PageQuery, View, page_of, summarize
from mock_server.control.schemas.messages import event_json
from mock_server.control.schemas.parsing import Instant, parse_query
from mock_server.explain.decisions import explain
from mock_server.explain.pending import pending_messages
from mock_server.explain.reasons import (
    PendingMessage,
    PendingReason,
    SuppressedMessage,
    SuppressionReason,
)
from mock_server.explain.suppressed import suppressed_messages
from mock_server.explain.timeline import timeline
from mock_server.matching.search import EVENTS, UNSENT
from mock_server.request_context import world_of
from mock_server.world.event_log import Event


class Period(PageQuery):
    """A period of time, including both ends, and a page of its events."""

    from_: Annotated[Instant | None, Field(alias="from")] = None
    to: Instant | None = None


class PendingQuery(IntendedMessageQuery):
    """A filter for pending messages, and a page of those that match."""

    reason: PendingReason | None = None


class SuppressedQuery(IntendedMessageQuery):
    """A filter for suppressed messages, and a page of those that match."""

    reason: SuppressionReason | None = None


async def list_pending(request: Request) -> Response:
    """List pending messages, with reason and expected send time."""
    query = parse_query(request, PendingQuery)

    return _notifications_response(pending_messages(world_of(request)), query)


async def list_suppressed(request: Request) -> Response:
    """List suppressed messages, with reason and rule."""
    query = parse_query(request, SuppressedQuery)

    return _notifications_response(suppressed_messages(world_of(request)), query)


async def get_explanation(request: Request) -> Response:
    """List the decisions about a shipment, order chain, message, correspondence or instance."""
    decisions = explain(world_of(request), request.path_params["id"])

    return JSONResponse({"decisions": [each.document() for each in decisions]})


async def get_timeline(request: Request) -> Response:
    """List past and upcoming events."""
    period = parse_query(request, Period)

    events = list(enumerate(timeline(world_of(request), period.from_, period.to)))
    is_match = period.search(EVENTS, _timeline_event)
    page = page_of(events, period, lambda each: str(each[0]), is_match)

    return JSONResponse(page.document("events", _timeline_event))


def _timeline_event(entry: tuple[int, tuple[Event, bool]]) -> dict[str, Any]:
    number, (event, is_coming) = entry
    document = {"id": str(number), **event_json(event)}
    return {**document, "coming": True} if is_coming else document


def _notifications_response(
    messages: Sequence[PendingMessage] | Sequence[SuppressedMessage],
    query: PendingQuery | SuppressedQuery,
) -> Response:
    entries = list(_with_ids(messages))
    message_filter, is_found = query.message_filter(), query.search(UNSENT, _notification)

    def is_match(entry: tuple[str, UnsentMessage]) -> bool:
        return (
            query.reason in (None, entry[1].reason)
            and (not message_filter.criteria or message_filter.matches(entry[1].document()))
            and (is_found is None or is_found(entry))
        )

    is_filtered = query.reason or message_filter.criteria or is_found
    page = page_of(entries, query, lambda each: each[0], is_match if is_filtered else None)
    to_json = _notification if query.view is View.FULL else _notification_summary
    return JSONResponse(page.document("notifications", to_json))


UnsentMessage = PendingMessage | SuppressedMessage


def _with_ids(messages: Iterable[UnsentMessage]) -> Iterator[tuple[str, UnsentMessage]]:
    """Yield each message with an id: that of its order, and its number within the order."""
    numbers: Counter[str] = Counter()
    for each in messages:
        message = each.message
        owner = message.order_id or message.correspondence_id or message.instance_id or "message"
        numbers[owner] += 1
        yield f"{owner}.{numbers[owner]}", each


def _notification(entry: tuple[str, UnsentMessage]) -> dict[str, Any]:
    return {"id": entry[0], **entry[1].document()}


def _notification_summary(entry: tuple[str, UnsentMessage]) -> dict[str, Any]:
    return summarize(_notification(entry), "body")


routes = [
    Route("/_mock/pending", list_pending),
    Route("/_mock/suppressed", list_suppressed),
    Route("/_mock/explain/{id:path}", get_explanation),
    Route("/_mock/timeline", get_timeline),
]
