"""What was asked of the emulated APIs, listed and forgotten.

Source: design/control-api.md, What was asked.
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
    """Which calls are meant: all that is given must fit; ``limit`` keeps the newest."""

    method: str | None = None
    path: str | None = None
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    since: Instant | None = None
    limit: Annotated[int, Field(ge=0)] | None = None

    def matches(self, exchange: RecordedRequest) -> bool:
        """Tell whether *exchange* is meant."""
        return (
            (self.method is None or self.method.upper() == exchange.method.upper())
            and (self.path is None or _is_at(exchange.path, self.path))
            and (self.status is None or self.status == exchange.status)
            and (self.since is None or self.since <= exchange.at)
        )


def _is_at(path: str, wanted: str) -> bool:
    """Tell whether *path* begins with *wanted*, or fits it as a glob."""
    return path.startswith(wanted) or fnmatchcase(path, wanted)


async def list_requests(request: Request) -> Response:
    """List the calls of the emulated APIs, oldest first."""
    world = world_of(request)
    asked = parse_query(request, RequestQuery)

    log: RequestJournal = request.app.state.request_log
    found = [each.document() for each in log.of(world) if asked.matches(each)]
    if asked.limit is not None:
        found = found[max(0, len(found) - asked.limit) :]
    return JSONResponse({"count": len(found), "requests": found})


async def delete_requests(request: Request) -> Response:
    """Forget the calls so far."""
    log: RequestJournal = request.app.state.request_log
    log.clear(world_of(request))

    return Response(status_code=204)


routes = [
    Route("/_mock/requests", list_requests),
    Route("/_mock/requests", delete_requests, methods=["DELETE"]),
]
