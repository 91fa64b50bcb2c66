"""Which orders a message leads to: when, to whom, with which reminder.

Source: spec/correspondence.md section 8.3, examples X28 and X61 to X78.
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
    """Return kind and identifier of everybody who is ordered for."""
    identifiers = {
        "recipientOrganization": "orgNumber",
        "recipientPerson": "nationalIdentityNumber",
        "recipientExternalIdentity": "externalIdentity",
        "recipientEmail": "emailAddress",
        "recipientSms": "phoneNumber",
    }
    found = [next(iter(order["recipient"].items())) for order in service.orders()]
    return sorted((kind, each[identifiers[kind]]) for kind, each in found)


ORGANIZATION = ("recipientOrganization", NUMBER)


def test_documented_orders_go_out_five_minutes_after_publication(documented: Service):
    message_id = documented.sent(message(generic()))

    [order] = documented.placed()
    assert order["requestedSendTime"] == "2025-03-10T08:05:00Z"
    assert order["creator"] == "digdir"
    [overview] = documented.overview(message_id)["notifications"]
    assert overview == {"notificationOrderId": order["orderChainId"], "isReminder": False}


def test_documented_orders_wait_for_a_later_publication(documented: Service):
    document = message(generic(), requestedPublishTime="2025-03-12T10:00:00Z")
    message_id = documented.sent(document)

    [order] = documented.placed()
    assert order["requestedSendTime"] == "2025-03-12T10:05:00Z"
    assert documented.overview(message_id)["notifications"][0]["notificationOrderId"] is not None


def test_deployed_orders_are_placed_at_publication(deployed: Service):
    deployed.sent(message(generic()))

    [order] = deployed.orders()
    assert order["requestedSendTime"] == "2025-03-10T08:00:20Z"


def test_deployed_orders_are_not_there_before_a_later_publication(deployed: Service):
    document = message(generic(), requestedPublishTime="2025-03-12T10:00:00Z")
    message_id = deployed.sent(document)

    overview = deployed.overview(message_id)
    assert overview["notifications"] == [{"notificationOrderId": None, "isReminder": False}]
    assert deployed.details(message_id)["notifications"] == []
    deployed.advance_to("2025-03-12T10:00:00Z")
    assert [each["requestedSendTime"] for each in deployed.orders()] == ["2025-03-12T10:00:20Z"]


@pytest.mark.parametrize(
    ("environment", "days", "host"),
    [("production", 7, "platform.altinn.no"), ("tt02", 1, "platform.tt02.altinn.no")],
)
def test_a_reminder_follows_after_a_week_or_after_a_day_in_test(
    world_of: Callable[..., Service], environment: str, days: int, host: str
):
    service = world_of(environment=environment)
    message_id = service.sent(message(generic(sendReminder=True)))

    [order] = service.orders()
    [reminder] = order["reminders"]
    check = f"https://{host}/correspondence/api/v1/correspondence/{message_id}/notification/check"
    assert reminder["delayDays"] == days
    assert reminder["conditionEndpoint"] == check
    assert order["conditionEndpoint"] == f"{check}/main"


def test_an_organisation_is_ordered_for_by_its_number(service: Service):
    service.sent(message(generic()))

    [order] = service.orders()
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


@pytest.mark.parametrize("ignores", [True, None])
def test_a_person_is_ordered_for_with_the_reservation_that_was_asked_for(
    service: Service, ignores: bool | None
):
    service.sent(message(generic(), recipients=[PERSON], ignoreReservation=ignores))

    [order] = service.orders()
    recipient = order["recipient"]["recipientPerson"]
    assert recipient["nationalIdentityNumber"] == "26818099001"
    assert recipient.get("ignoreReservation") == ignores
    assert ("ignoreReservation" in recipient) is (ignores is not None)


def test_a_self_identified_user_is_ordered_for_by_urn(service: Service):
    service.sent(message(generic(), recipients=[EMAIL_USER]))

    assert recipients(service) == [("recipientExternalIdentity", EMAIL_USER)]


CUSTOM = ("recipientEmail", "custom@example.com")
A, B, C, D, E = ({"emailAddress": f"{name}@example.com"} for name in "abcde")


def old(*groups: list[Json]) -> list[Json]:
    return [{"recipientToOverride": "x", "recipients": group} for group in groups]


@pytest.mark.parametrize(
    ("asked", "expected"),
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
                "customNotificationRecipients": old([C]),
            },
            [("recipientEmail", "a@example.com"), ORGANIZATION],
            id="X71-the-list-first",
        ),
        pytest.param(
            {"customRecipient": B, "customNotificationRecipients": old([C])},
            [("recipientEmail", "b@example.com"), ORGANIZATION],
            id="X72-then-the-single-one",
        ),
        pytest.param(
            {"customNotificationRecipients": old([C, D], [E])},
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
    service: Service, asked: Json, expected: list[tuple[str, str]]
):
    service.sent(message(generic(**asked)))

    assert recipients(service) == expected


OFFICIAL = {"customRecipients": [{"emailAddress": "Post@Astrolog.no"}]}


def test_deployed_an_address_that_is_registered_already_is_left_out(deployed: Service):
    deployed.sent(message(generic("EmailPreferred", **OFFICIAL)))

    assert recipients(deployed) == [ORGANIZATION]


def test_documented_an_address_that_is_registered_already_is_notified_too(documented: Service):
    documented.sent(message(generic("EmailPreferred", **OFFICIAL)))

    assert recipients(documented) == [("recipientEmail", "Post@Astrolog.no"), ORGANIZATION]


def test_deployed_the_reminder_alone_may_reach_a_registered_number(deployed: Service):
    """X77: the main SMS arrives with the organisation's own, the e-mail reminder does not."""
    notification = generic(
        "SmsPreferred",
        sendReminder=True,
        reminderNotificationChannel="Email",
        customRecipients=[{"mobileNumber": "+4790000001"}],
    )
    deployed.sent(message(notification))

    by_kind = {next(iter(order["recipient"])): order for order in deployed.orders()}
    alone = by_kind["recipientSms"]
    assert len(by_kind["recipientOrganization"]["reminders"]) == 1
    assert alone["requestedSendTime"] == "2025-03-17T08:00:00Z"
    assert alone["conditionEndpoint"].endswith("/notification/check")
    assert alone["reminders"] is None


def test_deployed_a_reminder_that_arrives_anyway_is_left_out(deployed: Service):
    """X78."""
    notification = generic(
        "Email",
        sendReminder=True,
        reminderNotificationChannel="SmsPreferred",
        customRecipients=[{"mobileNumber": "+4790000001"}],
    )
    deployed.sent(message(notification))

    by_kind = {next(iter(order["recipient"])): order for order in deployed.orders()}
    assert by_kind["recipientSms"]["reminders"] is None
    assert len(by_kind["recipientOrganization"]["reminders"]) == 1


def test_documented_a_mobile_number_gets_its_country_code(documented: Service):
    custom = [{"mobileNumber": "97661466"}]
    documented.sent(message(generic("Sms", customRecipients=custom)))

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
def test_documented_an_organisation_may_be_named_in_four_forms(documented: Service, number: str):
    custom = [{"organizationNumber": number}]
    documented.sent(message(generic(customRecipients=custom)))

    assert ("recipientOrganization", "123456789") in recipients(documented)


def test_the_order_of_a_message_is_the_same_however_often_it_is_posted(deployed: Service):
    """Its idempotency id follows from the message and the recipient."""
    deployed.sent(message(generic(customRecipients=[A, B])))

    ids = [order["idempotencyId"] for order in deployed.orders()]
    assert len(set(ids)) == 3
    assert all(each[14] == "5" for each in ids)


def test_every_recipient_of_a_request_has_an_order(service: Service):
    service.sent(message(generic(), recipients=[ORG, PERSON]))

    assert recipients(service) == [ORGANIZATION, ("recipientPerson", "26818099001")]


def test_a_message_without_a_notification_orders_nothing(service: Service):
    message_id = service.sent(message())

    assert service.orders() == []
    assert service.overview(message_id)["notifications"] == []
    assert service.details(message_id)["notifications"] == []
