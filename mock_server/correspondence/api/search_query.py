"""Parsing and validation of the search query.

Source: docs/reference/correspondence.md section 1.8.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from mock_server.correspondence.api.api_request import ApiRequest
from mock_server.correspondence.api.request_bodies import InvalidModel
from mock_server.correspondence.domain.enums import (
    CORRESPONDENCE_STATUS_NAMES,
    CorrespondenceRole,
    CorrespondenceStatus,
)
from mock_server.correspondence.domain.identifiers import on_behalf_of_error
from mock_server.correspondence.engine.queries import SearchFilter
from mock_server.domain.instant import Instant
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.binding import (
    BindingError,
    Target,
    bind_date_time,
    bind_enum,
    bind_guid,
    bind_integer,
)
from mock_server.dotnet.aspnet.model_state import ModelState
from mock_server.dotnet.aspnet.query import query_values

_T = TypeVar("_T")
Bind = Callable[[Sequence[str], Target], _T | None]

_NULLABLE: Final = Target(nullable=True)
_ROLES: Final = {
    "Recipient": int(CorrespondenceRole.RECIPIENT),
    "Sender": int(CorrespondenceRole.SENDER),
    "RecipientAndSender": int(CorrespondenceRole.RECIPIENT_AND_SENDER),
}
_STATUSES: Final = {name: int(status) for status, name in CORRESPONDENCE_STATUS_NAMES.items()}


def parse_search_query(request: ApiRequest) -> SearchFilter:
    """Return the filters in the query.

    Raises:
        InvalidModel: if a parameter is invalid.
    """
    query = _QueryReader(request)
    resource_id = query.required("resourceId", _bind_text) or ""
    role = query.required("role", _bind_role, Target())
    on_behalf_of = query.value("onBehalfOf", _bind_text)
    if on_behalf_of is not None:
        query.add_error("onBehalfOf", on_behalf_of_error(on_behalf_of))
    status = query.value("status", _bind_status)
    search_filter = SearchFilter(
        resource_id=resource_id,
        role=CorrespondenceRole(role or 0),
        on_behalf_of=on_behalf_of,
        published_after=query.date_time("from"),
        published_before=query.date_time("to"),
        status=None if status is None else CorrespondenceStatus(status),
        senders_reference=query.value("sendersReference", _bind_text),
        idempotent_key=query.value("idempotentKey", bind_guid),
        altinn2_id=query.value("altinn2CorrespondenceId", bind_integer),
    )
    query.ensure_valid()
    return search_filter


class _QueryReader:
    """The parameters of a query, with their validation errors."""

    def __init__(self, request: ApiRequest) -> None:
        self._request = request
        self._state = ModelState()

    def value(self, name: str, bind: Bind[_T], target: Target = _NULLABLE) -> _T | None:
        values = query_values(self._request.http_request, name)
        if not values:
            return None
        self._state.mark_key(name)
        try:
            return bind(values, target)
        except BindingError as error:
            self._state.add(name, str(error))
            return None

    def required(self, name: str, bind: Bind[_T], target: Target = _NULLABLE) -> _T | None:
        value = self.value(name, bind, target)
        if value is None and not self._state.has_error(name):
            self._state.add(name, f"The {name} field is required.")
        return value

    def date_time(self, name: str) -> Instant | None:
        now = self._request.world.clock.now()
        date_time = self.value(name, lambda values, target: bind_date_time(values, target, now))
        return None if date_time is None else date_time.at

    def add_error(self, name: str, error: str | None) -> None:
        if error is not None:
            self._state.add(name, error)

    def ensure_valid(self) -> None:
        if not self._state.is_valid:
            raise InvalidModel(self._state)


def _bind_text(values: Sequence[str], _target: Target) -> str | None:
    return None if is_blank(values[0]) else values[0]


def _bind_role(values: Sequence[str], target: Target) -> int | None:
    return bind_enum(values, target, _ROLES)


def _bind_status(values: Sequence[str], target: Target) -> int | None:
    return bind_enum(values, target, _STATUSES)
