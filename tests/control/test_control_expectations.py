# ruff: noqa: E501  (the texts are written as they are printed)
"""Expectations over HTTP, and the texts of those that fail.

Source: docs/control-api.md, Inbox (``/_mock/inbox/expect``).
"""

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from tests.control.control_client import ControlClient

ORDERS = "/notifications/api/v1/future/orders"
OLA = "08900499559"
CONDITION = "https://example.com/c"


def failure(control: ControlClient, **expected: Any) -> str:
    """Return the text of an expectation that must fail."""
    status, detail = control.rejected("POST", "/inbox/expect", expected)
    assert status == 422
    return detail


def matches(control: ControlClient, **expected: Any) -> list[str]:
    """Return the recipients of an expectation that must be met."""
    return [each["to"] for each in control.send("POST", "/inbox/expect", expected)["messages"]]


def lines(text: str) -> str:
    return dedent(text).strip("\n")


def post(control: ControlClient, path: str, body: Any, token: str | None = None) -> int:
    """Send a request to an emulated API and return the status."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    url = f"{control.prefix}{path}"
    return control.client.post(url, json=body, headers=headers).status_code


@pytest.fixture
def sent(control: ControlClient) -> ControlClient:
    """A world in which one e-mail was sent."""
    control.email("ola@example.com")
    control.advance("PT5M")
    return control


@pytest.mark.parametrize(
    ("expected", "count"),
    [
        ({"channel": "email"}, 1),
        ({"to": "OLA@example.com", "subject": "Emne", "count": 1}, 1),
        ({"text": {"matches": "(?im)^innh"}}, 1),
        ({"body": {"matches": "hold$"}, "reached": True}, 1),
        ({"q": "to:ola -channel:sms"}, 1),
        ({"channel": "sms", "count": 0}, 0),
        ({"channel": "sms", "never": True}, 0),
    ],
)
def test_an_expectation_is_met(sent: ControlClient, expected: dict[str, Any], count: int):
    assert matches(sent, **expected) == ["ola@example.com"] * count


def test_only_messages_after_another_one_are_expected(sent: ControlClient):
    (first,) = sent.get("/inbox")["messages"]
    sent.email("kari@example.com")
    sent.advance("PT5M")

    assert matches(sent, after=first["id"]) == ["kari@example.com"]


def test_a_failed_expectation_has_the_clock_and_the_matches(control: ControlClient):
    control.email(requestedSendTime="2026-01-12T10:00:00Z")

    document = control.request("POST", "/inbox/expect", {"channel": "email"}).json()

    assert (document["now"], document["mode"]) == ("2026-01-05T10:00:00Z", "frozen")
    assert document["nextMessageAt"] == "2026-01-12T10:00:00Z"
    assert document["messages"] == []


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ({"chanel": "sms"}, "unknown field 'chanel'; did you mean 'channel'?"),
        ({"channel": "SMS"}, "channel: expected 'email' or 'sms', got 'SMS'"),
        ({"kind": "reminder"}, "kind: expected 'Notification', 'Reminder', 'Instant' or"),
        ({"reached": "yes"}, "reached: expected a valid boolean, got 'yes'"),
        ({"to": ["ola@example.com"]}, "to: expected a valid string, got ['ola@example.com']"),
        ({"to": "ola"}, "to: 'ola' is neither an e-mail address nor a mobile number; to search"),
        ({"result": "Bounced"}, "result: 'Bounced' is not a valid result; did you mean"),
        ({"route": "mailbox ", "count": 1}, "route: expected 'mailbox', 'handset' or"),
        ({"text": {"matches": "("}}, "'(' is not a regular expression: missing )"),
        ({"q": "chanel:sms"}, "q: unknown field 'chanel'; the fields are after"),
        ({"count": -1}, "count: expected a value greater than or equal to 0, got -1"),
        ({"never": True, "count": 2}, "'never' expects no message; remove 'count': 2"),
        ({"after": "nowhere"}, "after: no sent message with id 'nowhere'"),
    ],
)
def test_an_impossible_expectation_is_rejected(
    sent: ControlClient, expected: dict[str, Any], message: str
):
    status, detail = sent.rejected("POST", "/inbox/expect", expected)

    assert status in (400, 404)
    assert message in detail


def test_another_recipient(sent: ControlClient):
    assert failure(sent, channel="email", to="kari@example.com") == lines(
        """
        Expected an e-mail to kari@example.com; none of 1 sent messages matches.
            closest: 2026-01-05 11:00  e-mail  ola@example.com  'Emne'
                to: expected 'kari@example.com', got 'ola@example.com'
            sent:
                2026-01-05 11:00  e-mail  ola@example.com  'Emne'
        """
    )


def test_another_text(sent: ControlClient):
    assert failure(sent, to="ola@example.com", body="Frist").splitlines()[:3] == [
        "Expected a message to ola@example.com with body containing 'Frist'; none of 1 sent messages matches.",
        "    closest: 2026-01-05 11:00  e-mail  ola@example.com  'Emne'",
        "        body: expected text containing 'Frist', got 'Innhold'",
    ]


def test_another_channel(sent: ControlClient):
    assert failure(sent, channel="sms", text="Innhold").splitlines()[:3] == [
        "Expected an SMS containing 'Innhold'; none of 1 sent messages matches.",
        "    closest: 2026-01-05 11:00  e-mail  ola@example.com  'Emne'",
        "        channel: expected 'sms', got 'email'",
    ]


def test_an_sms_outside_the_window(control: ControlClient):
    control.send("POST", "/clock/advance", {"to": "2026-01-05T20:00:00Z"})
    control.sms()

    assert failure(control, channel="sms", to="99999999") == lines(
        """
        Expected an SMS to 99999999; no messages were sent.
            pending: a matching message is due at 2026-01-06 09:01; the clock is at 2026-01-05 21:00. Did the test advance the clock?
                SMS to +4799999999 'Hei': daytime SMS are sent between 09:00 and 17:00 Norwegian time [outsideSmsWindow; rule sms-window]
                to send it: altinn.advance(to="2026-01-06T08:01:00Z"), or POST /_mock/clock/advance {"to": "2026-01-06T08:01:00Z"}
        """
    )


def test_the_advised_advance_sends_the_message(control: ControlClient):
    control.sms(requestedSendTime="2026-01-05T20:00:00Z")
    advised = failure(control, channel="sms").partition('advance {"to": "')[2].partition('"')[0]

    control.send("POST", "/clock/advance", {"to": advised})

    assert matches(control, channel="sms") == ["+4799999999"]


def test_a_message_that_is_due_now(control: ControlClient):
    control.email()

    assert failure(control, channel="email").splitlines()[1:] == [
        "    pending: a matching message is due now; advance the clock to send it",
        "        e-mail to ola@example.com 'Emne': the order is due and will be picked up at the next whole minute [awaitingSweep; rule sweeps]",
        '        to send it: altinn.advance(to="2026-01-05T10:00:00Z"), or POST /_mock/clock/advance {"to": "2026-01-05T10:00:00Z"}',
    ]


def test_other_pending_messages(control: ControlClient):
    control.email("kari@example.com")

    assert failure(control, to="ola@example.com").splitlines()[1:] == [
        "    pending: 1 other message, none matching",
        "        closest: e-mail to kari@example.com 'Emne' [awaitingSweep]",
        "            to: expected 'ola@example.com', got 'kari@example.com'",
    ]


def test_a_reserved_person(control: ControlClient):
    person = {"name": "Ola", "email": "ola@example.com", "isReserved": True}
    control.send("PUT", f"/directory/persons/{OLA}", person)
    control.person_email(OLA)
    control.advance("PT5M")

    assert failure(control, channel="email", to="ola@example.com") == lines(
        """
        Expected an e-mail to ola@example.com; no messages were sent.
            suppressed: e-mail to 08900499559 'Emne': the person is reserved [reserved; rule reserved]
                remedy: "ignoreReservation": true in the order, or altinn.person("08900499559", reserved=False, …) (PUT /_mock/directory/persons/08900499559)
        """
    )


def test_a_person_without_an_address(control: ControlClient):
    control.person_email(OLA, requestedSendTime="2026-01-05T12:00:00Z")
    control.send("PUT", f"/directory/persons/{OLA}", {"name": "Ola"})
    control.advance("PT3H")

    assert failure(control, channel="email").splitlines()[-1] == (
        '        remedy: altinn.person("08900499559", email=…, mobile=…) (PUT /_mock/directory/persons/08900499559)'
    )


def test_a_number_that_is_not_whitelisted(control: ControlClient):
    control.send("PATCH", "/settings", {"environment": "tt02"})
    control.sms()
    control.advance("PT5M")

    assert failure(control, channel="sms", reached=True) == lines(
        """
        Expected an SMS with reached true; none of 1 sent messages matches.
            closest: 2026-01-05 11:00  SMS     +4799999999  'Hei'  [simulator, no handset]
                reached: expected true, got false
            suppressed: SMS to +4799999999 'Hei': +4799999999 is not on the whitelist of the test environment; the SMS was sent to the simulator [notWhitelisted; rule whitelist]
                remedy: altinn.allow_sms("+4799999999"), or POST /_mock/whitelist {"number": "+4799999999"}
            sent:
                2026-01-05 11:00  SMS     +4799999999  'Hei'  [simulator, no handset]
        """
    )


def test_a_condition_that_is_not_met(control: ControlClient):
    answer = {"json": {"sendNotification": False}}
    control.send("PUT", "/conditions", [{"url": CONDITION, "answers": [answer]}])
    control.email(conditionEndpoint=CONDITION)
    control.advance("PT5M")

    assert failure(control, channel="email") == lines(
        """
        Expected an e-mail; no messages were sent.
            suppressed: e-mail to ola@example.com 'Emne': its condition is not met: https://example.com/c: sendNotification is false [conditionNotMet; rule condition-not-met]
                remedy: altinn.condition(URL, True), or PUT /_mock/conditions, before the check
        """
    )


def test_two_messages_instead_of_one(control: ControlClient):
    control.email(sendersReference="a")
    control.email(sendersReference="b", body="Annet")
    control.advance("PT5M")
    ids = [each["shipmentId"] for each in control.get("/inbox")["messages"]]

    assert failure(control, channel="email") == lines(
        f"""
        Expected an e-mail; 2 of 2 sent messages match. Expected exactly one: add filters, or use expect(count).
            they differ in:
                body: 'Innhold', 'Annet'
                sendersReference: 'a', 'b'
                shipmentId: {ids[0]!r}, {ids[1]!r}
            sent (matches marked with *):
                * 2026-01-05 11:00  e-mail  ola@example.com  'Emne'
                * 2026-01-05 11:00  e-mail  ola@example.com  'Emne'
        """
    )


def test_the_same_message_twice(control: ControlClient):
    control.email()
    control.email()
    control.advance("PT5M")

    assert failure(control, count=1).splitlines()[1] == "    the same message was sent twice:"


def test_a_rejected_order(control: ControlClient):
    recipient = {"recipientSms": {"phoneNumber": "12", "smsSettings": {"body": "Hei"}}}
    assert post(control, ORDERS, {"idempotencyId": "1", "recipient": recipient}) == 400

    assert failure(control, channel="sms") == lines(
        f"""
        Expected an SMS; no messages were sent.
            no order was placed in this world ({control.prefix.removeprefix("/w/")})
            refused: 2026-01-05 11:00  POST /notifications/api/v1/future/orders  400: Recipient.RecipientSms.PhoneNumber: Recipient phone number is not a valid mobile number.
        """
    )


def test_an_unknown_path(control: ControlClient):
    assert post(control, "/notifications/api/v1/future/order", {}) == 404

    assert (
        "refused: 2026-01-05 11:00  POST /notifications/api/v1/future/order  404: no API has this"
        " path; the nearest is /notifications/api/v1/future/orders"
    ) in failure(control)


def test_a_token_without_the_scope(control: ControlClient):
    body = {"scopes": ["altinn:serviceowner"]}
    token = control.send("POST", "/tokens", body)["access_token"]
    assert post(control, ORDERS, {}, token) == 403

    assert failure(control).splitlines()[-1] == (
        "    refused: 2026-01-05 11:00  POST /notifications/api/v1/future/orders  403: the token lacks"
        " the scope altinn:serviceowner/notifications.create; it has altinn:serviceowner"
    )


def test_an_order_in_the_default_world(control: ControlClient):
    ControlClient(control.client).email()

    name = control.prefix.removeprefix("/w/")
    text = failure(control)
    assert text.splitlines()[:2] == [
        "Expected a message; no messages were sent.",
        f"    no request has reached this world ({name})",
    ]
    assert text.endswith(f": the code under test probably uses a URL without /w/{name}")


def test_a_message_that_should_not_have_been_sent(sent: ControlClient):
    assert failure(sent, channel="email", count=0) == lines(
        """
        Expected no e-mail; 1 of 1 sent messages matches.
            why it was sent:
                2026-01-05 11:00  the order was registered; its send time is 2026-01-05 11:00 Norwegian time: ttd requested it (notifications) [registration]
                2026-01-05 11:00  the order was picked up for processing: its send time was reached; nothing is early in rule set documented [pick-up]
                2026-01-05 11:00  an e-mail to ola@example.com was sent: it was sent in a sweep [sweeps]
            sent (matches marked with *):
                * 2026-01-05 11:00  e-mail  ola@example.com  'Emne'
        """
    )


def test_a_message_that_should_never_be_sent(control: ControlClient):
    control.email(requestedSendTime="2026-01-12T10:00:00Z")

    assert failure(control, channel="email", never=True) == lines(
        """
        Expected no e-mail, now or later; a matching message is pending.
            pending: e-mail to ola@example.com 'Emne' will be sent 2026-01-12 11:00
                its send time is 2026-01-12 11:00 Norwegian time, so it will be picked up at 2026-01-12 11:00 in rule set documented [notDue; rule pick-up]
        """
    )


@pytest.mark.parametrize("forbidding", [{"count": 0}, {"never": True}])
@pytest.mark.parametrize("place", [ControlClient.email, ControlClient.sms])
def test_forbidding_expectations_never_advise_to_advance_the_clock(
    control: ControlClient, forbidding: dict[str, Any], place: Callable[..., str]
):
    place(control)
    control.advance("PT5M")
    place(control, requestedSendTime="2026-01-12T10:00:00Z")

    assert "advance" not in failure(control, **forbidding)
