"""Who is let in: tokens of Altinn and of Maskinporten, scopes, and who asks without any.

Source: spec/correspondence.md section 1.2, spec/verified-correspondence.md sections 4 and 6.
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


def bare(service: Service, method: str, path: str, **options: Any) -> Any:
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
def test_whoever_has_no_token_is_asked_for_one(
    service: Service, headers: dict[str, str], challenge: str
):
    answer = bare(service, "GET", f"/correspondence/{SOME_ID}", headers=headers)

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"] == challenge


def test_a_token_is_refused_when_it_has_expired_or_is_signed_by_somebody_else(service: Service):
    expired = service.call("POST", "/correspondence", {**SENDER, "expiresIn": -3600}, json={})
    token = service.headers(SENDER)["Authorization"]
    forged = {"Authorization": token[:-8] + ("A" * 8 if token[-8:] != "A" * 8 else "B" * 8)}
    answer = bare(service, "POST", "/correspondence", headers=forged, json={})

    assert "The token expired at '" in expired.headers["www-authenticate"]
    assert answer.headers["www-authenticate"] == (
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
def test_a_sender_needs_the_scope_to_write(service: Service, caller: Json, status: int):
    answer = service.call("POST", "/correspondence", caller, json=message())

    assert answer.status_code == status


def test_a_recipient_has_to_exchange_the_token_of_maskinporten(service: Service):
    message_id = service.sent(message())
    raw = {**RAW, "scopes": ["altinn:correspondence.read"]}

    answer = service.get(f"/{message_id}/content", raw)

    assert service.get(f"/{message_id}", raw).status_code == 200
    assert answer.status_code == 403
    assert list(answer.json()) == ["title", "status", "detail"]
    assert answer.json()["title"] == "IDX10205: Issuer validation failed"


def test_the_resource_may_permit_only_some_users(service: Service):
    message_id = service.sent(message())
    resource = {"serviceOwner": "digdir", "permits": [{"userId": 8, "actions": ["read"]}]}
    service.control("PUT", "/directory/resources/1", resource)

    assert error_code(service.get(f"/{message_id}", KARI)) == (401, 4001)
    assert service.get(f"/{message_id}", {**KARI, "userId": 8}).status_code == 200
    assert service.get(f"/{message_id}", RECIPIENT).status_code == 200


def test_authorization_may_deny(service: Service):
    message_id = service.sent(message())
    service.fail("authorization", decision="Deny")

    assert error_code(service.get(f"/{message_id}")) == (401, 4001)
    assert error_code(service.post(message())) == (401, 4001)


def test_somebody_whom_the_register_does_not_know_does_nothing(service: Service):
    unknown = {**SENDER, "organizationNumber": "999999999"}
    nobody = {**SENDER, "organizationNumber": None}

    assert error_code(service.call("POST", "/correspondence", unknown, json=message())) == (
        400,
        4002,
    )
    assert error_code(service.call("POST", "/correspondence", nobody, json=message())) == (
        401,
        4006,
    )


def test_without_a_token_a_permissive_world_takes_the_caller_for_a_service_owner_of_its_own(
    world_of: Callable[..., Service],
):
    service = world_of(auth="permissive")

    answer = bare(service, "POST", "/correspondence", json=message(GENERIC))
    message_id = answer.json()["correspondences"][0]["correspondenceId"]
    service.advance("PT10M")
    details = bare(service, "GET", f"/correspondence/{message_id}/details").json()

    # It looks as a sender, who is shown the text all the same, and reads where recipients do.
    assert details["notifications"][0]["processingStatus"]["status"] == "Order_Completed"
    assert [each["status"] for each in details["statusHistory"]][-1] == "Published"
    assert bare(service, "GET", f"/correspondence/{message_id}/content").text == "test"
    assert service.overview(message_id)["read"] is not None
    assert bare(service, "DELETE", f"/correspondence/{message_id}/purge").json() == message_id


def test_a_permissive_world_does_not_look_at_signatures_but_at_scopes(
    world_of: Callable[..., Service],
):
    service = world_of(auth="permissive")
    forged = {
        name: value.rpartition(".")[0] + ".AAAA" for name, value in service.headers(SENDER).items()
    }
    reader = service.headers(RECIPIENT)

    assert bare(service, "POST", "/correspondence", json=message(), headers=forged).is_success
    answer = bare(service, "POST", "/correspondence", json=message(), headers=reader)
    assert answer.status_code == 403


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
def test_a_method_that_is_not_there_is_answered_without_looking_at_who_asks(
    service: Service, method: str, path: str, allow: str
):
    answer = bare(service, method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allow)


def test_paths_are_found_in_any_case_and_with_a_slash_behind(service: Service):
    message_id = service.sent(message())

    url = f"{service.prefix}/Correspondence/API/v1/CORRESPONDENCE/{message_id}/Details/"
    answer = service.client.get(url, headers=service.headers(SENDER))

    assert answer.json()["correspondenceId"] == message_id
    assert bare(service, "GET", "/nothing").status_code == 404
