"""The routes of the Correspondence API.

Source: docs/reference/correspondence.md section 1.3.
"""

from typing import Final

from mock_server.correspondence.api.api_request import Consumes, Endpoint
from mock_server.correspondence.api.authorization import AuthorizationPolicy
from mock_server.correspondence.api.endpoints import (
    attachments,
    downloads,
    forwarding,
    initialization,
    messages,
)
from mock_server.dotnet.aspnet.routing import Route, RouteTable

API: Final = "/correspondence/api/v1"
_MESSAGES: Final = f"{API}/correspondence"
_MESSAGE: Final = f"{_MESSAGES}/{{correspondenceId}}"
_ATTACHMENTS: Final = f"{API}/attachment"
_ATTACHMENT: Final = f"{_ATTACHMENTS}/{{attachmentId}}"

ENDPOINTS: Final = (
    Route(
        "POST",
        _ATTACHMENTS,
        Endpoint(
            handler=attachments.initialize_attachment,
            policy=AuthorizationPolicy.SENDER,
            consumes=Consumes.JSON,
        ),
    ),
    Route(
        "POST",
        f"{_ATTACHMENT}/upload",
        Endpoint(
            handler=attachments.upload_attachment,
            policy=AuthorizationPolicy.SENDER,
            consumes=Consumes.BINARY,
            also_accepts="application/octet-stream",
        ),
    ),
    Route(
        "GET",
        _ATTACHMENT,
        Endpoint(handler=attachments.get_attachment, policy=AuthorizationPolicy.SENDER),
    ),
    Route(
        "DELETE",
        _ATTACHMENT,
        Endpoint(handler=attachments.delete_attachment, policy=AuthorizationPolicy.SENDER),
    ),
    Route(
        "GET",
        f"{_ATTACHMENT}/details",
        Endpoint(handler=attachments.get_attachment_details, policy=AuthorizationPolicy.SENDER),
    ),
    Route(
        "GET",
        f"{_ATTACHMENT}/download",
        Endpoint(
            handler=downloads.download_as_sender,
            policy=AuthorizationPolicy.SENDER,
            produces=None,
        ),
    ),
    Route(
        "POST",
        _MESSAGES,
        Endpoint(
            handler=initialization.initialize_from_json,
            policy=AuthorizationPolicy.SENDER,
            consumes=Consumes.JSON,
        ),
    ),
    Route(
        "POST",
        f"{_MESSAGES}/upload",
        Endpoint(
            handler=initialization.initialize_from_form,
            policy=AuthorizationPolicy.SENDER,
            consumes=Consumes.FORM,
        ),
    ),
    Route(
        "GET", _MESSAGES, Endpoint(handler=messages.list_messages, policy=AuthorizationPolicy.READ)
    ),
    Route(
        "GET", _MESSAGE, Endpoint(handler=messages.get_overview, policy=AuthorizationPolicy.READ)
    ),
    Route(
        "GET",
        f"{_MESSAGE}/details",
        Endpoint(handler=messages.get_details, policy=AuthorizationPolicy.READ),
    ),
    Route(
        "GET",
        f"{_MESSAGE}/content",
        Endpoint(
            handler=messages.get_content,
            policy=AuthorizationPolicy.RECIPIENT,
            produces="text/plain",
        ),
    ),
    Route(
        "POST",
        f"{_MESSAGE}/markasread",
        Endpoint(handler=messages.mark_as_read, policy=AuthorizationPolicy.RECIPIENT),
    ),
    Route(
        "POST",
        f"{_MESSAGE}/confirm",
        Endpoint(handler=messages.confirm, policy=AuthorizationPolicy.RECIPIENT),
    ),
    Route(
        "DELETE",
        f"{_MESSAGE}/purge",
        Endpoint(handler=messages.purge, policy=AuthorizationPolicy.PURGE),
    ),
    Route(
        "GET",
        f"{_MESSAGE}/attachment/{{attachmentId}}/download",
        Endpoint(
            handler=downloads.download_as_recipient,
            policy=AuthorizationPolicy.RECIPIENT,
            produces=None,
        ),
    ),
    *(
        Route(
            "GET",
            f"{_MESSAGE}/{attachments_of}/downloadall",
            Endpoint(
                handler=downloads.download_all, policy=AuthorizationPolicy.RECIPIENT, produces=None
            ),
        )
        for attachments_of in ("attachments", "attachment")
    ),
    Route(
        "POST",
        f"{_MESSAGE}/forward",
        Endpoint(
            handler=forwarding.forward,
            policy=AuthorizationPolicy.RECIPIENT,
            consumes=Consumes.JSON,
        ),
    ),
    Route(
        "GET",
        f"{_MESSAGE}/forward/check",
        Endpoint(handler=forwarding.check_forwarding, policy=AuthorizationPolicy.FORWARD_CHECK),
    ),
    Route(
        "GET",
        f"{_MESSAGE}/notification/check",
        Endpoint(
            handler=messages.check_reminder,
            policy=AuthorizationPolicy.CONDITION_CHECK,
            produces=None,
        ),
    ),
    Route(
        "GET",
        f"{_MESSAGE}/notification/check/main",
        Endpoint(
            handler=messages.check_main, policy=AuthorizationPolicy.CONDITION_CHECK, produces=None
        ),
    ),
)
ROUTES: Final = RouteTable(ENDPOINTS)
