"""Orders posted by Correspondence and apps get the same responses as over HTTP.

Source: docs/reference/notifications.md section 15.5.
"""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import Dependency, OrderSource
from mock_server.notifications.api.internal_orders import post_order_chain
from mock_server.world.external_calls import SubmitOrder
from mock_server.world.faults import FaultRule
from mock_server.world.world import World

JSON = {"content-type": "application/json"}
SMS = {"phoneNumber": "+4799999999", "smsSettings": {"body": "Hei"}}
CHAIN = {"idempotencyId": "1", "recipient": {"recipientSms": SMS}}
UNKNOWN_PERSON = {
    "nationalIdentityNumber": "16069412345",
    "channelSchema": "Sms",
    "smsSettings": {"body": "Hei"},
}


def submission_of(document: dict[str, Any], **more: Any) -> SubmitOrder:
    return SubmitOrder(document=document, creator="ttd", source=OrderSource.CORRESPONDENCE, **more)


def without_trace(document: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (document or {}).items() if name != "traceId"}


def test_a_repeated_order_is_registered_once(world: World):
    submission = submission_of(CHAIN, correspondence_id="c")

    first, second = post_order_chain(world, submission), post_order_chain(world, submission)

    assert (first[0], second[0]) == (201, 200)
    assert first[1] == second[1]
    [order] = world.orders.all()
    assert (order.source, order.correspondence_id) == (OrderSource.CORRESPONDENCE, "c")


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({}, id="members-missing"),
        pytest.param({**CHAIN, "idempotencyId": " "}, id="blank"),
        pytest.param({**CHAIN, "requestedSendTime": "2020-01-01T00:00:00Z"}, id="past"),
        pytest.param({**CHAIN, "sendersReference": "\ud800"}, id="half-a-character"),
        pytest.param({**CHAIN, "recipient": {"recipientPerson": UNKNOWN_PERSON}}, id="no-address"),
        pytest.param({**CHAIN, "reminders": [None]}, id="null-reminder"),
        pytest.param({**CHAIN, "sendersReference": "\0"}, id="not-storable"),
    ],
)
def test_a_rejected_order_gets_the_same_response_as_over_http(
    world: World, api: TestClient, document: dict[str, Any]
):
    content = json.dumps(document).encode()
    response = api.post("/future/orders", content=content, headers=JSON)

    status, body = post_order_chain(world, submission_of(document))

    assert status == response.status_code
    assert without_trace(body) == without_trace(response.json() if response.content else None)
    assert list(world.orders.all()) == []


def test_a_fault_of_profile_gets_500(world: World):
    world.faults.rules.append(FaultRule(dependency=Dependency.PROFILE))

    document = {**CHAIN, "recipient": {"recipientPerson": UNKNOWN_PERSON}}

    assert post_order_chain(world, submission_of(document)) == (500, None)
