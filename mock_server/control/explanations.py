"""Why not: what has not left and why, what was decided, what has happened and will.

Source: design/control-api.md, Why not.
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
    """From when to when, both included."""

    from_: Annotated[Instant | None, Field(alias="from")] = None
    to: Instant | None = None


async def list_pending(request: Request) -> Response:
    """List what is on its way, why it has not left, and when it will."""
    found = pending_messages(world_of(request))

    return JSONResponse(_listed([each.document() for each in found]))


async def list_suppressed(request: Request) -> Response:
    """List what will never leave, or never arrive, and by which rule."""
    found = suppressed_messages(world_of(request))

    return JSONResponse(_listed([each.document() for each in found]))


async def get_explanation(request: Request) -> Response:
    """List what was decided about one shipment, chain, message, correspondence or instance."""
    found = explain(world_of(request), request.path_params["id"])

    return JSONResponse({"decisions": [each.document() for each in found]})


async def get_timeline(request: Request) -> Response:
    """List what has happened, and what will as things stand."""
    asked = parse_query(request, Period)

    found = timeline(world_of(request), asked.from_, asked.to)

    events = [
        {**event_json(event), "coming": True} if is_coming else event_json(event)
        for event, is_coming in found
    ]
    return JSONResponse({"count": len(events), "events": events})


def _listed(notifications: list[dict[str, Any]]) -> dict[str, Any]:
    return {"count": len(notifications), "notifications": notifications}


routes = [
    Route("/_mock/pending", list_pending),
    Route("/_mock/suppressed", list_suppressed),
    Route("/_mock/explain/{id:path}", get_explanation),
    Route("/_mock/timeline", get_timeline),
]
