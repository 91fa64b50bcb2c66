"""Valid and mutated requests to every endpoint of the Notifications API, from a seed.

No request crashes the mock, a 500 has a recorded cause, both JSON readers agree, and what was
accepted can be processed. ``--fuzz-rounds`` and ``--fuzz-seed`` make the run longer or another.

Source: docs/reference/notifications.md section 27.
"""

import base64
import gzip
import json
import random
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.dotnet.json.errors import EmptyBody, ReadError
from mock_server.dotnet.json.fast_reader import FastPathMiss, try_read
from mock_server.dotnet.json.scanner import scan
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.routes import ENDPOINTS
from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

RECORDING = Path(__file__).parents[1] / "recordings" / "notifications" / "bodies.jsonl.gz"
BODY_TYPES = {
    "/orders": request_bodies.ORDER,
    "/orders/email": request_bodies.EMAIL_ORDER,
    "/orders/sms": request_bodies.SMS_ORDER,
    "/future/orders": request_bodies.CHAIN,
    "/future/orders/composed-email": request_bodies.COMPOSED,
    "/future/orders/instant": request_bodies.INSTANT,
    "/future/orders/instant/sms": request_bodies.INSTANT_SMS,
    "/future/orders/instant/email": request_bodies.INSTANT_EMAIL,
}
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 4, 5, 99, 2**31, 2**63, 1.5, 1e300),
    *("", " ", "x", "a\0b", "\ud800", "æ" * 50, "x" * 3_000, "$recipientNumber$", "null", "1"),
    *("2026-06-15T08:00:00Z", "2026-06-15", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"),
    *("https://vg._no", "/relative", "//host/x", "https://", "urn:a:b", "a@b.no", "+4799999999"),
    *("08900499559", "991825827", "Email", "sms", "anytime", "Daytime", "Html"),
    *([], {}, [None], [[]], {"a": {}}, [1, "x"]),
)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"PlatformAccessToken": "x.y.z"},
    {"Accept": "text/xml"},
    {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
    {"NationalIdentityNumber": "08900499559", "OrganizationNumber": "991825827"},
    {"EmailAddress": "a@b.no", "PhoneNumber": "+4799999999", "ShipmentId": "x"},
)
QUERIES = (
    *("", "?from=x&to=y", "?from=2026-06-14T08:00:00Z", "?seq=-1", "?pageSize=0&orderBy=desc"),
    *("?sendersReference=ref", "?sendersReference=", "?dialogId=x", "?conditionMet=maybe"),
    *("?dialogId=0196e5d5-7d3c-7b5a-9b5e-6f0d8a4f1c11", "?seq=99999999999999999999", "?%ff=%00"),
)
IDS = ("x", "%20", "%00", "11111111-2222-3333-4444-555555555555", "{0}", "feed", "..", "æ")


def read_bodies() -> list[tuple[str, bytes]]:
    with gzip.open(RECORDING, "rt", encoding="utf-8") as file:
        return [
            (
                line["path"],
                line["body"].encode() if "body" in line else base64.b64decode(line["octets"]),
            )
            for line in map(json.loads, file)
        ]


BODIES = read_bodies()


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--fuzz-rounds"))


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(int(request.config.getoption("--fuzz-seed")))


def mutate(chance: random.Random, body: bytes) -> bytes:
    """Return a body with some values, names or bytes changed; sometimes the same body."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return damage(chance, body)
    if isinstance(document, dict):
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            change_member(chance, document)
    content = json.dumps(document, ensure_ascii=chance.random() < 0.8).encode(
        "utf-8", "surrogatepass"
    )
    return damage(chance, content) if chance.random() < 0.1 else content


def change_member(chance: random.Random, document: dict[str, Any]) -> None:
    """Change a member somewhere in *document*: another value, another name, or none."""
    place: Any = document
    while isinstance(place, dict) and place:
        name = chance.choice(list(place))
        inside = place[name]
        if isinstance(inside, list) and inside and chance.random() < 0.7:
            inside = chance.choice(inside)
        if not isinstance(inside, dict) or not inside or chance.random() < 0.3:
            break
        place = inside
    if not isinstance(place, dict) or not place:
        return
    change: Callable[[], None] = chance.choice(
        (
            lambda: place.update({name: deepcopy(chance.choice(VALUES))}),
            lambda: place.update({name: deepcopy(chance.choice(VALUES))}),
            lambda: place.pop(name),
            lambda: place.update({name.upper(): place.pop(name)}),
            lambda: place.update({name.upper(): deepcopy(chance.choice(VALUES))}),
            lambda: place.update({"unknown": deepcopy(chance.choice(VALUES))}),
        )
    )
    change()


def damage(chance: random.Random, body: bytes) -> bytes:
    """Return a body with some bytes cut, replaced or inserted."""
    at = chance.randrange(len(body) + 1)
    inserted = chance.choice((b"", b",", b"{", b"]", b'"', b"\\", b"\xff", b"\x00", b"/**/"))
    return body[:at] + inserted + body[at + chance.choice((0, 1, 5)) :]


def may_cause_500(body: bytes) -> bool:
    """Return whether a body has one of the recorded causes of a 500."""
    text = body.decode("utf-8", "replace")
    return (
        re.search(r"\\u0000|null|9999|delayDays", text, re.IGNORECASE) is not None
        or re.search(r'"(?:conditionEndpoint|sasUrl)"\s*:\s*"(?!https?:)', text, re.IGNORECASE)
        is not None
    )


def crashes(api: TestClient) -> list[dict[str, Any]]:
    journal = api.get("http://mock/_mock/requests?limit=1000").json()["requests"]
    return [each for each in journal if "crash" in each]


def client(rules: str) -> TestClient:
    emulator = create_app(Configuration.read(clock="2026-06-15T08:00:00Z", rules=rules))
    base = "http://mock/notifications/api/v1"
    return TestClient(emulator, base_url=base, raise_server_exceptions=False)


@pytest.mark.parametrize("rules", ["documented", "deployed"])
def test_mutated_bodies_get_a_response_with_a_known_status(
    rules: str, rounds: int, chance: random.Random
):
    unexpected: list[tuple[str, bytes, int]] = []
    with client(rules) as api:
        for number in range(rounds):
            path, body = chance.choice(BODIES)
            content = mutate(chance, body)
            headers = {"Content-Type": "application/json"} | chance.choice(HEADERS)
            status = api.post(path, content=content, headers=headers).status_code
            is_known = status in (200, 201, 202, 400, 406, 422)
            is_known |= status == 500 and may_cause_500(content)
            is_known |= status in (401, 500) and "PlatformAccessToken" in headers
            if not is_known:
                unexpected.append((path, content, status))
            if number % 200 == 199:
                unexpected += [(each["path"], b"", 0) for each in crashes(api)]
        unexpected += [(each["path"], b"", 0) for each in crashes(api)]
        processed = api.post("http://mock/_mock/clock/advance", json={"by": "P4D"})
        pending = api.get("http://mock/_mock/pending")
        suppressed = api.get("http://mock/_mock/suppressed")

    assert unexpected == []
    assert [each.status_code for each in (processed, pending, suppressed)] == [200, 200, 200]


@pytest.mark.parametrize("rules", ["documented", "deployed"])
def test_every_endpoint_answers_odd_paths_queries_and_headers(
    rules: str, rounds: int, chance: random.Random
):
    unexpected = []
    with client(rules) as api:
        for _ in range(rounds):
            route = chance.choice(ENDPOINTS)
            path = re.sub(r"\{\w+\}", lambda _: chance.choice(IDS), route.path)
            method = chance.choice((route.method, "GET", "PUT", "DELETE"))
            headers = chance.choice(HEADERS)
            url = f"http://mock{path}{chance.choice(QUERIES)}"
            status = api.request(method, url, headers=headers).status_code
            has_cause = "PlatformAccessToken" in headers or "/metrics" in path or "%00" in url
            if status >= 500 and not (status == 500 and has_cause):
                unexpected.append((method, url, headers, status))
        found = crashes(api)

    assert unexpected == []
    assert found == []


def test_both_readers_agree_on_mutated_bodies(rounds: int, chance: random.Random):
    different = []
    read_fast = 0
    for _ in range(rounds):
        path, body = chance.choice(BODIES)
        content = mutate(chance, body)
        schema = BODY_TYPES[path].schema
        try:
            fast = try_read(content, schema, 32)
        except FastPathMiss:
            continue
        read_fast += 1
        try:
            slow = scan(content, schema, 32)
        except (ReadError, EmptyBody) as error:
            slow = error
        if fast != slow:
            different.append((path, content))

    assert different == []
    assert read_fast > rounds / 4
