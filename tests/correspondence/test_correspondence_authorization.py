"""Tests of authorization: tokens of Altinn and Maskinporten, scopes, and no token.

Source: docs/reference/correspondence.md section 1.2.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.correspondence.service import (
    API,
    KARI,
    RECIPIENT,
    SENDER,
    Json,
    Service,
    error_code,
    message,
)

RAW = {"kind": "maskinportenRaw", "organizationNumber": "310244007"}
SOME_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
GENERIC = {"notificationTemplate": 1, "notificationChannel": "Email"}


def call_without_token(service: Service, method: str, path: str, **options: Any) -> Any:
    return service.client.request(method, f"{service.prefix}{API}{path}", **options)


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ({}, "Bearer"),
        ({"Authorization": "Basic abc"}, "Bearer"),
        ({"Authorization": "Bearer "}, "Bearer"),
        ({"Authorization": "Bearer abc.def.ghi"}, 'Bearer error="invalid_token"'),
        ({"Authorization": "Bearer abc"}, 'Bearer error="invalid_token"'),
    ],
)
def test_a_request_without_a_valid_token_is_unauthenticated(
    service: Service, headers: dict[str, str], challenge: str
):
    response = call_without_token(service, "GET", f"/correspondence/{SOME_ID}", headers=headers)

    assert (response.status_code, response.content) == (401, b"")
    assert response.headers["www-authenticate"] == challenge


def test_an_expired_or_forged_token_is_rejected(service: Service):
    expired = service.call("POST", "/correspondence", {**SENDER, "expiresIn": -3600}, json={})
    token = service.headers(SENDER)["Authorization"]
    forged = {"Authorization": token[:-8] + ("A" * 8 if token[-8:] != "A" * 8 else "B" * 8)}
    response = call_without_token(service, "POST", "/correspondence", headers=forged, json={})

    assert "The token expired at '" in expired.headers["www-authenticate"]
    assert response.headers["www-authenticate"] == (
        'Bearer error="invalid_token", error_description="The signature is invalid"'
    )


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (SENDER, 200),
        ({**SENDER, "scopes": ["altinn:correspondence.writer"]}, 403),
        ({**SENDER, "scopes": []}, 403),
        (RECIPIENT, 403),
        ({**RAW, "scopes": ["altinn:correspondence.write"]}, 403),
        ({**RAW, "scopes": ["altinn:serviceowner"]}, 403),
        ({**RAW, "scopes": ["altinn:serviceowner", "altinn:correspondence.write"]}, 200),
    ],
)
def test_a_sender_requires_the_write_scope(service: Service, caller: Json, status: int):
    response = service.call("POST", "/correspondence", caller, json=message())

    assert response.status_code == status


def test_a_recipient_must_exchange_a_maskinporten_token(service: Service):
    message_id = service.send_and_run_jobs(message())
    raw = {**RAW, "scopes": ["altinn:correspondence.read"]}

    response = service.get(f"/{message_id}/content", raw)

    assert service.get(f"/{message_id}", raw).status_code == 200
    assert response.status_code == 403
    assert list(response.json()) == ["title", "status", "detail"]
    assert response.json()["title"] == "IDX10205: Issuer validation failed"


def test_a_resource_can_permit_only_some_users(service: Service):
    message_id = service.send_and_run_jobs(message())
    resource = {"serviceOwner": "digdir", "permits": [{"userId": 8, "actions": ["read"]}]}
    service.control("PUT", "/directory/resources/1", resource)

    assert error_code(service.get(f"/{message_id}", KARI)) == (401, 4001)
    assert service.get(f"/{message_id}", {**KARI, "userId": 8}).status_code == 200
    assert service.get(f"/{message_id}", RECIPIENT).status_code == 200


def test_a_denied_decision_is_rejected(service: Service):
    message_id = service.send_and_run_jobs(message())
    service.fail("authorization", decision="Deny")

    assert error_code(service.get(f"/{message_id}")) == (401, 4001)
    assert error_code(service.post(message())) == (401, 4001)


def test_a_caller_that_is_not_in_the_register_is_rejected(service: Service):
    unknown = {**SENDER, "organizationNumber": "999999999"}
    without_organization = {**SENDER, "organizationNumber": None}

    assert error_code(service.call("POST", "/correspondence", unknown, json=message())) == (
        400,
        4002,
    )
    assert error_code(
        service.call("POST", "/correspondence", without_organization, json=message())
    ) == (
        401,
        4006,
    )


def test_in_a_permissive_world_a_caller_without_a_token_is_a_service_owner(
    world_of: Callable[..., Service],
):
    service = world_of(auth="permissive")

    response = call_without_token(service, "POST", "/correspondence", json=message(GENERIC))
    message_id = response.json()["correspondences"][0]["correspondenceId"]
    service.advance("PT10M")
    details = call_without_token(service, "GET", f"/correspondence/{message_id}/details").json()

    # The caller gets overviews as a sender and the content as a recipient.
    assert details["notifications"][0]["processingStatus"]["status"] == "Order_Completed"
    assert [each["status"] for each in details["statusHistory"]][-1] == "Published"
    assert (
        call_without_token(service, "GET", f"/correspondence/{message_id}/content").text == "test"
    )
    assert service.overview(message_id)["read"] is not None
    assert (
        call_without_token(service, "DELETE", f"/correspondence/{message_id}/purge").json()
        == message_id
    )


def test_a_permissive_world_checks_scopes_but_not_signatures(
    world_of: Callable[..., Service],
):
    service = world_of(auth="permissive")
    forged = {
        name: value.rpartition(".")[0] + ".AAAA" for name, value in service.headers(SENDER).items()
    }
    reader = service.headers(RECIPIENT)

    assert call_without_token(
        service, "POST", "/correspondence", json=message(), headers=forged
    ).is_success
    response = call_without_token(
        service, "POST", "/correspondence", json=message(), headers=reader
    )
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/correspondence", "GET, POST"),
        ("OPTIONS", "/correspondence/upload", "GET, POST"),
        ("POST", "/correspondence/archive", "GET"),
        ("HEAD", f"/correspondence/{SOME_ID}/notification/check", "GET"),
        ("GET", f"/correspondence/{SOME_ID}/purge", "DELETE"),
    ],
)
def test_an_unsupported_method_is_rejected_before_authentication(
    service: Service, method: str, path: str, allow: str
):
    response = call_without_token(service, method, path)

    assert (response.status_code, response.headers["allow"]) == (405, allow)


def test_paths_are_case_insensitive_and_can_end_with_a_slash(service: Service):
    message_id = service.send_and_run_jobs(message())

    url = f"{service.prefix}/Correspondence/API/v1/CORRESPONDENCE/{message_id}/Details/"
    response = service.client.get(url, headers=service.headers(SENDER))

    assert response.json()["correspondenceId"] == message_id
    assert call_without_token(service, "GET", "/nothing").status_code == 404


def test_errors_of_a_condition_endpoint_are_problems(service: Service):
    caller = {"kind": "maskinportenRaw", "scopes": ["altinn:system/notifications.condition.check"]}

    response = service.get("/x/notification/check", caller)

    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json; charset=utf-8"
