"""Tests of a message from sender to recipient, under each rule set, with the public fixtures.

Source: docs/reference/correspondence.md sections 5 to 7; Altinn's guide to notifications in
Correspondence.
"""

from typing import Any

import httpx
import pytest

from client_fixtures import Altinn, Inbox

FIRM = "urn:altinn:organization:identifier-no:310244007"
READER = {
    "scopes": ["altinn:correspondence.read"],
    "org": None,
    "organization_number": "310244007",
}
NOTIFICATION = {
    "notificationTemplate": "GenericAltinnMessage",
    "notificationChannel": "EmailPreferred",
    "emailSubject": "- vedtak",
    "emailBody": "Vedtaket gjelder $messageTitle$.",
    "sendReminder": True,
    "reminderNotificationChannel": "Email",
    "customRecipients": [{"emailAddress": "vakt@fjordogfjell.example.com"}],
}


def send(altinn: Altinn, **changes: Any) -> str:
    content = {"language": "nb", "messageTitle": "skjenking", "messageBody": "# Vedtak"}
    correspondence = {
        "resourceId": "ttd-skjema",
        "sendersReference": "sak-1",
        "content": content,
        "notification": NOTIFICATION,
        **changes,
    }
    response = httpx.post(
        f"{altinn.correspondence_url}/correspondence",
        json={"correspondence": correspondence, "recipients": [FIRM]},
        headers=altinn.auth(),
    )
    assert response.status_code == 200, response.text
    message_id: str = response.json()["correspondences"][0]["correspondenceId"]
    return message_id


def details(altinn: Altinn, message_id: str) -> dict[str, Any]:
    url = f"{altinn.correspondence_url}/correspondence/{message_id}/details"
    document: dict[str, Any] = httpx.get(url, headers=altinn.auth()).json()
    return document


def read(altinn: Altinn, message_id: str) -> str:
    url = f"{altinn.correspondence_url}/correspondence/{message_id}/content"
    response = httpx.get(url, headers=altinn.auth(**READER))
    assert response.status_code == 200, response.text
    return response.text


def order_statuses(altinn: Altinn, message_id: str) -> list[tuple[bool, str]]:
    return [
        (each["isReminder"], each["processingStatus"]["status"])
        for each in details(altinn, message_id)["notifications"]
    ]


def test_documented_a_message_is_notified_five_minutes_after_publication(
    altinn: Altinn, altinn_inbox: Inbox
):
    message_id = send(altinn, requestedPublishTime="2026-01-05T12:00:00Z")
    altinn.advance(minutes=1)

    # The orders are placed before the message is published.
    assert len(altinn.orders()) == 2
    assert details(altinn, message_id)["status"] == "ReadyForPublish"
    assert order_statuses(altinn, message_id).count((False, "Order_Registered")) == 2

    altinn.advance(to="2026-01-05T12:03:00Z")
    altinn_inbox.expect_nothing(kind="Notification")
    altinn.advance(to="2026-01-05T12:05:00Z")
    first = altinn_inbox.expect_email(
        to="post@fjordogfjell.example.com",
        subject="En melding har blitt mottatt i Altinn - vedtak",
    )
    assert "Vedtaket gjelder skjenking." in first.body
    altinn_inbox.expect_email(to="vakt@fjordogfjell.example.com")

    altinn.advance(days=2)
    assert read(altinn, message_id) == "# Vedtak"
    altinn.advance(days=6)
    altinn_inbox.expect_never(kind="Reminder")
    assert order_statuses(altinn, message_id).count((True, "Order_SendConditionNotMet")) == 2
    assert {each["reason"] for each in altinn.suppressed()} == {"read"}


@pytest.mark.altinn(rules="deployed", environment="tt02")
def test_deployed_a_message_is_notified_at_publication(altinn: Altinn, altinn_inbox: Inbox):
    message_id = send(altinn, requestedPublishTime="2026-01-05T12:00:00Z")
    altinn.advance(minutes=1)
    assert altinn.orders() == []
    assert order_statuses(altinn, message_id) == []

    altinn.advance(to="2026-01-05T12:01:00Z")
    altinn_inbox.expect_email(to="post@fjordogfjell.example.com")
    altinn_inbox.expect_email(to="vakt@fjordogfjell.example.com")

    # In the test environment the reminder follows after a day.
    altinn.advance(days=1)
    altinn_inbox.expect_email(to="post@fjordogfjell.example.com", kind="Reminder")
    altinn_inbox.expect_email(to="vakt@fjordogfjell.example.com", kind="Reminder")
    assert sorted(order_statuses(altinn, message_id)) == [
        *2 * [(False, "Order_Completed")],
        *2 * [(True, "Order_Completed")],
    ]
