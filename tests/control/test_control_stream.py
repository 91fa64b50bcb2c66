"""The stream of events. Source: docs/control-api.md, Inbox (stream)."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.control.stream import StreamCursor
from mock_server.real_time import timeout, wait
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from tests.control.control_client import MONDAY, ControlClient

StreamEvent = tuple[str, Any]


@pytest.fixture(scope="module")
def app() -> Emulator:
    return create_app(Configuration.read(clock=MONDAY))


@pytest.fixture
def control(app: Emulator) -> Iterator[ControlClient]:
    yield ControlClient(TestClient(app), "/w/stream")
    app.worlds.delete("stream")


@pytest.fixture
def new_events(app: Emulator) -> Callable[[], list[StreamEvent]]:
    """Return the events since the last call."""
    cursor = StreamCursor.at_end_of(app.worlds.get("stream"))
    return lambda: list(cursor.new_events(app.worlds.get("stream")))


def test_there_are_no_events_while_nothing_happens(
    control: ControlClient, new_events: Callable[[], list[StreamEvent]]
):
    control.email()

    assert new_events() == []


def test_messages_results_and_clock_changes_are_streamed_once(
    control: ControlClient, new_events: Callable[[], list[StreamEvent]]
):
    control.send("PATCH", "/settings", {"deliveryDelay": "PT1H"})
    control.email()
    control.advance("PT5M")

    first = new_events()
    control.advance("PT2H")
    second = new_events()

    (message,) = control.get("/inbox")["messages"]
    assert [name for name, _ in first] == ["message", "result", "clock"]
    assert first[0][1]["id"] == message["id"]
    assert first[-1] == ("clock", {"now": "2026-01-05T10:05:00Z", "mode": "frozen"})
    assert second[0] == ("result", message)
    assert new_events() == []


def test_a_reset_is_streamed_and_the_stream_continues(
    control: ControlClient, new_events: Callable[[], list[StreamEvent]]
):
    control.email()
    control.advance("PT5M")
    control.send("POST", "/reset", {"now": "2026-06-15T08:00:00Z"})

    first = new_events()
    control.email(requestedSendTime="2026-06-15T08:00:00Z")
    control.advance("PT5M")

    assert first[0] == ("reset", {"now": "2026-06-15T08:00:00Z"})
    assert "message" in [name for name, _ in new_events()]


def test_a_deleted_message_is_not_streamed(
    control: ControlClient, new_events: Callable[[], list[StreamEvent]]
):
    control.email()
    control.advance("PT5M")
    control.send("DELETE", "/inbox")

    assert [name for name, _ in new_events()] == ["clock"]


def test_the_stream_consists_of_server_sent_events(app: Emulator):
    sent: list[dict[str, Any]] = []
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    path = "/w/heard/_mock/inbox/stream"
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "server": ("mock", 80),
        "scheme": "http",
    }

    async def listen() -> None:
        world = app.worlds.get("heard")
        stream = asyncio.create_task(app(scope, receive, send))
        async with timeout(10):
            while not sent:
                await wait(0.01)
            world.clock.at += 1
            while len(sent) < 2:
                await wait(0.01)
            gone.set()
            await stream

    asyncio.run(listen())

    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
    lines = sent[1]["body"].decode().split("\r\n")
    assert lines[0] == "event: clock"
    assert json.loads(lines[1].removeprefix("data: "))["now"] == "2026-01-05T10:00:00.0000001Z"
