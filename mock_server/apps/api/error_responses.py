"""Responses to errors.

Source: docs/reference/apps.md section 1.6.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mock_server.apps.api.responses import (
    JSON_ENDPOINT_TYPES,
    empty_response,
    json_response,
    status_problem,
    validation_error_response,
)
from mock_server.apps.engine.errors import (
    DataNotStored,
    DataTypeNotFound,
    NotPermitted,
    PartyNotFound,
    PartyTypeNotAllowed,
)
from mock_server.domain.errors import PlatformError
from mock_server.dotnet.aspnet.request_bodies import (
    InvalidRequest,
    PayloadTooLarge,
    UnsupportedMediaType,
)

# Errors whose response is their message, and errors whose response is a problem for the status.
_MESSAGE_STATUSES: Final[dict[type[PlatformError], int]] = {
    PartyTypeNotAllowed: 403,
    DataNotStored: 500,
}
_PROBLEM_STATUSES: Final[dict[type[PlatformError], int]] = {
    NotPermitted: 403,
    UnsupportedMediaType: 415,
}


def error_response(error: PlatformError, request: Request) -> Response:
    """Return the response to *error*."""
    kind = type(error)
    if kind in _MESSAGE_STATUSES:
        return json_response(_MESSAGE_STATUSES[kind], str(error))
    if kind in _PROBLEM_STATUSES:
        return status_problem(request, _PROBLEM_STATUSES[kind], JSON_ENDPOINT_TYPES)
    match error:
        case PartyNotFound():
            return json_response(404, f"Cannot lookup party: {error}")
        case DataTypeNotFound():
            title = "Data type not found"
            return json_response(500, {"title": title, "status": 500, "detail": str(error)})
        case InvalidRequest():
            return validation_error_response(request, error.errors)
        case PayloadTooLarge():
            return empty_response(413)
        case _:
            raise error
