"""Ten thousand malformed request bodies, for every POST endpoint of the Notifications API.

The API never fails by accident: there is no unintended 5xx, no traceback in the log, and no order
of a rejected request.
"""

import asyncio
import json
import logging
import random
from collections import Counter
from collections.abc import Callable

import httpx
import pytest

from mock_server.server.app import create_app

API = "/notifications/api/v1"
SETTINGS = {"subject": "Emne", "body": "Innhold"}
SMS = {"phoneNumber": "+4799999999", "smsSettings": {"body": "Hei"}}
SHORT = {**SMS, "timeToLiveInSeconds": 3600}
BODIES: dict[str, dict[str, object]] = {
    "/orders": {
        "notificationChannel": "EmailPreferred",
        "recipients": [{"emailAddress": "a@example.com"}],
        "emailTemplate": SETTINGS,
        "smsTemplate": {"body": "Hei"},
    },
    "/orders/email": {"recipients": [{"emailAddress": "a@example.com"}], **SETTINGS},
    "/orders/sms": {"recipients": [{"mobileNumber": "+4799999999"}], "body": "Hei"},
    "/future/orders": {
        "idempotencyId": "x",
        "recipient": {"recipientSms": SMS},
        "reminders": [{"delayDays": 7, "recipient": {"recipientSms": SMS}}],
    },
    "/future/orders/instant": {"idempotencyId": "x", "recipient": {"recipientSms": SHORT}},
    "/future/orders/instant/sms": {"idempotencyId": "x", "recipientSms": SHORT},
    "/future/orders/instant/email": {
        "idempotencyId": "x",
        "recipientEmail": {"emailAddress": "a@example.com", "emailSettings": SETTINGS},
    },
    "/future/orders/composed-email": {
        "idempotencyId": "x",
        "recipient": {"emailAddress": "a@example.com", "emailSettings": SETTINGS},
    },
}
ODD_VALUES: tuple[object, ...] = (
    None, True, 0, -1, 1e400, 10**400, "", " ", [], {}, [[]], {"a": {}}, "\ud800", [None],
)  # fmt: skip
MUTATIONS: list[Callable[[random.Random, bytes], bytes]] = []


def mutation(function: Callable[[random.Random, bytes], bytes]):
    MUTATIONS.append(function)
    return function


@mutation
def truncate(rng: random.Random, body: bytes) -> bytes:
    return body[: rng.randrange(len(body))]


@mutation
def change_byte(rng: random.Random, body: bytes) -> bytes:
    at = rng.randrange(len(body))
    return body[:at] + bytes([rng.randrange(256)]) + body[at + 1 :]


@mutation
def insert_bytes(rng: random.Random, body: bytes) -> bytes:
    at = rng.randrange(len(body))
    odd = rng.choice(
        [b"\xff\xfe", b"\xc3", b"//", b",", b"}", b"]", b"\x00", b"NaN", b"'", b"\\u12"]
    )
    return body[:at] + odd + body[at:]


@mutation
def nest_deeply(rng: random.Random, body: bytes) -> bytes:
    depth = rng.choice([33, 100, 10_000])
    return rng.choice([b"[" * depth, b'{"a":' * depth, body[:-1] + b',"x":' + b"[" * depth])


@mutation
def use_huge_number(rng: random.Random, body: bytes) -> bytes:
    digits = b"9" * rng.choice([20, 400, 5000])
    return body.replace(b'"x"', digits, 1) if b'"x"' in body else b"[" + digits + b"]"


@mutation
def change_type(rng: random.Random, body: bytes) -> bytes:
    document = json.loads(body)
    holder, key = rng.choice(list(_members(document)))
    holder[key] = rng.choice(ODD_VALUES)
    return json.dumps(document).replace("Infinity", "1e999").encode()


@mutation
def remove_member(rng: random.Random, body: bytes) -> bytes:
    document = json.loads(body)
    holder, key = rng.choice(list(_members(document)))
    del holder[key]
    return json.dumps(document).encode()


@mutation
def random_bytes(rng: random.Random, _body: bytes) -> bytes:
    return rng.randbytes(rng.randrange(200))


def _members(value: object):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _members(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield value, index
            yield from _members(inner)


async def post_all(client: httpx.AsyncClient, bodies: list[tuple[str, bytes]]) -> Counter[int]:
    statuses: Counter[int] = Counter()
    headers = {"Content-Type": "application/json"}
    for path, body in bodies:
        response = await client.post(API + path, content=body, headers=headers)
        statuses[response.status_code] += 1
    return statuses


def test_malformed_bodies_cause_no_unintended_errors(caplog: pytest.LogCaptureFixture):
    rng = random.Random(20260105)
    bodies = []
    for number in range(10_000):
        path = list(BODIES)[number % len(BODIES)]
        mutate = MUTATIONS[number // len(BODIES) % len(MUTATIONS)]
        bodies.append((path, mutate(rng, json.dumps(BODIES[path]).encode())))
    bodies += [(path, b'{"a":"' + b"x" * 10_000_000) for path in ("/orders", "/future/orders")]
    app = create_app()
    app.state.worlds.get("default").clock.mode = "frozen"
    transport = httpx.ASGITransport(app=app)

    async def post_bodies() -> Counter[int]:
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
            return await post_all(client, bodies)

    with caplog.at_level(logging.WARNING):
        statuses = asyncio.run(post_bodies())

    world = app.state.worlds.get("default")
    intended = sum("as Altinn does" in record.getMessage() for record in caplog.records)
    assert [record.exc_info for record in caplog.records if record.exc_info] == []
    assert sum(count for status, count in statuses.items() if status >= 500) == intended
    assert statuses[400] > 5_000
    stored = {order.chain_id or order.id for order in world.orders.all()}
    assert len(stored) == statuses[201] + statuses[202]
