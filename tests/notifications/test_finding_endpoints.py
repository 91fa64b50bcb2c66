"""Paths and methods are matched as the recorded service matches them.

Source: spec/notifications-api.md section 2.2, spec/verified-notifications.md section 1.
"""

import pytest

from mock_server.dotnet.aspnet.routing import (
    MethodNotAllowed,
    Route,
    RouteMatch,
    RouteTable,
    route_path,
)
from mock_server.notifications.api.routes import API, ROUTES

ORDER = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def found(method: str, path: str) -> tuple[str, dict[str, str]] | str | None:
    """Return the function and the variables, or the methods that there are."""
    match ROUTES.find(method, path):
        case RouteMatch(target, variables):
            return target.handler.__name__, dict(variables)
        case MethodNotAllowed(allow):
            return allow
        case None:
            return None


@pytest.mark.parametrize(
    ("path", "function", "variables"),
    [
        pytest.param(f"{API}/orders", "register_order", {}, id="literal"),
        pytest.param("/Notifications/API/V1/Orders", "register_order", {}, id="any-letter-case"),
        pytest.param(f"{API}/orders/", "register_order", {}, id="one-trailing-slash"),
    ],
)
def test_a_path_leads_to_its_endpoint(path: str, function: str, variables: dict[str, str]):
    assert found("POST", path) == (function, variables)


@pytest.mark.parametrize(
    ("path", "function", "order_id"),
    [
        pytest.param(f"{API}/orders/{ORDER}", "get_order", ORDER, id="order"),
        pytest.param(f"{API}/orders/email", "get_order", "email", id="a-literal-of-another-method"),
        pytest.param(f"{API}/orders/a%2Fb", "get_order", "a%2Fb", id="an-escaped-slash-is-kept"),
        pytest.param(
            f"{API}/ORDERS/X/STATUS", "get_order_status", "X", id="variables-keep-their-case"
        ),
        pytest.param(
            f"{API}/future/shipment/{{{ORDER.upper()}}}", "get_shipment", ORDER, id="guid-form"
        ),
    ],
)
def test_a_variable_has_the_text_of_its_segment(path: str, function: str, order_id: str):
    assert found("GET", path) == (function, {"id": order_id})


def test_the_feed_is_no_shipment():
    assert found("GET", f"{API}/future/shipment/feed") == ("get_status_feed", {})


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        pytest.param("PUT", "/orders/email", "GET, POST", id="both-templates-count"),
        pytest.param("POST", f"/orders/{ORDER}", "GET", id="order"),
        pytest.param("DELETE", f"/orders/{ORDER}/cancel", "PUT", id="cancel"),
        pytest.param("GET", "/future/orders", "POST", id="order-chain"),
        pytest.param("HEAD", "/future/shipment/feed", "GET", id="head"),
        pytest.param("TRACE", "/metrics", "GET, POST", id="metrics"),
    ],
)
def test_another_method_is_told_which_there_are(method: str, path: str, allow: str):
    assert found(method, API + path) == allow


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"{API}/orders/{ORDER}//", id="two-trailing-slashes"),
        pytest.param("/notifications//api/v1/orders", id="an-empty-segment"),
        pytest.param(f"{API}/future/shipment/email", id="no-guid"),
        pytest.param(f"{API}/orders/{ORDER}/notifications", id="half-a-path"),
        pytest.param(f"{API}/orders/chain/{ORDER}", id="where-locations-point"),
        pytest.param("/notifications/api/v2/orders", id="another-version"),
    ],
)
def test_a_path_that_leads_nowhere_is_not_there(path: str):
    assert found("GET", path) is None


def test_health_answers_every_method():
    assert found("BREW", "/health") == ("get_health", {})


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        pytest.param(b"/a/b", "/a/b", id="plain"),
        pytest.param(b"/w/x/a", "/a", id="the-worlds-prefix-is-gone"),
        pytest.param(b"/w/x/a/../b", "/b", id="dots"),
        pytest.param(b"/w/x/a/%2e%2E/./b", "/b", id="escaped-dots"),
        pytest.param(b"/w/x/../../b", "/b", id="dots-stop-at-the-root"),
        pytest.param(b"/w/x/a/..", "/", id="dots-at-the-end"),
        pytest.param(b"/a%2Fb%20%C3%A6", "/a%2Fb æ", id="escapes-but-the-slash"),
        pytest.param(b"/a%FFb", "/a%FFb", id="octets-that-are-no-text"),
        pytest.param(b"/a...b/.c", "/a...b/.c", id="dots-that-mean-nothing"),
    ],
)
def test_the_path_to_route_by_is_decoded_and_resolved(raw: bytes, path: str):
    prefix = "/w/x" if raw.startswith(b"/w/x") else ""

    assert route_path({"raw_path": raw, "path": "", "root_path": prefix}) == path


def test_a_server_that_keeps_no_raw_path_is_understood():
    assert route_path({"path": "/a b/æ", "root_path": ""}) == "/a b/æ"


def test_a_route_takes_part_with_its_constraint_only():
    routes = RouteTable(
        [Route("GET", "/{id}", 1, {"id": lambda text: text if text == "x" else None})]
    )

    assert routes.find("GET", "/x") == RouteMatch(1, {"id": "x"})
    assert routes.find("GET", "/y") is None
