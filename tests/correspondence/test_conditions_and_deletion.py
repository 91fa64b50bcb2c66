"""What the condition endpoints say, and what stops the orders of a message.

Source: spec/correspondence.md section 8.3, examples X79 to X88.
"""

from collections.abc import Callable

from tests.correspondence.service import (
    NOTIFICATIONS,
    ORG,
    RECIPIENT,
    SENDER,
    Service,
    error_code,
    message,
)

REMINDED = {
    "notificationTemplate": "GenericAltinnMessage",
    "notificationChannel": "Email",
    "sendReminder": True,
}
TOMORROW = "2025-03-11T08:00:00Z"
MESSAGE_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def as_recipient(service: Service, method: str, path: str) -> None:
    response = service.call(method, f"/correspondence/{path}", RECIPIENT)
    assert response.status_code == 200, response.text


def states(service: Service, message_id: str) -> list[str]:
    """Return the status of each order, the reminder's last."""
    shown = service.details(message_id)["notifications"]
    return [each["processingStatus"]["status"] for each in shown]


def test_a_published_message_is_to_be_notified_of(service: Service):
    assert service.conditions(service.sent(message())) == (True, True)


def test_a_message_that_was_read_is_not_reminded_of(service: Service):
    message_id = service.sent(message())

    as_recipient(service, "GET", message_id)
    assert service.conditions(message_id) == (True, True)
    as_recipient(service, "POST", f"{message_id}/markasread")

    assert service.conditions(message_id) == (True, False)


def test_confirming_alone_does_not_stop_a_reminder(service: Service):
    message_id = service.sent(message())

    as_recipient(service, "GET", message_id)
    as_recipient(service, "POST", f"{message_id}/confirm")
    service.advance("PT10S")

    assert service.overview(message_id)["status"] == "Confirmed"
    assert service.conditions(message_id) == (True, True)


def test_a_deleted_message_is_not_notified_of(service: Service):
    message_id = service.sent(message())

    as_recipient(service, "DELETE", f"{message_id}/purge")

    assert service.conditions(message_id) == (False, False)


def test_nobody_is_notified_of_a_message_that_is_not_there_or_not_published(service: Service):
    early = service.sent(message(requestedPublishTime=TOMORROW))

    assert service.conditions(MESSAGE_ID) == (False, False)
    assert service.conditions(early) == (False, False)


def test_looking_at_the_content_counts_as_reading(service: Service):
    message_id = service.sent(message(content={"messageBody": "# Innhold"}))

    answer = service.get(f"/{message_id}/content", RECIPIENT)

    assert answer.text == "# Innhold"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert service.conditions(message_id) == (True, False)


def test_a_reminder_is_not_sent_once_the_message_is_read(service: Service):
    message_id = service.sent(message(REMINDED))

    service.advance("P3D")
    as_recipient(service, "GET", message_id)
    as_recipient(service, "POST", f"{message_id}/markasread")
    service.advance("P5D")

    assert [each["kind"] for each in service.inbox()] == ["Notification"]
    assert states(service, message_id) == ["Order_Completed", "Order_SendConditionNotMet"]


def test_a_reminder_is_sent_when_nobody_reads(documented: Service):
    documented.sent(message(REMINDED))

    documented.advance_to("2025-03-17T08:05:00Z")

    assert [each["kind"] for each in documented.inbox()] == ["Notification", "Reminder"]
    assert documented.inbox()[1]["sentAt"] == "2025-03-17T08:04:00Z"


def test_documented_orders_are_cancelled_with_a_message_that_is_deleted_in_time(
    documented: Service,
):
    message_id = documented.sent(message(REMINDED, requestedPublishTime=TOMORROW))

    assert documented.call("DELETE", f"/correspondence/{message_id}/purge").status_code == 200
    assert states(documented, message_id) == ["Order_Cancelled", "Order_Cancelled"]
    documented.advance("P2D")

    assert documented.inbox() == []
    assert error_code(documented.get(f"/{message_id}")) == (404, 1001)
    assert documented.details(message_id)["status"] == "PurgedByAltinn"


def test_documented_a_message_deleted_at_once_is_never_notified_of(documented: Service):
    message_id = documented.send(message(REMINDED))

    assert documented.call("DELETE", f"/correspondence/{message_id}/purge").status_code == 200
    documented.advance("P8D")

    assert documented.inbox() == []
    assert "Published" not in [
        each["status"] for each in documented.details(message_id)["statusHistory"]
    ]


def test_deployed_a_deleted_message_is_published_all_the_same_but_not_notified_of(
    deployed: Service,
):
    message_id = deployed.sent(message(REMINDED, requestedPublishTime=TOMORROW))

    assert deployed.call("DELETE", f"/correspondence/{message_id}/purge").status_code == 200
    deployed.advance("P9D")

    assert len(deployed.orders()) == 1
    assert states(deployed, message_id) == [
        "Order_SendConditionNotMet",
        "Order_SendConditionNotMet",
    ]
    assert deployed.inbox() == []
    history = deployed.details(message_id)["statusHistory"]
    assert history[-1]["status"] == "Published"


def let_publication_fail(service: Service) -> str:
    """Send a message to an organisation that is gone when the message is to be published."""
    message_id = service.sent(message(REMINDED, requestedPublishTime=TOMORROW))
    number = ORG.rpartition(":")[2]
    service.control("DELETE", f"/directory/organizations/{number}")
    service.advance("P1D")
    return message_id


def test_documented_orders_are_cancelled_when_publication_fails(documented: Service):
    message_id = let_publication_fail(documented)

    assert documented.overview(message_id)["status"] == "Failed"
    assert states(documented, message_id) == ["Order_Cancelled", "Order_Cancelled"]
    assert documented.conditions(message_id) == (False, False)


def test_deployed_orders_are_never_placed_when_publication_fails(deployed: Service):
    message_id = let_publication_fail(deployed)

    assert deployed.overview(message_id)["status"] == "Failed"
    assert deployed.orders() == []


def test_the_platform_itself_asks_the_condition(world_of: Callable[..., Service]):
    """With its own token, by the URL that stands in the order."""
    service = world_of(auth="strict")
    message_id = service.sent(message(REMINDED))

    service.advance("PT10M")

    asked = [
        event
        for event in service.control("GET", f"/explain/{message_id}")["decisions"]
        if event["rule"] == "condition-endpoint"
    ]
    assert asked
    assert "sendNotification is true" in asked[0]["because"]


def test_only_notifications_may_ask_the_condition(service: Service):
    path = f"/{MESSAGE_ID}/notification/check/main"
    without_scope = {**NOTIFICATIONS, "scopes": ["altinn:correspondence.write"]}
    exchanged = {**NOTIFICATIONS, "kind": "maskinporten"}

    assert service.get(path, NOTIFICATIONS).json() == {"sendNotification": False}
    assert service.get(path, without_scope).status_code == 403
    for caller in (exchanged, SENDER):
        answer = service.get(path, caller)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].endswith('is invalid"')
