"""Worlds by path prefix, APIs by first path segment. Source: docs/control-api.md, Worlds."""

import gc
import logging
import weakref
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration


@pytest.fixture
def app() -> Emulator:
    return create_app()


@pytest.fixture
def client(app: Emulator) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def names(app: Emulator) -> list[str]:
    return [world.name for world in app.worlds]


def test_a_path_without_a_prefix_addresses_the_default_world(app: Emulator, client: TestClient):
    client.get("/_mock/clock")

    assert names(app) == ["default"]


def test_a_world_is_created_on_first_use(app: Emulator, client: TestClient):
    client.get("/w/a.b_c-1/_mock/clock")

    assert names(app) == ["a.b_c-1"]


def test_two_worlds_share_nothing(client: TestClient):
    client.put("/w/one/_mock/directory", json={})

    assert client.get("/w/one/_mock/directory").json()["persons"] == []
    assert len(client.get("/w/other/_mock/directory").json()["persons"]) == 7


@pytest.mark.parametrize(
    "path",
    [
        "/w/a%20b/_mock/clock",
        "/w/a%2Fb/_mock/clock",
        "/w/%61/_mock/clock",
        "/w//_mock/clock",
        f"/w/{'x' * 65}/_mock/clock",
        "/nowhere",
        "/w/one/nowhere/at/all",
        "http://testserver//",
    ],
)
def test_an_unknown_path_is_not_found(client: TestClient, path: str):
    response = client.get(path)

    assert (response.status_code, response.text) == (404, "")


def test_the_first_path_segment_matches_in_any_case(client: TestClient):
    assert client.get("/Health").status_code == 200
    assert client.get("/NOTIFICATIONS/api/v1/orders/x").status_code == 400


def test_links_keep_the_prefix_of_the_request(client: TestClient):
    order = {
        "body": "Hei",
        "recipients": [{"mobileNumber": "+4799999999"}],
        "requestedSendTime": "2100-01-01T10:00:00Z",
    }

    response = client.post("/w/mine/notifications/api/v1/orders/sms", json=order)

    assert response.status_code == 202
    assert response.headers["location"].startswith(
        "http://testserver/w/mine/notifications/api/v1/orders/"
    )


def test_an_internal_error_is_logged_and_returns_an_empty_500(
    app: Emulator, client: TestClient, caplog: pytest.LogCaptureFixture
):
    del app.state.running_clocks

    with caplog.at_level(logging.ERROR):
        response = client.post("/_mock/reset")

    assert (response.status_code, response.text) == (500, "")
    assert "POST /_mock/reset: internal error" in caplog.text


def test_a_websocket_is_closed(client: TestClient):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_mock/clock"):
        pass


def test_a_running_clock_advances_while_the_server_runs(app: Emulator):
    with TestClient(app) as client:
        clocks = [client.get("/_mock/clock").json()["now"]]
        while len(clocks) < 5_000 and clocks[-1] == clocks[0]:
            client.delete("/_mock/inbox")
            clocks.append(client.get("/_mock/clock").json()["now"])

    assert clocks[-1] > clocks[0]


def configured(**options: Any) -> TestClient:
    return TestClient(create_app(Configuration.model_construct(**options)))


def test_new_worlds_follow_the_options():
    client = configured(environment="tt02", whitelist=("+4799999999",), directory="empty")

    assert client.get("/_mock/settings").json()["environment"] == "tt02"
    assert client.get("/_mock/whitelist").json()["numbers"] == ["+4799999999"]
    assert client.get("/_mock/directory").json()["persons"] == []


def test_a_clock_can_start_frozen_at_an_instant():
    client = TestClient(create_app(Configuration.read(clock="2026-01-05T10:00:00Z")))

    clock = client.get("/_mock/clock").json()

    assert (clock["now"], clock["mode"]) == ("2026-01-05T10:00:00Z", "frozen")


def test_the_worlds_of_the_data_folder_are_restored(tmp_path: Any):
    email = {"subject": "Emne", "body": "Hei"}
    recipient = {"recipientEmail": {"emailAddress": "ola@example.com", "emailSettings": email}}
    options = {"data": str(tmp_path), "clock": "2026-01-05T10:00:00Z"}
    ids = []
    for run in ("first", "second"):
        with TestClient(create_app(Configuration.read(**options))) as client:
            response = client.post(
                "/notifications/api/v1/future/orders",
                json={"idempotencyId": run, "recipient": recipient},
            )
            assert response.status_code == 201, response.text
            client.post("/_mock/clock/advance", json={"by": "PT5M"})
            ids.append([each["id"] for each in client.get("/_mock/inbox").json()["messages"]])

    assert len(ids[0]) == 1
    assert ids[1][0] == ids[0][0]
    assert len(set(ids[1])) == 2


def test_a_server_without_a_lifespan_restores_worlds_at_its_first_request(tmp_path: Any):
    options = {"data": str(tmp_path), "clock": "2026-01-05T10:00:00Z"}
    with TestClient(create_app(Configuration.read(**options))) as client:
        client.post("/_mock/clock/advance", json={"by": "PT5M"})

    app = create_app(Configuration.read(**options))
    clock = TestClient(app).get("/_mock/clock").json()
    app.journal.store.close()

    assert clock["now"] == "2026-01-05T10:05:00Z"


def test_two_servers_in_one_process_share_nothing():
    one, other = TestClient(create_app()), TestClient(create_app())

    one.delete("/_mock/inbox")
    token = one.post("/_mock/tokens").json()["access_token"]

    other.patch("/_mock/settings", json={"auth": "strict"})
    response = other.get(
        "/notifications/api/v1/orders?sendersReference=x",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert response.status_code == 401


def test_a_deleted_world_is_freed_without_the_garbage_collector(app: Emulator, client: TestClient):
    """``serve`` exempts what outlives a collection, so a world must not be in a cycle."""
    sms = {"phoneNumber": "+4799999999", "smsSettings": {"body": "Hei"}}
    order = {"idempotencyId": "1", "recipient": {"recipientSms": sms}}
    client.post("/w/short/notifications/api/v1/future/orders", json=order)
    client.post("/w/short/_mock/clock/advance", json={"by": "P3D"})
    client.get("/w/short/_mock/inbox")
    world = weakref.ref(app.worlds.by_name["short"])
    gc.collect()
    gc.disable()
    try:
        client.delete("/w/short/_mock")
        is_freed = world() is None
    finally:
        gc.enable()

    assert is_freed
