"""A world with messages is written down and goes on elsewhere as if nothing had happened.

Source: design/control-api.md (snapshots); spec/correspondence.md sections 5 and 6.
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


def stage(service: Service) -> tuple[str, str]:
    """Leave one message half read, and another one unpublished whose order is refused at first."""
    options = {"replyOptions": [{"linkURL": "https://svar.no"}], "propertyList": {"a": "b"}}
    published = service.sent(message(REMINDED, **options))
    service.advance("PT10M")
    service.get(f"/{published}", RECIPIENT)
    service.fail("notifications", status=503, times=4)
    later = "2025-03-12T08:00:00Z"
    early = service.sent(
        message(
            {"notificationTemplate": 1, "notificationChannel": 0},
            recipients=[PERSON],
            requestedPublishTime=later,
            dueDateTime="2025-04-01T08:00:00Z",
            externalReferences=[{"referenceType": "Generic", "referenceValue": "x"}],
        )
    )
    return published, early


def told(service: Service, ids: tuple[str, str]) -> list[Json]:
    """Let a week go by, and return everything that can be seen of it."""
    service.advance("P3D")
    service.call("POST", f"/correspondence/{ids[0]}/markasread", RECIPIENT)
    service.get(f"/{ids[1]}/content", KARI)
    service.advance("P5D")
    inbox = [(each["to"], each["sentAt"], each["body"]) for each in service.inbox()]
    return [*(service.details(each) for each in ids), {"inbox": inbox}, *service.orders()]


@pytest.mark.parametrize("rules", ["documented", "deployed"])
def test_a_restored_world_goes_on_as_the_first_one(world_of: Callable[..., Service], rules: str):
    first, second = world_of(rules=rules), world_of(rules=rules)
    ids = stage(first)
    snapshot = first.control("GET", "/snapshot")

    second.control("PUT", "/snapshot", snapshot)

    assert second.control("GET", "/snapshot") == snapshot | {"world": second.prefix[3:]}
    assert told(second, ids) == told(first, ids)
