"""What each refusal is answered with.

Source: spec/altinn-app.md section 1.6, verified-app.md sections 4 and 5.
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

# Answered with the refusal's own words, or with what the status says by itself.
_IN_WORDS: Final[dict[type[PlatformError], int]] = {PartyTypeNotAllowed: 403, DataNotStored: 500}
_BY_STATUS: Final[dict[type[PlatformError], int]] = {NotPermitted: 403, UnsupportedMediaType: 415}


def error_response(refusal: PlatformError, request: Request) -> Response:
    """Return the answer that says *refusal*."""
    kind = type(refusal)
    if kind in _IN_WORDS:
        return json_response(_IN_WORDS[kind], str(refusal))
    if kind in _BY_STATUS:
        return status_problem(request, _BY_STATUS[kind], JSON_ENDPOINT_TYPES)
    match refusal:
        case PartyNotFound():
            return json_response(404, f"Cannot lookup party: {refusal}")
        case DataTypeNotFound():
            title = "Data type not found"
            return json_response(500, {"title": title, "status": 500, "detail": str(refusal)})
        case InvalidRequest():
            return validation_error_response(request, refusal.errors)
        case PayloadTooLarge():
            return empty_response(413)
        case _:
            raise refusal
