"""Condition endpoints, asked for real: whatever they do, the world goes on unharmed.

Source: spec/processing-and-timing.md section 3.8; design/control-api.md, Conditions.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from mock_server.domain.enums import Environment, NotificationChannel, OrderStatus
from mock_server.domain.instant import MINUTE, parse_instant
from mock_server.domain.orders import EmailTemplate, OrderChainRequest, OrderRequest, Recipient
from mock_server.notifications.engine.registration import register_chain
from mock_server.server.app import create_app
from mock_server.server.driver import CONDITION_MAX_BYTES, EngineRunner
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


def asked(handler: Handler, path: str = "/c", seconds: float = 5) -> tuple[OrderStatus, str]:
    """Let an order with a condition be taken up; its state, and what was said of the answer."""

    async def live() -> tuple[OrderStatus, str]:
        async with await asyncio.start_server(handler, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            found = await taken_up(f"http://127.0.0.1:{port}{path}", seconds)
            server.close()
            # The handler has a turn to see that its client is gone.
            await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
            return found

    return asyncio.run(live())


async def taken_up(
    url: str,
    seconds: float,
    app: object = None,
    environment: Environment = Environment.PRODUCTION,
) -> tuple[OrderStatus, str]:
    world = World("default", parse_instant("2026-01-05T10:00:00Z"))
    world.settings = replace(world.settings, environment=environment)
    draft = OrderRequest(
        requested_send_time=world.clock.now(),
        notification_channel=NotificationChannel.EMAIL,
        recipients=(Recipient(email="a@example.com"),),
        email=EmailTemplate(sender="x", subject="Emne", body="Innhold"),
        condition_endpoint=url,
    )
    chain = OrderChainRequest(idempotency_id="x", main=draft)
    receipt = register_chain(world, chain, creator="ttd", request_json="{}")
    driver = EngineRunner(app or create_app(), Signer(), condition_timeout=seconds)  # type: ignore[arg-type]
    await driver.run(world, advance(world, world.clock.now()))
    state = world.orders.get(receipt.shipments[0][0]).status
    return state, next(each.text for each in world.event_log.events if "condition" in each.kind)


@pytest.mark.parametrize(
    ("handler", "state", "said"),
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
        pytest.param(dropping, OrderStatus.PROCESSING, "no usable answer", id="dropped"),
        pytest.param(
            answering(b"", "302 Found", b"Location: ftp://example.com/x"),
            OrderStatus.PROCESSING,
            "no usable answer",
            id="redirected-elsewhere",
        ),
        pytest.param(
            answering(b"", "302 Found", b"Location: /c"),
            OrderStatus.PROCESSING,
            "no usable answer",
            id="redirected-for-ever",
        ),
        pytest.param(
            answering(b"\xff\xfe\x00"), OrderStatus.PROCESSING, "not JSON", id="no-text-at-all"
        ),
    ],
)
def test_only_a_good_answer_decides(handler: Handler, state: OrderStatus, said: str):
    found, text = asked(handler)

    assert found is state
    assert said in text


def test_an_endpoint_that_hangs_is_given_up():
    state, text = asked(hanging, seconds=0.05)

    assert state is OrderStatus.PROCESSING
    assert "no answer within 0.05 seconds" in text


def test_a_redirect_is_followed():
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        to = b"Location: /other"
        moved = answering(b"", "302 Found", to) if b"GET /c " in request else answering(NO)
        again = asyncio.StreamReader()
        again.feed_data(request)
        await moved(again, writer)

    state, _ = asked(answer)

    assert state is OrderStatus.SEND_CONDITION_NOT_MET


def test_an_endpoint_that_cannot_be_reached_is_inconclusive():
    state, text = asyncio.run(taken_up("http://127.0.0.1:1/c", 5))

    assert state is OrderStatus.PROCESSING
    assert "no connection" in text


def test_an_address_that_leads_nowhere_is_inconclusive():
    # The platform takes it when it is ordered; it holds a sign that stands for a/c.
    state, text = asyncio.run(taken_up("https://\u2100.no/", 5))

    assert state is OrderStatus.PROCESSING
    assert "no address to call" in text


def test_the_platforms_own_test_endpoint_is_answered_in_process():
    url = "https://platform.altinn.no/notifications/api/v1/tests/sendcondition?conditionMet=false"

    state, _ = asyncio.run(taken_up(url, 5))

    assert state is OrderStatus.SEND_CONDITION_NOT_MET


def test_without_outgoing_calls_an_endpoint_is_not_asked():
    async def live() -> str:
        app = create_app()
        world = app.state.worlds.get("quiet")
        world.settings = world.settings.__class__(allow_outgoing_calls=False)
        answer = await app.state.driver._ask_condition(world, "http://127.0.0.1:1/c")
        return str(answer.reason)

    assert "switched off" in asyncio.run(live())


def test_orders_may_come_in_while_an_endpoint_is_asked():
    world = World("default", parse_instant("2026-01-05T10:00:00Z"))

    async def live() -> int:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            place("from-within", None)
            await answering(YES)(reader, writer)

        def place(key: str, url: str | None) -> None:
            draft = OrderRequest(
                requested_send_time=world.clock.now(),
                notification_channel=NotificationChannel.EMAIL,
                recipients=(Recipient(email="a@example.com"),),
                email=EmailTemplate(sender="x", subject="Emne", body=key),
                condition_endpoint=url,
            )
            chain = OrderChainRequest(idempotency_id=key, main=draft)
            register_chain(world, chain, creator="ttd", request_json="{}")

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            place("first", f"http://127.0.0.1:{port}/")
            driver = EngineRunner(create_app(), Signer())
            await driver.run(world, advance(world, world.clock.now() + MINUTE))
        return len(world.outbox)

    assert asyncio.run(live()) == 2


@pytest.mark.parametrize(
    ("environment", "issuer"),
    [
        (Environment.PRODUCTION, "https://maskinporten.no/"),
        (Environment.TT02, "https://test.maskinporten.no/"),
    ],
)
def test_the_token_is_one_of_the_environment(environment: Environment, issuer: str):
    shown: list[str] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        [line] = [each for each in request.decode().splitlines() if "bearer" in each.lower()]
        shown.append(line.rpartition(" ")[2])
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 26\r\n\r\n" + YES)
        writer.close()

    async def live() -> None:
        async with await asyncio.start_server(note, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await taken_up(f"http://127.0.0.1:{port}/c", 5, environment=environment)

    asyncio.run(live())

    assert [decode_unverified(each)["iss"] for each in shown] == [issuer]
