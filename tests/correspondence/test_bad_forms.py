"""Forms that are broken, too large or not what they say: refused as the service does, never 5xx.

Source: spec/correspondence.md section 1.7, spec/verified-correspondence.md section 5.
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


def kept(service: Service) -> list[str]:
    query = "/correspondence?resourceId=1&role=Sender"
    found: list[str] = service.call("GET", query).json()["ids"]
    return found


def test_a_form_with_its_file_is_taken_on(service: Service):
    answer = post(service, parts(FIELDS | ATTACHMENT, ("a.txt", "innhold")) + END)

    assert answer.status_code == 200
    [attachment_id] = answer.json()["attachmentIds"]
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
def test_a_broken_form_is_refused_by_name(
    service: Service, body: str, content_type: str, text: str
):
    assert errors(post(service, body, content_type)) == {"": [text]}
    assert kept(service) == []


def test_a_form_of_another_type_is_refused_without_a_word(service: Service):
    answer = post(service, parts(FIELDS) + END, f"multipart/mixed; boundary={BOUNDARY}")

    assert (answer.status_code, answer.content) == (415, b"")


def test_a_form_without_fields_says_what_is_missing(service: Service):
    found = errors(post(service, ""))

    assert found == {
        "Recipients": ["The Recipients field is required."],
        "Correspondence": ["The Correspondence field is required."],
    }


def test_ten_thousand_parts_are_not_read_to_the_end(service: Service):
    many = {f"Correspondence.PropertyList.k{number}": "1" for number in range(10_000)}

    answer = post(service, parts(FIELDS | many) + END)

    text = "Failed to read the request form. Form value count limit 1024 exceeded."
    assert errors(answer) == {"": [text]}
    assert kept(service) == []


def test_a_file_that_is_not_what_its_metadata_say_is_refused(service: Service):
    wrong_sum = {"Correspondence.Content.Attachments[0].Checksum": "0" * 32}
    file = ("a.txt", "innhold")

    assert error_code(post(service, parts(FIELDS, file) + END)) == (400, 1005)
    assert error_code(post(service, parts(FIELDS | ATTACHMENT, ("b.txt", "x")) + END)) == (
        400,
        1005,
    )
    assert error_code(post(service, parts(FIELDS | ATTACHMENT, ("a.txt", "")) + END)) == (400, 2004)
    answer = post(service, parts(FIELDS | ATTACHMENT | wrong_sum, file) + END)
    assert error_code(answer) == (400, 2008)
    assert kept(service) == []


def test_the_name_that_a_dotnet_client_escapes_is_the_files_name(service: Service):
    named = {**ATTACHMENT, "Correspondence.Content.Attachments[0].FileName": "æ.txt"}
    disposition = (
        f'{START}attachments"; filename="=?utf-8?B?w6YudHh0?="; filename*=utf-8\'\'%C3%A6.txt'
    )
    body = parts(FIELDS | named) + f"{disposition}\r\n\r\nx\r\n{END}"

    assert post(service, body).status_code == 200


class Flood:
    """A request that goes on and on, and counts how much of it was taken."""

    def __init__(self, announced: int | None) -> None:
        self.taken = 0
        self.told: list[Any] = []
        self._chunk = b"x" * 1_000_000
        length = [] if announced is None else [(b"content-length", str(announced).encode())]
        self.headers = [(b"content-type", FORM.encode()), *length]
        self._start = parts(FIELDS | ATTACHMENT).encode()
        self._start += f'{START}attachments"; filename="a.txt"\r\n\r\n'.encode()

    async def receive(self) -> Any:
        body = self._chunk if self.taken else self._start
        self.taken += len(body)
        return {"type": "http.request", "body": body, "more_body": self.taken < 300_000_000}

    async def send(self, message: Any) -> None:
        self.told.append(message)

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
        return self.told[0]["status"], json.loads(self.told[1]["body"])


@pytest.fixture
def emulator() -> Emulator:
    return create_app(Configuration.read(clock=MONDAY))


@pytest.mark.parametrize(
    ("announced", "taken"),
    [pytest.param(300_000_000, 0, id="announced"), pytest.param(None, 251_000_000, id="silent")],
)
def test_an_upload_of_300_mb_is_refused_before_it_is_read(
    emulator: Emulator, announced: int | None, taken: int
):
    flood = Flood(announced)

    status, document = asyncio.run(flood.call(emulator))

    assert (status, document["errorCode"]) == (400, 2004)
    assert document["detail"].endswith("250MB")
    assert flood.taken <= taken
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
def test_no_form_breaks_the_server(documented: Service, fields: dict[str, str], cut: int):
    body = (parts(fields) + END).encode("utf-8", "surrogatepass")

    for octets in (body, body[:cut]):
        assert post(documented, octets).status_code in (200, 400, 404)


def test_a_property_without_a_value_breaks_the_service_down_as_recorded(service: Service):
    answer = post(service, parts(FIELDS | {"Correspondence.PropertyList.a": " "}) + END)

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == "/correspondence/api/v1/correspondence/upload"
    assert kept(service) == []
