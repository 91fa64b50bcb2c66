"""4554 read_recording request bodies get the read_recording errors, or the read_recording order.

Source: docs/reference/notifications.md sections 6.2, 7, 11 to 17.
"""

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mock_server.domain.enums import OrderType, RuleSet
from mock_server.domain.instant import Instant, parse_instant
from mock_server.domain.orders import Order, OrderChainRequest, OrderRequest
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.dotnet.json.reader import decode_utf16
from mock_server.dotnet.schema import Document
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.error_responses import problem_document
from mock_server.notifications.api.mapping import order_chains, orders_v1
from mock_server.notifications.api.request_bodies import RequestBody
from mock_server.notifications.api.response_documents import order_document
from mock_server.world.settings import WorldSettings

RECORDING = Path(__file__).parents[1] / "recordings" / "notifications" / "bodies.jsonl.gz"
NOW = parse_instant("2026-06-15T08:00:00Z")
ORDERS_URL = "http://localhost:5090/notifications/api/v1/orders"

SETTINGS = WorldSettings(rules=RuleSet.DEPLOYED)
RequestMapper = Callable[[Document, Instant, WorldSettings], OrderRequest | OrderChainRequest]
ENDPOINTS: dict[str, tuple[RequestBody, RequestMapper]] = {
    "/orders": (request_bodies.ORDER, orders_v1.map_order),
    "/orders/email": (request_bodies.EMAIL_ORDER, orders_v1.map_email_order),
    "/orders/sms": (request_bodies.SMS_ORDER, orders_v1.map_sms_order),
    "/future/orders": (request_bodies.CHAIN, order_chains.map_order_chain),
    "/future/orders/composed-email": (request_bodies.COMPOSED, order_chains.map_composed_email),
    "/future/orders/instant": (request_bodies.INSTANT, order_chains.map_instant_order),
    "/future/orders/instant/sms": (request_bodies.INSTANT_SMS, order_chains.map_instant_sms),
    "/future/orders/instant/email": (
        request_bodies.INSTANT_EMAIL,
        order_chains.map_instant_email,
    ),
}


def read_recording() -> dict[str, list[dict[str, Any]]]:
    lines: dict[str, list[dict[str, Any]]] = {path: [] for path in ENDPOINTS}
    with gzip.open(RECORDING, "rt", encoding="utf-8") as file:
        for line in map(json.loads, file):
            lines[line["path"]].append(line)
    return lines


LINES = read_recording()


def body_bytes(line: dict[str, Any]) -> bytes:
    body = line["body"].encode() if "body" in line else base64.b64decode(line["octets"])
    return decode_utf16(body) if line.get("charset") == "utf-16" else body


def errors_for(line: dict[str, Any]) -> list[tuple[str, list[str]]] | None:
    """Return the errors of the response, in order; None for a valid body."""
    body_type, _ = ENDPOINTS[line["path"]]
    try:
        body_type.parse(body_bytes(line), NOW)
    except InvalidRequest as error:
        return list(problem_document(error, "")["errors"].items())
    return None


def order_for(line: dict[str, Any]) -> dict[str, Any]:
    """Return the response of GET orders/{id} for a valid body."""
    body_type, map_request = ENDPOINTS[line["path"]]
    request = map_request(body_type.parse(body_bytes(line), NOW), NOW, SETTINGS)
    order = Order(
        id=line["order"]["id"],
        chain_id=None,
        type=OrderType.NOTIFICATION,
        creator=line["order"]["creator"],
        created_at=NOW,
        request=request.main if isinstance(request, OrderChainRequest) else request,
    )
    return order_document(order, ORDERS_URL)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_invalid_body_gets_the_recorded_errors_in_order(path: str):
    wrong = [
        (line["id"], errors, line.get("errors"))
        for line in LINES[path]
        if (errors := errors_for(line))
        != (list(line["errors"].items()) if "errors" in line else None)
    ]

    assert LINES[path]
    assert wrong == []


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_valid_body_gets_the_recorded_order(path: str):
    lines = [line for line in LINES[path] if "order" in line]

    wrong = [
        (line["id"], order, line["order"])
        for line in lines
        if list((order := order_for(line)).items()) != list(line["order"].items())
    ]

    assert lines
    assert wrong == []
