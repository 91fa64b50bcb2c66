"""Tests of forwarding a message by e-mail.

Source: docs/reference/correspondence.md section 1.10.
"""

from typing import Any

import pytest

from tests.correspondence.service import (
    RECIPIENT,
    SENDER,
    Json,
    Service,
    error_code,
    errors,
    message,
)
from tests.correspondence.test_attachment_upload import SOME_ID, initialize, upload

CHECKER: Json = {**RECIPIENT, "scopes": ["altinn:correspondence.forward.check"]}


def read_message(service: Service, **changes: Any) -> str:
    """Return the id of a published message that the recipient has read."""
    message_id = service.send(message(**{"allowForwarding": True, **changes}))
    service.advance("PT10M")
    service.call("GET", f"/correspondence/{message_id}/content", RECIPIENT)
    return message_id


def forward(service: Service, message_id: str, caller: Json = RECIPIENT, **body: Any) -> Any:
    document = {"forwardTo": "b@example.com", **body}
    return service.call("POST", f"/correspondence/{message_id}/forward", caller, json=document)


def test_a_message_is_sent_by_a_composed_email(service: Service):
    attachment_id = initialize(service, displayName="Brev.pdf")
    upload(service, attachment_id)
    message_id = read_message(service, existingAttachments=[attachment_id])

    response = forward(service, message_id, forwardingText="Se her")
    service.advance("PT5M")

    assert response.status_code == 200
    [email] = service.inbox()
    assert (email["to"], email["subject"], email["body"]) == (
        "b@example.com",
        "test",
        "Se her\n\n---\n\ntest",
    )
    assert (email["kind"], email["contentType"]) == ("Composed", "Plain")
    assert (email["creator"], email["onBehalfOf"]) == ("digdir", "digdir")
    assert email["correspondenceId"] == message_id
    assert [(each["filename"], each["mimeType"]) for each in email["attachments"]] == [
        ("Brev.pdf", "application/pdf")
    ]
    assert service.overview(message_id)["status"] == "Forwarded"


def test_the_order_asks_for_ten_seconds_from_now(service: Service):
    message_id = read_message(service)

    forward(service, message_id)

    [order] = service.order_requests()
    assert order["requestedSendTime"] == "2025-03-10T08:10:10Z"
    assert order["sendersReference"] == "1"
    assert order["recipient"]["emailSettings"]["body"] == "test"


@pytest.mark.parametrize(
    ("changes", "body", "code"),
    [
        ({}, {"forwardTo": "b"}, 3011),
        ({}, {"forwardTo": "a." * 500 + "a@example.com"}, 3027),
        ({"allowForwarding": False}, {}, 1063),
        ({}, {"forwardingText": "x" * 201}, 1066),
        ({}, {"forwardingText": "# x"}, 1067),
    ],
)
def test_a_request_to_forward_is_rejected(service: Service, changes: Json, body: Json, code: int):
    message_id = read_message(service, **changes)

    assert error_code(forward(service, message_id, **body)) == (400, code)
    assert service.placed_orders() == []


def test_an_unread_message_is_not_forwarded(service: Service):
    message_id = service.send(message(allowForwarding=True))
    service.advance("PT10M")

    assert error_code(forward(service, message_id)) == (400, 1065)
    assert error_code(forward(service, SOME_ID)) == (404, 1001)


def test_a_message_is_forwarded_to_an_address_once(service: Service):
    message_id = read_message(service)

    assert forward(service, message_id).status_code == 200
    assert error_code(forward(service, message_id, forwardTo="B@Example.com")) == (400, 1064)
    assert forward(service, message_id, forwardTo="c@example.com").status_code == 200


def test_a_request_to_forward_needs_an_address_and_the_read_scope(service: Service):
    message_id = read_message(service)

    missing = service.call("POST", f"/correspondence/{message_id}/forward", RECIPIENT, json={})
    assert missing.status_code == 400
    assert errors(forward(service, message_id, forwardTo=None)) == {
        "ForwardTo": ["The ForwardTo field is required."]
    }
    assert forward(service, message_id, SENDER).status_code == 403


def test_nothing_is_forwarded_when_notifications_fails(service: Service):
    message_id = read_message(service)
    service.fail("notifications", status=503, times=1)
    assert error_code(forward(service, message_id)) == (500, 3028)
    service.fail("notifications", close=True, times=1)
    assert forward(service, message_id).status_code == 500
    [suppressed, *_] = service.control("GET", "/suppressed")["notifications"]
    assert (suppressed["to"], suppressed["reason"]) == ("b@example.com", "orderRefused")

    assert forward(service, message_id).status_code == 200


@pytest.mark.parametrize("is_allowed", [True, False])
def test_the_check_reports_whether_forwarding_is_allowed(service: Service, is_allowed: bool):
    message_id = service.send(message(allowForwarding=is_allowed))
    path = f"/correspondence/{message_id}/forward/check"

    assert service.call("GET", path, CHECKER).json() == {"allowForwarding": is_allowed}
    assert service.call("GET", path, RECIPIENT).status_code == 403
    unknown = service.call("GET", f"/correspondence/{SOME_ID}/forward/check", CHECKER)
    assert error_code(unknown) == (404, 1001)


def test_a_snapshot_has_the_forwarding(service: Service):
    message_id = read_message(service)
    forward(service, message_id)

    service.control("PUT", "/snapshot", service.control("GET", "/snapshot"))
    service.advance("PT5M")

    assert error_code(forward(service, message_id)) == (400, 1064)
    assert service.overview(message_id)["status"] == "Forwarded"


def test_a_display_name_without_extension_prevents_forwarding(service: Service):
    attachment_id = initialize(service, displayName="Brev")
    upload(service, attachment_id)
    message_id = read_message(service, existingAttachments=[attachment_id])

    assert error_code(forward(service, message_id)) == (500, 3028)
