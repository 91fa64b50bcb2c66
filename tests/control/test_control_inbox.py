"""Sent messages. Source: docs/control-api.md, Inbox."""

import email
from concurrent.futures import ThreadPoolExecutor
from email.policy import default
from urllib.parse import urlencode

import pytest

from tests.control.control_client import ControlClient

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def stocked(control: ControlClient) -> ControlClient:
    """A world with three messages: an SMS that failed, and two e-mails."""
    control.send("PUT", "/outcomes", [{"channel": "sms", "result": "Failed_BarredReceiver"}])
    control.sms("+4740000001", sendersReference="ref-1")
    control.email("Kari@example.com", body="Fristen er i morgen")
    control.email("ola@example.com", requestedSendTime="2026-01-05T10:10:00Z")
    control.advance("PT15M")
    return control


def addresses(control: ControlClient, **filters: str) -> list[str]:
    return [each["to"] for each in control.get(f"/inbox?{urlencode(filters)}")["messages"]]


def test_a_message_has_all_fields(control: ControlClient):
    shipment = control.person_email("08900499559", sendersReference="ref")
    control.advance("PT5M")

    (message,) = control.get("/inbox")["messages"]

    chain = control.get("/orders")["orders"][0]["orderChainId"]
    assert message == {
        "id": message["id"],
        "channel": "email",
        "to": "ola@example.com",
        "from": "noreply@altinn.no",
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
        "onBehalfOf": "ttd",
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


def test_an_sms_has_segments_and_no_subject(stocked: ControlClient):
    (message,) = stocked.get("/inbox?channel=sms")["messages"]

    assert (message["segments"], message["subject"], message["contentType"]) == (1, None, None)
    assert (message["route"], message["reached"]) == ("handset", False)
    assert message["result"] == "Failed_BarredReceiver"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({}, ["Kari@example.com", "+4740000001", "ola@example.com"], id="all"),
        pytest.param({"channel": "sms"}, ["+4740000001"], id="channel"),
        pytest.param({"to": "40000001"}, ["+4740000001"], id="number-without-country"),
        pytest.param({"to": "0047 400 00 001"}, ["+4740000001"], id="number-spelt-out"),
        pytest.param({"to": "kari@EXAMPLE.com"}, ["Kari@example.com"], id="address-in-any-case"),
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
        pytest.param({"from": "noreply@altinn.no", "q": "ola"}, ["ola@example.com"], id="from"),
        pytest.param({"result": "Failed_BarredReceiver"}, ["+4740000001"], id="result"),
        pytest.param({"contentType": "Html"}, [], id="content-type"),
        pytest.param({"segments": "1"}, ["+4740000001"], id="segments"),
        pytest.param({"q": "to:kari frist"}, ["Kari@example.com"], id="search"),
        pytest.param({"q": "-channel:email"}, ["+4740000001"], id="excluding-search"),
    ],
)
def test_messages_are_filtered(
    stocked: ControlClient, filters: dict[str, str], expected: list[str]
):
    assert addresses(stocked, **filters) == expected
    assert stocked.get(f"/inbox?{urlencode(filters)}")["count"] == len(expected)


def test_messages_are_filtered_by_shipment_and_order_chain(stocked: ControlClient):
    order = stocked.get("/orders")["orders"][0]

    assert addresses(stocked, shipmentId=order["shipmentId"]) == ["+4740000001"]
    assert addresses(stocked, orderChainId=order["orderChainId"]) == ["+4740000001"]


def test_a_page_begins_after_a_message(stocked: ControlClient):
    first = stocked.get("/inbox?limit=1")["messages"][0]["id"]

    assert addresses(stocked, after=first) == ["+4740000001", "ola@example.com"]
    assert addresses(stocked, after=first, limit="1") == ["+4740000001"]


def test_pages_lead_to_each_other(stocked: ControlClient):
    ids = [each["id"] for each in stocked.get("/inbox")["messages"]]

    first = stocked.get("/inbox?limit=2")
    second = stocked.get(f"/inbox?limit=2&after={first['next']}")

    assert [each["id"] for each in (*first["messages"], *second["messages"])] == ids
    assert (first["count"], first["next"]) == (3, ids[1])
    assert (second["count"], second["next"]) == (3, None)


def test_the_newest_messages_can_come_first(stocked: ControlClient):
    page = stocked.get("/inbox?order=newest&limit=1&channel=email")

    assert [each["to"] for each in page["messages"]] == ["ola@example.com"]
    assert page["next"] == page["messages"][0]["id"]
    assert addresses(stocked, order="newest", after=page["next"]) == [
        "+4740000001",
        "Kari@example.com",
    ]


def test_a_limit_of_zero_only_counts(stocked: ControlClient):
    assert stocked.get("/inbox?limit=0&q=kari") == {"count": 1, "messages": [], "next": None}


def test_a_summary_has_a_preview_instead_of_the_body(stocked: ControlClient):
    (message,) = stocked.get("/inbox?view=summary&q=kari")["messages"]

    assert message["preview"] == "Fristen er i morgen"
    assert "body" not in message
    assert "attachments" not in message
    assert message["subject"] == "Emne"


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("chanel=sms", 400, "unknown field 'chanel'; did you mean 'channel'?"),
        ("to=example.com", 400, "to: 'example.com' is neither an e-mail address nor a mobile"),
        ("to=ola@example.com&channel=sms", 400, "'ola@example.com' is an e-mail address, but"),
        ("channel=sms&subject=Frist", 400, "subject: an SMS has none, and channel is 'sms'"),
        ("channel=sms&result=Failed_Bounced", 400, "result: an SMS cannot have 'Failed_Bounced'"),
        ("kind=reminder", 400, "kind: expected 'Notification', 'Reminder', 'Instant' or"),
        ("result=Bounced", 400, "'Bounced' is not a valid result; did you mean 'Failed_Bounced'?"),
        ("shipmentId=1", 400, "shipmentId: '1' is not an id; expected a UUID"),
        ("since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z", 400, "since is later than"),
        ("q=form:ola", 400, "q: unknown field 'form'; the fields are after, before, body"),
        ("limit=10001", 400, "limit: expected a value less than or equal to 10000, got"),
        ("view=short", 400, "view: expected 'full' or 'summary', got 'short'"),
        ("channel=pigeon", 400, "channel: expected 'email' or 'sms', got 'pigeon'"),
        ("reached=perhaps", 400, "reached: expected a valid boolean"),
        ("since=monday", 400, "since: 'monday' is not an instant"),
        ("limit=-1", 400, "limit"),
        ("to=a&to=b", 400, "query parameter 'to' is given more than once"),
        (f"after={UNKNOWN}", 404, "after: the list has no entry with id"),
    ],
)
def test_an_invalid_message_filter_is_rejected(
    stocked: ControlClient, query: str, status: int, message: str
):
    actual_status, detail = stocked.rejected("GET", f"/inbox?{query}")

    assert actual_status == status
    assert message in detail


def test_a_message_is_returned_by_its_id(stocked: ControlClient):
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
def test_an_unknown_message_is_an_error(
    control: ControlClient, method: str, path: str, body: object
):
    status, detail = control.rejected(method, path, body)

    assert status == 404
    assert UNKNOWN in detail
    assert "GET /_mock/inbox" in detail


def test_an_email_is_returned_as_rfc_5322_text(control: ControlClient):
    control.email("ola@example.com", body="Hei, æøå\n" + "lang linje " * 200)
    control.advance("PT5M")
    message = control.get("/inbox")["messages"][0]

    response = control.request("GET", f"/inbox/{message['id']}.eml")

    assert response.headers["content-type"] == "message/rfc822"
    mail = email.message_from_bytes(response.content, policy=default)
    assert (mail["from"], mail["to"]) == ("noreply@altinn.no", "ola@example.com")
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
def test_a_line_break_does_not_add_a_header(control: ControlClient, to: str, subject: str):
    settings = {"subject": subject, "body": "Innhold"}
    recipient = {"recipientEmail": {"emailAddress": to, "emailSettings": settings}}
    body = {"idempotencyId": "x", "recipient": recipient}
    path = f"{control.prefix}/notifications/api/v1/future/orders"
    assert control.client.post(path, json=body).status_code == 201
    control.advance("PT5M")
    message = control.get("/inbox")["messages"][0]

    response = control.request("GET", f"/inbox/{message['id']}.eml")

    assert response.status_code == 200
    head = response.content.partition(b"\r\n\r\n")[0]
    assert not [line for line in head.splitlines() if line.lower().startswith(b"bcc")]


def test_an_sms_has_no_eml(stocked: ControlClient):
    message = stocked.get("/inbox?channel=sms")["messages"][0]

    status, detail = stocked.rejected("GET", f"/inbox/{message['id']}.eml")

    assert (status, detail) == (
        404,
        f"message {message['id']} is an SMS; remove .eml from the path",
    )


def test_deleting_messages_keeps_the_orders(stocked: ControlClient):
    stocked.send("DELETE", "/inbox")

    assert stocked.get("/inbox") == {"count": 0, "messages": [], "next": None}
    assert stocked.get("/orders")["count"] == 3


def test_messages_are_deleted_by_filter(stocked: ControlClient):
    stocked.send("DELETE", "/inbox?channel=email&q=-to:ola")

    assert addresses(stocked) == ["+4740000001", "ola@example.com"]


def test_deleting_by_an_invalid_filter_deletes_nothing(stocked: ControlClient):
    stocked.rejected("DELETE", "/inbox?chanel=email")

    assert stocked.get("/inbox")["count"] == 3


def test_the_latest_matching_message_is_returned(stocked: ControlClient):
    assert stocked.get("/inbox/latest")["to"] == "ola@example.com"
    assert stocked.get("/inbox/latest?channel=sms")["to"] == "+4740000001"


def test_without_a_latest_message_the_response_explains_it(stocked: ControlClient):
    status, detail = stocked.rejected("GET", "/inbox/latest?to=siri@example.com")

    assert status == 404
    assert detail.startswith("Expected a message to siri@example.com; none of 3 sent messages")
    assert "closest: " in detail


def test_a_delivery_report_completes_the_order(control: ControlClient):
    control.send("PUT", "/outcomes", [{"result": "NoReport"}])
    shipment = control.email()
    control.advance("PT5M")
    message = control.get("/inbox")["messages"][0]
    assert (message["result"], message["reached"]) == ("Succeeded", True)

    document = control.send("POST", f"/inbox/{message['id']}/report", {"result": "Failed_Bounced"})

    assert (document["result"], document["reached"]) == ("Failed_Bounced", False)
    assert document["resultAt"] == "2026-01-05T10:05:00Z"
    assert control.get("/inbox")["messages"] == [document]
    (order,) = control.get("/orders")["orders"]
    assert (order["shipmentId"], order["status"]) == (shipment, "Order_Completed")


@pytest.mark.parametrize(
    ("result", "status", "expected"),
    [
        (
            "Failed_Bouncd",
            400,
            "result: 'Failed_Bouncd' is not a valid result; did you mean 'Failed_Bounced'?",
        ),
        ("NoReport", 400, "is not a valid result"),
        ("New", 400, "is not a valid result"),
        ("Failed_BarredReceiver", 409, "'Failed_BarredReceiver' cannot be reported for email"),
    ],
)
def test_an_invalid_delivery_report_changes_nothing(
    stocked: ControlClient, result: str, status: int, expected: str
):
    message = stocked.get("/inbox?channel=email")["messages"][0]

    actual_status, detail = stocked.rejected(
        "POST", f"/inbox/{message['id']}/report", {"result": result}
    )

    assert actual_status == status
    assert expected in detail
    assert stocked.get(f"/inbox/{message['id']}") == message


def test_a_delivery_report_after_expiry_is_rejected(control: ControlClient):
    control.send("PUT", "/outcomes", [{"result": "NoReport"}])
    control.email()
    control.advance("P7D")
    message = control.get("/inbox")["messages"][0]

    status, detail = control.rejected(
        "POST", f"/inbox/{message['id']}/report", {"result": "Delivered"}
    )

    assert status == 409
    assert "expired" in detail


def test_waiting_ends_when_enough_messages_are_sent(stocked: ControlClient):
    document = stocked.get("/inbox/wait?channel=email&count=2&timeout=0")

    assert document["count"] == 2


def test_waiting_continues_while_another_client_advances_the_clock(control: ControlClient):
    control.email()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(control.get, "/inbox/wait?timeout=60")
        control.advance("PT5M")

        assert waiting.result()["count"] == 1


def test_a_timeout_returns_sent_pending_and_suppressed_messages(control: ControlClient):
    control.sms("+4740000001", requestedSendTime="2026-01-05T20:00:00Z")
    control.email("ola@example.com", requestedSendTime="2026-01-05T20:00:00Z")

    response = control.request("GET", "/inbox/wait?channel=sms&timeout=0.01")

    document = response.json()
    assert response.status_code == document["status"] == 408
    assert "the clock of this world is frozen" in document["detail"]
    assert (document["count"], document["messages"], document["suppressed"]) == (0, [], [])
    (pending,) = document["pending"]
    assert (pending["to"], pending["reason"]) == ("+4740000001", "notDue")
    assert pending["expectedSendTime"] == "2026-01-06T08:01:00Z"


@pytest.mark.parametrize("query", ["count=0", "timeout=-1", "timeout=601", "tiemout=1"])
def test_an_invalid_wait_is_rejected(control: ControlClient, query: str):
    status, detail = control.rejected("GET", f"/inbox/wait?{query}")

    assert status == 400
    assert "timeout" in detail or "count" in detail
