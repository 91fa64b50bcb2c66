"""Tests of the roles of sender and recipient: fetching, reading, deleting, and search.

Source: docs/reference/correspondence.md sections 1.8 and 8.4, examples X94 to X104.
"""

from typing import Any

import pytest

from tests.correspondence.service import (
    KARI,
    NOTIFICATIONS,
    ORG,
    OTHER_PERSON,
    PERSON,
    RECIPIENT,
    RESERVED,
    Json,
    Service,
    error_code,
    errors,
    message,
)

TOMORROW = "2025-03-11T08:00:00Z"
DUE = "2025-04-01T08:00:00Z"


def call_as_recipient(service: Service, method: str, path: str) -> Any:
    return service.call(method, f"/correspondence/{path}", RECIPIENT)


def history(service: Service, message_id: str) -> list[str]:
    return [each["status"] for each in service.details(message_id)["statusHistory"]]


def test_a_message_must_be_fetched_before_it_is_read_or_confirmed(service: Service):
    message_id = service.send_and_run_jobs(message())

    assert error_code(call_as_recipient(service, "POST", f"{message_id}/markasread")) == (400, 1024)
    assert error_code(call_as_recipient(service, "POST", f"{message_id}/confirm")) == (400, 1025)


def test_a_message_can_be_marked_as_read_once(service: Service):
    message_id = service.send_and_run_jobs(message())
    call_as_recipient(service, "GET", message_id)

    assert call_as_recipient(service, "POST", f"{message_id}/markasread").json() == message_id
    assert error_code(call_as_recipient(service, "POST", f"{message_id}/markasread")) == (400, 1040)
    assert service.overview(message_id)["read"] == "2025-03-10T08:00:00+00:00"


def test_only_the_recipient_can_delete_a_published_message(service: Service):
    message_id = service.send_and_run_jobs(message())

    by_sender = service.call("DELETE", f"/correspondence/{message_id}/purge")
    assert error_code(by_sender) == (400, 1013)
    assert call_as_recipient(service, "DELETE", f"{message_id}/purge").json() == message_id
    assert error_code(call_as_recipient(service, "DELETE", f"{message_id}/purge")) == (400, 1014)
    assert error_code(call_as_recipient(service, "GET", message_id)) == (404, 1001)


def test_the_recipient_has_no_access_before_publication(service: Service):
    message_id = service.send_and_run_jobs(message(requestedPublishTime=TOMORROW))

    for method, path in (("GET", ""), ("GET", "/details"), ("DELETE", "/purge")):
        assert error_code(call_as_recipient(service, method, message_id + path)) == (404, 1001)


def test_a_message_that_needs_confirmation_cannot_be_deleted_before_it_is_confirmed(
    service: Service,
):
    message_id = service.send_and_run_jobs(message(isConfirmationNeeded=True, dueDateTime=DUE))
    call_as_recipient(service, "GET", message_id)

    assert error_code(call_as_recipient(service, "DELETE", f"{message_id}/purge")) == (400, 1026)
    assert call_as_recipient(service, "POST", f"{message_id}/confirm").json() == message_id
    service.advance("PT10S")
    assert error_code(call_as_recipient(service, "POST", f"{message_id}/confirm")) == (400, 1041)
    assert call_as_recipient(service, "DELETE", f"{message_id}/purge").status_code == 200


def test_fetched_is_in_the_history_but_is_not_the_status(service: Service):
    message_id = service.send_and_run_jobs(message())

    call_as_recipient(service, "GET", message_id)

    assert history(service, message_id).count("Fetched") == 1
    assert service.overview(message_id)["status"] == "Published"


def test_fetching_again_within_15_seconds_adds_no_status(service: Service):
    message_id = service.send_and_run_jobs(message())

    for wait in ("PT14S", "PT1S"):
        call_as_recipient(service, "GET", message_id)
        service.advance(wait)
    assert history(service, message_id).count("Fetched") == 1
    call_as_recipient(service, "GET", message_id)

    assert history(service, message_id).count("Fetched") == 2


def test_the_content_of_a_published_message_is_hidden_from_the_sender(service: Service):
    message_id = service.send(message())

    assert service.overview(message_id)["content"]["messageTitle"] == "test"
    service.advance("PT0S")
    assert service.overview(message_id)["content"] == {
        "attachments": [],
        "language": "no",
        "messageTitle": "",
        "messageSummary": "",
        "messageBody": "",
    }


def test_more_than_three_reply_options_are_added_to_the_body(service: Service):
    options = [{"linkURL": f"https://svar.no/{n}", "linkText": f"Svar {n}"} for n in range(4)]
    few = service.send_and_run_jobs(message(replyOptions=options[:3]))
    many = service.send_and_run_jobs(message(replyOptions=options))

    assert service.overview(few, RECIPIENT)["content"]["messageBody"] == "test"
    assert service.overview(many, RECIPIENT)["content"]["messageBody"] == (
        "test\n\nSvarvalg:\nSvar 0: https://svar.no/0\nSvar 1: https://svar.no/1"
        "\nSvar 2: https://svar.no/2\nSvar 3: https://svar.no/3"
    )


def test_one_of_several_recipients_can_have_a_reservation(service: Service):
    response = service.post(message(recipients=[RESERVED, PERSON])).json()

    assert [each["status"] for each in response["correspondences"]] == [
        "Reserved",
        "ReadyForPublish",
    ]
    service.advance("PT0S")
    statuses = [
        service.overview(each["correspondenceId"])["status"] for each in response["correspondences"]
    ]
    assert statuses == ["Failed", "Published"]


def test_a_single_recipient_with_a_reservation_is_rejected(service: Service):
    response = service.post(message(recipients=[RESERVED]))

    assert error_code(response) == (422, 1030)
    assert RESERVED in response.json()["detail"]


def test_a_reservation_can_be_ignored(service: Service):
    message_id = service.send_and_run_jobs(message(recipients=[RESERVED], ignoreReservation=True))

    assert service.overview(message_id)["status"] == "Published"


def test_a_person_can_read_a_message_with_a_personal_token(service: Service):
    message_id = service.send_and_run_jobs(message(recipients=[PERSON]))

    assert service.overview(message_id, KARI)["content"]["messageTitle"] == "test"


def search(service: Service, query: str, caller: Any = None) -> list[str]:
    response = service.call("GET", f"/correspondence?{query}", caller or RECIPIENT)
    assert response.status_code == 200, response.text
    ids: list[str] = response.json()["ids"]
    return ids


def test_a_search_as_recipient_returns_published_messages_newest_first(service: Service):
    first = service.send_and_run_jobs(message())
    service.advance("PT1M")
    second = service.send_and_run_jobs(message())
    service.send_and_run_jobs(message(requestedPublishTime=TOMORROW))
    service.send_and_run_jobs(message(recipients=[OTHER_PERSON]))

    assert search(service, "resourceId=1&role=Recipient") == [second, first]
    assert search(service, "resourceId=1&role=recipient&from=2025-03-10T08:00:30Z") == [second]
    assert search(service, "resourceId=1&role=0&to=2025-03-10T08:00:30Z") == [first]


def test_a_search_as_sender_returns_all_messages_of_the_resource(service: Service):
    sender = {"scopes": ["altinn:correspondence.write"], "organizationNumber": "991825827"}
    early = service.send_and_run_jobs(
        message(requestedPublishTime=TOMORROW, sendersReference="early")
    )
    now = service.send_and_run_jobs(message())

    assert search(service, "resourceId=1&role=Sender", sender) == [early, now]
    assert search(service, "resourceId=1&role=Sender&sendersReference=early", sender) == [early]
    assert search(service, "resourceId=1&role=Sender&status=Published", sender) == [now]
    assert search(service, f"resourceId=1&role=Recipient&onBehalfOf={ORG}", sender) == [now]


@pytest.mark.parametrize(
    ("query", "key", "text"),
    [
        ("resourceId=1", "role", "The role field is required."),
        ("role=Sender", "resourceId", "The resourceId field is required."),
        ("resourceId=1&role=7", "role", "The value '7' is invalid."),
        ("resourceId=1&role=x", "role", "The value 'x' is not valid."),
        ("resourceId=1&role=Sender&from=x", "from", "The value 'x' is not valid."),
        ("resourceId=1&role=Sender&status=x", "status", "The value 'x' is not valid."),
        ("resourceId=1&role=Sender&idempotentKey=x", "idempotentKey", "The value 'x' is not"),
        ("resourceId=1&role=Sender&onBehalfOf=x", "onBehalfOf", "OnBehalfOf must be either"),
    ],
)
def test_an_invalid_search_parameter_is_reported(service: Service, query: str, key: str, text: str):
    [error] = errors(service.call("GET", f"/correspondence?{query}"))[key]

    assert error.startswith(text)


def test_a_search_rejects_a_date_range_that_ends_before_it_begins(service: Service):
    query = "resourceId=1&role=Sender&from=2025-03-11&to=2025-03-10"

    assert error_code(service.call("GET", f"/correspondence?{query}")) == (400, 1027)


@pytest.mark.parametrize(
    ("path", "caller"),
    [
        ("/x", RECIPIENT),
        ("/x/details", RECIPIENT),
        ("/x/content", RECIPIENT),
        ("/x/notification/check", NOTIFICATIONS),
    ],
)
def test_an_id_must_be_a_guid(service: Service, path: str, caller: Json):
    response = service.get(path, caller)

    assert errors(response) == {"correspondenceId": ["The value 'x' is not valid."]}


def test_the_archive_endpoint_does_not_exist(service: Service):
    message_id = service.send_and_run_jobs(message())

    assert call_as_recipient(service, "POST", f"{message_id}/archive").status_code == 404
