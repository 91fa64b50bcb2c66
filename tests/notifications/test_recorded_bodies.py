"""What the recorded service said to 4554 bodies: the same errors, or the same order read back.

Source: spec/notifications-api.md sections 6.2, 7, 11 to 17; spec/verified-notifications.md.
"""

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mock_server.domain.enums import OrderType
from mock_server.domain.instant import Instant, parse_instant
from mock_server.domain.orders import Order, OrderChainRequest, OrderRequest
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.dotnet.json.reader import decode_utf16
from mock_server.dotnet.schema import Document
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.error_responses import problem_document
from mock_server.notifications.api.mapping import order_chains
from mock_server.notifications.api.mapping import orders_v1 as legacy
from mock_server.notifications.api.request_bodies import RequestBody
from mock_server.notifications.api.response_documents import order_document
from mock_server.world.settings import WorldSettings

RECORDING = Path(__file__).parents[1] / "recordings" / "notifications" / "bodies.jsonl.gz"
NOW = parse_instant("2026-06-15T08:00:00Z")
ORDERS_URL = "http://localhost:5090/notifications/api/v1/orders"

DraftOf = Callable[[Document, Instant, WorldSettings], OrderRequest | OrderChainRequest]
KINDS: dict[str, tuple[RequestBody, DraftOf]] = {
    "/orders": (request_bodies.ORDER, legacy.map_order),
    "/orders/email": (request_bodies.EMAIL_ORDER, legacy.map_email_order),
    "/orders/sms": (request_bodies.SMS_ORDER, legacy.map_sms_order),
    "/future/orders": (request_bodies.CHAIN, order_chains.map_order_chain),
    "/future/orders/composed-email": (request_bodies.COMPOSED, order_chains.map_composed_email),
    "/future/orders/instant": (request_bodies.INSTANT, order_chains.map_instant_order),
    "/future/orders/instant/sms": (request_bodies.INSTANT_SMS, order_chains.map_instant_sms),
    "/future/orders/instant/email": (
        request_bodies.INSTANT_EMAIL,
        order_chains.map_instant_email,
    ),
}


def recorded() -> dict[str, list[dict[str, Any]]]:
    lines: dict[str, list[dict[str, Any]]] = {path: [] for path in KINDS}
    with gzip.open(RECORDING, "rt", encoding="utf-8") as file:
        for line in map(json.loads, file):
            lines[line["path"]].append(line)
    return lines


LINES = recorded()


def octets_of(line: dict[str, Any]) -> bytes:
    octets = line["body"].encode() if "body" in line else base64.b64decode(line["octets"])
    return decode_utf16(octets) if line.get("charset") == "utf-16" else octets


def errors_of(line: dict[str, Any]) -> list[tuple[str, list[str]]] | None:
    """Return the errors as they stand in the answer, in order; None for a good body."""
    body, _ = KINDS[line["path"]]
    try:
        body.parse(octets_of(line), NOW)
    except InvalidRequest as refusal:
        return list(problem_document(refusal, "")["errors"].items())
    return None


def order_of(line: dict[str, Any]) -> dict[str, Any]:
    """Return the order that a good body asks for, as it is read back."""
    body, draft_of = KINDS[line["path"]]
    asked = draft_of(body.parse(octets_of(line), NOW), NOW, WorldSettings())
    order = Order(
        id=line["order"]["id"],
        chain_id=None,
        type=OrderType.NOTIFICATION,
        creator=line["order"]["creator"],
        created_at=NOW,
        request=asked.main if isinstance(asked, OrderChainRequest) else asked,
    )
    return order_document(order, ORDERS_URL)


@pytest.mark.parametrize("path", KINDS)
def test_every_body_is_refused_for_the_recorded_reasons_in_their_order(path: str):
    wrong = [
        (line["id"], said, line.get("errors"))
        for line in LINES[path]
        if (said := errors_of(line)) != (list(line["errors"].items()) if "errors" in line else None)
    ]

    assert LINES[path]
    assert wrong == []


@pytest.mark.parametrize("path", KINDS)
def test_every_good_body_becomes_the_order_that_was_read_back(path: str):
    lines = [line for line in LINES[path] if "order" in line]

    wrong = [
        (line["id"], order, line["order"])
        for line in lines
        if list((order := order_of(line)).items()) != list(line["order"].items())
    ]

    assert lines
    assert wrong == []
