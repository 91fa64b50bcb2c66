"""Tests of invalid and oversized forms, which never cause an unexpected server error.

Source: docs/reference/correspondence.md section 1.7.
"""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_server.correspondence.store import correspondences
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from tests.correspondence.service import MONDAY, ORG, Service, error_code, errors

BOUNDARY = "grense"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
START = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'
END = f"--{BOUNDARY}--\r\n"
FIELDS = {
    "Recipients[0]": ORG,
    "Correspondence.ResourceId": "1",
    "Correspondence.SendersReference": "1",
    "Correspondence.Content.MessageTitle": "test",
    "Correspondence.Content.MessageBody": "test",
}
ATTACHMENT = {
    "Correspondence.Content.Attachments[0].FileName": "a.txt",
    "Correspondence.Content.Attachments[0].SendersReference": "1",
}
UNEXPECTED_END = (
    "Failed to read the request form. Unexpected end of Stream, the content may have already been"
    " read by another component. "
)


def parts(fields: dict[str, str], *files: tuple[str, str]) -> str:
    text = "".join(f'{START}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    for name, content in files:
        text += f'{START}attachments"; filename="{name}"\r\n\r\n{content}\r\n'
    return text


def post(service: Service, body: str | bytes, content_type: str = FORM) -> Any:
    content = body.encode() if isinstance(body, str) else body
    headers = {"Content-Type": content_type}
    return service.call("POST", "/correspondence/upload", content=content, headers=headers)


def stored_ids(service: Service) -> list[str]:
    query = "/correspondence?resourceId=1&role=Sender"
    found: list[str] = service.call("GET", query).json()["ids"]
    return found


def test_a_form_with_a_file_is_accepted(service: Service):
    response = post(service, parts(FIELDS | ATTACHMENT, ("a.txt", "innhold")) + END)

    assert response.status_code == 200
    [attachment_id] = response.json()["attachmentIds"]
    attachment = service.call("GET", f"/attachment/{attachment_id}").json()
    assert attachment["status"] == "Published"
    assert attachment["checksum"] == "ecc9e273fbd017d7de4380180a63a1d9"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param(parts(FIELDS), FORM, UNEXPECTED_END, id="never-ends"),
        pytest.param(parts(FIELDS)[:40], FORM, UNEXPECTED_END, id="ends-in-a-header"),
        pytest.param(
            parts(FIELDS) + END,
            "multipart/form-data; boundary=annen",
            UNEXPECTED_END,
            id="another-boundary",
        ),
        pytest.param("\x00\x01\x02", FORM, UNEXPECTED_END, id="no-form-at-all"),
        pytest.param(
            parts(FIELDS) + END,
            "multipart/form-data",
            "Failed to read the request form. Missing content-type boundary.",
            id="no-boundary",
        ),
        pytest.param(
            f"--{BOUNDARY}\r\nContent-Type: text/plain\r\n\r\nx\r\n{END}",
            FORM,
            "Failed to read the request form. Form section has invalid Content-Disposition value: ",
            id="a-part-without-a-name",
        ),
        pytest.param(
            parts({"x" * 2049: "1"}) + END,
            FORM,
            "Failed to read the request form. Form key length limit 2048 exceeded.",
            id="a-name-too-long",
        ),
        pytest.param(
            parts({"Correspondence.Content.MessageBody": "x" * 4_194_305}) + END,
            FORM,
            "Failed to read the request form. Form value length limit 4194304 exceeded.",
            id="a-value-too-long",
        ),
    ],
)
def test_an_invalid_form_is_rejected_with_a_reason(
    service: Service, body: str, content_type: str, text: str
):
    assert errors(post(service, body, content_type)) == {"": [text]}
    assert stored_ids(service) == []


def test_a_form_with_another_content_type_is_rejected_without_a_body(service: Service):
    response = post(service, parts(FIELDS) + END, f"multipart/mixed; boundary={BOUNDARY}")

    assert (response.status_code, response.content) == (415, b"")


def test_an_empty_form_reports_the_missing_fields(service: Service):
    found = errors(post(service, ""))

    assert found == {
        "Recipients": ["The Recipients field is required."],
        "Correspondence": ["The Correspondence field is required."],
    }


def test_a_form_with_ten_thousand_parts_is_rejected(service: Service):
    many = {f"Correspondence.PropertyList.k{number}": "1" for number in range(10_000)}

    response = post(service, parts(FIELDS | many) + END)

    text = "Failed to read the request form. Form value count limit 1024 exceeded."
    assert errors(response) == {"": [text]}
    assert stored_ids(service) == []


def test_a_file_that_differs_from_its_metadata_is_rejected(service: Service):
    wrong_sum = {"Correspondence.Content.Attachments[0].Checksum": "0" * 32}
    file = ("a.txt", "innhold")

    assert error_code(post(service, parts(FIELDS, file) + END)) == (400, 1005)
    assert error_code(post(service, parts(FIELDS | ATTACHMENT, ("b.txt", "x")) + END)) == (
        400,
        1005,
    )
    assert error_code(post(service, parts(FIELDS | ATTACHMENT, ("a.txt", "")) + END)) == (400, 2004)
    response = post(service, parts(FIELDS | ATTACHMENT | wrong_sum, file) + END)
    assert error_code(response) == (400, 2008)
    assert stored_ids(service) == []


def test_the_escaped_file_name_of_a_dotnet_client_takes_precedence(service: Service):
    named = {**ATTACHMENT, "Correspondence.Content.Attachments[0].FileName": "æ.txt"}
    disposition = (
        f'{START}attachments"; filename="=?utf-8?B?w6YudHh0?="; filename*=utf-8\'\'%C3%A6.txt'
    )
    body = parts(FIELDS | named) + f"{disposition}\r\n\r\nx\r\n{END}"

    assert post(service, body).status_code == 200


class EndlessRequest:
    """A request with a body of 300 MB that counts the bytes read from it."""

    def __init__(self, content_length: int | None) -> None:
        self.bytes_read = 0
        self.sent: list[Any] = []
        self._chunk = b"x" * 1_000_000
        length = (
            [] if content_length is None else [(b"content-length", str(content_length).encode())]
        )
        self.headers = [(b"content-type", FORM.encode()), *length]
        self._start = parts(FIELDS | ATTACHMENT).encode()
        self._start += f'{START}attachments"; filename="a.txt"\r\n\r\n'.encode()

    async def receive(self) -> Any:
        body = self._chunk if self.bytes_read else self._start
        self.bytes_read += len(body)
        return {"type": "http.request", "body": body, "more_body": self.bytes_read < 300_000_000}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def call(self, emulator: Emulator) -> tuple[int, Any]:
        path = "/correspondence/api/v1/correspondence/upload"
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "server": ("localhost", 80),
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": self.headers,
        }
        await emulator(scope, self.receive, self.send)
        return self.sent[0]["status"], json.loads(self.sent[1]["body"])


@pytest.fixture
def emulator() -> Emulator:
    return create_app(Configuration.read(clock=MONDAY))


@pytest.mark.parametrize(
    ("content_length", "max_bytes_read"),
    [pytest.param(300_000_000, 0, id="announced"), pytest.param(None, 251_000_000, id="silent")],
)
def test_a_form_of_300_mb_is_rejected_before_it_is_read(
    emulator: Emulator, content_length: int | None, max_bytes_read: int
):
    request = EndlessRequest(content_length)

    status, document = asyncio.run(request.call(emulator))

    assert (status, document["errorCode"]) == (400, 2004)
    assert document["detail"].endswith("250MB")
    assert request.bytes_read <= max_bytes_read
    assert correspondences(emulator.worlds.get("default")).correspondences == {}


NAMES = st.sampled_from(
    [
        *FIELDS,
        *ATTACHMENT,
        "Recipients",
        "Recipients.index",
        "Correspondence",
        "Correspondence.PropertyList",
        "Correspondence[Notification][NotificationChannel]",
        "Correspondence.Notification.SendReminder",
        "Correspondence.Notification.CustomRecipients[0].MobileNumber",
        "Correspondence.DueDateTime",
        "Correspondence.ReplyOptions[0]",
        "Correspondence.ReplyOptions[0].LinkURL",
        "Correspondence.ExternalReferences[0].ReferenceType",
        "ExistingAttachments[0]",
        "IdempotentKey",
        "[",
        "a[b",
        "..",
    ]
)
VALUES = st.one_of(
    st.text(max_size=20), st.sampled_from(["", "1", "true", "2025-03-10", "Email", ORG, "æ" * 300])
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(fields=st.dictionaries(NAMES, VALUES, max_size=12), cut=st.integers(0, 3000))
def test_no_form_causes_a_server_error(documented: Service, fields: dict[str, str], cut: int):
    body = (parts(fields) + END).encode("utf-8", "surrogatepass")

    for content in (body, body[:cut]):
        assert post(documented, content).status_code in (200, 400, 404)


def test_a_property_without_a_value_causes_a_server_error_as_recorded(service: Service):
    response = post(service, parts(FIELDS | {"Correspondence.PropertyList.a": " "}) + END)

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["instance"] == "/correspondence/api/v1/correspondence/upload"
    assert stored_ids(service) == []


@pytest.mark.parametrize("prefix", ["request.", "Request.", "REQUEST."])
def test_if_a_name_begins_with_request_only_such_names_count(service: Service, prefix: str):
    prefixed = {prefix + name: value for name, value in FIELDS.items()}

    assert post(service, parts(prefixed) + END).status_code == 200
    assert post(service, parts(prefixed | {"Recipients[1]": "x"}) + END).status_code == 200
    found = errors(post(service, parts(FIELDS | {f"{prefix}Recipients[0]": "x"}) + END))
    assert sorted(found) == ["request.Correspondence", "request.Recipients"]


def test_errors_of_a_custom_recipient_have_the_prefix_of_the_form(documented: Service):
    custom = "Correspondence.Notification.CustomRecipients[0].OrganizationNumber"
    texts = {
        "Correspondence.Notification.EmailSubject": "E",
        "Correspondence.Notification.EmailBody": "B",
    }
    fields = {f"request.{name}": each for name, each in (FIELDS | texts | {custom: "12"}).items()}

    assert list(errors(post(documented, parts(fields) + END))) == [f"request.{custom}"]
