"""What overviews and details show of notifications: before, while and after they are sent.

Source: spec/correspondence.md sections 7.1, 7.2 and 8.3, examples X89 to X93.
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
    found: list[Json] = service.details(message_id)["notifications"]
    return found


def states(service: Service, message_id: str) -> list[tuple[str, list[str]]]:
    """Return what is shown of each order: its status, and those of its e-mails."""
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


def test_documented_an_order_is_seen_from_before_publication_until_its_delivery(
    documented: Service,
):
    document = message(generic(), requestedPublishTime="2025-03-10T09:00:00Z")
    message_id = documented.sent(document)
    documented.control("POST", "/outcomes", {"result": "NoReport"})

    assert states(documented, message_id) == [("Order_Registered", [])]
    documented.advance_to("2025-03-10T09:10:00Z")
    assert states(documented, message_id) == [("Order_Processed", ["Email_Succeeded"])]
    [left] = documented.inbox()
    documented.control("POST", f"/inbox/{left['id']}/report", {"result": "Delivered"})
    assert states(documented, message_id) == [("Order_Completed", ["Email_Delivered"])]


def test_deployed_an_order_is_seen_only_after_publication(deployed: Service):
    document = message(generic(), requestedPublishTime="2025-03-10T09:00:00Z")
    message_id = deployed.sent(document)

    assert states(deployed, message_id) == []
    deployed.advance_to("2025-03-10T09:10:00Z")
    assert states(deployed, message_id) == [("Order_Completed", ["Email_Delivered"])]


def test_a_notification_is_shown_with_its_shipment_and_its_address(service: Service):
    message_id = service.sent(message(generic()))
    service.advance("PT10M")

    [order] = service.placed()
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


def test_an_sms_has_an_id_of_zeros(service: Service):
    message_id = service.sent(message(generic("Sms")))
    service.advance("PT10M")

    [shown] = notifications(service, message_id)
    sms = shown["notificationStatusDetails"]["sms"]
    assert sms["id"] == "00000000-0000-0000-0000-000000000000"
    assert sms["recipient"]["mobileNumber"] == "+4790000001"
    assert sms["sendStatus"]["status"] == "SMS_Delivered"


def test_a_reminder_is_an_entry_of_its_own_with_the_channel_of_the_main_one(service: Service):
    notification = generic(sendReminder=True, reminderNotificationChannel="Sms")
    message_id = service.sent(message(notification))
    service.advance("P8D")

    main, reminder = notifications(service, message_id)
    assert [each["isReminder"] for each in (main, reminder)] == [False, True]
    assert {each["notificationChannel"] for each in (main, reminder)} == {"Email"}
    assert reminder["notificationStatusDetails"]["smses"] is not None
    ids = {each["notificationOrderId"] for each in service.overview(message_id)["notifications"]}
    assert len(ids) == 1


def test_documented_a_missing_address_shows_in_the_details(documented: Service):
    message_id = documented.sent(message(generic(), recipients=[WITHOUT_ADDRESS]))
    documented.advance("PT10M")

    [shown] = notifications(documented, message_id)
    [email] = shown["notificationStatusDetails"]["emails"]
    assert documented.overview(message_id)["status"] == "Published"
    assert email["succeeded"] is False
    assert email["sendStatus"]["status"] == "Email_Failed_RecipientNotIdentified"


def test_deployed_an_order_without_addresses_is_refused(deployed: Service):
    message_id = deployed.sent(message(generic(), recipients=[WITHOUT_ADDRESS]))
    deployed.advance("PT10M")

    [order] = deployed.placed()
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
def test_a_failure_is_shown_by_the_name_that_the_service_knows(
    service: Service, result: str, shown: str
):
    service.control("POST", "/outcomes", {"result": result})
    message_id = service.sent(message(generic()))
    service.advance("PT10M")

    [each] = notifications(service, message_id)
    [email] = each["notificationStatusDetails"]["emails"]
    assert (email["succeeded"], email["sendStatus"]["status"]) == (False, shown)


def test_details_need_notifications_but_an_overview_does_not(service: Service):
    message_id = service.sent(message(generic()))
    service.fail("notifications", status=503)

    assert service.get(f"/{message_id}").status_code == 200
    assert service.get(f"/{message_id}/details").status_code == 500


def test_a_person_who_is_reserved_later_shows_as_reserved(documented: Service):
    message_id = documented.sent(
        message(generic(), recipients=[PERSON], requestedPublishTime="2025-03-10T08:00:00Z")
    )
    person = {"name": "KARI NORDMANN", "email": "kari@a.no", "isReserved": True}
    documented.control("PUT", "/directory/persons/26818099001", person)
    documented.advance("PT10M")

    assert states(documented, message_id) == [
        ("Order_Completed", ["Email_Failed_RecipientReserved"])
    ]
    assert documented.inbox() == []
