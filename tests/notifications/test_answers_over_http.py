"""What goes over the wire: statuses, headers, links, and the failures that are on purpose.

Source: spec/notifications-api.md sections 2, 6, 11 to 19; spec/verified-notifications.md.
"""

import asyncio
import json
import logging
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from mock_server.domain.enums import AuthMode, Dependency
from mock_server.server.app import Emulator
from mock_server.world.advance import advance
from mock_server.world.faults import FaultRule
from mock_server.world.world import World

SMS = {"phoneNumber": "+4799999999", "smsSettings": {"body": "Hei"}}
CHAIN = {"idempotencyId": "1", "recipient": {"recipientSms": SMS}}
INSTANT = {"idempotencyId": "1", "recipientSms": {**SMS, "timeToLiveInSeconds": 60}}
V1 = {"body": "Hei", "recipients": [{"mobileNumber": "+4799999999"}]}
API = "/notifications/api/v1"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_an_order_chain_is_answered_once_with_201_and_then_with_200(api: TestClient):
    first = api.post("/future/orders", json=CHAIN)
    second = api.post("/future/orders", json=CHAIN)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    chain_id = first.json()["notificationOrderId"]
    assert first.headers["location"] == f"http://mock{API}/orders/chain/{chain_id}"
    assert "location" not in second.headers


def test_documents_are_laid_out_as_the_platform_does(api: TestClient):
    answer = api.post("/future/orders", json={**CHAIN, "sendersReference": "æ\u2028'\U0001f600"})

    chain_id = answer.json()["notificationOrderId"]
    shipment = answer.json()["notification"]["shipmentId"]
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.text == (
        f'{{\n  "notificationOrderId": "{chain_id}",\n  "notification": {{\n'
        f'    "shipmentId": "{shipment}",\n'
        '    "sendersReference": "æ\\u2028\'\\uD83D\\uDE00"\n  }\n}'
    )


def test_links_keep_the_prefix_of_the_world(emulator: Emulator):
    with TestClient(emulator, base_url=f"http://mock/w/other{API}") as api:
        answer = api.post("/orders/sms", json=V1)
        order_id = answer.json()["orderId"]
        order = api.get(f"/orders/{order_id}").json()

    link = f"http://mock/w/other{API}/orders/{order_id}"
    assert answer.headers["location"] == link
    assert order["links"] == {"self": link, "status": f"{link}/status"}


def test_a_problem_belongs_to_the_trace_of_its_caller(api: TestClient):
    answer = api.post("/future/orders", json={}, headers={"traceparent": TRACE})

    trace_id = answer.json()["traceId"]
    assert trace_id[:36] == TRACE[:36]
    assert trace_id[36:52] != TRACE[36:52]
    assert trace_id[-2:] == "01"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        pytest.param("application/problem+json", "application/problem+json", id="asked-for"),
        pytest.param("application/json, application/problem+json", "application/json", id="second"),
        pytest.param("*/*", "application/json", id="anything"),
    ],
)
def test_a_problem_has_the_type_that_is_asked_for(api: TestClient, accept: str, media_type: str):
    answer = api.post("/future/orders", json={}, headers={"accept": accept})

    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("/orders/sms", V1, 202, id="older-order"),
        pytest.param("/future/orders", CHAIN, 500, id="order-chain"),
        pytest.param("/future/orders/instant/sms", INSTANT, 403, id="instant"),
    ],
)
def test_a_blank_creator_goes_as_far_as_recorded(
    api: TestClient, emulator: Emulator, path: str, body: dict[str, Any], status: int
):
    scope = "altinn:serviceowner/notifications.create"
    token = emulator.signer.issue({"scope": scope, "urn:altinn:org": " "})

    answer = api.post(path, json=body, headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == status


def test_who_has_no_name_is_told_of_errors_first(api: TestClient, emulator: Emulator):
    token = emulator.signer.issue({"scope": "altinn:serviceowner/notifications.create"})
    api.headers["authorization"] = f"Bearer {token}"

    assert api.post("/future/orders", json={}).status_code == 400
    assert api.post("/future/orders", json=CHAIN).status_code == 403
    assert api.get("/orders/x").status_code == 400
    assert api.get("/orders/3fa85f64-5717-4562-b3fc-2c963f66afa6").status_code == 403


def test_orders_of_others_are_not_there(api: TestClient, emulator: Emulator):
    order_id = api.post("/orders/sms", json=V1).json()["orderId"]
    scope = "altinn:serviceowner/notifications.create"
    token = emulator.signer.issue({"scope": scope, "urn:altinn:org": "digdir"})
    api.headers["authorization"] = f"Bearer {token}"

    assert api.get(f"/orders/{order_id}").status_code == 404
    assert api.put(f"/orders/{order_id}/cancel").json()["title"] == "Not Found"
    assert api.get(f"/future/shipment/{order_id}").json()["code"] == "NOT-00003"


def test_a_strict_world_wants_a_token_but_looks_at_the_path_first(api: TestClient, world: World):
    world.settings = replace(world.settings, auth=AuthMode.STRICT)

    assert api.post("/future/orders", json=CHAIN).status_code == 401
    assert api.post("/future/nothing", json=CHAIN).status_code == 404
    assert api.get("/future/orders").headers["allow"] == "POST"
    assert api.post("/future/orders", content="x", headers={"content-type": "a/b"}).content == b""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({**CHAIN, "sendersReference": "a\0b"}, id="u-0000"),
        pytest.param({**CHAIN, "reminders": [None]}, id="no-reminder"),
        pytest.param(
            {**CHAIN, "reminders": [{"delayDays": 2**31 - 1, "recipient": CHAIN["recipient"]}]},
            id="beyond-the-calendar",
        ),
    ],
)
def test_a_breakdown_of_the_platform_is_played_and_logged(
    api: TestClient, world: World, body: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.WARNING):
        answer = api.post("/future/orders", json=body)

    assert (answer.status_code, answer.content) == (500, b"")
    assert "is answered 500, as the platform does" in caplog.text
    assert list(world.orders.all()) == []


@pytest.mark.parametrize(
    ("dependency", "path", "body", "status"),
    [
        pytest.param(
            Dependency.SMS_GATEWAY, "/future/orders/instant/sms", INSTANT, 503, id="gateway"
        ),
        pytest.param(
            Dependency.PROFILE,
            "/orders/sms",
            {**V1, "recipients": [{"organizationNumber": "991825827"}]},
            500,
            id="profile",
        ),
    ],
)
def test_a_planned_fault_is_answered_and_stores_nothing(
    api: TestClient,
    world: World,
    dependency: Dependency,
    path: str,
    body: dict[str, Any],
    status: int,
):
    world.faults.rules.append(FaultRule(dependency=dependency, status=500, times=1))

    assert api.post(path, json=body).status_code == status
    assert list(world.orders.all()) == []
    assert api.post(path, json=body).status_code in (201, 202)


def test_a_body_of_thirty_million_octets_is_the_largest(emulator: Emulator):
    too_long = {"content-length": "30000001"}
    piece = b" " * 1_000_000

    assert posted(emulator, [b"{}"], too_long) == (413, b"close")
    assert posted(emulator, [piece] * 30 + [b" "], {}) == (413, b"close")
    assert posted(emulator, [piece] * 29 + [b"{" + piece[2:] + b"}"], {})[0] == 400


def test_the_end_of_a_text_in_the_path_is_refused_before_anything(emulator: Emulator):
    assert posted(emulator, [], {}, path=b"/notifications/%00") == (400, b"close")


def posted(
    emulator: Emulator,
    pieces: list[bytes],
    headers: dict[str, str],
    path: bytes = b"/notifications/api/v1/future/orders",
) -> tuple[int, bytes | None]:
    """Post a body in pieces; return the status, and what becomes of the connection."""
    messages: list[Message] = []
    coming = iter(pieces)

    async def receive() -> Message:
        piece = next(coming, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(message: Message) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path.decode(),
        "raw_path": path,
        "root_path": "",
        "query_string": b"",
        "headers": [
            (name.encode(), value.encode())
            for name, value in {"content-type": "application/json", **headers}.items()
        ],
    }
    asyncio.run(emulator(scope, receive, send))
    return messages[0]["status"], dict(messages[0]["headers"]).get(b"connection")


def test_a_send_condition_for_tests_says_what_it_is_told(api: TestClient):
    said = [
        api.get(f"/tests/sendcondition{query}").json()["sendNotification"]
        for query in ("", "?conditionMet=%20True", "?CONDITIONMET=false&conditionMet=true")
    ]

    assert said == [False, True, False]


def test_health_is_told_to_nobody_for_long(emulator: Emulator):
    with TestClient(emulator) as client:
        answer = client.delete("/w/any/HEALTH/")

    assert (answer.status_code, answer.text) == (200, "Healthy")
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["cache-control"] == "no-store, no-cache"


def test_a_trigger_does_now_what_else_is_done_at_intervals(api: TestClient, world: World):
    shipment = api.post("/future/orders", json=CHAIN).json()["notification"]["shipmentId"]

    answers = [api.post(f"/trigger/{name}") for name in ("pastdueorders", "sendsmsdaytime")]

    assert [(each.status_code, each.content) for each in answers] == [(200, b"")] * 2
    recipients = api.get(f"/future/shipment/{shipment}").json()["recipients"]
    assert [(each["type"], each["destination"]) for each in recipients] == [("SMS", "+4799999999")]
    assert len(list(world.outbox.all())) == 1


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        pytest.param(
            "seq=-1&pageSize=x&orderBy=up",
            {
                "Seq": ["The field Seq must be between 0 and 9.223372036854776E+18."],
                "OrderBy": ["The value 'up' is not valid for OrderBy."],
                "PageSize": ["The value 'x' is not valid for PageSize."],
            },
            id="all-at-once",
        ),
        pytest.param("SEQ=", {"Seq": ["The value '' is invalid."]}, id="blank"),
    ],
)
def test_the_feed_says_what_is_wrong_with_its_query(
    api: TestClient, query: str, errors: dict[str, list[str]]
):
    answer = api.get(f"/future/shipment/feed?{query}")

    assert answer.json()["errors"] == errors
    assert list(answer.json()["errors"]) == list(errors)


def test_the_feed_comes_in_pages_from_either_end(api: TestClient, world: World):
    for number in range(3):
        api.post("/future/orders/instant/sms", json={**INSTANT, "idempotencyId": str(number)})
    list(advance(world, world.clock.now() + 60 * 10_000_000))

    def numbers(query: str) -> list[int]:
        feed = api.get(f"/future/shipment/feed?{query}").json()
        return [each["sequenceNumber"] for each in feed]

    assert numbers("") == [1, 2, 3]
    assert numbers("seq=1&pageSize=1") == [2]
    assert numbers("orderBy=desc&pageSize=2") == [3, 2]
    assert numbers("pageSize=-5") == [1]


def test_json_is_read_by_the_first_content_type_only(emulator: Emulator):
    body = json.dumps({}).encode()

    assert posted(emulator, [body], {"content-type": "application/vnd.api+json"})[0] == 400
    assert posted(emulator, [body], {"content-type": "application/json; charset=x"})[0] == 415
