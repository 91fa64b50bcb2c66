"""What is checked first: warnings decide no response, and the database is asked last of all.

Source: docs/reference/notifications.md sections 15.5, 16.3, 17.3 and 27.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

PERSON = {
    "nationalIdentityNumber": "08900499559",
    "channelSchema": "Email",
    "emailSettings": {"subject": "Emne", "body": "Innhold"},
}
SMS = {"phoneNumber": "+4799999999", "smsSettings": {"body": "Hei"}}
CHAIN = {"idempotencyId": "1", "recipient": {"recipientSms": SMS}}
INSTANT = {"idempotencyId": "1", "recipientSms": {**SMS, "timeToLiveInSeconds": 60}}
NUL = "a\0b"
CONTROL = "http://mock/_mock"


def platform_headers(api: TestClient) -> dict[str, str]:
    token = api.post(
        f"{CONTROL}/tokens", json={"kind": "platform", "claims": {"urn:altinn:app": "skjema"}}
    ).json()
    return {"PlatformAccessToken": token["access_token"], "Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[]", id="list"),
        pytest.param(b'[{"sendingTimePolicy": 0}]', id="list-with-a-policy"),
        pytest.param(b'"text"', id="text"),
        pytest.param(b"1", id="number"),
        pytest.param(b"null", id="null"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="cut-off"),
        pytest.param(b'{"sendingTimePolicy": 0,}', id="trailing-comma"),
        pytest.param(b"\xff\xfe", id="not-utf-8"),
        pytest.param(b"[" * 5_000 + b"]" * 5_000, id="deeply-nested"),
        pytest.param(b'{"a":' * 500 + b"1" + b"}" * 500, id="deeply-nested-objects"),
        pytest.param(b'{"sendingTimePolicy": ' + b"9" * 5_000 + b"}", id="number-of-5000-digits"),
        pytest.param(b'{"sendersReference": ["app-x"], "sendingTimePolicy": 0}', id="odd-names"),
    ],
)
def test_a_malformed_order_of_an_app_gets_400_as_any_other(api: TestClient, body: bytes):
    as_json = {"Content-Type": "application/json"}

    from_app = api.post("/future/orders", content=body, headers=platform_headers(api))
    from_owner = api.post("/future/orders", content=body, headers=as_json)

    assert from_app.status_code == from_owner.status_code == 400
    assert errors(from_app.json()) == errors(from_owner.json())


def errors(document: dict[str, Any]) -> object:
    return {name: value for name, value in document.items() if name != "traceId"}


def test_a_repeated_idempotency_id_gets_200_before_the_database_is_asked(api: TestClient):
    first = api.post("/future/orders", json=CHAIN)
    instant = api.post("/future/orders/instant/sms", json=INSTANT)

    again = api.post("/future/orders", json={**CHAIN, "sendersReference": NUL})
    instant_again = api.post(
        "/future/orders/instant/sms", json={**INSTANT, "sendersReference": NUL}
    )
    new = api.post("/future/orders", json={**CHAIN, "idempotencyId": "2", "sendersReference": NUL})

    assert (again.status_code, again.content) == (200, first.content)
    assert (instant_again.status_code, instant_again.content) == (200, instant.content)
    assert (new.status_code, new.content) == (500, b"")


def test_a_chain_without_contact_points_gets_422_before_the_database_is_asked(api: TestClient):
    api.put(f"{CONTROL}/directory", json={})
    body = {"idempotencyId": NUL, "recipient": {"recipientPerson": PERSON}}

    assert api.post("/future/orders", json=body).status_code == 422


def test_an_instant_message_that_cannot_be_stored_is_not_sent(api: TestClient):
    body = {**INSTANT, "sendersReference": NUL}

    response = api.post("/future/orders/instant/sms", json=body)

    assert response.status_code == 500
    assert api.get(f"{CONTROL}/inbox").json()["count"] == 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 5_000, id="deeply-nested"),
        pytest.param(b'{"idempotencyId": "\\ud800"}', id="half-a-surrogate-pair"),
        pytest.param(b'{"idempotencyId": NaN}', id="not-a-number"),
        pytest.param(b"\xff", id="not-utf-8"),
        pytest.param(b'{"a": ' + b"9" * 5_000 + b"}", id="number-of-5000-digits"),
    ],
)
def test_the_request_journal_lists_what_was_rejected(api: TestClient, body: bytes):
    api.post("/future/orders", content=body, headers={"Content-Type": "application/json"})

    journal = api.get(f"{CONTROL}/requests")

    assert journal.status_code == 200
    assert [each["status"] for each in journal.json()["requests"]] == [400]
