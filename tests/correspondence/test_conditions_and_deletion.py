"""Tests of the condition endpoints, and of deletion and failed publication.

Source: docs/reference/correspondence.md section 8.3, examples X79 to X88.
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


def call_as_recipient(service: Service, method: str, path: str) -> None:
    response = service.call(method, f"/correspondence/{path}", RECIPIENT)
    assert response.status_code == 200, response.text


def order_statuses(service: Service, message_id: str) -> list[str]:
    """Return the status of each order, with the reminder last."""
    notifications = service.details(message_id)["notifications"]
    return [each["processingStatus"]["status"] for each in notifications]


def test_a_published_message_meets_both_conditions(service: Service):
    assert service.conditions(service.send_and_run_jobs(message())) == (True, True)


def test_a_read_message_does_not_meet_the_condition_of_the_reminder(service: Service):
    message_id = service.send_and_run_jobs(message())

    call_as_recipient(service, "GET", message_id)
    assert service.conditions(message_id) == (True, True)
    call_as_recipient(service, "POST", f"{message_id}/markasread")

    assert service.conditions(message_id) == (True, False)


def test_confirming_alone_does_not_stop_the_reminder(service: Service):
    message_id = service.send_and_run_jobs(message())

    call_as_recipient(service, "GET", message_id)
    call_as_recipient(service, "POST", f"{message_id}/confirm")
    service.advance("PT10S")

    assert service.overview(message_id)["status"] == "Confirmed"
    assert service.conditions(message_id) == (True, True)


def test_a_deleted_message_does_not_meet_the_conditions(service: Service):
    message_id = service.send_and_run_jobs(message())

    call_as_recipient(service, "DELETE", f"{message_id}/purge")

    assert service.conditions(message_id) == (False, False)


def test_an_unknown_or_unpublished_message_does_not_meet_the_conditions(service: Service):
    early = service.send_and_run_jobs(message(requestedPublishTime=TOMORROW))

    assert service.conditions(MESSAGE_ID) == (False, False)
    assert service.conditions(early) == (False, False)


def test_getting_the_content_marks_the_message_as_read(service: Service):
    message_id = service.send_and_run_jobs(message(content={"messageBody": "# Innhold"}))

    response = service.get(f"/{message_id}/content", RECIPIENT)

    assert response.text == "# Innhold"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert service.conditions(message_id) == (True, False)


def test_a_reminder_is_not_sent_once_the_message_is_read(service: Service):
    message_id = service.send_and_run_jobs(message(REMINDED))

    service.advance("P3D")
    call_as_recipient(service, "GET", message_id)
    call_as_recipient(service, "POST", f"{message_id}/markasread")
    service.advance("P5D")

    assert [each["kind"] for each in service.inbox()] == ["Notification"]
    assert order_statuses(service, message_id) == ["Order_Completed", "Order_SendConditionNotMet"]


def test_a_reminder_is_sent_if_the_message_stays_unread(documented: Service):
    documented.send_and_run_jobs(message(REMINDED))

    documented.advance_to("2025-03-17T08:05:00Z")

    assert [each["kind"] for each in documented.inbox()] == ["Notification", "Reminder"]
    assert documented.inbox()[1]["sentAt"] == "2025-03-17T08:05:00Z"


def test_documented_orders_are_cancelled_when_the_message_is_deleted_before_publication(
    documented: Service,
):
    message_id = documented.send_and_run_jobs(message(REMINDED, requestedPublishTime=TOMORROW))

    assert documented.call("DELETE", f"/correspondence/{message_id}/purge").status_code == 200
    assert order_statuses(documented, message_id) == ["Order_Cancelled", "Order_Cancelled"]
    documented.advance("P2D")

    assert documented.inbox() == []
    assert error_code(documented.get(f"/{message_id}")) == (404, 1001)
    assert documented.details(message_id)["status"] == "PurgedByAltinn"


def test_documented_a_message_deleted_at_once_gets_no_notification(documented: Service):
    message_id = documented.send(message(REMINDED))

    assert documented.call("DELETE", f"/correspondence/{message_id}/purge").status_code == 200
    documented.advance("P8D")

    assert documented.inbox() == []
    assert "Published" not in [
        each["status"] for each in documented.details(message_id)["statusHistory"]
    ]


def test_deployed_a_deleted_message_is_still_published_but_gets_no_notification(
    deployed: Service,
):
    message_id = deployed.send_and_run_jobs(message(REMINDED, requestedPublishTime=TOMORROW))

    assert deployed.call("DELETE", f"/correspondence/{message_id}/purge").status_code == 200
    deployed.advance("P9D")

    assert len(deployed.order_requests()) == 1
    assert order_statuses(deployed, message_id) == [
        "Order_SendConditionNotMet",
        "Order_SendConditionNotMet",
    ]
    assert deployed.inbox() == []
    history = deployed.details(message_id)["statusHistory"]
    assert history[-1]["status"] == "Published"


def send_message_with_failing_publication(service: Service) -> str:
    """Send a message to an organisation that is deleted before publication."""
    message_id = service.send_and_run_jobs(message(REMINDED, requestedPublishTime=TOMORROW))
    number = ORG.rpartition(":")[2]
    service.control("DELETE", f"/directory/organizations/{number}")
    service.advance("P1D")
    return message_id


def test_documented_orders_are_cancelled_when_publication_fails(documented: Service):
    message_id = send_message_with_failing_publication(documented)

    assert documented.overview(message_id)["status"] == "Failed"
    assert order_statuses(documented, message_id) == ["Order_Cancelled", "Order_Cancelled"]
    assert documented.conditions(message_id) == (False, False)


def test_deployed_orders_are_never_placed_when_publication_fails(deployed: Service):
    message_id = send_message_with_failing_publication(deployed)

    assert deployed.overview(message_id)["status"] == "Failed"
    assert deployed.order_requests() == []


def test_notifications_calls_the_condition_endpoint(world_of: Callable[..., Service]):
    """Notifications uses its own token and the URL in the order."""
    service = world_of(auth="strict")
    message_id = service.send_and_run_jobs(message(REMINDED))

    service.advance("PT10M")

    decisions = [
        event
        for event in service.control("GET", f"/explain/{message_id}")["decisions"]
        if event["rule"] == "condition-endpoint"
    ]
    assert decisions
    assert "sendNotification is true" in decisions[0]["because"]


def test_the_condition_endpoint_requires_the_token_of_notifications(service: Service):
    path = f"/{MESSAGE_ID}/notification/check/main"
    without_scope = {**NOTIFICATIONS, "scopes": ["altinn:correspondence.write"]}
    exchanged = {**NOTIFICATIONS, "kind": "maskinporten"}

    assert service.get(path, NOTIFICATIONS).json() == {"sendNotification": False}
    assert service.get(path, without_scope).status_code == 403
    for caller in (exchanged, SENDER):
        response = service.get(path, caller)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].endswith('is invalid"')
