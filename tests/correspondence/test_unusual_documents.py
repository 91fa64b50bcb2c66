"""Tests of unusual documents, which are accepted or rejected but cause no unexpected error.

Source: docs/reference/correspondence.md sections 3.1 and 3.2.
"""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.correspondence.service import DIRECTORY, ORG, Service, message

FULL = message(
    {
        "notificationTemplate": "CustomMessage",
        "notificationChannel": "EmailAndSms",
        "sendReminder": True,
        "emailSubject": "Emne",
        "emailBody": "Tekst",
        "emailContentType": "Html",
        "smsBody": "Sms",
        "reminderNotificationChannel": "Sms",
        "reminderEmailContentType": "Plain",
        "reminderSmsBody": "Sms",
        "requestedSendTime": "2025-03-20T08:00:00Z",
        "customRecipients": [{"mobileNumber": "+4799999999"}, {"emailAddress": "a@b.no"}],
        "customRecipient": {"organizationNumber": "123456789"},
        "overrideRegisteredContactInformation": False,
    },
    messageSender="Etaten",
    requestedPublishTime="2025-03-11T08:00:00Z",
    dueDateTime="2025-04-01T08:00:00Z",
    externalReferences=[{"referenceType": "Generic", "referenceValue": "x"}],
    propertyList={"a": "b"},
    replyOptions=[{"linkURL": "https://svar.no", "linkText": "Svar"}],
    ignoreReservation=False,
    isConfirmationNeeded=True,
    idempotentKey="7d1c2b6e-0000-4000-8000-000000000002",
    existingAttachments=[],
    recipients=[ORG],
)


def paths(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    result = [path] if path else []
    if isinstance(document, dict):
        for name, value in document.items():
            result += paths(value, (*path, name))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            result += paths(value, (*path, index))
    return result


def with_value(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(document))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "\x00", "$a$", "$recipientName$", "æ" * 300, "9999-12-31T23:59:59Z", "0001-01-01"]
    ),
    st.sampled_from([[], {}, [[]], {"a": {}}, [{}], ["x"], [1]]),
)


@pytest.mark.parametrize("rules", ["documented", "deployed"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=st.sampled_from(paths(FULL)), value=VALUES)
def test_no_field_value_causes_a_server_error(
    world_of: Any, rules: str, path: tuple[Any, ...], value: Any
):
    service: Service = world_of(rules=rules)

    response = service.post(with_value(FULL, path, value))

    assert response.status_code in (200, 400, 404, 409), response.text
    service.advance("P30D")


@pytest.mark.parametrize(
    "path",
    [
        ("correspondence", "externalReferences", 0),
        ("correspondence", "replyOptions", 0),
        ("correspondence", "propertyList", "a"),
        ("correspondence", "notification", "customRecipients", 0),
    ],
    ids=lambda path: str(path[-2]),
)
def test_null_in_a_list_causes_a_server_error_as_recorded(service: Service, path: tuple[Any, ...]):
    response = service.post(with_value(FULL, path, None))

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert list(response.json()) == ["type", "title", "status", "detail", "instance", "traceId"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"a":' * 3000, b"1" * 400_000]
)
def test_an_invalid_json_document_is_rejected(service: Service, body: bytes):
    headers = {"Content-Type": "application/json"}

    response = service.call("POST", "/correspondence", content=body, headers=headers)

    assert response.status_code == 400
    assert response.json()["code"] == "STD-00000"


def test_a_message_with_the_last_possible_publish_time_is_not_published(service: Service):
    document = message(requestedPublishTime="9999-12-31T23:59:59Z")
    message_id = service.send_and_run_jobs(document)
    service.advance("P1000D")

    assert service.overview(message_id)["status"] == "ReadyForPublish"


def test_a_request_can_have_five_hundred_recipients(service: Service):
    numbers = [str(100_000_000 + each) for each in range(500)]
    organizations = [{"organizationNumber": each} for each in numbers]
    directory = DIRECTORY | {"organizations": [*DIRECTORY["organizations"], *organizations]}
    service.control("PUT", "/directory", directory)
    urns = [f"urn:altinn:organization:identifier-no:{each}" for each in numbers]

    assert len(service.post(message(recipients=urns)).json()["correspondences"]) == 500
    assert service.post(message(recipients=[*urns, ORG])).status_code == 400
