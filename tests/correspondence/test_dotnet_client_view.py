"""The course of calls that the .NET client for apps makes, and what it reads of the answers.

Source: spec/correspondence.md section 7.3.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter

from tests.correspondence.dotnet_client import (
    AttachmentOverviewResponse,
    GetCorrespondenceStatusResponse,
    ProblemDetails,
    SendCorrespondenceResponse,
)
from tests.correspondence.service import PERSON, Service, message

SENDER = {
    "scopes": ["altinn:serviceowner", "altinn:correspondence.write"],
    "organizationNumber": "991825827",
}
# The client names organisations by URN, and writes what an app leaves out as null.
NOTIFICATION = {
    "notificationTemplate": "GenericAltinnMessage",
    "emailSubject": None,
    "emailBody": None,
    "smsBody": None,
    "sendReminder": True,
    "reminderEmailSubject": None,
    "reminderEmailBody": None,
    "reminderSmsBody": None,
    "notificationChannel": "EmailAndSms",
    "reminderNotificationChannel": None,
    "sendersReference": None,
    "customRecipients": [{"emailAddress": "a@example.com"}],
    "overrideRegisteredContactInformation": None,
    "customNotificationRecipients": None,
}


def read(model: type[BaseModel], answer: Any) -> Any:
    """Read an answer as the client does, which takes no status but 200."""
    assert answer.status_code == 200, answer.text
    return TypeAdapter(model).validate_json(answer.content)


def chunks() -> Iterator[bytes]:
    """A stream has no length that could be announced."""
    yield b"inn"
    yield b"hold"


def test_a_message_with_an_attachment_goes_through_all_five_calls(service: Service):
    metadata = {"resourceId": "1", "fileName": "a.txt", "sendersReference": "1", "checksum": None}
    attachment_id = service.call("POST", "/attachment", SENDER, json=metadata).json()
    octets = {"Content-Type": "application/octet-stream"}
    path = f"/attachment/{attachment_id}"
    uploaded = service.call("POST", f"{path}/upload", SENDER, content=chunks(), headers=octets)
    read(AttachmentOverviewResponse, uploaded)
    polled = read(AttachmentOverviewResponse, service.call("GET", path, SENDER))
    assert polled.status == "Published"

    notification = NOTIFICATION | {"overrideRegisteredContactInformation": False}
    document = message(notification, existingAttachments=[attachment_id])
    sent = read(
        SendCorrespondenceResponse, service.call("POST", "/correspondence", SENDER, json=document)
    )
    [entry] = sent.correspondences
    service.advance("P8D")

    details = service.call("GET", f"/correspondence/{entry.correspondenceId}/details", SENDER)
    shown = read(GetCorrespondenceStatusResponse, details)
    assert len(shown.notifications) == 4
    assert {each.processingStatus.status for each in shown.notifications} == {"Order_Completed"}


def test_every_stage_of_a_message_can_be_read(service: Service):
    later = "2025-03-10T09:00:00Z"
    document = message(NOTIFICATION | {"overrideRegisteredContactInformation": False})
    document["correspondence"]["requestedPublishTime"] = later
    message_id = service.send(document)

    for instant in ("2025-03-10T08:00:00Z", later, "2025-03-10T09:10:00Z", "2025-04-10T09:00:00Z"):
        service.advance_to(instant)
        read(GetCorrespondenceStatusResponse, service.get(f"/{message_id}/details"))


def test_the_client_reads_what_is_wrong(service: Service):
    coded = service.post(message({"notificationTemplate": 0, "notificationChannel": "Sms"}))
    of_the_model = service.post(message(recipients=[]))

    assert ProblemDetails.model_validate_json(coded.content).detail == coded.json()["detail"]
    assert ProblemDetails.model_validate_json(of_the_model.content).errors == {
        "Recipients": ["Recipients can not be empty"]
    }


def test_an_app_that_names_no_channel_is_turned_down(service: Service):
    """The client writes null there, which the service does not read."""
    notification = NOTIFICATION | {"notificationChannel": None}

    problem = ProblemDetails.model_validate_json(service.post(message(notification)).content)

    assert problem.status == 400
    assert "$.correspondence.notification.notificationChannel" in problem.errors


def test_documented_an_organisation_that_the_client_names_by_urn_is_notified(documented: Service):
    urn = "urn:altinn:organization:identifier-no:310244007"
    notification = {
        "notificationTemplate": 1,
        "notificationChannel": "Email",
        "customRecipients": [{"organizationNumber": urn}],
        "overrideRegisteredContactInformation": True,
    }
    documented.sent(message(notification, recipients=[PERSON]))
    documented.advance("PT10M")

    assert [each["to"] for each in documented.inbox()] == ["post@astrolog.no"]
