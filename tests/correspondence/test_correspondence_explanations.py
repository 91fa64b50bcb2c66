"""Tests of pending and suppressed notifications of messages.

Source: docs/reference/correspondence.md sections 5.1, 5.4, 5.6, 5.7.
"""

import pytest

from tests.correspondence.service import RECIPIENT, WITHOUT_ADDRESS, Service, message

NOTIFICATION = {
    "notificationTemplate": "GenericAltinnMessage",
    "notificationChannel": "Email",
    "sendReminder": True,
}
TOMORROW = "2025-03-11T08:00:00Z"
POST = "post@astrolog.no"

PendingEntries = list[tuple[str, str, str | None]]


def pending(service: Service) -> PendingEntries:
    notifications = service.control("GET", "/pending")["notifications"]
    return [(each["to"], each["reason"], each["expectedSendTime"]) for each in notifications]


def suppressed(service: Service) -> list[tuple[str, str, str]]:
    notifications = service.control("GET", "/suppressed")["notifications"]
    return [(each["kind"], each["to"], each["reason"]) for each in notifications]


def read(service: Service, message_id: str) -> None:
    for method, path in (("GET", message_id), ("POST", f"{message_id}/markasread")):
        assert service.call(method, f"/correspondence/{path}", RECIPIENT).status_code == 200


def test_a_new_message_awaits_publication(service: Service):
    service.send(message(NOTIFICATION, requestedPublishTime=TOMORROW))

    assert [(to, reason) for to, reason, _ in pending(service)] == [(POST, "awaitingPublication")]


def test_documented_the_main_order_awaits_publication_and_the_reminder_is_not_due(
    documented: Service,
):
    documented.send_and_run_jobs(message(NOTIFICATION, requestedPublishTime=TOMORROW))

    assert pending(documented) == [
        (POST, "awaitingPublication", "2025-03-11T08:05:00Z"),
        (POST, "notDue", "2025-03-18T08:05:00Z"),
    ]
    documented.advance_to("2025-03-11T08:00:30Z")
    assert pending(documented)[0] == (POST, "notDue", "2025-03-11T08:05:00Z")


def test_deployed_orders_await_publication(deployed: Service):
    deployed.send_and_run_jobs(message(NOTIFICATION, requestedPublishTime=TOMORROW))

    (main, _, expected_send_time), (reminder, _, _) = pending(deployed)
    because = deployed.control("GET", "/pending")["notifications"][0]["because"]

    assert (main, expected_send_time, reminder) == (POST, "2025-03-11T08:00:00Z", POST)
    assert deployed.order_requests() == []
    assert because == "its message will be published at 2025-03-11 09:00"


def test_messages_are_sent_at_the_predicted_times(service: Service):
    service.send_and_run_jobs(message(NOTIFICATION, requestedPublishTime=TOMORROW))
    predicted = [expected_send_time for _, _, expected_send_time in pending(service)]

    service.advance("P9D")

    assert [each["sentAt"] for each in service.inbox()] == predicted


def test_a_message_is_pending_while_its_order_is_resubmitted(service: Service):
    service.fail("notifications", times=4)
    service.send_and_run_jobs(message(NOTIFICATION))

    assert {reason for _, reason, _ in pending(service)} == {"awaitingOrder"}
    assert suppressed(service) == []
    service.advance("PT10M")
    assert len(service.inbox()) == 1


def test_the_reminder_of_a_read_message_is_suppressed(service: Service):
    message_id = service.send_and_run_jobs(message(NOTIFICATION))
    service.advance("PT10M")

    read(service, message_id)
    service.advance("P8D")

    assert suppressed(service) == [("Reminder", POST, "read")]
    decisions = service.control("GET", f"/explain/{message_id}")["decisions"]
    assert decisions[-1]["because"] == "the message was read 2025-03-10 09:10 Norwegian time"
    assert decisions[-1]["rule"] == "correspondence-condition"


def test_documented_notifications_of_a_message_deleted_before_publication_are_suppressed(
    documented: Service,
):
    message_id = documented.send_and_run_jobs(message(NOTIFICATION, requestedPublishTime=TOMORROW))

    documented.call("DELETE", f"/correspondence/{message_id}/purge")

    assert pending(documented) == []
    assert suppressed(documented) == [
        ("Notification", POST, "cancelled"),
        ("Reminder", POST, "cancelled"),
    ]


@pytest.mark.parametrize("register_knows", [True, False])
def test_notifications_of_a_message_whose_publication_fails_are_suppressed(
    service: Service, register_knows: bool
):
    message_id = service.send_and_run_jobs(message(NOTIFICATION, requestedPublishTime=TOMORROW))
    if not register_knows:
        service.control("DELETE", "/directory/organizations/310244007")

    service.advance("P2D")

    reasons = {reason for _, _, reason in suppressed(service)}
    assert reasons == (set() if register_knows else {"publicationFailed"})
    assert service.control("GET", f"/explain/{message_id}")["decisions"]


def test_deployed_an_order_without_addresses_is_suppressed_as_rejected(deployed: Service):
    deployed.send_and_run_jobs(message(NOTIFICATION, recipients=[WITHOUT_ADDRESS]))

    assert ("Notification", "", "orderRefused") in suppressed(deployed)
    assert pending(deployed) == []


def test_documented_an_order_without_addresses_fails_when_it_is_due(documented: Service):
    documented.send_and_run_jobs(message(NOTIFICATION, recipients=[WITHOUT_ADDRESS]))

    documented.advance("PT10M")

    assert suppressed(documented) == [("Notification", "", "noContactPoint")]


def test_the_timeline_contains_upcoming_events(service: Service):
    service.send_and_run_jobs(message(NOTIFICATION, requestedPublishTime=TOMORROW))

    events = service.control("GET", "/timeline")["events"]
    upcoming = [each for each in events if each.get("coming")]

    assert next(each["kind"] for each in upcoming if each["at"] == TOMORROW) == "published"
    assert all(each["correspondenceId"] for each in upcoming)
