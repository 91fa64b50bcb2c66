"""Tests of the requests and response models of the .NET client for apps.

Source: docs/reference/correspondence.md section 7.3.
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
# The client identifies organisations by URN and writes null for missing values.
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


def read(model: type[BaseModel], response: Any) -> Any:
    """Parse a response as the client does, which accepts only status 200."""
    assert response.status_code == 200, response.text
    return TypeAdapter(model).validate_json(response.content)


def chunks() -> Iterator[bytes]:
    """Yield the content in chunks, so that the request has no Content-Length."""
    yield b"inn"
    yield b"hold"


def test_the_client_can_send_a_message_with_an_attachment(service: Service):
    metadata = {"resourceId": "1", "fileName": "a.txt", "sendersReference": "1", "checksum": None}
    attachment_id = service.call("POST", "/attachment", SENDER, json=metadata).json()
    headers = {"Content-Type": "application/octet-stream"}
    path = f"/attachment/{attachment_id}"
    uploaded = service.call("POST", f"{path}/upload", SENDER, content=chunks(), headers=headers)
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


def test_the_client_can_read_a_message_in_every_status(service: Service):
    later = "2025-03-10T09:00:00Z"
    document = message(NOTIFICATION | {"overrideRegisteredContactInformation": False})
    document["correspondence"]["requestedPublishTime"] = later
    message_id = service.send(document)

    for instant in ("2025-03-10T08:00:00Z", later, "2025-03-10T09:10:00Z", "2025-04-10T09:00:00Z"):
        service.advance_to(instant)
        read(GetCorrespondenceStatusResponse, service.get(f"/{message_id}/details"))


def test_the_client_can_read_error_responses(service: Service):
    coded_error = service.post(message({"notificationTemplate": 0, "notificationChannel": "Sms"}))
    model_error = service.post(message(recipients=[]))

    assert (
        ProblemDetails.model_validate_json(coded_error.content).detail
        == coded_error.json()["detail"]
    )
    assert ProblemDetails.model_validate_json(model_error.content).errors == {
        "Recipients": ["Recipients can not be empty"]
    }


def test_a_null_notification_channel_is_rejected(service: Service):
    """The client writes null for a missing channel, which Correspondence does not accept."""
    notification = NOTIFICATION | {"notificationChannel": None}

    problem = ProblemDetails.model_validate_json(service.post(message(notification)).content)

    assert problem.status == 400
    assert "$.correspondence.notification.notificationChannel" in problem.errors


def test_documented_a_custom_organisation_with_a_urn_is_notified(documented: Service):
    urn = "urn:altinn:organization:identifier-no:310244007"
    notification = {
        "notificationTemplate": 1,
        "notificationChannel": "Email",
        "customRecipients": [{"organizationNumber": urn}],
        "overrideRegisteredContactInformation": True,
    }
    documented.send_and_run_jobs(message(notification, recipients=[PERSON]))
    documented.advance("PT10M")

    assert [each["to"] for each in documented.inbox()] == ["post@astrolog.no"]
