"""Tests of downloads, details and purging of attachments.

Source: docs/reference/correspondence.md section 1.10.
"""

import io
import zipfile
from typing import Any

import pytest

from mock_server.correspondence.domain.downloads import archive_name, unique_names
from tests.correspondence.service import RECIPIENT, SENDER, Service, error_code, message
from tests.correspondence.test_attachment_upload import CONTENT, SOME_ID, initialize, upload
from tests.correspondence.test_invalid_forms import FIELDS, parts, post

END = "--grense--\r\n"


def published(service: Service, **files: str) -> tuple[str, list[str]]:
    """Publish a message with files; return its id and those of its attachments."""
    fields = dict(FIELDS)
    for index, name in enumerate(files):
        prefix = f"Correspondence.Content.Attachments[{index}]"
        fields |= {f"{prefix}.FileName": f"{name}.txt", f"{prefix}.SendersReference": name}
    contents = [(f"{name}.txt", content) for name, content in files.items()]
    response = post(service, parts(fields, *contents) + END)
    assert response.status_code == 200, response.text
    service.advance("PT10M")
    document = response.json()
    return document["correspondences"][0]["correspondenceId"], document["attachmentIds"]


def download(service: Service, message_id: str, attachment_id: str, caller: Any = RECIPIENT) -> Any:
    path = f"/correspondence/{message_id}/attachment/{attachment_id}/download"
    return service.call("GET", path, caller)


def test_the_details_have_the_status_history(service: Service):
    attachment_id = initialize(service)
    upload(service, attachment_id)

    details = service.call("GET", f"/attachment/{attachment_id}/details").json()

    assert next(iter(details)) == "statusHistory"
    assert [each["status"] for each in details.pop("statusHistory")] == [
        "Initialized",
        "UploadProcessing",
        "Published",
    ]
    assert details == service.call("GET", f"/attachment/{attachment_id}").json()


def test_the_sender_downloads_what_was_uploaded(service: Service):
    attachment_id = initialize(service)
    upload(service, attachment_id)

    response = service.call("GET", f"/attachment/{attachment_id}/download")

    assert response.content == CONTENT
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == (
        "attachment; filename=brev.pdf; filename*=UTF-8''brev.pdf"
    )


def test_the_sender_cannot_download_a_published_attachment(service: Service):
    _, [attachment_id] = published(service, a="innhold")

    response = service.call("GET", f"/attachment/{attachment_id}/download")

    assert error_code(response) == (400, 2016)


def test_the_sender_cannot_download_nothing(service: Service):
    attachment_id = initialize(service)

    response = service.call("GET", f"/attachment/{attachment_id}/download")

    assert response.status_code == 500


def test_the_recipient_downloads_a_file(service: Service):
    message_id, [attachment_id] = published(service, a="innhold")

    response = download(service, message_id, attachment_id)

    assert response.text == "innhold"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    details = service.details(message_id, RECIPIENT)
    assert ("AttachmentsDownloaded", f"Attachment {attachment_id} has been downloaded") in [
        (each["status"], each["statusText"]) for each in details["statusHistory"]
    ]


def test_a_picture_is_shown_inline(service: Service):
    attachment_id = initialize(service, fileName="blå.png")
    upload(service, attachment_id)
    message_id = service.send(message(existingAttachments=[attachment_id]))
    service.advance("PT10M")

    headers = download(service, message_id, attachment_id).headers

    assert headers["content-type"] == "image/png"
    assert headers["content-disposition"] == "inline; filename*=UTF-8''bl%C3%A5.png"


def test_a_download_is_rejected(service: Service):
    message_id, [attachment_id] = published(service, a="innhold")
    _, [other] = published(service, a="innhold")

    assert error_code(download(service, SOME_ID, attachment_id)) == (404, 1001)
    assert error_code(download(service, message_id, other)) == (404, 2001)
    assert download(service, message_id, attachment_id, SENDER).status_code == 403
    service.call("DELETE", f"/correspondence/{message_id}/purge", RECIPIENT)
    assert error_code(download(service, message_id, attachment_id)) == (400, 2019)


def test_all_files_come_in_a_zip_file(service: Service):
    message_id, _ = published(service, a="en", b="to")
    empty = service.send(message())
    service.advance("PT10M")

    for name in ("attachments", "attachment"):
        response = service.call(
            "GET", f"/correspondence/{message_id}/{name}/downloadall", RECIPIENT
        )
        archive = zipfile.ZipFile(io.BytesIO(response.content))
        assert {each: archive.read(each) for each in archive.namelist()} == {
            "a.txt": b"en",
            "b.txt": b"to",
        }
    assert response.headers["content-type"] == "application/zip"
    assert "filename=test.zip" in response.headers["content-disposition"]
    response = service.call("GET", f"/correspondence/{empty}/attachments/downloadall", RECIPIENT)
    assert error_code(response) == (404, 2001)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Vedtak om støtte  nr. 2", "vedtak-om-sttte-nr-2.zip"),
        ("!!!", "correspondence-attachments.zip"),
        ("CON", "correspondence-attachments-con.zip"),
        ("a" * 120, "a" * 100 + ".zip"),
    ],
)
def test_a_zip_file_is_named_after_the_title(title: str, name: str):
    assert archive_name(title) == name


def test_equal_names_in_a_zip_file_get_a_number():
    names = list(unique_names(["a.txt", "A.txt", "a.txt", "å" * 200 + ".txt"]))

    assert names[:3] == ["a.txt", "A(1).txt", "a(2).txt"]
    assert names[3] == "å" * 125 + ".txt"


def test_the_sender_purges_an_attachment(service: Service):
    attachment_id = initialize(service)
    upload(service, attachment_id)

    assert service.call("DELETE", f"/attachment/{attachment_id}").status_code == 204
    details = service.call("GET", f"/attachment/{attachment_id}/details").json()
    assert (details["status"], details["statusText"]) == ("Purged", "Attachment has been purged")
    response = service.call("DELETE", f"/attachment/{attachment_id}")
    assert error_code(response) == (400, 2006)
    response = service.call("GET", f"/attachment/{attachment_id}/download")
    assert error_code(response) == (400, 2019)


def test_an_attachment_of_a_message_is_not_purged(service: Service):
    _, [attachment_id] = published(service, a="innhold")

    assert error_code(service.call("DELETE", f"/attachment/{attachment_id}")) == (400, 2007)
    assert error_code(service.call("DELETE", f"/attachment/{SOME_ID}")) == (404, 2001)


def test_content_above_the_limit_of_the_world_is_not_kept(service: Service):
    service.control("PATCH", "/settings", {"attachmentStorageLimit": len(CONTENT) + 2})
    first, second = initialize(service), initialize(service)
    upload(service, first)
    upload(service, second)
    message_id, attachments = published(service, a="ab", b="c")

    statuses = [
        service.call("GET", f"/attachment/{each}/download").status_code for each in (first, second)
    ]
    downloads = [download(service, message_id, each) for each in attachments]

    assert statuses == [200, 410]
    assert [each.status_code for each in downloads] == [200, 410]
    assert "attachmentStorageLimit" in downloads[1].json()["detail"]


def test_a_purged_attachment_makes_room(service: Service):
    service.control("PATCH", "/settings", {"attachmentStorageLimit": len(CONTENT)})
    first, second = initialize(service), initialize(service)
    upload(service, first)
    service.call("DELETE", f"/attachment/{first}")
    upload(service, second)

    assert service.call("GET", f"/attachment/{second}/download").content == CONTENT


def test_a_snapshot_has_the_content(documented: Service):
    message_id, [attachment_id] = published(documented, a="\x00innhold æøå")
    snapshot = documented.control("GET", "/snapshot")
    documented.control("PATCH", "/settings", {"attachmentStorageLimit": 0})

    documented.control("PUT", "/snapshot", snapshot)

    assert download(documented, message_id, attachment_id).content == "\x00innhold æøå".encode()
