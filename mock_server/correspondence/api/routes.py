"""The table of endpoints of the Correspondence API.

Source: spec/correspondence.md section 1.3, spec/verified-correspondence.md sections 4 and 6.
"""

from typing import Final

from mock_server.correspondence.api.api_request import Consumes, Endpoint
from mock_server.correspondence.api.authorization import Policy
from mock_server.correspondence.api.endpoints import attachments, initialization, messages
from mock_server.dotnet.aspnet.routing import Route, Routes

API: Final = "/correspondence/api/v1"
_MESSAGES: Final = f"{API}/correspondence"
_MESSAGE: Final = f"{_MESSAGES}/{{correspondenceId}}"
_ATTACHMENTS: Final = f"{API}/attachment"
_ATTACHMENT: Final = f"{_ATTACHMENTS}/{{attachmentId}}"

TABLE: Final = (
    Route(
        "POST",
        _ATTACHMENTS,
        Endpoint(
            answer=attachments.initialize_attachment, policy=Policy.SENDER, consumes=Consumes.JSON
        ),
    ),
    Route(
        "POST",
        f"{_ATTACHMENT}/upload",
        Endpoint(
            answer=attachments.upload_attachment,
            policy=Policy.SENDER,
            consumes=Consumes.OCTETS,
            also_accepts="application/octet-stream",
        ),
    ),
    Route("GET", _ATTACHMENT, Endpoint(answer=attachments.read_attachment, policy=Policy.SENDER)),
    Route(
        "POST",
        _MESSAGES,
        Endpoint(
            answer=initialization.initialize_from_json, policy=Policy.SENDER, consumes=Consumes.JSON
        ),
    ),
    Route(
        "POST",
        f"{_MESSAGES}/upload",
        Endpoint(
            answer=initialization.initialize_from_form, policy=Policy.SENDER, consumes=Consumes.FORM
        ),
    ),
    Route("GET", _MESSAGES, Endpoint(answer=messages.list_messages, policy=Policy.LOOK)),
    Route("GET", _MESSAGE, Endpoint(answer=messages.read_overview, policy=Policy.LOOK)),
    Route("GET", f"{_MESSAGE}/details", Endpoint(answer=messages.read_details, policy=Policy.LOOK)),
    Route(
        "GET",
        f"{_MESSAGE}/content",
        Endpoint(answer=messages.read_content, policy=Policy.RECIPIENT, produces="text/plain"),
    ),
    Route(
        "POST",
        f"{_MESSAGE}/markasread",
        Endpoint(answer=messages.mark_as_read, policy=Policy.RECIPIENT),
    ),
    Route(
        "POST", f"{_MESSAGE}/confirm", Endpoint(answer=messages.confirm, policy=Policy.RECIPIENT)
    ),
    Route("DELETE", f"{_MESSAGE}/purge", Endpoint(answer=messages.purge, policy=Policy.PURGE)),
    Route(
        "GET",
        f"{_MESSAGE}/notification/check",
        Endpoint(answer=messages.check_reminder, policy=Policy.CONDITION_CHECK, produces=None),
    ),
    Route(
        "GET",
        f"{_MESSAGE}/notification/check/main",
        Endpoint(answer=messages.check_main, policy=Policy.CONDITION_CHECK, produces=None),
    ),
)
ROUTES: Final = Routes(TABLE)
