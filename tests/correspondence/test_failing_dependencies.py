"""What happens when Notifications, the registers or authorization do not answer well.

Source: spec/correspondence.md sections 5.7 and 6, design/control-api.md (faults).
"""

import pytest

from tests.correspondence.service import PERSON, RESERVED, Service, error_code, message

GENERIC = {"notificationTemplate": "GenericAltinnMessage", "notificationChannel": "Email"}
REMINDED = {**GENERIC, "sendReminder": True}


def order_ids(service: Service, message_id: str) -> list[str | None]:
    shown = service.overview(message_id)["notifications"]
    return [each["notificationOrderId"] for each in shown]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_an_order_is_posted_four_times_before_the_job_fails(service: Service, status: int):
    service.fail("notifications", status=status, times=3)
    message_id = service.sent(message(GENERIC))

    assert None not in order_ids(service, message_id)
    assert len(service.placed()) == 1


def test_a_failed_job_is_run_again_later(service: Service):
    service.fail("notifications", close=True, times=4)
    message_id = service.sent(message(GENERIC))

    assert order_ids(service, message_id) == [None]
    assert [each["rejectedStatus"] for each in service.placed()] == [None]
    service.advance("PT5M")
    assert None not in order_ids(service, message_id)
    [order] = service.placed()
    assert order["status"] is not None


def test_an_answer_that_means_no_stops_the_job_at_once(service: Service):
    service.fail("notifications", status=403, times=1)
    message_id = service.sent(message(GENERIC))

    assert order_ids(service, message_id) == [None]
    service.advance("PT5M")
    assert None not in order_ids(service, message_id)


def test_an_order_that_cannot_be_processed_is_given_up(service: Service):
    service.fail("notifications", status=422, times=1)
    message_id = service.sent(message(GENERIC))
    service.advance("P1D")

    assert order_ids(service, message_id) == [None]
    assert service.details(message_id)["notifications"] == []
    assert service.overview(message_id)["status"] == "Published"
    assert service.inbox() == []


def test_nothing_is_ordered_twice_when_only_some_orders_fail(service: Service):
    """The first of two orders is taken, the second is not; only the second is posted again."""
    custom = {**GENERIC, "customRecipients": [{"emailAddress": "a@example.com"}]}
    service.send(message(custom, requestedPublishTime="2025-03-10T09:00:00Z"))
    service.advance_to("2025-03-10T09:00:00Z")
    service.advance("P1D")

    assert len(service.placed()) == 2
    assert sorted(each["to"] for each in service.inbox()) == ["a@example.com", "post@astrolog.no"]


def test_a_publication_waits_for_a_register_that_cannot_be_reached(service: Service):
    message_id = service.send(message(GENERIC))
    service.fail("register", close=True, times=2)
    service.advance("PT0S")

    service.advance("PT10M")

    assert service.overview(message_id)["status"] == "Published"
    assert None not in order_ids(service, message_id)


def test_a_register_that_fails_makes_recipients_unknown(service: Service):
    service.fail("register", status=500)

    assert service.post(message()).json()["errorCode"] in (1029, 4002)


def test_a_register_that_cannot_be_reached_breaks_the_service_down(service: Service):
    service.fail("register", close=True)

    answer = service.post(message())

    assert answer.status_code == 500
    assert answer.json()["title"] == "Internal Server Error"
    assert "errorCode" not in answer.json()


def test_without_the_contact_register_reservations_are_not_known(service: Service):
    service.fail("contactRegistry")

    assert error_code(service.post(message(recipients=[PERSON]))) == (500, 1032)
    ignoring = message(recipients=[RESERVED], ignoreReservation=True)
    assert service.post(ignoring).status_code == 200


def test_deployed_profile_is_asked_for_addresses_and_waited_for(deployed: Service):
    custom = {**GENERIC, "customRecipients": [{"emailAddress": "post@astrolog.no"}]}
    deployed.fail("profile", status=500, times=1)
    message_id = deployed.sent(message(custom))

    assert deployed.orders() == []
    deployed.advance("PT5M")
    assert len(deployed.orders()) == 1
    assert None not in order_ids(deployed, message_id)


def test_what_was_decided_about_a_message_is_told(service: Service):
    service.fail("notifications", status=503, times=4)
    message_id = service.sent(message(REMINDED))
    service.advance("PT10M")

    rules = [each["rule"] for each in service.control("GET", f"/explain/{message_id}")["decisions"]]
    assert {"publication", "job-retries", "order-placed"} <= set(rules)
