"""Why requests were refused, and what is masked. Source: docs/control-api.md, Request journal."""

import logging
from typing import Any

import pytest

from mock_server.control.masking import MASKED, mask_body, mask_header, mask_log
from mock_server.control.recording import REFUSED_LOG
from tests.control.control_client import ControlClient

ORDERS = "/notifications/api/v1/future/orders"
MESSAGES = "/correspondence/api/v1/correspondence"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
STRICT = {"auth": "strict"}


def why(control: ControlClient, method: str, path: str, **options: Any) -> str | None:
    """Send a request to an emulated API and return why it was refused."""
    control.client.request(method, f"{control.prefix}{path}", **options)
    text: str | None = control.get("/requests?limit=1&order=newest")["requests"][0]["why"]
    return text


def bearer(control: ControlClient, **token: Any) -> dict[str, str]:
    access_token = control.send("POST", "/tokens", token)["access_token"]
    return {"Authorization": f"Bearer {access_token}"}


def test_an_accepted_request_has_no_reason(control: ControlClient):
    assert why(control, "GET", "/notifications/api/v1/future/shipment/feed") is None


def test_an_invalid_order_is_explained_by_its_errors(control: ControlClient):
    settings = {"phoneNumber": "12", "smsSettings": {"body": "Hei"}}
    body = {"idempotencyId": "1", "recipient": {"recipientSms": settings}}

    assert why(control, "POST", ORDERS, json=body) == (
        "Recipient.RecipientSms.PhoneNumber: Recipient phone number is not a valid mobile number."
    )


def test_a_missing_token(control: ControlClient):
    control.send("PATCH", "/settings", STRICT)

    assert why(control, "POST", ORDERS, json={}) == (
        "no token was sent; send 'Authorization: Bearer TOKEN'. POST /_mock/tokens makes one (in"
        " Python altinn.auth())"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("Basic abc", "the Authorization header is not 'Bearer TOKEN'."),
        ("Bearer abc", "the bearer token is not a JWT."),
    ],
)
def test_an_unreadable_token(control: ControlClient, value: str, reason: str):
    control.send("PATCH", "/settings", STRICT)
    headers = {"Authorization": value}

    assert str(why(control, "POST", ORDERS, json={}, headers=headers)).startswith(reason)


@pytest.mark.parametrize("path", [ORDERS, MESSAGES])
def test_an_expired_token(control: ControlClient, path: str):
    headers = bearer(control, expiresIn=-3600)

    assert str(why(control, "POST", path, json={}, headers=headers)).startswith(
        "the token expired at 20"
    )


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        (ORDERS, "altinn:serviceowner/notifications.create"),
        (MESSAGES, "altinn:correspondence.write"),
    ],
)
def test_a_missing_scope(control: ControlClient, path: str, scope: str):
    one, none = bearer(control, scopes=["a:b"]), bearer(control, scopes=[])

    assert why(control, "POST", path, json={}, headers=one) == (
        f"the token lacks the scope {scope}; it has a:b"
    )
    assert why(control, "POST", path, json={}, headers=none) == (
        f"the token lacks the scope {scope}; it has no scopes"
    )


def test_a_token_has_the_usual_scopes_by_default(control: ControlClient):
    assert "the scope" not in str(why(control, "POST", ORDERS, json={}, headers=bearer(control)))


def test_another_method(control: ControlClient):
    assert why(control, "PUT", MESSAGES, json={}) == (
        "the path does not support PUT; it supports GET, POST"
    )


def test_an_unknown_path(control: ControlClient):
    assert str(why(control, "GET", "/notifications/api/v1/future/order")).startswith(
        "no API has this path; the nearest is /notifications/api/v1/"
    )


def test_another_content_type(control: ControlClient):
    headers = {"Content-Type": "text/plain"}

    assert why(control, "POST", ORDERS, content=b"x", headers=headers) == (
        "the content type is 'text/plain'; expected for example 'application/json'"
    )


def test_a_fault_of_the_test(control: ControlClient):
    control.send("POST", "/faults", {"status": 503, "times": 1})

    assert why(control, "POST", ORDERS, json={}) == (
        "a fault of the test responded 503; see GET /_mock/faults"
    )


def test_each_refused_request_is_logged_without_secrets(
    control: ControlClient, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, REFUSED_LOG)

    why(control, "GET", "/notifications/api/v1/future/shipment/feed")
    why(control, "GET", f"/nowhere/08900499559/{JWT}")

    (message,) = [each.message for each in caplog.records if each.name == REFUSED_LOG]
    assert message.startswith("GET /nowhere/(number masked)/(masked) 404: ")


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        ("Authorization", f"Bearer {JWT}", f"Bearer {MASKED}"),
        ("Proxy-Authorization", "Basic abc", f"Basic {MASKED}"),
        ("Cookie", "a=b; c=d", MASKED),
        ("Set-Cookie", "a=b", MASKED),
        ("PlatformAccessToken", JWT, MASKED),
        ("X-Api-Key", "abc", MASKED),
        ("Ocp-Apim-Subscription-Key", "abc", MASKED),
        ("X-Auth-Token", "abc", MASKED),
        ("X-Forwarded", f"token {JWT}", f"token {MASKED}"),
        ("Accept", "text/html", "text/html"),
        ("Idempotency-Keyword", "abc", "abc"),
    ],
)
def test_secret_headers_are_masked(name: str, value: str, masked: str):
    assert mask_header(name, value) == masked


@pytest.mark.parametrize(
    ("body", "masked"),
    [
        (f'{{"x": "{JWT}"}}', f'{{"x": "{MASKED}"}}'),
        ('{"access_token": "abc"}', f'{{"access_token": "{MASKED}"}}'),
        ('{"password":"abc","user":"a"}', f'{{"password":"{MASKED}","user":"a"}}'),
        ("grant_type=x&assertion=abc&y=1", f"grant_type=x&assertion={MASKED}&y=1"),
        ("client_secret=abc", f"client_secret={MASKED}"),
        ("eyJ is no token", "eyJ is no token"),
    ],
)
def test_secrets_in_bodies_are_masked(body: str, masked: str):
    assert mask_body(body.encode()) == masked.encode()


def test_personal_numbers_are_masked_in_logs():
    assert mask_log("08900499559 and 991825827 and +4799999999") == (
        "(number masked) and 991825827 and +4799999999"
    )
