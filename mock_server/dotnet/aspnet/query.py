"""Query parameters, with case-insensitive names, and their model binding.

Source: docs/reference/notifications.md section 7.4.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request

from mock_server.dotnet.aspnet.binding import BindingError, Target
from mock_server.dotnet.aspnet.model_state import Error

_T = TypeVar("_T")

Bind = Callable[[Sequence[str], Target], _T | None]


def query_values(request: Request, name: str) -> list[str]:
    """Return all values of a query parameter; without ``=`` the value is empty."""
    query = request.scope["query_string"].decode("latin-1")
    lower_name = name.lower()
    return [
        value
        for key, value in parse_qsl(query, keep_blank_values=True, errors="replace")
        if key.lower() == lower_name
    ]


def bind_query(request: Request, target: Target, bind: Bind[_T], errors: list[Error]) -> _T | None:
    """Return the value of the query parameter named by *target*, or None if it is missing.

    A binding error is added to *errors*.
    """
    name = target.name or ""
    values = query_values(request, name)
    if not values:
        return None
    try:
        return bind(values, target)
    except BindingError as error:
        errors.append((name, str(error)))
        return None
