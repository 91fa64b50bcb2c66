"""Why a message's notification has not left, or never will: ``/_mock/pending``, ``/suppressed``.

Source: spec/correspondence.md sections 5.1, 5.4, 5.6, 5.7.
"""

import pytest

from tests.correspondence.service import RECIPIENT, WITHOUT_ADDRESS, Service, message

ASKED = {
    "notificationTemplate": "GenericAltinnMessage",
    "notificationChannel": "Email",
    "sendReminder": True,
}
TOMORROW = "2025-03-11T08:00:00Z"
POST = "post@astrolog.no"

Seen = list[tuple[str, str, str | None]]


def pending(service: Service) -> Seen:
    found = service.control("GET", "/pending")["notifications"]
    return [(each["to"], each["reason"], each["expectedSendTime"]) for each in found]


def suppressed(service: Service) -> list[tuple[str, str, str]]:
    found = service.control("GET", "/suppressed")["notifications"]
    return [(each["kind"], each["to"], each["reason"]) for each in found]


def read(service: Service, message_id: str) -> None:
    for method, path in (("GET", message_id), ("POST", f"{message_id}/markasread")):
        assert service.call(method, f"/correspondence/{path}", RECIPIENT).status_code == 200


def test_before_the_first_job_the_message_awaits_its_publication(service: Service):
    service.send(message(ASKED, requestedPublishTime=TOMORROW))

    assert [(to, reason) for to, reason, _ in pending(service)] == [(POST, "awaitingPublication")]


def test_documented_the_main_order_awaits_publication_and_the_reminder_its_day(
    documented: Service,
):
    documented.sent(message(ASKED, requestedPublishTime=TOMORROW))

    assert pending(documented) == [
        (POST, "awaitingPublication", "2025-03-11T08:04:00Z"),
        (POST, "notDue", "2025-03-18T08:04:00Z"),
    ]
    documented.advance_to("2025-03-11T08:00:30Z")
    assert pending(documented)[0] == (POST, "notDue", "2025-03-11T08:04:00Z")


def test_deployed_there_is_no_order_before_publication(deployed: Service):
    deployed.sent(message(ASKED, requestedPublishTime=TOMORROW))

    (main, _, leaves), (reminder, _, _) = pending(deployed)
    because = deployed.control("GET", "/pending")["notifications"][0]["because"]

    assert (main, leaves, reminder) == (POST, "2025-03-11T08:00:00Z", POST)
    assert deployed.orders() == []
    assert because == "its message will be published at 2025-03-11 09:00"


def test_what_was_foretold_leaves_then(service: Service):
    service.sent(message(ASKED, requestedPublishTime=TOMORROW))
    foretold = [leaves for _, _, leaves in pending(service)]

    service.advance("P9D")

    assert [each["sentAt"] for each in service.inbox()] == foretold


def test_an_order_that_notifications_does_not_take_is_awaited(service: Service):
    service.fail("notifications", times=4)
    service.sent(message(ASKED))

    assert {reason for _, reason, _ in pending(service)} == {"awaitingOrder"}
    assert suppressed(service) == []
    service.advance("PT10M")
    assert len(service.inbox()) == 1


def test_a_reminder_of_a_message_that_was_read(service: Service):
    message_id = service.sent(message(ASKED))
    service.advance("PT10M")

    read(service, message_id)
    service.advance("P8D")

    assert suppressed(service) == [("Reminder", POST, "read")]
    decisions = service.control("GET", f"/explain/{message_id}")["decisions"]
    assert decisions[-1]["because"] == "the message was read 2025-03-10 09:10 Norwegian time"
    assert decisions[-1]["rule"] == "correspondence-condition"


def test_a_message_that_was_deleted_before_publication(documented: Service):
    message_id = documented.sent(message(ASKED, requestedPublishTime=TOMORROW))

    documented.call("DELETE", f"/correspondence/{message_id}/purge")

    assert pending(documented) == []
    assert suppressed(documented) == [
        ("Notification", POST, "cancelled"),
        ("Reminder", POST, "cancelled"),
    ]


@pytest.mark.parametrize("register_knows", [True, False])
def test_a_message_whose_publication_fails(service: Service, register_knows: bool):
    message_id = service.sent(message(ASKED, requestedPublishTime=TOMORROW))
    if not register_knows:
        service.control("DELETE", "/directory/organizations/310244007")

    service.advance("P2D")

    reasons = {reason for _, _, reason in suppressed(service)}
    assert reasons == (set() if register_knows else {"publicationFailed"})
    assert service.control("GET", f"/explain/{message_id}")["decisions"]


def test_deployed_an_order_for_nobody_is_refused(deployed: Service):
    deployed.sent(message(ASKED, recipients=[WITHOUT_ADDRESS]))

    assert ("Notification", "", "orderRefused") in suppressed(deployed)
    assert pending(deployed) == []


def test_documented_an_order_for_nobody_fails_when_it_is_due(documented: Service):
    documented.sent(message(ASKED, recipients=[WITHOUT_ADDRESS]))

    documented.advance("PT10M")

    assert suppressed(documented) == [("Notification", "", "noContactPoint")]


def test_what_is_to_come_stands_in_the_timeline(service: Service):
    service.sent(message(ASKED, requestedPublishTime=TOMORROW))

    events = service.control("GET", "/timeline")["events"]
    coming = [each for each in events if each.get("coming")]

    assert next(each["kind"] for each in coming if each["at"] == TOMORROW) == "published"
    assert all(each["correspondenceId"] for each in coming)
