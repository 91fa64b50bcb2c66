"""The changes of a world over a WebSocket. Source: docs/control-api.md, Inbox."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from websockets.asyncio.client import connect

from client_fixtures.server import server_thread
from mock_server.control.changes import MAX_PER_SECOND, ChangesCursor
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from tests.control.control_client import MONDAY, ControlClient

BROWSER_TOKEN = "altinn-mock.token."


@pytest.fixture(scope="module")
def app() -> Emulator:
    return create_app(Configuration.read(clock=MONDAY))


@pytest.fixture
def control(app: Emulator) -> Iterator[ControlClient]:
    yield ControlClient(TestClient(app), "/w/changes")
    app.worlds.delete("changes")


@pytest.fixture
def cursor(app: Emulator, control: ControlClient) -> ChangesCursor:
    control.get("/clock")
    return ChangesCursor.of(app.worlds.get("changes"), app.state.world_counts)


def changes(app: Emulator, cursor: ChangesCursor) -> list[dict[str, Any]]:
    return cursor.changes(app.worlds.get("changes"))


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [each["kind"] for each in found]


def test_a_connection_begins_with_the_clock_and_the_counts(control: ControlClient):
    control.email()
    with control.client.websocket_connect("/w/changes/_mock/changes") as socket:
        first, second = socket.receive_json(), socket.receive_json()

    assert first == {"kind": "clock", "now": MONDAY, "mode": "frozen", "speed": 1.0}
    assert second == {
        "kind": "counts",
        "inbox": 0,
        "pending": 1,
        "suppressed": 0,
        "orders": 1,
        "requests": 1,
        "estimated": False,
    }


def test_an_order_and_its_message_are_reported_once_without_bodies(
    app: Emulator, control: ControlClient, cursor: ChangesCursor
):
    shipment = control.email(body="a secret")
    placed = changes(app, cursor)
    control.advance("PT5M")
    sent = changes(app, cursor)

    assert kinds(placed) == ["request", "order", "counts"]
    assert placed[0]["request"]["status"] == 201
    assert placed[1]["order"]["shipmentId"] == shipment
    assert kinds(sent) == ["message", "result", "result", "clock", "counts"]
    assert sent[0]["message"]["shipmentId"] == shipment
    assert (sent[-1]["inbox"], sent[-1]["pending"]) == (1, 0)
    assert "a secret" not in json.dumps([placed, sent])
    assert changes(app, cursor) == []


def test_many_changes_become_clock_and_counts_at_most_ten_a_second(
    app: Emulator, control: ControlClient, cursor: ChangesCursor
):
    for _ in range(30):
        control.email()
    control.advance("PT5M")

    ticks = [changes(app, cursor) for _ in range(10)]

    assert kinds(ticks[0]) == ["clock", "counts"]
    assert (ticks[0][1]["inbox"], ticks[0][1]["orders"]) == (30, 30)
    assert sum(map(len, ticks)) <= MAX_PER_SECOND


def test_a_reset_is_reported_and_reporting_continues(
    app: Emulator, control: ControlClient, cursor: ChangesCursor
):
    control.email()
    control.send("POST", "/reset", {"now": "2026-06-15T08:00:00Z"})

    found = changes(app, cursor)
    control.email()

    assert found[0] == {"kind": "reset", "now": "2026-06-15T08:00:00Z"}
    assert "order" in kinds(changes(app, cursor))


def test_a_connection_to_a_deleted_world_does_not_create_it(app: Emulator, control: ControlClient):
    with control.client.websocket_connect("/w/changes/_mock/changes") as socket:
        socket.receive_json()
        app.worlds.delete("changes")
        socket.receive_json()

    assert "changes" not in app.worlds.by_name


def test_many_pending_messages_are_estimated(app: Emulator, control: ControlClient):
    for _ in range(101):
        control.email(requestedSendTime="2026-02-01T10:00:00Z")

    counts = app.state.world_counts.of(app.worlds.get("changes"))

    assert (counts["pending"], counts["estimated"]) == (101, True)


def test_the_control_token_is_a_subprotocol():
    app = create_app(Configuration.read(control_token="sesam"))
    client = TestClient(app)
    token = BROWSER_TOKEN + b"sesam".hex()

    with client.websocket_connect(
        "/_mock/changes", subprotocols=["altinn-mock.changes", token]
    ) as socket:
        assert socket.accepted_subprotocol == "altinn-mock.changes"
        assert socket.receive_json()["kind"] == "clock"
    for wrong in ("00", "zz", ""):
        offered = ["altinn-mock.changes", BROWSER_TOKEN + wrong]
        with (
            pytest.raises(WebSocketDenialResponse) as refusal,
            client.websocket_connect("/_mock/changes", subprotocols=offered),
        ):
            pass
        assert refusal.value.status_code == 401


@pytest.mark.parametrize("path", ["/notifications", "/_mock/nothing", "/"])
def test_other_paths_have_no_websocket(control: ControlClient, path: str):
    with pytest.raises(WebSocketDisconnect), control.client.websocket_connect(path):
        pass


def test_a_slow_reader_delays_no_other(app: Emulator):
    """The slow one reads nothing; its connection fills up, and the quick one gets everything."""

    async def compare(url: str) -> int:
        address = url.replace("http", "ws") + "/w/slow/_mock/changes"
        async with connect(address, max_queue=1), connect(address) as quick:
            await quick.recv()
            world = app.worlds.get("slow")
            received = 0
            for _ in range(20):
                world.clock.at += 10_000_000
                change = json.loads(await asyncio.wait_for(quick.recv(), 5))
                received += change["kind"] in ("clock", "counts")
            return received

    with server_thread(app) as server:
        assert asyncio.run(compare(server.url)) == 20
