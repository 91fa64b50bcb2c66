"""Tests of the orders of a message: send times, recipients and reminders.

Source: docs/reference/correspondence.md section 8.3, examples X28 and X61 to X78.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.correspondence.service import (
    EMAIL_USER,
    NUMBER,
    ORG,
    PERSON,
    Json,
    Service,
    message,
)


def generic(channel: str = "Email", **more: Any) -> Json:
    template = "GenericAltinnMessage"
    return {"notificationTemplate": template, "notificationChannel": channel, **more}


def recipients(service: Service) -> list[tuple[str, str]]:
    """Return the type and the identifier of the recipient of each order."""
    identifiers = {
        "recipientOrganization": "orgNumber",
        "recipientPerson": "nationalIdentityNumber",
        "recipientExternalIdentity": "externalIdentity",
        "recipientEmail": "emailAddress",
        "recipientSms": "phoneNumber",
    }
    order_recipients = [
        next(iter(order["recipient"].items())) for order in service.order_requests()
    ]
    return sorted((kind, each[identifiers[kind]]) for kind, each in order_recipients)


ORGANIZATION = ("recipientOrganization", NUMBER)


def test_documented_orders_have_a_send_time_five_minutes_after_publication(documented: Service):
    message_id = documented.send_and_run_jobs(message(generic()))

    [order] = documented.placed_orders()
    assert order["requestedSendTime"] == "2025-03-10T08:05:00Z"
    assert order["creator"] == "digdir"
    [overview] = documented.overview(message_id)["notifications"]
    assert overview == {"notificationOrderId": order["orderChainId"], "isReminder": False}


def test_documented_orders_are_placed_before_a_later_publication(documented: Service):
    document = message(generic(), requestedPublishTime="2025-03-12T10:00:00Z")
    message_id = documented.send_and_run_jobs(document)

    [order] = documented.placed_orders()
    assert order["requestedSendTime"] == "2025-03-12T10:05:00Z"
    assert documented.overview(message_id)["notifications"][0]["notificationOrderId"] is not None


def test_deployed_orders_are_placed_at_publication(deployed: Service):
    deployed.send_and_run_jobs(message(generic()))

    [order] = deployed.order_requests()
    assert order["requestedSendTime"] == "2025-03-10T08:00:20Z"


def test_deployed_orders_are_not_placed_before_a_later_publication(deployed: Service):
    document = message(generic(), requestedPublishTime="2025-03-12T10:00:00Z")
    message_id = deployed.send_and_run_jobs(document)

    overview = deployed.overview(message_id)
    assert overview["notifications"] == [{"notificationOrderId": None, "isReminder": False}]
    assert deployed.details(message_id)["notifications"] == []
    deployed.advance_to("2025-03-12T10:00:00Z")
    assert [each["requestedSendTime"] for each in deployed.order_requests()] == [
        "2025-03-12T10:00:20Z"
    ]


@pytest.mark.parametrize(
    ("environment", "days", "host"),
    [("production", 7, "platform.altinn.no"), ("tt02", 1, "platform.tt02.altinn.no")],
)
def test_a_reminder_is_due_after_a_week_or_after_a_day_in_tt02(
    world_of: Callable[..., Service], environment: str, days: int, host: str
):
    service = world_of(environment=environment)
    message_id = service.send_and_run_jobs(message(generic(sendReminder=True)))

    [order] = service.order_requests()
    [reminder] = order["reminders"]
    check = f"https://{host}/correspondence/api/v1/correspondence/{message_id}/notification/check"
    assert reminder["delayDays"] == days
    assert reminder["conditionEndpoint"] == check
    assert order["conditionEndpoint"] == f"{check}/main"


def test_an_order_for_an_organisation_contains_its_number(service: Service):
    service.send_and_run_jobs(message(generic()))

    [order] = service.order_requests()
    recipient = order["recipient"]["recipientOrganization"]
    assert list(order) == [
        "sendersReference",
        "requestedSendTime",
        "conditionEndpoint",
        "dialogportenAssociation",
        "idempotencyId",
        "recipient",
        "reminders",
    ]
    assert order["sendersReference"] == "corr-1"
    assert (order["dialogportenAssociation"], order["reminders"]) == (None, None)
    assert recipient["orgNumber"] == NUMBER
    assert recipient["resourceId"] == "urn:altinn:resource:1"


@pytest.mark.parametrize("ignore_reservation", [True, None])
def test_an_order_for_a_person_contains_the_requested_ignore_reservation(
    service: Service, ignore_reservation: bool | None
):
    service.send_and_run_jobs(
        message(generic(), recipients=[PERSON], ignoreReservation=ignore_reservation)
    )

    [order] = service.order_requests()
    recipient = order["recipient"]["recipientPerson"]
    assert recipient["nationalIdentityNumber"] == "26818099001"
    assert recipient.get("ignoreReservation") == ignore_reservation
    assert ("ignoreReservation" in recipient) is (ignore_reservation is not None)


def test_an_order_for_a_self_identified_user_contains_the_urn(service: Service):
    service.send_and_run_jobs(message(generic(), recipients=[EMAIL_USER]))

    assert recipients(service) == [("recipientExternalIdentity", EMAIL_USER)]


CUSTOM = ("recipientEmail", "custom@example.com")
A, B, C, D, E = ({"emailAddress": f"{name}@example.com"} for name in "abcde")


def deprecated(*groups: list[Json]) -> list[Json]:
    return [{"recipientToOverride": "x", "recipients": group} for group in groups]


@pytest.mark.parametrize(
    ("notification", "expected"),
    [
        pytest.param(
            {"customRecipients": [{"emailAddress": "custom@example.com"}]},
            [CUSTOM, ORGANIZATION],
            id="X69-beside-the-recipient",
        ),
        pytest.param(
            {
                "customRecipients": [{"emailAddress": "custom@example.com"}],
                "overrideRegisteredContactInformation": True,
            },
            [CUSTOM],
            id="X70-instead-of-the-recipient",
        ),
        pytest.param(
            {
                "customRecipients": [A],
                "customRecipient": B,
                "customNotificationRecipients": deprecated([C]),
            },
            [("recipientEmail", "a@example.com"), ORGANIZATION],
            id="X71-the-list-first",
        ),
        pytest.param(
            {"customRecipient": B, "customNotificationRecipients": deprecated([C])},
            [("recipientEmail", "b@example.com"), ORGANIZATION],
            id="X72-then-the-single-one",
        ),
        pytest.param(
            {"customNotificationRecipients": deprecated([C, D], [E])},
            [
                ("recipientEmail", "c@example.com"),
                ("recipientEmail", "d@example.com"),
                ORGANIZATION,
            ],
            id="X73-then-the-first-of-the-oldest-form",
        ),
        pytest.param(
            {
                "customRecipients": [{"nationalIdentityNumber": "26818099001"}] * 2,
                "overrideRegisteredContactInformation": True,
            },
            [("recipientPerson", "26818099001")],
            id="X74-twice-is-once",
        ),
    ],
)
def test_custom_recipients_are_notified(
    service: Service, notification: Json, expected: list[tuple[str, str]]
):
    service.send_and_run_jobs(message(generic(**notification)))

    assert recipients(service) == expected


OFFICIAL = {"customRecipients": [{"emailAddress": "Post@Astrolog.no"}]}


# The send time of a main order and that of a reminder alone, which is without the 20 seconds.
REMINDED_AT = {
    "2025-03-10T08:05:00Z": "2025-03-17T08:05:00Z",
    "2025-03-10T08:00:20Z": "2025-03-17T08:00:00Z",
}


def test_a_registered_address_gets_no_order(service: Service):
    message_id = service.send_and_run_jobs(message(generic("EmailPreferred", **OFFICIAL)))

    assert recipients(service) == [ORGANIZATION]
    decisions = service.control("GET", f"/explain/{message_id}")["decisions"]
    [decision] = [each for each in decisions if each["rule"] == "registered-address"]
    assert "Post@Astrolog.no" in decision["what"]


def test_a_registered_number_can_get_only_a_reminder(service: Service):
    """X77: the organisation's own order covers the main SMS, but not the e-mail reminder."""
    notification = generic(
        "SmsPreferred",
        sendReminder=True,
        reminderNotificationChannel="Email",
        customRecipients=[{"mobileNumber": "+4790000001"}],
    )
    service.send_and_run_jobs(message(notification))

    by_kind = {next(iter(order["recipient"])): order for order in service.order_requests()}
    alone = by_kind["recipientSms"]
    assert len(by_kind["recipientOrganization"]["reminders"]) == 1
    main = by_kind["recipientOrganization"]["requestedSendTime"]
    assert alone["requestedSendTime"] == REMINDED_AT[main]
    assert alone["conditionEndpoint"].endswith("/notification/check")
    assert alone["reminders"] is None


def test_a_registered_number_can_get_no_reminder(service: Service):
    """X78."""
    notification = generic(
        "Email",
        sendReminder=True,
        reminderNotificationChannel="SmsPreferred",
        customRecipients=[{"mobileNumber": "+4790000001"}],
    )
    service.send_and_run_jobs(message(notification))

    by_kind = {next(iter(order["recipient"])): order for order in service.order_requests()}
    assert by_kind["recipientSms"]["reminders"] is None
    assert len(by_kind["recipientOrganization"]["reminders"]) == 1


def test_documented_a_mobile_number_gets_its_country_code(documented: Service):
    custom = [{"mobileNumber": "97661466"}]
    documented.send_and_run_jobs(message(generic("Sms", customRecipients=custom)))

    assert ("recipientSms", "+4797661466") in recipients(documented)


@pytest.mark.parametrize(
    "number",
    [
        "123456789",
        "0192:123456789",
        "urn:altinn:organizationnumber:123456789",
        "urn:altinn:organization:identifier-no:123456789",
    ],
)
def test_documented_an_organisation_number_has_four_formats(documented: Service, number: str):
    custom = [{"organizationNumber": number}]
    documented.send_and_run_jobs(message(generic(customRecipients=custom)))

    assert ("recipientOrganization", "123456789") in recipients(documented)


def test_the_idempotency_ids_of_orders_are_derived_from_message_and_recipient(deployed: Service):
    """Every order has its own id of UUID version 5."""
    deployed.send_and_run_jobs(message(generic(customRecipients=[A, B])))

    ids = [order["idempotencyId"] for order in deployed.order_requests()]
    assert len(set(ids)) == 3
    assert all(each[14] == "5" for each in ids)


def test_every_recipient_of_a_request_has_an_order(service: Service):
    service.send_and_run_jobs(message(generic(), recipients=[ORG, PERSON]))

    assert recipients(service) == [ORGANIZATION, ("recipientPerson", "26818099001")]


def test_a_message_without_a_notification_has_no_orders(service: Service):
    message_id = service.send_and_run_jobs(message())

    assert service.order_requests() == []
    assert service.overview(message_id)["notifications"] == []
    assert service.details(message_id)["notifications"] == []
