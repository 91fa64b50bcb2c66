"""Endpoints for the request journal.

Source: docs/control-api.md, Request journal.
"""

from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.pages import PageQuery, View, page_of, without
from mock_server.control.request_journal import RecordedRequest, RequestJournal
from mock_server.control.schemas.parsing import Instant, parse_query
from mock_server.matching.search import REQUESTS
from mock_server.request_context import world_of


class RequestQuery(PageQuery):
    """A filter for requests, and a page of those that match."""

    method: str | None = None
    path: str | None = None
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    since: Instant | None = None
    unmatched: bool | None = None

    def matches(self, recorded: RecordedRequest) -> bool:
        """Return whether *recorded* matches all criteria."""
        return (
            (self.method is None or self.method.upper() == recorded.method.upper())
            and (self.path is None or _matches_path(recorded.path, self.path))
            and (self.status is None or self.status == recorded.status)
            and (self.since is None or self.since <= recorded.at)
            and self.unmatched in (None, recorded.closest_paths is not None)
        )


def _matches_path(path: str, pattern: str) -> bool:
    """Return whether *path* begins with *pattern*, or matches it as a glob."""
    return path.startswith(pattern) or fnmatchcase(path, pattern)


async def list_requests(request: Request) -> Response:
    """List the requests to the emulated APIs, oldest first."""
    query = parse_query(request, RequestQuery)
    journal: RequestJournal = request.app.state.request_log

    is_found = query.search(REQUESTS, RecordedRequest.document)
    page = page_of(
        journal.requests(world_of(request)),
        query,
        lambda each: each.id,
        lambda each: query.matches(each) and (is_found is None or is_found(each)),
    )
    left_out = ("headers", "body", "response") if query.view is View.SUMMARY else ()
    return JSONResponse(page.document("requests", lambda each: without(each.document(), *left_out)))


async def delete_requests(request: Request) -> Response:
    """Delete the recorded requests."""
    journal: RequestJournal = request.app.state.request_log
    journal.clear(world_of(request))

    return Response(status_code=204)


routes = [
    Route("/_mock/requests", list_requests),
    Route("/_mock/requests", delete_requests, methods=["DELETE"]),
]
