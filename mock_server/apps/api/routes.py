"""The table of endpoints: any org, any app.

Source: spec/altinn-app.md section 1.1.
"""

import re
from typing import Final

from mock_server.apps.api.api_request import Endpoint
from mock_server.apps.api.endpoints.instances import (
    answer_condition,
    complete_process,
    delete_instance,
    go_to_next,
    read_instance,
    read_process,
)
from mock_server.apps.api.endpoints.instantiation import create_from_parts, create_simplified
from mock_server.apps.domain.urls import CONDITION_PATH
from mock_server.dotnet.aspnet.routing import Route, Routes
from mock_server.dotnet.guids import guid_of

_WHOLE: Final = re.compile(r"\s*[+-]?[0-9]{1,20}\s*", re.ASCII)
_INT32: Final = range(-(2**31), 2**31)


def _party_id(text: str) -> str | None:
    return str(int(text)) if _WHOLE.fullmatch(text) and int(text) in _INT32 else None


_INSTANCES: Final = "/{org}/{app}/instances"
_INSTANCE: Final = f"{_INSTANCES}/{{party}}/{{guid}}"
_IDS: Final = {"party": _party_id, "guid": guid_of}

TABLE: Final[tuple[Route[Endpoint], ...]] = (
    Route("POST", _INSTANCES, Endpoint(create_from_parts)),
    Route("POST", f"{_INSTANCES}/create", Endpoint(create_simplified)),
    Route("GET", _INSTANCE, Endpoint(read_instance), _IDS),
    Route("DELETE", _INSTANCE, Endpoint(delete_instance), _IDS),
    Route("GET", f"{_INSTANCE}/process", Endpoint(read_process), _IDS),
    Route("PUT", f"{_INSTANCE}/process/next", Endpoint(go_to_next), _IDS),
    Route("PUT", f"{_INSTANCE}/process/completeProcess", Endpoint(complete_process), _IDS),
    Route(
        "GET",
        f"/{{org}}/{{app}}/{CONDITION_PATH}/{{party}}/{{guid}}",
        Endpoint(answer_condition, is_anonymous=True),
        _IDS,
    ),
)

ROUTES: Final = Routes(TABLE)
