"""Planned faults of the emulated APIs: status, body, headers, delay, closed connection, times.

Source: design/control-api.md, What goes wrong.
"""

import socket
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from client_fixtures import Altinn
from mock_server.server.app import create_app

FEED = "/notifications/api/v1/future/shipment/feed"


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


def plan(client: TestClient, **rule: Any) -> None:
    assert client.post("/_mock/faults", json=rule).status_code < 300


def test_a_status_alone_has_an_empty_body(client: TestClient):
    plan(client, path=FEED, status=503)

    answer = client.get(FEED)

    assert (answer.status_code, answer.content) == (503, b"")
    assert answer.headers["content-length"] == "0"


@pytest.mark.parametrize(
    ("body", "content", "media_type"),
    [
        ({"title": "Nei ø"}, '{"title": "Nei ø"}', "application/json; charset=utf-8"),
        ("Nei ø", "Nei ø", "text/plain; charset=utf-8"),
        ([1], "[1]", "application/json; charset=utf-8"),
    ],
    ids=["object", "text", "list"],
)
def test_a_body_is_json_unless_it_is_text(
    client: TestClient, body: object, content: str, media_type: str
):
    plan(client, path=FEED, status=400, body=body)

    answer = client.get(FEED)

    assert answer.text == content
    assert answer.headers["content-type"] == media_type


def test_headers_are_the_planned_ones(client: TestClient):
    headers = {"Retry-After": "120", "Content-Type": "text/html"}
    plan(client, path=FEED, status=429, body="<p>", headers=headers)

    answer = client.get(FEED)

    assert (answer.headers["retry-after"], answer.headers["content-type"]) == ("120", "text/html")


def test_headers_alone_are_added_to_the_real_answer(client: TestClient):
    plan(client, path=FEED, headers={"X-Planned": "yes", "Content-Type": "text/x"})

    answer = client.get(FEED)

    assert (answer.status_code, answer.json()) == (200, [])
    assert answer.headers["x-planned"] == "yes"
    assert answer.headers.get_list("content-type") == ["text/x"]


def test_a_delay_comes_before_the_real_answer(client: TestClient):
    plan(client, path=FEED, delay=0.05, times=1)

    began = perf_counter()
    slow = client.get(FEED)
    delayed = perf_counter() - began

    assert slow.status_code == 200
    assert delayed >= 0.05


def test_a_rule_is_used_up_and_shows_what_is_left(client: TestClient):
    plan(client, method="GET", path="/notifications/*", status=500, times=2)

    answers = [client.get(FEED).status_code]
    left = client.get("/_mock/faults").json()[0]["times"]
    answers += [client.get(FEED).status_code for _ in range(2)]

    assert (answers, left) == ([500, 500, 200], 1)


def test_only_what_fits_is_hit(client: TestClient):
    plan(client, method="POST", path="/notifications/*", status=500)

    assert client.get(FEED).status_code == 200
    assert client.get("/_mock/ready").status_code == 200
    assert client.get(f"/w/other{FEED}").status_code == 200
    assert client.post("/notifications/api/v1/future/orders", json={}).status_code == 500


def test_the_first_rule_that_fits_is_taken(client: TestClient):
    plan(client, path=FEED, status=500, times=1)
    plan(client, path="/notifications/*", status=503)

    assert [client.get(FEED).status_code for _ in range(2)] == [500, 503]


def test_a_path_that_nobody_serves_can_fail_too(client: TestClient):
    plan(client, path="/profile/*", status=502)

    assert client.get("/profile/api/v1/users").status_code == 502


def test_what_failed_is_written_down(client: TestClient):
    plan(client, path=FEED, status=503, body={"a": 1})
    client.get(FEED)

    (call,) = client.get("/_mock/requests").json()["requests"]

    assert (call["status"], call["response"], call["unmatched"]) == (503, {"a": 1}, False)


def test_a_connection_is_closed_without_an_answer(altinn: Altinn):
    altinn.fail_request(path="/notifications/*", close=True, times=1)

    with pytest.raises(httpx.RemoteProtocolError, match="disconnected without sending"):
        httpx.get(f"{altinn.url}{FEED}", verify=False)

    assert httpx.get(f"{altinn.url}{FEED}", verify=False).status_code == 200
    assert altinn.requests()[0]["status"] is None


def test_a_caller_who_hangs_up_during_a_delay_harms_nobody(altinn: Altinn):
    altinn.fail_request(path="/notifications/*", delay=0.05, times=1)
    host, _, port = altinn.url.removeprefix("http://").partition("/")[0].partition(":")
    path = altinn.url.partition(port)[2] + FEED

    with socket.create_connection((host, int(port))) as caller:
        caller.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    assert httpx.get(f"{altinn.url}{FEED}", verify=False).status_code == 200
