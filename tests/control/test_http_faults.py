"""HTTP faults of the emulated APIs: status, body, headers, delay, closed connection, times.

Source: docs/control-api.md, Outcomes and faults.
"""

import socket
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from client_fixtures import Altinn, serve
from mock_server.server.app import create_app

FEED = "/notifications/api/v1/future/shipment/feed"


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


def add_fault(client: TestClient, **rule: Any) -> None:
    assert client.post("/_mock/faults", json=rule).status_code < 300


def test_a_status_alone_has_an_empty_body(client: TestClient):
    add_fault(client, path=FEED, status=503)

    response = client.get(FEED)

    assert (response.status_code, response.content) == (503, b"")
    assert response.headers["content-length"] == "0"


@pytest.mark.parametrize(
    ("body", "content", "media_type"),
    [
        ({"title": "Nei ø"}, '{"title": "Nei ø"}', "application/json; charset=utf-8"),
        ("Nei ø", "Nei ø", "text/plain; charset=utf-8"),
        ([1], "[1]", "application/json; charset=utf-8"),
    ],
    ids=["object", "text", "list"],
)
def test_a_body_is_sent_as_json_unless_it_is_text(
    client: TestClient, body: object, content: str, media_type: str
):
    add_fault(client, path=FEED, status=400, body=body)

    response = client.get(FEED)

    assert response.text == content
    assert response.headers["content-type"] == media_type


def test_headers_of_the_rule_are_sent(client: TestClient):
    headers = {"Retry-After": "120", "Content-Type": "text/html"}
    add_fault(client, path=FEED, status=429, body="<p>", headers=headers)

    response = client.get(FEED)

    assert (response.headers["retry-after"], response.headers["content-type"]) == (
        "120",
        "text/html",
    )


def test_headers_alone_are_added_to_the_real_response(client: TestClient):
    add_fault(client, path=FEED, headers={"X-Added": "yes", "Content-Type": "text/x"})

    response = client.get(FEED)

    assert (response.status_code, response.json()) == (200, [])
    assert response.headers["x-added"] == "yes"
    assert response.headers.get_list("content-type") == ["text/x"]


def test_a_delay_comes_before_the_real_response(client: TestClient):
    add_fault(client, path=FEED, delay=0.05, times=1)

    started_at = perf_counter()
    response = client.get(FEED)
    duration = perf_counter() - started_at

    assert response.status_code == 200
    assert duration >= 0.05


def test_a_rule_applies_times_and_shows_the_remaining_count(client: TestClient):
    add_fault(client, method="GET", path="/notifications/*", status=500, times=2)

    statuses = [client.get(FEED).status_code]
    remaining = client.get("/_mock/faults").json()[0]["times"]
    statuses += [client.get(FEED).status_code for _ in range(2)]

    assert (statuses, remaining) == ([500, 500, 200], 1)


def test_a_rule_applies_to_matching_requests_only(client: TestClient):
    add_fault(client, method="POST", path="/notifications/*", status=500)

    assert client.get(FEED).status_code == 200
    assert client.get("/_mock/ready").status_code == 200
    assert client.get(f"/w/other{FEED}").status_code == 200
    assert client.post("/notifications/api/v1/future/orders", json={}).status_code == 500


def test_the_first_matching_rule_applies(client: TestClient):
    add_fault(client, path=FEED, status=500, times=1)
    add_fault(client, path="/notifications/*", status=503)

    assert [client.get(FEED).status_code for _ in range(2)] == [500, 503]


def test_a_rule_applies_to_unknown_paths_too(client: TestClient):
    add_fault(client, path="/profile/*", status=502)

    assert client.get("/profile/api/v1/users").status_code == 502


def test_a_failed_request_is_recorded(client: TestClient):
    add_fault(client, path=FEED, status=503, body={"a": 1})
    client.get(FEED)

    (recorded,) = client.get("/_mock/requests").json()["requests"]

    assert (recorded["status"], recorded["response"], recorded["unmatched"]) == (
        503,
        {"a": 1},
        False,
    )


def test_a_connection_is_closed_without_a_response(altinn: Altinn):
    altinn.fail_request(path="/notifications/*", close=True, times=1)

    with pytest.raises(httpx.RemoteProtocolError, match="disconnected without sending"):
        httpx.get(f"{altinn.url}{FEED}", verify=False)

    assert httpx.get(f"{altinn.url}{FEED}", verify=False).status_code == 200
    assert altinn.requests()[0]["status"] is None


def test_a_client_can_disconnect_during_a_delay(altinn: Altinn):
    altinn.fail_request(path="/notifications/*", delay=0.05, times=1)
    host, _, port = altinn.url.removeprefix("http://").partition("/")[0].partition(":")
    path = altinn.url.partition(port)[2] + FEED

    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    assert httpx.get(f"{altinn.url}{FEED}", verify=False).status_code == 200


ORDERS = "/notifications/api/v1/future/orders"


def order(idempotency_id: str = "1") -> dict[str, Any]:
    settings = {"subject": "Emne", "body": "Innhold"}
    recipient = {"emailAddress": "ola@example.com", "emailSettings": settings}
    return {"idempotencyId": idempotency_id, "recipient": {"recipientEmail": recipient}}


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 503, "body": "lost"}])
def test_a_response_can_be_replaced_after_the_request_was_handled(
    client: TestClient, fault: dict[str, Any]
):
    add_fault(client, method="POST", path=ORDERS, when="after", times=1, **fault)

    first = client.post(ORDERS, json=order())
    second = client.post(ORDERS, json=order())

    assert (first.status_code, second.status_code) == (503, 200)
    assert client.get("/_mock/orders").json()["count"] == 1


def test_a_response_can_be_lost_after_the_request_was_handled():
    with serve() as altinn:
        altinn.fail_request(method="POST", path=ORDERS, close=True, when="after", times=1)
        url = altinn.notifications_url + "/future/orders"

        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(url, json=order())

        assert httpx.post(url, json=order()).status_code == 200
        assert len(altinn.orders()) == 1
        assert altinn.requests(status=200)[0]["path"] == ORDERS


def test_before_is_the_default(client: TestClient):
    add_fault(client, method="POST", path=ORDERS, status=503, when="before", times=1)

    assert client.post(ORDERS, json=order()).status_code == 503
    assert client.get("/_mock/orders").json()["count"] == 0


def test_a_dependency_has_no_when(client: TestClient):
    rule = {"dependency": "profile", "when": "after"}

    response = client.post("/_mock/faults", json=rule)

    assert response.json()["detail"] == "'when' cannot be combined with 'dependency'"
