"""Who may call, and what is said at unknown addresses. Source: design/control-api.md."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.control.caller import MONDAY, Caller


@pytest.fixture(scope="module")
def locked() -> Iterator[Caller]:
    app = create_app(Configuration.read(clock=MONDAY, control_token="æ secret"))
    with TestClient(app) as client:
        yield Caller(client, "/w/locked")


@pytest.mark.parametrize("path", ["/clock", "/ready", "/inbox", "/nowhere", ""])
@pytest.mark.parametrize(
    "value", [None, "", "Bearer", "Bearer wrong", "Basic æ secret", "æ secret"], ids=repr
)
def test_nobody_gets_in_without_the_token(locked: Caller, path: str, value: str | None):
    headers = {} if value is None else {"Authorization": value.encode()}

    response = locked.client.request("GET", f"{locked.prefix}/_mock{path}", headers=headers)

    assert response.status_code == response.json()["status"] == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert "Authorization: Bearer TOKEN" in response.json()["detail"]


@pytest.mark.parametrize("word", ["Bearer", "bearer"])
def test_who_shows_the_token_gets_in(locked: Caller, word: str):
    response = locked.call("GET", "/clock", headers={"Authorization": f"{word} æ secret".encode()})

    assert response.status_code == 200


def test_the_emulated_apis_have_their_own_tokens(locked: Caller):
    assert locked.client.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("/inbux", "there is no /_mock/inbux; see /_mock/inbox"),
        ("/clock/advanced", "see /_mock/clock/advance"),
        ("/directory/person/08900499559", "see /_mock/directory/persons/{key"),
        ("/inbox/", "see /_mock/inbox"),
        ("/qqqqqqqqqqqqqqqqqqqqqqqqq", "see /_mock/"),
    ],
)
def test_an_unknown_address_is_answered_with_the_nearest(caller: Caller, path: str, advice: str):
    status, said = caller.refused("GET", path)

    assert status == 404
    assert advice in said


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/orders?source=app"),
        ("GET", "/pending?to=ola@example.com"),
        ("DELETE", "?world=a"),
        ("POST", "/reset?now=2026"),
        ("DELETE", "/inbox?to=ola@example.com"),
    ],
)
def test_a_query_that_nobody_reads_is_refused(caller: Caller, method: str, path: str):
    status, advice = caller.refused(method, path)

    plain, _, query = path.partition("?")
    assert (status, advice) == (
        400,
        f"{method} /_mock{plain} takes no query; leave out '?{query}'",
    )


def test_a_method_that_an_address_does_not_have_is_named(caller: Caller):
    response = caller.call("PATCH", "/clock", {})

    assert response.status_code == response.json()["status"] == 405
    assert response.headers["allow"] == "GET, HEAD, PUT"
    assert response.json()["detail"] == "/_mock/clock has no PATCH; it has GET, HEAD, PUT"


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "the body is no JSON document: EOF"),
        (b"{", "the body is no JSON document: EOF"),
        (b"\xff\xfe", "the body is no JSON document"),
        (b"[" * 100_000, "the body is no JSON document: recursion limit"),
    ],
)
def test_a_body_that_is_no_json_is_refused(caller: Caller, content: bytes, advice: str):
    status, said = caller.refused("PUT", "/clock", content=content)

    assert status == 400
    assert advice in said
