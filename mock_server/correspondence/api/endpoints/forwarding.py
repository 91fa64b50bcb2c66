"""Endpoints that forward a correspondence by e-mail.

Source: altinn-correspondence, ``CorrespondenceController.cs``.
"""

from starlette.responses import Response

from mock_server.correspondence.api.api_request import ApiRequest
from mock_server.correspondence.api.request_bodies import FORWARD
from mock_server.correspondence.api.responses import json_response
from mock_server.correspondence.engine import forwarding
from mock_server.dotnet.aspnet.request_bodies import read_body
from mock_server.notifications.api.internal_orders import submit_internal_order

_ID = "correspondenceId"


async def forward(request: ApiRequest) -> Response:
    """POST correspondence/{id}/forward: send a correspondence to an e-mail address."""
    correspondence_id = request.guid(_ID)
    document = FORWARD.parse_json(await read_body(request.http_request))
    forwarded = forwarding.prepare(
        request.world,
        correspondence_id,
        forwarding.ForwardRequest(document["forwardTo"], document.get("forwardingText")),
        request.caller,
    )
    response = submit_internal_order(request.world, forwarded.order)
    return json_response(forwarding.complete(request.world, forwarded, response))


async def check_forwarding(request: ApiRequest) -> Response:
    """GET correspondence/{id}/forward/check: return whether a correspondence can be forwarded."""
    is_allowed = forwarding.is_allowed(request.world, request.guid(_ID))
    return json_response({"allowForwarding": is_allowed})
