"""Tests of parts of a request that have no effect, and of the service owner behind a message.

Source: docs/reference/correspondence.md sections 2.3 and 9; docs/control-api.md, Orders.
"""

from typing import Any

import pytest

from tests.correspondence.service import Json, Service, message

A: Json = {"emailAddress": "a@example.com"}
B: Json = {"emailAddress": "b@example.com"}
GENERIC: Json = {"notificationTemplate": "GenericAltinnMessage", "notificationChannel": "Email"}


def deprecated(*recipients: Json) -> list[Json]:
    return [{"recipientToOverride": "x", "recipients": [each]} for each in recipients]


@pytest.mark.parametrize(
    ("notification", "warnings"),
    [
        ({"customRecipients": [A, B]}, []),
        ({"customNotificationRecipients": deprecated(A)}, []),
        (
            {"customNotificationRecipients": deprecated(A, B)},
            ["only the first element of notification.customNotificationRecipients has an effect"],
        ),
        (
            {
                "customRecipients": [A],
                "customRecipient": B,
                "customNotificationRecipients": deprecated(B),
            },
            [
                "notification.customRecipient has no effect beside customRecipients",
                "notification.customNotificationRecipients has no effect beside customRecipients",
            ],
        ),
        (
            {"customRecipient": A, "customNotificationRecipients": deprecated(B)},
            ["notification.customNotificationRecipients has no effect beside customRecipient"],
        ),
    ],
)
def test_a_part_without_effect_gets_a_warning(
    service: Service, notification: Json, warnings: list[str]
):
    message_id = service.send(message({**GENERIC, **notification}))
    service.advance("PT10M")

    assert {tuple(each["warnings"]) for each in service.placed_orders()} == {tuple(warnings)}
    assert {tuple(each["warnings"]) for each in service.inbox()} == {tuple(warnings)}
    decisions = service.control("GET", f"/explain/{message_id}")["decisions"]
    assert [each["because"] for each in decisions if each["rule"] == "ineffective-parts"] == (
        warnings
    )


def test_a_documented_send_time_gets_a_warning(documented: Service):
    documented.send(message({**GENERIC, "requestedSendTime": "2025-04-01T08:00:00Z"}))
    documented.advance("PT10M")

    [email] = documented.inbox()
    assert email["warnings"] == [
        "notification.requestedSendTime has no effect: the publication decides the send time"
    ]


def test_a_message_is_found_by_the_service_owner_behind_it(service: Service):
    owner = {"org": "ttd", "organizationNumber": "310244007", "name": {"nb": "Testdep"}}
    resource: Any = {"resourceId": "2", "serviceOwner": "ttd", "title": {"nb": "To"}}
    service.control("PATCH", "/directory", {"serviceOwners": [owner], "resources": [resource]})
    service.send(message(GENERIC, resourceId="2"))
    service.send(message(GENERIC))
    service.advance("PT10M")

    def found(query: str) -> list[str]:
        messages = service.control("GET", f"/inbox?{query}")["messages"]
        return [f"{each['creator']} for {each['onBehalfOf']}" for each in messages]

    assert found("creator=ttd") == ["digdir for ttd"]
    assert found("onBehalfOf=ttd") == ["digdir for ttd"]
    assert found("onBehalfOf=digdir") == ["digdir for digdir"]
    assert sorted(found("creator=digdir")) == ["digdir for digdir", "digdir for ttd"]
