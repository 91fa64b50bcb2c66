"""What each refusal is answered with.

Source: spec/altinn-app.md section 1.6, verified-app.md sections 4 and 5.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mock_server.apps.api.responses import (
    OF_JSON_ENDPOINTS,
    invalid,
    json_answer,
    nothing,
    status_problem,
)
from mock_server.apps.engine.errors import (
    DataNotStored,
    DataTypeNotFound,
    NotPermitted,
    PartyNotFound,
    PartyTypeNotAllowed,
)
from mock_server.domain.errors import Refusal
from mock_server.dotnet.aspnet.request_bodies import Invalid, TooLarge, UnsupportedMediaType

# Answered with the refusal's own words, or with what the status says by itself.
_IN_WORDS: Final[dict[type[Refusal], int]] = {PartyTypeNotAllowed: 403, DataNotStored: 500}
_BY_STATUS: Final[dict[type[Refusal], int]] = {NotPermitted: 403, UnsupportedMediaType: 415}


def answer_to(refusal: Refusal, request: Request) -> Response:
    """Return the answer that says *refusal*."""
    kind = type(refusal)
    if kind in _IN_WORDS:
        return json_answer(_IN_WORDS[kind], str(refusal))
    if kind in _BY_STATUS:
        return status_problem(request, _BY_STATUS[kind], OF_JSON_ENDPOINTS)
    match refusal:
        case PartyNotFound():
            return json_answer(404, f"Cannot lookup party: {refusal}")
        case DataTypeNotFound():
            title = "Data type not found"
            return json_answer(500, {"title": title, "status": 500, "detail": str(refusal)})
        case Invalid():
            return invalid(request, refusal.errors)
        case TooLarge():
            return nothing(413)
        case _:
            raise refusal
