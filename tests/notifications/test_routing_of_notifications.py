"""Matching of paths and methods, as in the recordings.

Source: docs/reference/notifications.md section 2.2.
"""

import pytest

from mock_server.domain.enums import RuleSet
from mock_server.dotnet.aspnet.routing import (
    MethodNotAllowed,
    Route,
    RouteMatch,
    RouteTable,
    route_path,
)
from mock_server.notifications.api.routes import API, ROUTES

ORDER = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def find_route(method: str, path: str) -> tuple[str, dict[str, str]] | str | None:
    """Return the name of the handler and the variables, or the allowed methods."""
    match ROUTES[RuleSet.DEPLOYED].find(method, path):
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
def test_a_path_matches_its_endpoint(path: str, function: str, variables: dict[str, str]):
    assert find_route("POST", path) == (function, variables)


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
def test_a_variable_is_the_text_of_its_segment(path: str, function: str, order_id: str):
    assert find_route("GET", path) == (function, {"id": order_id})


def test_the_feed_path_is_not_a_shipment_id():
    assert find_route("GET", f"{API}/future/shipment/feed") == ("get_status_feed", {})


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        pytest.param("PUT", "/orders/email", "GET, POST", id="methods-of-both-templates"),
        pytest.param("POST", f"/orders/{ORDER}", "GET", id="order"),
        pytest.param("DELETE", f"/orders/{ORDER}/cancel", "PUT", id="cancel"),
        pytest.param("GET", "/future/orders", "POST", id="order-chain"),
        pytest.param("HEAD", "/future/shipment/feed", "GET", id="head"),
        pytest.param("TRACE", "/metrics", "GET, POST", id="metrics"),
    ],
)
def test_another_method_gets_the_allowed_methods(method: str, path: str, allow: str):
    assert find_route(method, API + path) == allow


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"{API}/orders/{ORDER}//", id="two-trailing-slashes"),
        pytest.param("/notifications//api/v1/orders", id="an-empty-segment"),
        pytest.param(f"{API}/future/shipment/email", id="not-a-guid"),
        pytest.param(f"{API}/orders/{ORDER}/notifications", id="half-a-path"),
        pytest.param(f"{API}/orders/chain/{ORDER}", id="location-of-an-order-chain"),
        pytest.param("/notifications/api/v2/orders", id="another-version"),
    ],
)
def test_an_unknown_path_matches_no_endpoint(path: str):
    assert find_route("GET", path) is None


def test_health_accepts_every_method():
    assert find_route("BREW", "/health") == ("get_health", {})


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        pytest.param(b"/a/b", "/a/b", id="plain"),
        pytest.param(b"/w/x/a", "/a", id="world-prefix-is-removed"),
        pytest.param(b"/w/x/a/../b", "/b", id="dots"),
        pytest.param(b"/w/x/a/%2e%2E/./b", "/b", id="escaped-dots"),
        pytest.param(b"/w/x/../../b", "/b", id="dots-stop-at-the-root"),
        pytest.param(b"/w/x/a/..", "/", id="dots-at-the-end"),
        pytest.param(b"/a%2Fb%20%C3%A6", "/a%2Fb æ", id="escapes-except-the-slash"),
        pytest.param(b"/a%FFb", "/a%FFb", id="bytes-that-are-not-utf-8"),
        pytest.param(b"/a...b/.c", "/a...b/.c", id="dots-inside-a-segment"),
    ],
)
def test_the_routed_path_is_decoded_and_resolved(raw: bytes, path: str):
    prefix = "/w/x" if raw.startswith(b"/w/x") else ""

    assert route_path({"raw_path": raw, "path": "", "root_path": prefix}) == path


def test_the_raw_path_is_optional():
    assert route_path({"path": "/a b/æ", "root_path": ""}) == "/a b/æ"


def test_a_route_matches_only_if_its_constraint_does():
    routes = RouteTable(
        [Route("GET", "/{id}", 1, {"id": lambda text: text if text == "x" else None})]
    )

    assert routes.find("GET", "/x") == RouteMatch(1, {"id": "x"})
    assert routes.find("GET", "/y") is None
