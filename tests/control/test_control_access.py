"""The control token, and errors at unknown paths. Source: docs/control-api.md."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.control.control_client import MONDAY, ControlClient


@pytest.fixture(scope="module")
def locked() -> Iterator[ControlClient]:
    app = create_app(Configuration.read(clock=MONDAY, control_token="æ secret"))
    with TestClient(app) as client:
        yield ControlClient(client, "/w/locked")


@pytest.mark.parametrize("path", ["/clock", "/ready", "/inbox", "/nowhere", ""])
@pytest.mark.parametrize(
    "value", [None, "", "Bearer", "Bearer wrong", "Basic æ secret", "æ secret"], ids=repr
)
def test_a_request_without_the_token_is_rejected(
    locked: ControlClient, path: str, value: str | None
):
    headers = {} if value is None else {"Authorization": value.encode()}

    response = locked.client.request("GET", f"{locked.prefix}/_mock{path}", headers=headers)

    assert response.status_code == response.json()["status"] == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert "Authorization: Bearer TOKEN" in response.json()["detail"]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_request_with_the_token_is_accepted(locked: ControlClient, scheme: str):
    response = locked.request(
        "GET", "/clock", headers={"Authorization": f"{scheme} æ secret".encode()}
    )

    assert response.status_code == 200


def test_emulated_apis_do_not_require_the_control_token(locked: ControlClient):
    assert locked.client.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/inbux", "unknown path /_mock/inbux; did you mean /_mock/inbox"),
        ("/clock/advanced", "did you mean /_mock/clock/advance"),
        ("/directory/person/08900499559", "did you mean /_mock/directory/persons/{key"),
        ("/inbox/", "did you mean /_mock/inbox"),
        ("/qqqqqqqqqqqqqqqqqqqqqqqqq", "see /_mock/"),
    ],
)
def test_an_unknown_path_is_rejected_with_similar_paths(
    control: ControlClient, path: str, message: str
):
    status, detail = control.rejected("GET", path)

    assert status == 404
    assert message in detail


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/settings?source=app"),
        ("GET", "/whitelist?to=ola@example.com"),
        ("DELETE", "?world=a"),
        ("POST", "/reset?now=2026"),
        ("DELETE", "/requests?path=/x"),
    ],
)
def test_a_query_is_rejected_at_a_path_that_does_not_read_it(
    control: ControlClient, method: str, path: str
):
    status, detail = control.rejected(method, path)

    plain, _, query = path.partition("?")
    assert (status, detail) == (
        400,
        f"{method} /_mock{plain} takes no query parameters; remove '?{query}'",
    )


def test_an_unsupported_method_is_rejected(control: ControlClient):
    response = control.request("PATCH", "/clock", {})

    assert response.status_code == response.json()["status"] == 405
    assert response.headers["allow"] == "GET, HEAD, PUT"
    assert response.json()["detail"] == (
        "/_mock/clock does not support PATCH; expected one of GET, HEAD, PUT"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the request body is not valid JSON: EOF"),
        (b"{", "the request body is not valid JSON: EOF"),
        (b"\xff\xfe", "the request body is not valid JSON"),
        (b"[" * 100_000, "the request body is not valid JSON: recursion limit"),
    ],
)
def test_a_body_that_is_not_valid_json_is_rejected(
    control: ControlClient, content: bytes, message: str
):
    status, detail = control.rejected("PUT", "/clock", content=content)

    assert status == 400
    assert message in detail
