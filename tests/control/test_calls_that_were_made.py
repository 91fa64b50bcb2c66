"""``/_mock/requests``: the emulated APIs' calls, tokens masked, near misses named.

Source: design/control-api.md, What was asked.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

FEED = "/notifications/api/v1/future/shipment/feed"


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


def requests(client: TestClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/_mock/requests{query}").json()
    assert answer["count"] == len(answer["requests"])
    return list(answer["requests"])


def test_a_call_is_written_down_whole(client: TestClient):
    client.post("/_mock/reset", json={"now": "2026-01-05T10:00:00Z", "mode": "frozen"})
    client.post("/notifications/api/v1/future/orders?a=b", json={"idempotencyId": "ø"})

    (call,) = requests(client)

    assert call["at"] == "2026-01-05T10:00:00Z"
    assert (call["method"], call["path"], call["query"]) == (
        "POST",
        "/notifications/api/v1/future/orders",
        "a=b",
    )
    assert call["body"] == {"idempotencyId": "ø"}
    assert (call["status"], call["unmatched"]) == (400, False)
    assert call["response"]["errors"]
    assert call["headers"]["content-type"] == "application/json"


def test_the_caller_is_named_when_known(client: TestClient):
    token = client.post("/_mock/tokens", json={"org": "skd", "scopes": ["a"]}).json()
    scopes = ["altinn:serviceowner/notifications.create"]
    good = client.post("/_mock/tokens", json={"org": "skd", "scopes": scopes}).json()

    for each in (token, good):
        headers = {"Authorization": f"Bearer {each['access_token']}"}
        client.get(FEED, headers=headers)

    assert [(call["status"], call["creator"]) for call in requests(client)] == [
        (403, None),
        (200, "skd"),
    ]


def test_tokens_are_masked_wherever_they_stand(client: TestClient):
    secret = {
        "Authorization": "Bearer aaa.bbb.ccc",
        "PlatformAccessToken": "ddd",
        "Cookie": "x=eee",
    }
    client.get(FEED, headers=secret)
    client.post("/maskinporten/token", content=b"grant_type=x&assertion=fff.ggg.hhh")
    client.get("/api/GetEnterpriseToken?scopes=a&org=ttd")

    calls = requests(client)
    headers = calls[0]["headers"]

    assert headers["authorization"] == "Bearer (masked)"
    assert (headers["platformaccesstoken"], headers["cookie"]) == ("(masked)", "(masked)")
    assert calls[1]["body"] == "grant_type=x&assertion=(masked)"
    assert not any(each in str(calls) for each in ("bbb", "ddd", "eee", "ggg"))


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/notifications/api/v1/future/ordres", "/notifications/api/v1/future/orders"),
        ("/notifications/api/v1/order/123/status", "/notifications/api/v1/orders/{id}/status"),
        ("/authentication/api/v1/exchage/x", "/authentication/api/v1/exchange/{provider}"),
    ],
)
def test_a_path_that_nobody_serves_names_the_nearest(client: TestClient, path: str, nearest: str):
    assert client.get(path).status_code == 404

    (call,) = requests(client)

    assert call["unmatched"] is True
    assert call["nearest"][0] == nearest


def test_an_order_that_is_not_there_is_no_unmatched_path(client: TestClient):
    client.get("/notifications/api/v1/orders/3fa85f64-5717-4562-b3fc-2c963f66afa6")

    assert [(call["status"], call["unmatched"]) for call in requests(client)] == [(404, False)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["GET 200", "POST 400", "GET 404"]),
        ("?method=post", ["POST 400"]),
        ("?status=404", ["GET 404"]),
        ("?path=/notifications/api/v1/future", ["GET 200", "POST 400"]),
        ("?path=*/nowhere", ["GET 404"]),
        ("?since=2100-01-01T00:00:00Z", []),
        ("?limit=1", ["GET 404"]),
        ("?limit=0", []),
    ],
)
def test_calls_are_chosen_by_what_is_given(client: TestClient, query: str, found: list[str]):
    client.get(FEED)
    client.post("/notifications/api/v1/future/orders", json={})
    client.get("/notifications/nowhere")

    assert [f"{call['method']} {call['status']}" for call in requests(client, query)] == found


@pytest.mark.parametrize("query", ["?stauts=404", "?status=abc", "?status=999", "?since=today"])
def test_a_filter_that_cannot_be_is_refused(client: TestClient, query: str):
    assert client.get(f"/_mock/requests{query}").status_code == 400


def test_our_own_calls_and_health_checks_are_not_written_down(client: TestClient):
    client.get("/_mock/inbox")
    client.get("/_mock/nowhere")

    assert requests(client) == []


def test_each_world_has_its_own_and_a_reset_begins_anew(client: TestClient):
    client.get(f"/w/one{FEED}")
    client.get(FEED)
    client.get(FEED)

    assert len(client.get("/w/one/_mock/requests").json()["requests"]) == 1
    assert client.delete("/_mock/requests").status_code == 204
    assert requests(client) == []
    client.get(FEED)
    client.post("/_mock/reset")
    assert requests(client) == []


@pytest.mark.parametrize(("kept", "found"), [(2, 2), (0, 0)])
def test_no_more_are_kept_than_the_server_was_told(kept: int, found: int):
    configuration = Configuration.read(request_log=kept)

    with TestClient(create_app(configuration)) as client:
        for _ in range(3):
            client.get(FEED)
        assert len(requests(client)) == found


def test_a_long_body_is_cut(client: TestClient):
    client.post("/notifications/api/v1/future/orders", json={"idempotencyId": "a" * 100_000})

    (call,) = requests(client)

    assert call["body"].endswith("… (cut)")
    assert len(call["body"]) < 70_000
