"""Calls of condition endpoints over HTTP: results, errors and limits.

Source: docs/reference/time-and-delivery.md section 3.8; docs/control-api.md, Outcomes and faults.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from mock_server.domain.enums import Environment, NotificationChannel, OrderStatus, RuleSet
from mock_server.domain.instant import MINUTE, parse_instant
from mock_server.domain.orders import EmailTemplate, OrderChainRequest, OrderRequest, Recipient
from mock_server.notifications.engine.registration import register_chain
from mock_server.server.app import create_app
from mock_server.server.engine_runner import CONDITION_MAX_BYTES, EngineRunner
from mock_server.tokens.signing import Signer, decode_unverified
from mock_server.world.advance import advance
from mock_server.world.world import World

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

YES = b'{"sendNotification": true}'
NO = b'{"sendNotification": false}'


def answering(body: bytes, status: str = "200 OK", *headers: bytes) -> Handler:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        lines = [b"HTTP/1.1 " + status.encode(), b"Connection: close", *headers]
        lines.append(b"Content-Length: %d" % len(body))
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()

    return answer


async def hanging(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def dropping(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def check_condition(handler: Handler, seconds: float = 5) -> tuple[OrderStatus, str]:
    """Pick up an order whose condition endpoint is *handler*; return its status and the event."""

    async def serve_and_pick_up() -> tuple[OrderStatus, str]:
        async with await asyncio.start_server(handler, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            result = await pick_up(f"http://127.0.0.1:{port}/c", seconds)
            server.close()
            # The handler needs one more turn to notice that its client has disconnected.
            await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
            return result

    return asyncio.run(serve_and_pick_up())


async def pick_up(
    url: str,
    seconds: float,
    environment: Environment = Environment.PRODUCTION,
    rules: RuleSet = RuleSet.DOCUMENTED,
) -> tuple[OrderStatus, str]:
    """Pick up an order with a condition endpoint; return its status and the event text."""
    world = World("default", parse_instant("2026-01-05T10:00:00Z"))
    world.settings = replace(world.settings, environment=environment, rules=rules)
    request = OrderRequest(
        requested_send_time=world.clock.now(),
        notification_channel=NotificationChannel.EMAIL,
        recipients=(Recipient(email="a@example.com"),),
        email=EmailTemplate(sender="x", subject="Emne", body="Innhold"),
        condition_endpoint=url,
    )
    chain = OrderChainRequest(idempotency_id="x", main=request)
    receipt = register_chain(world, chain, creator="ttd", request_json="{}")
    runner = EngineRunner(create_app(), Signer(), condition_timeout=seconds)
    await runner.run(world, advance(world, world.clock.now()))
    status = world.orders.get(receipt.shipments[0][0]).status
    return status, next(each.text for each in world.event_log.events if "condition" in each.kind)


@pytest.mark.parametrize(
    ("handler", "expected", "reason"),
    [
        pytest.param(answering(YES), OrderStatus.COMPLETED, "is true", id="yes"),
        pytest.param(answering(NO), OrderStatus.SEND_CONDITION_NOT_MET, "is false", id="no"),
        pytest.param(answering(b"", "500 Oops"), OrderStatus.PROCESSING, "500", id="error"),
        pytest.param(
            answering(b"x" * 10_000_000),
            OrderStatus.PROCESSING,
            f"more than {CONDITION_MAX_BYTES} bytes",
            id="ten-megabytes",
        ),
        pytest.param(dropping, OrderStatus.PROCESSING, "no usable response", id="dropped"),
        pytest.param(
            answering(b"", "302 Found", b"Location: ftp://example.com/x"),
            OrderStatus.PROCESSING,
            "no usable response",
            id="redirected-elsewhere",
        ),
        pytest.param(
            answering(b"", "302 Found", b"Location: /c"),
            OrderStatus.PROCESSING,
            "no usable response",
            id="endless-redirects",
        ),
        pytest.param(answering(b"\xff\xfe\x00"), OrderStatus.PROCESSING, "not JSON", id="not-text"),
    ],
)
def test_only_a_valid_response_is_conclusive(handler: Handler, expected: OrderStatus, reason: str):
    status, text = check_condition(handler)

    assert status is expected
    assert reason in text


def test_an_endpoint_that_does_not_respond_is_inconclusive_after_the_timeout():
    status, text = check_condition(hanging, seconds=0.05)

    assert status is OrderStatus.PROCESSING
    assert "no response within 0.05 seconds" in text


def test_a_redirect_is_followed():
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        location = b"Location: /other"
        handler = answering(b"", "302 Found", location) if b"GET /c " in request else answering(NO)
        again = asyncio.StreamReader()
        again.feed_data(request)
        await handler(again, writer)

    status, _ = check_condition(answer)

    assert status is OrderStatus.SEND_CONDITION_NOT_MET


def test_an_endpoint_that_cannot_be_reached_is_inconclusive():
    status, text = asyncio.run(pick_up("http://127.0.0.1:1/c", 5))

    assert status is OrderStatus.PROCESSING
    assert "no connection" in text


def test_an_invalid_url_is_inconclusive():
    # Altinn accepts the URL in an order; U+2100 normalizes to "a/c", which no host can contain.
    status, text = asyncio.run(pick_up("https://\u2100.no/", 5))

    assert status is OrderStatus.PROCESSING
    assert "invalid URL" in text


def test_altinns_own_test_endpoint_is_called_in_process():
    url = "https://platform.altinn.no/notifications/api/v1/tests/sendcondition?conditionMet=false"

    status, _ = asyncio.run(pick_up(url, 5))

    assert status is OrderStatus.SEND_CONDITION_NOT_MET


def test_an_endpoint_is_not_called_without_outgoing_calls():
    async def reason() -> str:
        app = create_app()
        world = app.state.worlds.get("quiet")
        world.settings = world.settings.__class__(allow_outgoing_calls=False)
        result = await app.state.engine_runner.check_condition(world, "http://127.0.0.1:1/c")
        return str(result.reason)

    assert asyncio.run(reason()) == "not called: outgoing calls are disabled"


def test_orders_can_be_placed_while_an_endpoint_is_called():
    world = World("default", parse_instant("2026-01-05T10:00:00Z"))

    async def sent_messages() -> int:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            place("from-within", None)
            await answering(YES)(reader, writer)

        def place(key: str, url: str | None) -> None:
            request = OrderRequest(
                requested_send_time=world.clock.now(),
                notification_channel=NotificationChannel.EMAIL,
                recipients=(Recipient(email="a@example.com"),),
                email=EmailTemplate(sender="x", subject="Emne", body=key),
                condition_endpoint=url,
            )
            chain = OrderChainRequest(idempotency_id=key, main=request)
            register_chain(world, chain, creator="ttd", request_json="{}")

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            place("first", f"http://127.0.0.1:{port}/")
            runner = EngineRunner(create_app(), Signer())
            await runner.run(world, advance(world, world.clock.now() + MINUTE))
        return len(world.outbox)

    assert asyncio.run(sent_messages()) == 2


@pytest.mark.parametrize(
    ("environment", "issuer"),
    [
        (Environment.PRODUCTION, "https://maskinporten.no/"),
        (Environment.TT02, "https://test.maskinporten.no/"),
    ],
)
def test_the_token_is_one_of_the_environment(environment: Environment, issuer: str):
    tokens: list[str] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        [line] = [each for each in request.decode().splitlines() if "bearer" in each.lower()]
        tokens.append(line.rpartition(" ")[2])
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 26\r\n\r\n" + YES)
        writer.close()

    async def serve_and_pick_up() -> None:
        async with await asyncio.start_server(note, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await pick_up(f"http://127.0.0.1:{port}/c", 5, environment)

    asyncio.run(serve_and_pick_up())

    assert [decode_unverified(each)["iss"] for each in tokens] == [issuer]


@pytest.mark.parametrize(
    ("rules", "content_types"),
    [(RuleSet.DOCUMENTED, ["content-type: application/json"]), (RuleSet.DEPLOYED, [])],
)
def test_the_request_has_a_content_type_under_documented(rules: RuleSet, content_types: list[str]):
    requests: list[str] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append((await reader.readuntil(b"\r\n\r\n")).decode().lower())
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 26\r\n\r\n" + YES)
        writer.close()

    async def serve_and_pick_up() -> None:
        async with await asyncio.start_server(note, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await pick_up(f"http://127.0.0.1:{port}/c", 5, rules=rules)

    asyncio.run(serve_and_pick_up())

    [request] = requests
    assert [each for each in request.splitlines() if "content-type" in each] == content_types
