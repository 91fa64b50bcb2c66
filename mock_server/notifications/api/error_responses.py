"""Error responses of the Notifications API.

Source: docs/reference/notifications.md sections 6.3 to 6.5.
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


class _CodedProblem(NamedTuple):
    """A problem with an Altinn error code."""

    status: int
    code: str
    title: str


_UNCODED: Final[dict[type[PlatformError], int]] = {
    CannotBeCancelled: 409,
    OrderNotFound: 404,
    UnsupportedMediaType: 415,
}
_CODED: Final = {
    MissingContactInformation: _CodedProblem(
        422, "NOT-00001", "Missing contact information for recipient(s)"
    ),
    ShipmentNotFound: _CodedProblem(404, "NOT-00003", "Shipment not found"),
    TemporaryNetworkFailure: _CodedProblem(
        503, "NOT-00004", "A temporary network failure occurred"
    ),
}


def problem_document(error: PlatformError, trace: str) -> Json:
    """Return the problem document for an error."""
    error_type = type(error)
    if isinstance(error, InvalidRequest):
        return validation_problem(ModelState.of(error.errors).errors(), trace)
    if error_type in _UNCODED:
        return problem(_UNCODED[error_type], trace)
    return coded_problem(*_CODED[error_type], trace)


def error_response(error: PlatformError, request: Request) -> Response:
    """Return the response for an error."""
    if isinstance(error, MissingCreator):
        return empty_response(403)
    if isinstance(error, PayloadTooLarge):
        return empty_response(413, {"Connection": "close"})
    trace = trace_id(request.headers.get("traceparent"), token_hex)
    document = problem_document(error, trace)
    ignores_accept = isinstance(error, InvalidForm) or _has_slash_content_type(error, request)
    return problem_response(document, request, PROBLEM if ignores_accept else None)


def _has_slash_content_type(error: PlatformError, request: Request) -> bool:
    """Return whether the content type is "/"; the error response then ignores Accept."""
    return isinstance(error, UnsupportedMediaType) and request.headers.get("content-type") == "/"
