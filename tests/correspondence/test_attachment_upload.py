"""Tests of attachments created before their message.

Source: docs/reference/correspondence.md section 1.4.
"""

import hashlib
from typing import Any

import pytest

from tests.correspondence.service import (
    RECIPIENT,
    Json,
    Service,
    error_code,
    errors,
    message,
)

METADATA = {"resourceId": "1", "fileName": "brev.pdf", "sendersReference": "ref"}
CONTENT = b"%PDF-1.7"
MD5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
SOME_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def initialize(service: Service, **changes: Any) -> str:
    response = service.call("POST", "/attachment", json=METADATA | changes)
    assert response.status_code == 200, response.text
    attachment_id: str = response.json()
    return attachment_id


def upload(service: Service, attachment_id: str, content: bytes = CONTENT, **headers: str) -> Any:
    return service.call(
        "POST", f"/attachment/{attachment_id}/upload", content=content, headers=headers
    )


def overview(service: Service, attachment_id: str) -> Json:
    document: Json = service.call("GET", f"/attachment/{attachment_id}").json()
    return document


def test_an_attachment_is_published_when_its_content_is_uploaded(service: Service):
    attachment_id = initialize(service, displayName="Brev", isEncrypted=True, expirationInDays=20)
    assert overview(service, attachment_id)["status"] == "Initialized"

    uploaded = upload(service, attachment_id, **{"Content-Type": "application/octet-stream"})

    assert uploaded.json() == overview(service, attachment_id)
    assert uploaded.json() == {
        "attachmentId": attachment_id,
        "status": "Published",
        "statusText": "Published",
        "statusChanged": "2025-03-10T08:00:00+00:00",
        "correspondenceIds": [],
        "dataType": "application/pdf",
        "resourceId": "1",
        "sender": "urn:altinn:organization:identifier-no:991825827",
        "fileName": "brev.pdf",
        "displayName": "Brev",
        "isEncrypted": False,
        "checksum": MD5,
        "sendersReference": "ref",
        "expirationInDays": 20,
    }


def test_a_message_can_have_an_existing_attachment(service: Service):
    attachment_id = initialize(service)
    document = message(existingAttachments=[attachment_id])
    assert error_code(service.post(document)) == (400, 1018)
    upload(service, attachment_id)

    response = service.post(document).json()

    [entry] = response["correspondences"]
    assert response["attachmentIds"] == [attachment_id]
    assert overview(service, attachment_id)["correspondenceIds"] == [entry["correspondenceId"]]
    [document] = service.overview(entry["correspondenceId"])["content"]["attachments"]
    assert document["id"] == attachment_id
    assert document["dataLocationType"] == "AltinnCorrespondenceAttachment"
    assert (document["expirationTime"], document["checksum"]) == (None, MD5)


def test_content_can_be_uploaded_only_once(service: Service):
    attachment_id = initialize(service)

    assert upload(service, attachment_id).status_code == 200
    assert error_code(upload(service, attachment_id)) == (400, 2005)


def test_content_must_be_present_and_match_the_checksum(service: Service):
    promised = initialize(service, checksum="0" * 32)

    assert error_code(upload(service, promised, b"")) == (400, 2004)
    assert error_code(upload(service, promised)) == (400, 2008)
    document = overview(service, promised)
    assert (document["status"], document["statusText"]) == ("Failed", "Checksum mismatch")
    assert initialize(service, checksum=MD5)


@pytest.mark.parametrize(
    ("file_name", "code"),
    [
        (" ", 2010),
        ("a.exe", 2013),
        ("a", 2013),
        ("a?.pdf", 2012),
        ("CON.pdf", 2021),
        ("lpt1.txt", 2021),
    ],
)
def test_a_forbidden_file_name_is_rejected(service: Service, file_name: str, code: int):
    response = service.call("POST", "/attachment", json=METADATA | {"fileName": file_name})

    assert error_code(response) == (400, code)


def test_the_minimum_lifetime_of_an_attachment_is_two_weeks(service: Service):
    assert error_code(
        service.call("POST", "/attachment", json=METADATA | {"expirationInDays": 13})
    ) == (400, 2017)


def test_metadata_are_validated(service: Service):
    validation_errors = errors(
        service.call("POST", "/attachment", json=METADATA | {"checksum": "x"})
    )

    assert list(validation_errors) == ["Checksum"]
    assert error_code(
        service.call("POST", "/attachment", json=METADATA | {"resourceId": "unknown"})
    ) == (400, 1036)
    assert error_code(
        service.call("POST", "/attachment", json=METADATA | {"resourceId": "an-app"})
    ) == (400, 4009)


def test_only_the_sender_has_access_to_an_attachment(service: Service):
    path = f"/attachment/{SOME_ID}"

    assert service.call("GET", path, RECIPIENT).status_code == 403
    assert error_code(service.call("GET", path)) == (404, 2001)
    assert error_code(upload(service, SOME_ID)) == (404, 2001)
    assert errors(service.call("GET", "/attachment/x")) == {
        "attachmentId": ["The value 'x' is not valid."]
    }
    response = upload(service, SOME_ID, **{"Content-Type": "text/plain"})
    assert response.status_code == 415


def test_a_large_upload_is_rejected_before_it_is_read(service: Service):
    attachment_id = initialize(service)

    response = upload(service, attachment_id, **{"Content-Length": "300000000"})

    assert error_code(response) == (400, 2004)
    assert overview(service, attachment_id)["status"] == "Initialized"


def test_an_attachment_is_purged_with_the_last_message_that_uses_it(service: Service):
    attachment_id = initialize(service)
    upload(service, attachment_id)
    later = {"requestedPublishTime": "2025-03-11T08:00:00Z"}
    first = service.send_and_run_jobs(message(existingAttachments=[attachment_id], **later))
    second = service.send_and_run_jobs(message(existingAttachments=[attachment_id], **later))

    service.call("DELETE", f"/correspondence/{first}/purge")
    assert overview(service, attachment_id)["status"] == "Published"
    service.call("DELETE", f"/correspondence/{second}/purge")
    assert overview(service, attachment_id)["status"] == "Purged"
