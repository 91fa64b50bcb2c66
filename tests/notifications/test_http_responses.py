"""HTTP responses: statuses, headers, links, and the errors that Altinn has too.

Source: docs/reference/notifications.md sections 2, 6, 11 to 19.
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


def test_an_order_chain_gets_201_and_a_replay_gets_200(api: TestClient):
    first = api.post("/future/orders", json=CHAIN)
    second = api.post("/future/orders", json=CHAIN)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    chain_id = first.json()["notificationOrderId"]
    assert first.headers["location"] == f"http://mock{API}/orders/chain/{chain_id}"
    assert "location" not in second.headers


def test_json_is_formatted_as_by_altinn(api: TestClient):
    response = api.post("/future/orders", json={**CHAIN, "sendersReference": "æ\u2028'\U0001f600"})

    chain_id = response.json()["notificationOrderId"]
    shipment = response.json()["notification"]["shipmentId"]
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.text == (
        f'{{\n  "notificationOrderId": "{chain_id}",\n  "notification": {{\n'
        f'    "shipmentId": "{shipment}",\n'
        '    "sendersReference": "æ\\u2028\'\\uD83D\\uDE00"\n  }\n}'
    )


def test_links_include_the_prefix_of_the_world(emulator: Emulator):
    with TestClient(emulator, base_url=f"http://mock/w/other{API}") as api:
        response = api.post("/orders/sms", json=V1)
        order_id = response.json()["orderId"]
        order = api.get(f"/orders/{order_id}").json()

    link = f"http://mock/w/other{API}/orders/{order_id}"
    assert response.headers["location"] == link
    assert order["links"] == {"self": link, "status": f"{link}/status"}


def test_a_problem_continues_the_trace_of_its_caller(api: TestClient):
    response = api.post("/future/orders", json={}, headers={"traceparent": TRACE})

    trace_id = response.json()["traceId"]
    assert trace_id[:36] == TRACE[:36]
    assert trace_id[36:52] != TRACE[36:52]
    assert trace_id[-2:] == "01"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        pytest.param("application/problem+json", "application/problem+json", id="accepted"),
        pytest.param("application/json, application/problem+json", "application/json", id="second"),
        pytest.param("*/*", "application/json", id="anything"),
    ],
)
def test_a_problem_has_the_accepted_media_type(api: TestClient, accept: str, media_type: str):
    response = api.post("/future/orders", json={}, headers={"accept": accept})

    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("/orders/sms", V1, 202, id="v1-order"),
        pytest.param("/future/orders", CHAIN, 500, id="order-chain"),
        pytest.param("/future/orders/instant/sms", INSTANT, 403, id="instant"),
    ],
)
def test_a_blank_creator_gets_the_recorded_status(
    api: TestClient, emulator: Emulator, path: str, body: dict[str, Any], status: int
):
    scope = "altinn:serviceowner/notifications.create"
    token = emulator.signer.issue({"scope": scope, "urn:altinn:org": " "})

    response = api.post(path, json=body, headers={"authorization": f"Bearer {token}"})

    assert response.status_code == status


def test_a_caller_without_a_creator_gets_validation_errors_first(
    api: TestClient, emulator: Emulator
):
    token = emulator.signer.issue({"scope": "altinn:serviceowner/notifications.create"})
    api.headers["authorization"] = f"Bearer {token}"

    assert api.post("/future/orders", json={}).status_code == 400
    assert api.post("/future/orders", json=CHAIN).status_code == 403
    assert api.get("/orders/x").status_code == 400
    assert api.get("/orders/3fa85f64-5717-4562-b3fc-2c963f66afa6").status_code == 403


def test_orders_of_other_creators_are_not_found(api: TestClient, emulator: Emulator):
    order_id = api.post("/orders/sms", json=V1).json()["orderId"]
    scope = "altinn:serviceowner/notifications.create"
    token = emulator.signer.issue({"scope": scope, "urn:altinn:org": "digdir"})
    api.headers["authorization"] = f"Bearer {token}"

    assert api.get(f"/orders/{order_id}").status_code == 404
    assert api.put(f"/orders/{order_id}/cancel").json()["title"] == "Not Found"
    assert api.get(f"/future/shipment/{order_id}").json()["code"] == "NOT-00003"


def test_a_strict_world_checks_the_path_before_the_token(api: TestClient, world: World):
    world.settings = replace(world.settings, auth=AuthMode.STRICT)

    assert api.post("/future/orders", json=CHAIN).status_code == 401
    assert api.post("/future/nothing", json=CHAIN).status_code == 404
    assert api.get("/future/orders").headers["allow"] == "POST"
    assert api.post("/future/orders", content="x", headers={"content-type": "a/b"}).content == b""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({**CHAIN, "sendersReference": "a\0b"}, id="u-0000"),
        pytest.param({**CHAIN, "reminders": [None]}, id="null-reminder"),
        pytest.param(
            {**CHAIN, "reminders": [{"delayDays": 2**31 - 1, "recipient": CHAIN["recipient"]}]},
            id="after-year-9999",
        ),
    ],
)
def test_a_server_error_of_altinn_is_emulated_and_logged(
    api: TestClient, world: World, body: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.WARNING):
        response = api.post("/future/orders", json=body)

    assert (response.status_code, response.content) == (500, b"")
    assert "responding with 500, as Altinn does" in caplog.text
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
def test_a_request_with_a_planned_fault_stores_no_order(
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


def test_a_body_has_at_most_thirty_million_bytes(emulator: Emulator):
    too_long = {"content-length": "30000001"}
    chunk = b" " * 1_000_000

    assert post_chunks(emulator, [b"{}"], too_long) == (413, b"close")
    assert post_chunks(emulator, [chunk] * 30 + [b" "], {}) == (413, b"close")
    assert post_chunks(emulator, [chunk] * 29 + [b"{" + chunk[2:] + b"}"], {})[0] == 400


def test_a_path_with_a_null_character_is_rejected_first(emulator: Emulator):
    assert post_chunks(emulator, [], {}, path=b"/notifications/%00") == (400, b"close")


def post_chunks(
    emulator: Emulator,
    chunks: list[bytes],
    headers: dict[str, str],
    path: bytes = b"/notifications/api/v1/future/orders",
) -> tuple[int, bytes | None]:
    """Post a body in chunks; return the status and the Connection header."""
    messages: list[Message] = []
    remaining = iter(chunks)

    async def receive() -> Message:
        chunk = next(remaining, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

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


def test_the_send_condition_for_tests_follows_its_query(api: TestClient):
    values = [
        api.get(f"/tests/sendcondition{query}").json()["sendNotification"]
        for query in ("", "?conditionMet=%20True", "?CONDITIONMET=false&conditionMet=true")
    ]

    assert values == [False, True, False]


def test_health_responses_are_not_cached(emulator: Emulator):
    with TestClient(emulator) as client:
        response = client.delete("/w/any/HEALTH/")

    assert (response.status_code, response.text) == (200, "Healthy")
    assert response.headers["content-type"] == "text/plain"
    assert response.headers["cache-control"] == "no-store, no-cache"


def test_a_trigger_runs_its_sweep_now(api: TestClient, world: World):
    shipment = api.post("/future/orders", json=CHAIN).json()["notification"]["shipmentId"]

    responses = [api.post(f"/trigger/{name}") for name in ("pastdueorders", "sendsmsdaytime")]

    assert [(each.status_code, each.content) for each in responses] == [(200, b"")] * 2
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
def test_the_feed_rejects_an_invalid_query(
    api: TestClient, query: str, errors: dict[str, list[str]]
):
    response = api.get(f"/future/shipment/feed?{query}")

    assert response.json()["errors"] == errors
    assert list(response.json()["errors"]) == list(errors)


def test_the_feed_is_paged_in_both_directions(api: TestClient, world: World):
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


def test_only_json_content_types_with_a_known_charset_are_accepted(emulator: Emulator):
    body = json.dumps({}).encode()

    assert post_chunks(emulator, [body], {"content-type": "application/vnd.api+json"})[0] == 400
    assert post_chunks(emulator, [body], {"content-type": "application/json; charset=x"})[0] == 415
