"""Endpoint table of an app, for any org and app.

Source: docs/reference/apps.md section 1.1.
"""

import re
from typing import Final

from mock_server.apps.api.api_request import Endpoint
from mock_server.apps.api.endpoints.instances import (
    check_condition,
    complete_process,
    complete_task,
    delete_instance,
    get_instance,
    get_process,
)
from mock_server.apps.api.endpoints.instantiation import create_from_parts, create_simplified
from mock_server.apps.domain.urls import CONDITION_PATH
from mock_server.dotnet.aspnet.routing import Route, RouteTable
from mock_server.dotnet.guids import parse_guid

_INTEGER: Final = re.compile(r"\s*[+-]?[0-9]{1,20}\s*", re.ASCII)
_INT32: Final = range(-(2**31), 2**31)


def _parse_party_id(text: str) -> str | None:
    return str(int(text)) if _INTEGER.fullmatch(text) and int(text) in _INT32 else None


_INSTANCES: Final = "/{org}/{app}/instances"
_INSTANCE: Final = f"{_INSTANCES}/{{party}}/{{guid}}"
_IDS: Final = {"party": _parse_party_id, "guid": parse_guid}

ENDPOINTS: Final[tuple[Route[Endpoint], ...]] = (
    Route("POST", _INSTANCES, Endpoint(create_from_parts)),
    Route("POST", f"{_INSTANCES}/create", Endpoint(create_simplified)),
    Route("GET", _INSTANCE, Endpoint(get_instance), _IDS),
    Route("DELETE", _INSTANCE, Endpoint(delete_instance), _IDS),
    Route("GET", f"{_INSTANCE}/process", Endpoint(get_process), _IDS),
    Route("PUT", f"{_INSTANCE}/process/next", Endpoint(complete_task), _IDS),
    Route("PUT", f"{_INSTANCE}/process/completeProcess", Endpoint(complete_process), _IDS),
    Route(
        "GET",
        f"/{{org}}/{{app}}/{CONDITION_PATH}/{{party}}/{{guid}}",
        Endpoint(check_condition, is_anonymous=True),
        _IDS,
    ),
)

ROUTES: Final = RouteTable(ENDPOINTS)
