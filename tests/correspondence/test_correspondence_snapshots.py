"""Tests of snapshots of worlds with messages.

Source: docs/control-api.md (snapshots); docs/reference/correspondence.md sections 5 and 6.
"""

from collections.abc import Callable

import pytest

from tests.correspondence.service import KARI, PERSON, RECIPIENT, Json, Service, message

REMINDED = {
    "notificationTemplate": "GenericAltinnMessage",
    "notificationChannel": "EmailPreferred",
    "sendReminder": True,
    "customRecipients": [{"emailAddress": "a@example.com"}],
}


def send_messages(service: Service) -> tuple[str, str]:
    """Send a message that is fetched but unread, and an unpublished one whose order is rejected."""
    options = {"replyOptions": [{"linkURL": "https://svar.no"}], "propertyList": {"a": "b"}}
    published = service.send_and_run_jobs(message(REMINDED, **options))
    service.advance("PT10M")
    service.get(f"/{published}", RECIPIENT)
    service.fail("notifications", status=503, times=4)
    later = "2025-03-12T08:00:00Z"
    unpublished = service.send_and_run_jobs(
        message(
            {"notificationTemplate": 1, "notificationChannel": 0},
            recipients=[PERSON],
            requestedPublishTime=later,
            dueDateTime="2025-04-01T08:00:00Z",
            externalReferences=[{"referenceType": "Generic", "referenceValue": "x"}],
        )
    )
    return published, unpublished


def observe(service: Service, ids: tuple[str, str]) -> list[Json]:
    """Advance the clock by eight days and return the visible state."""
    service.advance("P3D")
    service.call("POST", f"/correspondence/{ids[0]}/markasread", RECIPIENT)
    service.get(f"/{ids[1]}/content", KARI)
    service.advance("P5D")
    inbox = [(each["to"], each["sentAt"], each["body"]) for each in service.inbox()]
    return [*(service.details(each) for each in ids), {"inbox": inbox}, *service.order_requests()]


@pytest.mark.parametrize("rules", ["documented", "deployed"])
def test_a_restored_world_continues_like_the_original(world_of: Callable[..., Service], rules: str):
    first, second = world_of(rules=rules), world_of(rules=rules)
    ids = send_messages(first)
    snapshot = first.control("GET", "/snapshot")

    second.control("PUT", "/snapshot", snapshot)

    assert second.control("GET", "/snapshot") == snapshot | {"world": second.prefix[3:]}
    assert observe(second, ids) == observe(first, ids)
