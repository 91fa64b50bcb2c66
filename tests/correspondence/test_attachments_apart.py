"""Attachments that are there before their message.

Source: spec/correspondence.md section 1.4, spec/verified-correspondence.md section 5.
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
    answer = service.call("POST", "/attachment", json=METADATA | changes)
    assert answer.status_code == 200, answer.text
    attachment_id: str = answer.json()
    return attachment_id


def upload(service: Service, attachment_id: str, content: bytes = CONTENT, **headers: str) -> Any:
    return service.call(
        "POST", f"/attachment/{attachment_id}/upload", content=content, headers=headers
    )


def overview(service: Service, attachment_id: str) -> Json:
    document: Json = service.call("GET", f"/attachment/{attachment_id}").json()
    return document


def test_an_attachment_is_published_once_its_content_is_there(service: Service):
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


def test_a_message_may_hold_an_attachment_that_is_there(service: Service):
    attachment_id = initialize(service)
    document = message(existingAttachments=[attachment_id])
    assert error_code(service.post(document)) == (400, 1018)
    upload(service, attachment_id)

    answer = service.post(document).json()

    [entry] = answer["correspondences"]
    assert answer["attachmentIds"] == [attachment_id]
    assert overview(service, attachment_id)["correspondenceIds"] == [entry["correspondenceId"]]
    [shown] = service.overview(entry["correspondenceId"])["content"]["attachments"]
    assert shown["id"] == attachment_id
    assert shown["dataLocationType"] == "AltinnCorrespondenceAttachment"
    assert (shown["expirationTime"], shown["checksum"]) == (None, MD5)


def test_content_comes_once_and_before_the_message(service: Service):
    attachment_id = initialize(service)

    assert upload(service, attachment_id).status_code == 200
    assert error_code(upload(service, attachment_id)) == (400, 2005)


def test_content_has_to_be_there_and_as_promised(service: Service):
    promised = initialize(service, checksum="0" * 32)

    assert error_code(upload(service, promised, b"")) == (400, 2004)
    assert error_code(upload(service, promised)) == (400, 2008)
    shown = overview(service, promised)
    assert (shown["status"], shown["statusText"]) == ("Failed", "Checksum mismatch")
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
def test_a_file_name_has_to_be_allowed(service: Service, file_name: str, code: int):
    answer = service.call("POST", "/attachment", json=METADATA | {"fileName": file_name})

    assert error_code(answer) == (400, code)


def test_an_attachment_lives_for_two_weeks_at_least(service: Service):
    assert error_code(
        service.call("POST", "/attachment", json=METADATA | {"expirationInDays": 13})
    ) == (400, 2017)


def test_metadata_are_checked_like_those_of_a_message(service: Service):
    found = errors(service.call("POST", "/attachment", json=METADATA | {"checksum": "x"}))

    assert list(found) == ["Checksum"]
    assert error_code(
        service.call("POST", "/attachment", json=METADATA | {"resourceId": "unknown"})
    ) == (400, 1036)
    assert error_code(
        service.call("POST", "/attachment", json=METADATA | {"resourceId": "an-app"})
    ) == (400, 4009)


def test_an_attachment_is_its_senders_affair(service: Service):
    path = f"/attachment/{SOME_ID}"

    assert service.call("GET", path, RECIPIENT).status_code == 403
    assert error_code(service.call("GET", path)) == (404, 2001)
    assert error_code(upload(service, SOME_ID)) == (404, 2001)
    assert errors(service.call("GET", "/attachment/x")) == {
        "attachmentId": ["The value 'x' is not valid."]
    }
    answer = upload(service, SOME_ID, **{"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_a_large_upload_is_refused_before_it_is_read(service: Service):
    attachment_id = initialize(service)

    answer = upload(service, attachment_id, **{"Content-Length": "300000000"})

    assert error_code(answer) == (400, 2004)
    assert overview(service, attachment_id)["status"] == "Initialized"


def test_attachments_go_with_the_only_message_that_holds_them(service: Service):
    attachment_id = initialize(service)
    upload(service, attachment_id)
    later = {"requestedPublishTime": "2025-03-11T08:00:00Z"}
    first = service.sent(message(existingAttachments=[attachment_id], **later))
    second = service.sent(message(existingAttachments=[attachment_id], **later))

    service.call("DELETE", f"/correspondence/{first}/purge")
    assert overview(service, attachment_id)["status"] == "Published"
    service.call("DELETE", f"/correspondence/{second}/purge")
    assert overview(service, attachment_id)["status"] == "Purged"
