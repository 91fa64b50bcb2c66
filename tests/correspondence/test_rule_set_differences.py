"""Tests of the differences between the documented and the deployed rules.

Source: docs/reference/correspondence.md section 9. Rows D2, D3, D9 and D13 are in
test_notification_orders, D10 and D11 in test_conditions_and_deletion, D12 in
test_notifications_in_details; the texts of D15 are the same and in test_notification_texts.
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
    """Return the recipient of the last order, which is the custom one."""
    recipient: Json = next(iter(service.order_requests()[-1]["recipient"].values()))
    return recipient


SUBJECTS = ("emailSubject", "reminderEmailSubject")


@pytest.mark.parametrize("field", SUBJECTS)
def test_d1_a_documented_subject_has_at_most_128_characters(documented: Service, field: str):
    check_max_length(documented, field, 128)


@pytest.mark.parametrize("field", SUBJECTS)
def test_d1_a_deployed_subject_has_at_most_512_characters(deployed: Service, field: str):
    check_max_length(deployed, field, 512)


def check_max_length(service: Service, field: str, max_length: int) -> None:
    name = field[0].upper() + field[1:]
    # Lengths are counted in UTF-16 code units; this character has two.
    longest = "\U0001f600" + "x" * (max_length - 2)

    assert service.post(message(generic(**{field: longest}))).status_code == 200
    assert errors(service.post(message(generic(**{field: longest + "x"})))) == {
        f"{NOTIFICATION}.{name}": [
            f"The field {name} must be a string with a maximum length of {max_length}."
        ]
    }


def test_d4_a_documented_send_time_is_validated_but_has_no_effect(documented: Service):
    late = generic(requestedSendTime="2025-04-01T08:00:00Z")
    documented.send_and_run_jobs(message(late))

    assert documented.order_requests()[0]["requestedSendTime"] == "2025-03-10T08:05:00Z"
    validation_errors = errors(documented.post(message(generic(requestedSendTime="i morgen"))))
    assert "$.correspondence.notification.requestedSendTime" in validation_errors


def test_d4_a_deployed_send_time_is_an_unknown_field(deployed: Service):
    deployed.send_and_run_jobs(message(generic(requestedSendTime="i morgen")))

    assert deployed.order_requests()[0]["requestedSendTime"] == "2025-03-10T08:00:20Z"


def test_d5_a_documented_mobile_number_can_omit_its_country_code(documented: Service):
    documented.send_and_run_jobs(custom(mobileNumber="97661466"))

    assert custom_recipient(documented)["phoneNumber"] == "+4797661466"


def test_d5_a_deployed_mobile_number_requires_its_country_code(deployed: Service):
    assert error_code(deployed.post(custom(mobileNumber="97661466"))) == (400, 3012)


def test_d6_a_documented_organisation_number_requires_a_valid_format(documented: Service):
    validation_errors = errors(documented.post(custom(organizationNumber="12345")))

    assert list(validation_errors) == [f"{NOTIFICATION}.CustomRecipients[0].OrganizationNumber"]


def test_d7_a_documented_national_identity_number_requires_valid_check_digits(documented: Service):
    validation_errors = errors(documented.post(custom(nationalIdentityNumber="01019912345")))

    assert list(validation_errors) == [f"{NOTIFICATION}.CustomRecipients[0].NationalIdentityNumber"]
    assert documented.post(custom(nationalIdentityNumber="26818099001")).status_code == 200


def test_d6_and_d7_deployed_numbers_are_not_validated(deployed: Service):
    assert deployed.post(custom(organizationNumber="12345")).status_code == 200
    assert deployed.post(custom(nationalIdentityNumber="01019912345")).status_code == 200


URN = "urn:altinn:organization:identifier-no:123456789"
PERSON_URN = "urn:altinn:person:identifier-no:26818099001"


def test_d8_documented_orders_contain_identifiers_without_prefix(documented: Service):
    documented.send_and_run_jobs(custom(organizationNumber=URN))
    assert custom_recipient(documented)["orgNumber"] == "123456789"
    documented.send_and_run_jobs(custom(nationalIdentityNumber=PERSON_URN))
    assert custom_recipient(documented)["nationalIdentityNumber"] == "26818099001"


def test_d8_deployed_orders_contain_identifiers_unchanged_and_are_rejected(deployed: Service):
    deployed.send_and_run_jobs(custom(organizationNumber=URN))

    [_, order] = deployed.placed_orders()
    assert order["request"]["recipient"]["recipientOrganization"]["orgNumber"] == URN
    assert (order["status"], order["rejectedStatus"]) == (None, 400)


METADATA = {"resourceId": "1", "fileName": "a.txt", "sendersReference": "1"}


def upload_accepting_binary_data(service: Service) -> int:
    attachment_id = service.call("POST", "/attachment", json=METADATA).json()
    response = service.call(
        "POST",
        f"/attachment/{attachment_id}/upload",
        content=b"innhold",
        headers={"Content-Type": "application/octet-stream", "Accept": "application/octet-stream"},
    )
    return response.status_code


def test_d14_a_documented_upload_can_accept_binary_data(documented: Service):
    assert upload_accepting_binary_data(documented) == 200


def test_d14_a_deployed_upload_cannot_accept_binary_data(deployed: Service):
    assert upload_accepting_binary_data(deployed) == 406
