"""Where what is documented and what is deployed are two things, request by request.

Source: spec/correspondence.md section 9. Rows D2, D3, D9 and D13 are in test_orders_of_messages,
D10 and D11 in test_conditions_and_deletion, D12 in test_notifications_in_details; the texts of
D15 are the same and in test_notification_texts.
"""

from typing import Any

import pytest

from tests.correspondence.service import Json, Service, error_code, errors, message

NOTIFICATION = "Correspondence.Notification"


def generic(channel: str = "Email", **more: Any) -> Json:
    template = "GenericAltinnMessage"
    return {"notificationTemplate": template, "notificationChannel": channel, **more}


def custom(**recipient: str) -> Json:
    return message(generic("EmailAndSms", customRecipients=[recipient]))


def custom_recipient(service: Service) -> Json:
    """Return the recipient of the last order: the custom one."""
    recipient: Json = next(iter(service.orders()[-1]["recipient"].values()))
    return recipient


SUBJECTS = ("emailSubject", "reminderEmailSubject")


@pytest.mark.parametrize("member", SUBJECTS)
def test_d1_a_documented_subject_has_at_most_128_characters(documented: Service, member: str):
    check_longest(documented, member, 128)


@pytest.mark.parametrize("member", SUBJECTS)
def test_d1_a_deployed_subject_has_at_most_512_characters(deployed: Service, member: str):
    check_longest(deployed, member, 512)


def check_longest(service: Service, member: str, most: int) -> None:
    name = member[0].upper() + member[1:]
    # Lengths are counted in UTF-16, where this one letter counts twice.
    longest = "\U0001f600" + "x" * (most - 2)

    assert service.post(message(generic(**{member: longest}))).status_code == 200
    assert errors(service.post(message(generic(**{member: longest + "x"})))) == {
        f"{NOTIFICATION}.{name}": [
            f"The field {name} must be a string with a maximum length of {most}."
        ]
    }


def test_d4_a_documented_send_time_is_read_and_has_no_effect(documented: Service):
    late = generic(requestedSendTime="2025-04-01T08:00:00Z")
    documented.sent(message(late))

    assert documented.orders()[0]["requestedSendTime"] == "2025-03-10T08:05:00Z"
    found = errors(documented.post(message(generic(requestedSendTime="i morgen"))))
    assert "$.correspondence.notification.requestedSendTime" in found


def test_d4_a_deployed_send_time_is_nothing_that_anybody_knows(deployed: Service):
    deployed.sent(message(generic(requestedSendTime="i morgen")))

    assert deployed.orders()[0]["requestedSendTime"] == "2025-03-10T08:00:20Z"


def test_d5_a_documented_mobile_number_may_lack_its_country_code(documented: Service):
    documented.sent(custom(mobileNumber="97661466"))

    assert custom_recipient(documented)["phoneNumber"] == "+4797661466"


def test_d5_a_deployed_mobile_number_needs_its_country_code(deployed: Service):
    assert error_code(deployed.post(custom(mobileNumber="97661466"))) == (400, 3012)


def test_d6_a_documented_organisation_number_has_a_form(documented: Service):
    found = errors(documented.post(custom(organizationNumber="12345")))

    assert list(found) == [f"{NOTIFICATION}.CustomRecipients[0].OrganizationNumber"]


def test_d7_a_documented_national_identity_number_has_valid_check_digits(documented: Service):
    found = errors(documented.post(custom(nationalIdentityNumber="01019912345")))

    assert list(found) == [f"{NOTIFICATION}.CustomRecipients[0].NationalIdentityNumber"]
    assert documented.post(custom(nationalIdentityNumber="26818099001")).status_code == 200


def test_d6_and_d7_deployed_numbers_are_not_looked_at(deployed: Service):
    assert deployed.post(custom(organizationNumber="12345")).status_code == 200
    assert deployed.post(custom(nationalIdentityNumber="01019912345")).status_code == 200


URN = "urn:altinn:organization:identifier-no:123456789"
PERSON_URN = "urn:altinn:person:identifier-no:26818099001"


def test_d8_documented_identifiers_are_ordered_for_in_their_shortest_form(documented: Service):
    documented.sent(custom(organizationNumber=URN))
    assert custom_recipient(documented)["orgNumber"] == "123456789"
    documented.sent(custom(nationalIdentityNumber=PERSON_URN))
    assert custom_recipient(documented)["nationalIdentityNumber"] == "26818099001"


def test_d8_deployed_identifiers_are_ordered_for_as_they_came_and_refused(deployed: Service):
    deployed.sent(custom(organizationNumber=URN))

    [_, order] = deployed.placed()
    assert order["request"]["recipient"]["recipientOrganization"]["orgNumber"] == URN
    assert (order["status"], order["rejectedStatus"]) == (None, 400)


METADATA = {"resourceId": "1", "fileName": "a.txt", "sendersReference": "1"}


def upload_wanting_octets(service: Service) -> int:
    attachment_id = service.call("POST", "/attachment", json=METADATA).json()
    answer = service.call(
        "POST",
        f"/attachment/{attachment_id}/upload",
        content=b"innhold",
        headers={"Content-Type": "application/octet-stream", "Accept": "application/octet-stream"},
    )
    return answer.status_code


def test_d14_a_documented_upload_may_say_that_it_accepts_octets(documented: Service):
    assert upload_wanting_octets(documented) == 200


def test_d14_a_deployed_upload_may_not(deployed: Service):
    assert upload_wanting_octets(deployed) == 406
