"""Tests of notifications in overviews and details, before and after sending.

Source: docs/reference/correspondence.md sections 7.1, 7.2 and 8.3, examples X89 to X93.
"""

from typing import Any

import pytest

from tests.correspondence.service import PERSON, WITHOUT_ADDRESS, Json, Service, message

ADDRESS = {
    "emailAddress": "post@astrolog.no",
    "mobileNumber": None,
    "organizationNumber": None,
    "nationalIdentityNumber": None,
    "isReserved": None,
}


def generic(channel: str = "Email", **more: Any) -> Json:
    template = "GenericAltinnMessage"
    return {"notificationTemplate": template, "notificationChannel": channel, **more}


def notifications(service: Service, message_id: str) -> list[Json]:
    documents: list[Json] = service.details(message_id)["notifications"]
    return documents


def order_and_email_statuses(service: Service, message_id: str) -> list[tuple[str, list[str]]]:
    """Return the status of each order and of its e-mails."""
    return [
        (
            each["processingStatus"]["status"],
            [
                email["sendStatus"]["status"]
                for email in each["notificationStatusDetails"]["emails"] or []
            ],
        )
        for each in notifications(service, message_id)
    ]


def test_documented_details_contain_an_order_from_before_publication_until_delivery(
    documented: Service,
):
    document = message(generic(), requestedPublishTime="2025-03-10T09:00:00Z")
    message_id = documented.send_and_run_jobs(document)
    documented.control("POST", "/outcomes", {"result": "NoReport"})

    assert order_and_email_statuses(documented, message_id) == [("Order_Registered", [])]
    documented.advance_to("2025-03-10T09:10:00Z")
    assert order_and_email_statuses(documented, message_id) == [
        ("Order_Processed", ["Email_Succeeded"])
    ]
    [sent] = documented.inbox()
    documented.control("POST", f"/inbox/{sent['id']}/report", {"result": "Delivered"})
    assert order_and_email_statuses(documented, message_id) == [
        ("Order_Completed", ["Email_Delivered"])
    ]


def test_deployed_details_contain_an_order_only_after_publication(deployed: Service):
    document = message(generic(), requestedPublishTime="2025-03-10T09:00:00Z")
    message_id = deployed.send_and_run_jobs(document)

    assert order_and_email_statuses(deployed, message_id) == []
    deployed.advance_to("2025-03-10T09:10:00Z")
    assert order_and_email_statuses(deployed, message_id) == [
        ("Order_Completed", ["Email_Delivered"])
    ]


def test_details_contain_the_shipment_and_address_of_a_notification(service: Service):
    message_id = service.send_and_run_jobs(message(generic()))
    service.advance("PT10M")

    [order] = service.placed_orders()
    [shown] = notifications(service, message_id)
    details = shown.pop("notificationStatusDetails")
    assert list(shown) == [
        "id",
        "sendersReference",
        "creator",
        "created",
        "isReminder",
        "notificationChannel",
        "ignoreReservation",
        "resourceId",
        "processingStatus",
    ]
    assert shown["id"] == order["shipmentId"]
    assert (shown["sendersReference"], shown["creator"]) == ("corr-1", "digdir")
    assert (shown["notificationChannel"], shown["resourceId"]) == ("Email", "1")
    assert shown["processingStatus"]["status"] == "Order_Completed"
    assert shown["processingStatus"]["description"] is None
    assert list(details) == ["email", "sms", "emails", "smses"]
    assert details["emails"] == [details["email"]]
    assert details["sms"] is None
    assert details["smses"] is None
    assert details["email"]["id"] is None
    assert details["email"]["succeeded"] is True
    assert details["email"]["recipient"] == ADDRESS


def test_an_sms_has_an_empty_guid_as_id(service: Service):
    message_id = service.send_and_run_jobs(message(generic("Sms")))
    service.advance("PT10M")

    [shown] = notifications(service, message_id)
    sms = shown["notificationStatusDetails"]["sms"]
    assert sms["id"] == "00000000-0000-0000-0000-000000000000"
    assert sms["recipient"]["mobileNumber"] == "+4790000001"
    assert sms["sendStatus"]["status"] == "SMS_Delivered"


def test_a_reminder_is_a_separate_entry_with_the_main_channel(service: Service):
    notification = generic(sendReminder=True, reminderNotificationChannel="Sms")
    message_id = service.send_and_run_jobs(message(notification))
    service.advance("P8D")

    main, reminder = notifications(service, message_id)
    assert [each["isReminder"] for each in (main, reminder)] == [False, True]
    assert {each["notificationChannel"] for each in (main, reminder)} == {"Email"}
    assert reminder["notificationStatusDetails"]["smses"] is not None
    ids = {each["notificationOrderId"] for each in service.overview(message_id)["notifications"]}
    assert len(ids) == 1


def test_documented_details_report_a_missing_address(documented: Service):
    message_id = documented.send_and_run_jobs(message(generic(), recipients=[WITHOUT_ADDRESS]))
    documented.advance("PT10M")

    [shown] = notifications(documented, message_id)
    [email] = shown["notificationStatusDetails"]["emails"]
    assert documented.overview(message_id)["status"] == "Published"
    assert email["succeeded"] is False
    assert email["sendStatus"]["status"] == "Email_Failed_RecipientNotIdentified"


def test_deployed_an_order_without_addresses_is_rejected(deployed: Service):
    message_id = deployed.send_and_run_jobs(message(generic(), recipients=[WITHOUT_ADDRESS]))
    deployed.advance("PT10M")

    [order] = deployed.placed_orders()
    overview = deployed.overview(message_id)
    assert (order["status"], order["rejectedStatus"]) == (None, 422)
    assert overview["status"] == "Published"
    assert overview["notifications"] == [{"notificationOrderId": None, "isReminder": False}]
    assert notifications(deployed, message_id) == []


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        ("Failed_Bounced", "Email_Failed_Bounced"),
        ("Failed_Quarantined", "Email_Failed_Quarantined"),
        ("Failed_InvalidEmailFormat", "Unknown"),
    ],
)
def test_a_failure_is_returned_with_a_status_that_correspondence_supports(
    service: Service, result: str, shown: str
):
    service.control("POST", "/outcomes", {"result": result})
    message_id = service.send_and_run_jobs(message(generic()))
    service.advance("PT10M")

    [each] = notifications(service, message_id)
    [email] = each["notificationStatusDetails"]["emails"]
    assert (email["succeeded"], email["sendStatus"]["status"]) == (False, shown)


def test_details_require_notifications_but_an_overview_does_not(service: Service):
    message_id = service.send_and_run_jobs(message(generic()))
    service.fail("notifications", status=503)

    assert service.get(f"/{message_id}").status_code == 200
    assert service.get(f"/{message_id}/details").status_code == 500


def test_details_report_a_reservation_made_after_the_order(documented: Service):
    message_id = documented.send_and_run_jobs(
        message(generic(), recipients=[PERSON], requestedPublishTime="2025-03-10T08:00:00Z")
    )
    person = {"name": "KARI NORDMANN", "email": "kari@a.no", "isReserved": True}
    documented.control("PUT", "/directory/persons/26818099001", person)
    documented.advance("PT10M")

    assert order_and_email_statuses(documented, message_id) == [
        ("Order_Completed", ["Email_Failed_RecipientReserved"])
    ]
    assert documented.inbox() == []
