"""Endpoints for pending and suppressed messages, decisions and the timeline.

Source: docs/control-api.md, Pending and suppressed messages.
"""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.schemas.messages import event_json
from mock_server.control.schemas.parsing import ControlModel, Instant, parse_query
from mock_server.explain.decisions import explain
from mock_server.explain.pending import pending_messages
from mock_server.explain.suppressed import suppressed_messages
from mock_server.explain.timeline import timeline
from mock_server.request_context import world_of


class Period(ControlModel):
    """A period of time, including both ends."""

    from_: Annotated[Instant | None, Field(alias="from")] = None
    to: Instant | None = None


async def list_pending(request: Request) -> Response:
    """List pending messages, with reason and expected send time."""
    messages = pending_messages(world_of(request))

    return _notifications_response([each.document() for each in messages])


async def list_suppressed(request: Request) -> Response:
    """List suppressed messages, with reason and rule."""
    messages = suppressed_messages(world_of(request))

    return _notifications_response([each.document() for each in messages])


async def get_explanation(request: Request) -> Response:
    """List the decisions about a shipment, order chain, message, correspondence or instance."""
    decisions = explain(world_of(request), request.path_params["id"])

    return JSONResponse({"decisions": [each.document() for each in decisions]})


async def get_timeline(request: Request) -> Response:
    """List past and upcoming events."""
    period = parse_query(request, Period)

    events = [
        {**event_json(event), "coming": True} if is_coming else event_json(event)
        for event, is_coming in timeline(world_of(request), period.from_, period.to)
    ]

    return JSONResponse({"count": len(events), "events": events})


def _notifications_response(notifications: list[dict[str, Any]]) -> Response:
    return JSONResponse({"count": len(notifications), "notifications": notifications})


routes = [
    Route("/_mock/pending", list_pending),
    Route("/_mock/suppressed", list_suppressed),
    Route("/_mock/explain/{id:path}", get_explanation),
    Route("/_mock/timeline", get_timeline),
]
