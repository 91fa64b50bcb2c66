"""Endpoints for the request journal.

Source: docs/control-api.md, Request journal.
"""

from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.request_journal import RecordedRequest, RequestJournal
from mock_server.control.schemas.parsing import ControlModel, Instant, parse_query
from mock_server.request_context import world_of


class RequestQuery(ControlModel):
    """A filter for requests: all given criteria must match; ``limit`` keeps the newest."""

    method: str | None = None
    path: str | None = None
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    since: Instant | None = None
    limit: Annotated[int, Field(ge=0)] | None = None

    def matches(self, recorded: RecordedRequest) -> bool:
        """Return whether *recorded* matches all criteria."""
        return (
            (self.method is None or self.method.upper() == recorded.method.upper())
            and (self.path is None or _matches_path(recorded.path, self.path))
            and (self.status is None or self.status == recorded.status)
            and (self.since is None or self.since <= recorded.at)
        )


def _matches_path(path: str, pattern: str) -> bool:
    """Return whether *path* begins with *pattern*, or matches it as a glob."""
    return path.startswith(pattern) or fnmatchcase(path, pattern)


async def list_requests(request: Request) -> Response:
    """List the requests to the emulated APIs, oldest first."""
    query = parse_query(request, RequestQuery)
    journal: RequestJournal = request.app.state.request_log

    requests = [
        each.document() for each in journal.requests(world_of(request)) if query.matches(each)
    ]
    if query.limit is not None:
        requests = requests[max(0, len(requests) - query.limit) :]

    return JSONResponse({"count": len(requests), "requests": requests})


async def delete_requests(request: Request) -> Response:
    """Delete the recorded requests."""
    journal: RequestJournal = request.app.state.request_log
    journal.clear(world_of(request))

    return Response(status_code=204)


routes = [
    Route("/_mock/requests", list_requests),
    Route("/_mock/requests", delete_requests, methods=["DELETE"]),
]
