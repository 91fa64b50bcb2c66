"""``/_mock/requests``: requests to the emulated APIs.

Source: docs/control-api.md, Request journal.
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
    document = client.get(f"/_mock/requests{query}").json()
    assert document["count"] == len(document["requests"])
    return list(document["requests"])


def test_a_request_is_recorded_with_its_response(client: TestClient):
    client.post("/_mock/reset", json={"now": "2026-01-05T10:00:00Z", "mode": "frozen"})
    client.post("/notifications/api/v1/future/orders?a=b", json={"idempotencyId": "ø"})

    (recorded,) = requests(client)

    assert recorded["at"] == "2026-01-05T10:00:00Z"
    assert (recorded["method"], recorded["path"], recorded["query"]) == (
        "POST",
        "/notifications/api/v1/future/orders",
        "a=b",
    )
    assert recorded["body"] == {"idempotencyId": "ø"}
    assert (recorded["status"], recorded["unmatched"]) == (400, False)
    assert recorded["response"]["errors"]
    assert recorded["headers"]["content-type"] == "application/json"


def test_the_creator_is_recorded_if_known(client: TestClient):
    token = client.post("/_mock/tokens", json={"org": "skd", "scopes": ["a"]}).json()
    scopes = ["altinn:serviceowner/notifications.create"]
    good = client.post("/_mock/tokens", json={"org": "skd", "scopes": scopes}).json()

    for each in (token, good):
        headers = {"Authorization": f"Bearer {each['access_token']}"}
        client.get(FEED, headers=headers)

    assert [(recorded["status"], recorded["creator"]) for recorded in requests(client)] == [
        (403, None),
        (200, "skd"),
    ]


def test_tokens_are_masked_in_headers_and_bodies(client: TestClient):
    secret = {
        "Authorization": "Bearer aaa.bbb.ccc",
        "PlatformAccessToken": "ddd",
        "Cookie": "x=eee",
    }
    client.get(FEED, headers=secret)
    client.post("/maskinporten/token", content=b"grant_type=x&assertion=fff.ggg.hhh")
    client.get("/api/GetEnterpriseToken?scopes=a&org=ttd")

    recorded = requests(client)
    headers = recorded[0]["headers"]

    assert headers["authorization"] == "Bearer (masked)"
    assert (headers["platformaccesstoken"], headers["cookie"]) == ("(masked)", "(masked)")
    assert recorded[1]["body"] == "grant_type=x&assertion=(masked)"
    assert not any(each in str(recorded) for each in ("bbb", "ddd", "eee", "ggg"))


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/notifications/api/v1/future/ordres", "/notifications/api/v1/future/orders"),
        ("/notifications/api/v1/order/123/status", "/notifications/api/v1/orders/{id}/status"),
        ("/authentication/api/v1/exchage/x", "/authentication/api/v1/exchange/{provider}"),
    ],
)
def test_an_unknown_path_is_recorded_with_similar_paths(
    client: TestClient, path: str, nearest: str
):
    assert client.get(path).status_code == 404

    (recorded,) = requests(client)

    assert recorded["unmatched"] is True
    assert recorded["nearest"][0] == nearest


def test_an_unknown_order_is_not_an_unmatched_path(client: TestClient):
    client.get("/notifications/api/v1/orders/3fa85f64-5717-4562-b3fc-2c963f66afa6")

    assert [(recorded["status"], recorded["unmatched"]) for recorded in requests(client)] == [
        (404, False)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["GET 200", "POST 400", "GET 404"]),
        ("?method=post", ["POST 400"]),
        ("?status=404", ["GET 404"]),
        ("?path=/notifications/api/v1/future", ["GET 200", "POST 400"]),
        ("?path=*/nowhere", ["GET 404"]),
        ("?since=2100-01-01T00:00:00Z", []),
    ],
)
def test_requests_are_filtered(client: TestClient, query: str, expected: list[str]):
    client.get(FEED)
    client.post("/notifications/api/v1/future/orders", json={})
    client.get("/notifications/nowhere")

    assert [
        f"{recorded['method']} {recorded['status']}" for recorded in requests(client, query)
    ] == expected


def test_the_newest_request_can_be_listed_alone(client: TestClient):
    client.get(FEED)
    client.get("/notifications/nowhere")

    page = client.get("/_mock/requests?limit=1&order=newest").json()

    assert [each["status"] for each in page["requests"]] == [404]
    assert (page["count"], page["next"]) == (2, page["requests"][0]["id"])


@pytest.mark.parametrize("query", ["?stauts=404", "?status=abc", "?status=999", "?since=today"])
def test_an_invalid_request_filter_is_rejected(client: TestClient, query: str):
    assert client.get(f"/_mock/requests{query}").status_code == 400


def test_requests_to_the_control_api_are_not_recorded(client: TestClient):
    client.get("/_mock/inbox")
    client.get("/_mock/nowhere")

    assert requests(client) == []


def test_each_world_has_its_own_journal_and_a_reset_clears_it(client: TestClient):
    client.get(f"/w/one{FEED}")
    client.get(FEED)
    client.get(FEED)

    assert len(client.get("/w/one/_mock/requests").json()["requests"]) == 1
    assert client.delete("/_mock/requests").status_code == 204
    assert requests(client) == []
    client.get(FEED)
    client.post("/_mock/reset")
    assert requests(client) == []


@pytest.mark.parametrize(("size", "count"), [(2, 2), (0, 0)])
def test_the_journal_has_the_configured_size(size: int, count: int):
    configuration = Configuration.read(request_log=size)

    with TestClient(create_app(configuration)) as client:
        for _ in range(3):
            client.get(FEED)
        assert len(requests(client)) == count


def test_a_long_body_is_cut(client: TestClient):
    client.post("/notifications/api/v1/future/orders", json={"idempotencyId": "a" * 100_000})

    (recorded,) = requests(client)

    assert recorded["body"].endswith("… (cut)")
    assert len(recorded["body"]) < 70_000
