"""Who sees and does what: fetching, reading, confirming, deleting, reservations, lists.

Source: spec/correspondence.md sections 1.8 and 8.4, examples X94 to X104.
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


def act(service: Service, method: str, path: str) -> Any:
    return service.call(method, f"/correspondence/{path}", RECIPIENT)


def history(service: Service, message_id: str) -> list[str]:
    return [each["status"] for each in service.details(message_id)["statusHistory"]]


def test_a_message_has_to_be_fetched_before_it_is_read_or_confirmed(service: Service):
    message_id = service.sent(message())

    assert error_code(act(service, "POST", f"{message_id}/markasread")) == (400, 1024)
    assert error_code(act(service, "POST", f"{message_id}/confirm")) == (400, 1025)


def test_a_message_is_read_once(service: Service):
    message_id = service.sent(message())
    act(service, "GET", message_id)

    assert act(service, "POST", f"{message_id}/markasread").json() == message_id
    assert error_code(act(service, "POST", f"{message_id}/markasread")) == (400, 1040)
    assert service.overview(message_id)["read"] == "2025-03-10T08:00:00+00:00"


def test_a_published_message_is_deleted_by_its_recipient_alone(service: Service):
    message_id = service.sent(message())

    by_sender = service.call("DELETE", f"/correspondence/{message_id}/purge")
    assert error_code(by_sender) == (400, 1013)
    assert act(service, "DELETE", f"{message_id}/purge").json() == message_id
    assert error_code(act(service, "DELETE", f"{message_id}/purge")) == (400, 1014)
    assert error_code(act(service, "GET", message_id)) == (404, 1001)


def test_nothing_is_there_for_the_recipient_before_publication(service: Service):
    message_id = service.sent(message(requestedPublishTime=TOMORROW))

    for method, path in (("GET", ""), ("GET", "/details"), ("DELETE", "/purge")):
        assert error_code(act(service, method, message_id + path)) == (404, 1001)


def test_a_message_that_is_to_be_confirmed_is_not_deleted_before(service: Service):
    message_id = service.sent(message(isConfirmationNeeded=True, dueDateTime=DUE))
    act(service, "GET", message_id)

    assert error_code(act(service, "DELETE", f"{message_id}/purge")) == (400, 1026)
    assert act(service, "POST", f"{message_id}/confirm").json() == message_id
    service.advance("PT10S")
    assert error_code(act(service, "POST", f"{message_id}/confirm")) == (400, 1041)
    assert act(service, "DELETE", f"{message_id}/purge").status_code == 200


def test_fetching_shows_in_the_history_but_is_no_status(service: Service):
    message_id = service.sent(message())

    act(service, "GET", message_id)

    assert history(service, message_id).count("Fetched") == 1
    assert service.overview(message_id)["status"] == "Published"


def test_looking_again_at_once_is_not_another_fetching(service: Service):
    message_id = service.sent(message())

    for wait in ("PT14S", "PT1S"):
        act(service, "GET", message_id)
        service.advance(wait)
    assert history(service, message_id).count("Fetched") == 1
    act(service, "GET", message_id)

    assert history(service, message_id).count("Fetched") == 2


def test_a_sender_sees_no_content_of_a_published_message(service: Service):
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


def test_a_recipient_sees_many_reply_options_below_the_text(service: Service):
    options = [{"linkURL": f"https://svar.no/{n}", "linkText": f"Svar {n}"} for n in range(4)]
    few = service.sent(message(replyOptions=options[:3]))
    many = service.sent(message(replyOptions=options))

    assert service.overview(few, RECIPIENT)["content"]["messageBody"] == "test"
    assert service.overview(many, RECIPIENT)["content"]["messageBody"] == (
        "test\n\nSvarvalg:\nSvar 0: https://svar.no/0\nSvar 1: https://svar.no/1"
        "\nSvar 2: https://svar.no/2\nSvar 3: https://svar.no/3"
    )


def test_one_of_several_recipients_may_have_refused(service: Service):
    answer = service.post(message(recipients=[RESERVED, PERSON])).json()

    assert [each["status"] for each in answer["correspondences"]] == ["Reserved", "ReadyForPublish"]
    service.advance("PT0S")
    shown = [
        service.overview(each["correspondenceId"])["status"] for each in answer["correspondences"]
    ]
    assert shown == ["Failed", "Published"]


def test_a_single_recipient_who_has_refused_is_turned_down_by_name(service: Service):
    answer = service.post(message(recipients=[RESERVED]))

    assert error_code(answer) == (422, 1030)
    assert RESERVED in answer.json()["detail"]


def test_a_reservation_can_be_ignored(service: Service):
    message_id = service.sent(message(recipients=[RESERVED], ignoreReservation=True))

    assert service.overview(message_id)["status"] == "Published"


def test_a_person_reads_a_message_with_a_token_of_ones_own(service: Service):
    message_id = service.sent(message(recipients=[PERSON]))

    assert service.overview(message_id, KARI)["content"]["messageTitle"] == "test"


def ids(service: Service, query: str, caller: Any = None) -> list[str]:
    answer = service.call("GET", f"/correspondence?{query}", caller or RECIPIENT)
    assert answer.status_code == 200, answer.text
    found: list[str] = answer.json()["ids"]
    return found


def test_a_recipients_list_holds_what_is_published_newest_first(service: Service):
    first = service.sent(message())
    service.advance("PT1M")
    second = service.sent(message())
    service.sent(message(requestedPublishTime=TOMORROW))
    service.sent(message(recipients=[OTHER_PERSON]))

    assert ids(service, "resourceId=1&role=Recipient") == [second, first]
    assert ids(service, "resourceId=1&role=recipient&from=2025-03-10T08:00:30Z") == [second]
    assert ids(service, "resourceId=1&role=0&to=2025-03-10T08:00:30Z") == [first]


def test_a_senders_list_holds_everything_of_the_resource(service: Service):
    sender = {"scopes": ["altinn:correspondence.write"], "organizationNumber": "991825827"}
    early = service.sent(message(requestedPublishTime=TOMORROW, sendersReference="early"))
    now = service.sent(message())

    assert ids(service, "resourceId=1&role=Sender", sender) == [early, now]
    assert ids(service, "resourceId=1&role=Sender&sendersReference=early", sender) == [early]
    assert ids(service, "resourceId=1&role=Sender&status=Published", sender) == [now]
    assert ids(service, f"resourceId=1&role=Recipient&onBehalfOf={ORG}", sender) == [now]


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
def test_a_list_says_what_is_wrong_with_its_query(
    service: Service, query: str, key: str, text: str
):
    [message_text] = errors(service.call("GET", f"/correspondence?{query}"))[key]

    assert message_text.startswith(text)


def test_a_list_has_no_range_that_ends_before_it_begins(service: Service):
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
def test_an_id_is_a_guid(service: Service, path: str, caller: Json):
    answer = service.get(path, caller)

    assert errors(answer) == {"correspondenceId": ["The value 'x' is not valid."]}


def test_there_is_no_archive(service: Service):
    message_id = service.sent(message())

    assert act(service, "POST", f"{message_id}/archive").status_code == 404
