"""A replay repeats what happened side by side: delayed requests and calls of conditions."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from mock_server.real_time import wait
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration

MONDAY = "2026-01-05T10:00:00Z"
ORDERS = "/notifications/api/v1/future/orders"


def order(name: str, condition: str | None = None) -> dict[str, Any]:
    email = {"emailAddress": "a@example.com", "emailSettings": {"subject": "Emne", "body": "Hei"}}
    return {
        "idempotencyId": name,
        "conditionEndpoint": condition,
        "recipient": {"recipientEmail": email},
    }


def client_of(app: Emulator) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


async def state_of(client: httpx.AsyncClient) -> Any:
    return (await client.get("/_mock/snapshot")).json()["state"]


async def state_after_a_kill(folder: Path) -> Any:
    """Return the state that a server restores from a folder that is still in use."""
    copy = folder.with_name(f"{folder.name}-copy")
    shutil.copytree(folder, copy)
    app = create_app(Configuration.read(data=copy))
    async with client_of(app) as client:
        state = await state_of(client)
    app.journal.store.close()
    return state


def run(folder: Path, scenario: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    """Run a scenario with a new server."""

    async def with_client() -> Any:
        app = create_app(Configuration.read(data=folder, clock=MONDAY))
        async with client_of(app) as client:
            result = await scenario(client)
        app.journal.store.close()
        return result

    folder.mkdir()
    return asyncio.run(with_client())


def test_a_delayed_request_takes_effect_after_a_later_one(tmp_path: Path):
    async def scenario(client: httpx.AsyncClient) -> tuple[list[str], Any, Any]:
        fault = {"path": ORDERS, "delay": "PT0.3S", "times": 1}
        await client.post("/_mock/faults", json=fault)
        delayed = asyncio.create_task(client.post(ORDERS, json=order("delayed")))
        await wait(0.1)
        await client.post(ORDERS, json=order("later"))
        await delayed
        listed = (await client.get("/_mock/orders")).json()["orders"]
        ids = [each["request"]["idempotencyId"] for each in listed]
        return ids, await state_of(client), await state_after_a_kill(tmp_path / "data")

    ids, state, restored = run(tmp_path / "data", scenario)

    assert ids == ["later", "delayed"]
    assert restored == state


def test_an_order_that_is_placed_during_a_condition_call_keeps_its_place(tmp_path: Path):
    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await wait(0.3)
        body = json.dumps({"sendNotification": True}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async def scenario(client: httpx.AsyncClient) -> tuple[Any, Any, Any, Any, Any]:
        async with await asyncio.start_server(respond, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await client.post(ORDERS, json=order("first", f"http://127.0.0.1:{port}/c"))
            advance = asyncio.create_task(client.post("/_mock/clock/advance", json={"by": "PT5M"}))
            await wait(0.1)
            await client.post(ORDERS, json=order("during"))
            killed = await state_after_a_kill(tmp_path / "data")
            twice = await state_after_a_kill(tmp_path / "data-copy")
            await advance
            shutil.rmtree(tmp_path / "data-copy")
        inbox = (await client.get("/_mock/inbox")).json()
        restored = await state_after_a_kill(tmp_path / "data")
        return inbox, killed, twice, await state_of(client), restored

    inbox, killed, restored_twice, state, restored = run(tmp_path / "data", scenario)

    assert inbox["count"] == 2
    assert restored == state
    assert len(killed["orders"]) == 2
    assert "the server stopped before it arrived" in json.dumps(killed["event_log"])
    assert "the server stopped" not in json.dumps(state["event_log"])
    assert restored_twice == killed
