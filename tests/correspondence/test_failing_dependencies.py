"""Tests of faults of Notifications, the registers and Authorization.

Source: docs/reference/correspondence.md sections 5.7 and 6, docs/control-api.md (faults).
"""

import pytest

from tests.correspondence.service import PERSON, RESERVED, Service, error_code, message

GENERIC = {"notificationTemplate": "GenericAltinnMessage", "notificationChannel": "Email"}
REMINDED = {**GENERIC, "sendReminder": True}


def order_ids(service: Service, message_id: str) -> list[str | None]:
    notifications = service.overview(message_id)["notifications"]
    return [each["notificationOrderId"] for each in notifications]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_an_order_is_submitted_four_times_before_the_job_fails(service: Service, status: int):
    service.fail("notifications", status=status, times=3)
    message_id = service.send_and_run_jobs(message(GENERIC))

    assert None not in order_ids(service, message_id)
    assert len(service.placed_orders()) == 1


def test_a_failed_job_is_retried_later(service: Service):
    service.fail("notifications", close=True, times=4)
    message_id = service.send_and_run_jobs(message(GENERIC))

    assert order_ids(service, message_id) == [None]
    assert [each["rejectedStatus"] for each in service.placed_orders()] == [None]
    service.advance("PT5M")
    assert None not in order_ids(service, message_id)
    [order] = service.placed_orders()
    assert order["status"] is not None


def test_a_non_retryable_status_is_not_retried_in_the_same_run(service: Service):
    service.fail("notifications", status=403, times=1)
    message_id = service.send_and_run_jobs(message(GENERIC))

    assert order_ids(service, message_id) == [None]
    service.advance("PT5M")
    assert None not in order_ids(service, message_id)


def test_an_unprocessable_order_is_not_retried(service: Service):
    service.fail("notifications", status=422, times=1)
    message_id = service.send_and_run_jobs(message(GENERIC))
    service.advance("P1D")

    assert order_ids(service, message_id) == [None]
    assert service.details(message_id)["notifications"] == []
    assert service.overview(message_id)["status"] == "Published"
    assert service.inbox() == []


def test_accepted_orders_are_not_submitted_again_when_another_order_fails(service: Service):
    """The first of two orders is accepted, the second is not; only the second is resubmitted."""
    custom = {**GENERIC, "customRecipients": [{"emailAddress": "a@example.com"}]}
    service.send(message(custom, requestedPublishTime="2025-03-10T09:00:00Z"))
    service.advance_to("2025-03-10T09:00:00Z")
    service.advance("P1D")

    assert len(service.placed_orders()) == 2
    assert sorted(each["to"] for each in service.inbox()) == ["a@example.com", "post@astrolog.no"]


def test_publication_is_retried_when_register_is_unreachable(service: Service):
    message_id = service.send(message(GENERIC))
    service.fail("register", close=True, times=2)
    service.advance("PT0S")

    service.advance("PT10M")

    assert service.overview(message_id)["status"] == "Published"
    assert None not in order_ids(service, message_id)


def test_recipients_are_unknown_when_register_fails(service: Service):
    service.fail("register", status=500)

    assert service.post(message()).json()["errorCode"] in (1029, 4002)


def test_an_unreachable_register_causes_a_server_error(service: Service):
    service.fail("register", close=True)

    response = service.post(message())

    assert response.status_code == 500
    assert response.json()["title"] == "Internal Server Error"
    assert "errorCode" not in response.json()


def test_reservations_are_unknown_when_the_contact_registry_fails(service: Service):
    service.fail("contactRegistry")

    assert error_code(service.post(message(recipients=[PERSON]))) == (500, 1032)
    ignoring = message(recipients=[RESERVED], ignoreReservation=True)
    assert service.post(ignoring).status_code == 200


def test_deployed_orders_are_created_later_when_profile_fails(deployed: Service):
    custom = {**GENERIC, "customRecipients": [{"emailAddress": "post@astrolog.no"}]}
    deployed.fail("profile", status=500, times=1)
    message_id = deployed.send_and_run_jobs(message(custom))

    assert deployed.order_requests() == []
    deployed.advance("PT5M")
    assert len(deployed.order_requests()) == 1
    assert None not in order_ids(deployed, message_id)


def test_explain_lists_the_decisions_about_a_message(service: Service):
    service.fail("notifications", status=503, times=4)
    message_id = service.send_and_run_jobs(message(REMINDED))
    service.advance("PT10M")

    rules = [each["rule"] for each in service.control("GET", f"/explain/{message_id}")["decisions"]]
    assert {"publication", "job-retries", "order-placed"} <= set(rules)
