"""What has left, as a test looks at it. Source: design/control-api.md, Inbox."""

import email
from concurrent.futures import ThreadPoolExecutor
from email.policy import default
from urllib.parse import urlencode

import pytest

from tests.control.caller import Caller

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def stocked(caller: Caller) -> Caller:
    """Three messages have left: an SMS at 10:01 (reported as failed), then two e-mails."""
    caller.done("PUT", "/outcomes", [{"channel": "sms", "result": "Failed_BarredReceiver"}])
    caller.sms("+4740000001", sendersReference="ref-1")
    caller.email("Kari@example.com", body="Fristen er i morgen")
    caller.email("ola@example.com", requestedSendTime="2026-01-05T10:10:00Z")
    caller.advance("PT15M")
    return caller


def addresses(caller: Caller, **filters: str) -> list[str]:
    return [each["to"] for each in caller.get(f"/inbox?{urlencode(filters)}")["messages"]]


def test_a_message_is_shown_with_all_that_is_known(caller: Caller):
    shipment = caller.person_email("08900499559", sendersReference="ref")
    caller.advance("PT5M")

    (message,) = caller.get("/inbox")["messages"]

    chain = caller.get("/orders")["orders"][0]["orderChainId"]
    assert message == {
        "id": message["id"],
        "channel": "email",
        "to": "ola@example.com",
        "from": "noreply@altinn.cloud",
        "subject": "Emne",
        "body": "Innhold",
        "contentType": "Plain",
        "attachments": [],
        "segments": None,
        "sentAt": "2026-01-05T10:00:00Z",
        "result": "Delivered",
        "resultAt": "2026-01-05T10:00:00Z",
        "reached": True,
        "route": "mailbox",
        "shipmentId": shipment,
        "orderChainId": chain,
        "kind": "Notification",
        "source": "notifications",
        "creator": "ttd",
        "sendersReference": "ref",
        "recipient": {
            "organizationNumber": None,
            "nationalIdentityNumber": "08900499559",
            "externalIdentity": None,
            "name": "Ola Nordmann",
        },
        "correspondenceId": None,
        "instanceId": None,
        "warnings": [],
    }


def test_an_sms_has_segments_and_no_subject(stocked: Caller):
    (message,) = stocked.get("/inbox?channel=sms")["messages"]

    assert (message["segments"], message["subject"], message["contentType"]) == (1, None, None)
    assert (message["route"], message["reached"]) == ("handset", False)
    assert message["result"] == "Failed_BarredReceiver"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({}, ["Kari@example.com", "+4740000001", "ola@example.com"], id="all"),
        pytest.param({"channel": "sms"}, ["+4740000001"], id="channel"),
        pytest.param({"to": "40000001"}, ["+4740000001"], id="number-without-country"),
        pytest.param({"to": "0047 400 00 001"}, ["+4740000001"], id="number-spelt-out"),
        pytest.param({"to": "kari@EXAMPLE.com"}, ["Kari@example.com"], id="address-in-any-case"),
        pytest.param({"to": "example.com"}, [], id="part-of-an-address"),
        pytest.param({"subject": "mn"}, ["Kari@example.com", "ola@example.com"], id="subject"),
        pytest.param({"text": "Fristen"}, ["Kari@example.com"], id="text-in-body"),
        pytest.param({"text": "Emne", "to": "ola@example.com"}, ["ola@example.com"], id="and"),
        pytest.param({"creator": "skd"}, [], id="creator"),
        pytest.param({"sendersReference": "ref-1"}, ["+4740000001"], id="reference"),
        pytest.param({"kind": "Reminder"}, [], id="kind"),
        pytest.param({"source": "app"}, [], id="source"),
        pytest.param({"route": "handset"}, ["+4740000001"], id="route"),
        pytest.param({"reached": "false"}, ["+4740000001"], id="reached"),
        pytest.param({"since": "2026-01-05T10:05:00Z"}, ["ola@example.com"], id="since"),
        pytest.param(
            {"until": "2026-01-05T11:00:00+01:00", "channel": "email"},
            ["Kari@example.com"],
            id="until",
        ),
        pytest.param({"limit": "1"}, ["Kari@example.com"], id="limit"),
    ],
)
def test_filters_choose_by_what_they_name(
    stocked: Caller, filters: dict[str, str], found: list[str]
):
    assert addresses(stocked, **filters) == found
    assert stocked.get(f"/inbox?{urlencode(filters)}")["count"] == len(found)


def test_a_shipment_and_a_chain_choose_their_messages(stocked: Caller):
    order = stocked.get("/orders")["orders"][0]

    assert addresses(stocked, shipmentId=order["shipmentId"]) == ["+4740000001"]
    assert addresses(stocked, orderChainId=order["orderChainId"]) == ["+4740000001"]


def test_a_page_begins_behind_a_message(stocked: Caller):
    first = stocked.get("/inbox?limit=1")["messages"][0]["id"]

    assert addresses(stocked, after=first) == ["+4740000001", "ola@example.com"]
    assert addresses(stocked, after=first, limit="1") == ["+4740000001"]


@pytest.mark.parametrize(
    ("query", "status", "advice"),
    [
        ("chanel=sms", 400, "'chanel' is not known; did you mean 'channel'?"),
        ("channel=pigeon", 400, "channel: write 'email' or 'sms', not 'pigeon'"),
        ("reached=perhaps", 400, "reached: write a valid boolean"),
        ("since=monday", 400, "since: 'monday' is not an instant; write it like"),
        ("limit=-1", 400, "limit"),
        ("to=a&to=b", 400, "'to' is given twice"),
        (f"after={UNKNOWN}", 404, "after: no message"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(
    stocked: Caller, query: str, status: int, advice: str
):
    said = stocked.refused("GET", f"/inbox?{query}")

    assert said[0] == status
    assert advice in said[1]


def test_one_message_is_found_by_its_id(stocked: Caller):
    message = stocked.get("/inbox")["messages"][0]

    assert stocked.get(f"/inbox/{message['id']}") == message


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/inbox/{UNKNOWN}", None),
        ("GET", f"/inbox/{UNKNOWN}.eml", None),
        ("POST", f"/inbox/{UNKNOWN}/report", {"result": "Failed_Bounced"}),
    ],
)
def test_a_message_that_has_not_left_is_named(caller: Caller, method: str, path: str, body: object):
    status, advice = caller.refused(method, path, body)

    assert status == 404
    assert UNKNOWN in advice
    assert "GET /_mock/inbox" in advice


def test_an_email_can_be_opened_by_a_mail_program(caller: Caller):
    caller.email("ola@example.com", body="Hei, æøå\n" + "lang linje " * 200)
    caller.advance("PT5M")
    message = caller.get("/inbox")["messages"][0]

    response = caller.call("GET", f"/inbox/{message['id']}.eml")

    assert response.headers["content-type"] == "message/rfc822"
    mail = email.message_from_bytes(response.content, policy=default)
    assert (mail["from"], mail["to"]) == ("noreply@altinn.cloud", "ola@example.com")
    assert mail["subject"] == "Emne"
    assert mail["date"].datetime.isoformat() == "2026-01-05T10:00:00+00:00"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().startswith("Hei, æøå")


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("ola@example.com", "=?utf-8?q?=0d=0aBcc:_eva@example.com?="),
        ("ola@example.com", "Emne\r\nBcc: eva@example.com"),
        ("=?utf-8?q?=0d=0aBcc=3a=20eva?=@example.com", "Emne"),
    ],
)
def test_no_text_becomes_a_header_of_its_own(caller: Caller, to: str, subject: str):
    settings = {"subject": subject, "body": "Innhold"}
    recipient = {"recipientEmail": {"emailAddress": to, "emailSettings": settings}}
    body = {"idempotencyId": "x", "recipient": recipient}
    path = f"{caller.prefix}/notifications/api/v1/future/orders"
    assert caller.client.post(path, json=body).status_code == 201
    caller.advance("PT5M")
    message = caller.get("/inbox")["messages"][0]

    response = caller.call("GET", f"/inbox/{message['id']}.eml")

    assert response.status_code == 200
    head = response.content.partition(b"\r\n\r\n")[0]
    assert not [line for line in head.splitlines() if line.lower().startswith(b"bcc")]


def test_an_sms_is_no_email(stocked: Caller):
    message = stocked.get("/inbox?channel=sms")["messages"][0]

    status, advice = stocked.refused("GET", f"/inbox/{message['id']}.eml")

    assert (status, advice) == (404, f"{message['id']} is an SMS; leave out .eml")


def test_forgetting_messages_keeps_the_orders(stocked: Caller):
    stocked.done("DELETE", "/inbox")

    assert stocked.get("/inbox") == {"count": 0, "messages": []}
    assert stocked.get("/orders")["count"] == 3


def test_a_report_that_arrives_completes_the_order(caller: Caller):
    caller.done("PUT", "/outcomes", [{"result": "NoReport"}])
    shipment = caller.email()
    caller.advance("PT5M")
    message = caller.get("/inbox")["messages"][0]
    assert (message["result"], message["reached"]) == ("Succeeded", True)

    answer = caller.done("POST", f"/inbox/{message['id']}/report", {"result": "Failed_Bounced"})

    assert (answer["result"], answer["reached"]) == ("Failed_Bounced", False)
    assert answer["resultAt"] == "2026-01-05T10:05:00Z"
    assert caller.get("/inbox")["messages"] == [answer]
    (order,) = caller.get("/orders")["orders"]
    assert (order["shipmentId"], order["status"]) == (shipment, "Order_Completed")


@pytest.mark.parametrize(
    ("result", "status", "advice"),
    [
        (
            "Failed_Bouncd",
            400,
            "result: 'Failed_Bouncd' is no result; did you mean 'Failed_Bounced'?",
        ),
        ("NoReport", 400, "is no result"),
        ("New", 400, "is no result"),
        ("Failed_BarredReceiver", 409, "'Failed_BarredReceiver' cannot be reported for email"),
    ],
)
def test_a_report_that_makes_no_sense_changes_nothing(
    stocked: Caller, result: str, status: int, advice: str
):
    message = stocked.get("/inbox?channel=email")["messages"][0]

    said = stocked.refused("POST", f"/inbox/{message['id']}/report", {"result": result})

    assert said[0] == status
    assert advice in said[1]
    assert stocked.get(f"/inbox/{message['id']}") == message


def test_a_report_that_comes_too_late_is_refused_with_the_platforms_reason(caller: Caller):
    caller.done("PUT", "/outcomes", [{"result": "NoReport"}])
    caller.email()
    caller.advance("P7D")
    message = caller.get("/inbox")["messages"][0]

    status, advice = caller.refused(
        "POST", f"/inbox/{message['id']}/report", {"result": "Delivered"}
    )

    assert status == 409
    assert "expired" in advice


def test_waiting_ends_as_soon_as_enough_has_left(stocked: Caller):
    answer = stocked.get("/inbox/wait?channel=email&count=2&timeout=0")

    assert answer["count"] == 2


def test_waiting_goes_on_while_others_let_time_pass(caller: Caller):
    caller.email()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(caller.get, "/inbox/wait?timeout=60")
        caller.advance("PT5M")

        assert waiting.result()["count"] == 1


def test_waiting_in_vain_says_what_there_is_and_why_the_rest_is_not(caller: Caller):
    caller.sms("+4740000001", requestedSendTime="2026-01-05T20:00:00Z")
    caller.email("ola@example.com", requestedSendTime="2026-01-05T20:00:00Z")

    response = caller.call("GET", "/inbox/wait?channel=sms&timeout=0.01")

    answer = response.json()
    assert response.status_code == answer["status"] == 408
    assert "the clock of this world is frozen" in answer["detail"]
    assert (answer["count"], answer["messages"], answer["suppressed"]) == (0, [], [])
    (pending,) = answer["pending"]
    assert (pending["to"], pending["reason"]) == ("+4740000001", "notDue")
    assert pending["expectedSendTime"] == "2026-01-06T08:01:00Z"


@pytest.mark.parametrize("query", ["count=0", "timeout=-1", "timeout=601", "tiemout=1"])
def test_a_wait_that_makes_no_sense_is_refused(caller: Caller, query: str):
    status, advice = caller.refused("GET", f"/inbox/wait?{query}")

    assert status == 400
    assert "timeout" in advice or "count" in advice
