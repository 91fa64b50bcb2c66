"""What each refusal is answered with.

Source: spec/notifications-api.md, sections 6.3 to 6.5.
"""

from secrets import token_hex
from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from mock_server.domain.errors import (
    CannotBeCancelled,
    MissingContactInformation,
    OrderNotFound,
    PlatformError,
    ShipmentNotFound,
    TemporaryNetworkFailure,
)
from mock_server.dotnet.aspnet.media_types import PROBLEM
from mock_server.dotnet.aspnet.model_state import (
    ModelState,
    coded_problem,
    problem,
    trace_id,
    validation_problem,
)
from mock_server.dotnet.aspnet.request_bodies import (
    InvalidRequest,
    PayloadTooLarge,
    UnsupportedMediaType,
)
from mock_server.notifications.api.api_request import InvalidForm, MissingCreator
from mock_server.notifications.api.responses import empty_response, problem_response

Json = dict[str, Any]


class _Code(NamedTuple):
    """A problem with a code of Altinn's own."""

    status: int
    code: str
    title: str


_PLAIN: Final[dict[type[PlatformError], int]] = {
    CannotBeCancelled: 409,
    OrderNotFound: 404,
    UnsupportedMediaType: 415,
}
_CODED: Final = {
    MissingContactInformation: _Code(
        422, "NOT-00001", "Missing contact information for recipient(s)"
    ),
    ShipmentNotFound: _Code(404, "NOT-00003", "Shipment not found"),
    TemporaryNetworkFailure: _Code(503, "NOT-00004", "A temporary network failure occurred"),
}


def problem_document(refusal: PlatformError, trace: str) -> Json:
    """Write *refusal* down as the platform does."""
    kind = type(refusal)
    if isinstance(refusal, InvalidRequest):
        return validation_problem(ModelState.of(refusal.errors).errors(), trace)
    if kind in _PLAIN:
        return problem(_PLAIN[kind], trace)
    return coded_problem(*_CODED[kind], trace)


def error_response(refusal: PlatformError, request: Request) -> Response:
    """Return the answer that says *refusal*."""
    if isinstance(refusal, MissingCreator):
        return empty_response(403)
    if isinstance(refusal, PayloadTooLarge):
        return empty_response(413, {"Connection": "close"})
    trace = trace_id(request.headers.get("traceparent"), token_hex)
    document = problem_document(refusal, trace)
    is_settled = isinstance(refusal, InvalidForm) or _has_slash_content_type(refusal, request)
    return problem_response(document, request, PROBLEM if is_settled else None)


def _has_slash_content_type(refusal: PlatformError, request: Request) -> bool:
    """Tell whether the body's type is the lone slash, whose problem is always one by type."""
    return isinstance(refusal, UnsupportedMediaType) and request.headers.get("content-type") == "/"
