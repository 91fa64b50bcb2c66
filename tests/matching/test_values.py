"""Values that no message can have. Source: docs/control-api.md, Inbox."""

from typing import Any

import pytest

from mock_server.matching.values import impossible_combination, impossible_value

UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "sms"),
        ("kind", "Reminder"),
        ("result", "Failed_Bounced"),
        ("contentType", "Html"),
        ("reached", False),
        ("segments", 2),
        ("to", "ola@example.com"),
        ("to", "+47 999 99 999"),
        ("to", "99999999"),
        ("subject", ""),
        ("shipmentId", UUID),
        ("sentAt", "2026-01-05T10:00:00Z"),
        ("recipient", {"name": "Ola"}),
        *((name, None) for name in ("channel", "result", "to", "reached", "segments")),
    ],
)
def test_a_message_can_have_the_value(field: str, value: object):
    assert impossible_value(field, value) is None


@pytest.mark.parametrize(
    ("field", "value", "advice"),
    [
        ("channel", "SMS", "'SMS' has the wrong capital letters; did you mean 'sms'?"),
        (
            "channel",
            "fax",
            "no message has 'fax'; expected one of email, sms",
        ),
        ("kind", "reminder", "'reminder' has the wrong capital letters; did you mean 'Reminder'?"),
        ("kind", 1, "expected one of Composed, Instant, Notification, Reminder, got 1"),
        (
            "route",
            "mail",
            "no message has 'mail'; did you mean 'mailbox'? The values are handset, mailbox,"
            " simulator",
        ),
        ("result", "New", "no message has 'New'; "),
        ("reached", "yes", "expected true or false, got 'yes'"),
        ("segments", True, "expected a number, got True"),
        ("to", "ola@", "'ola@' is neither an e-mail address nor a mobile number; to search for"),
        ("to", "", "'' is neither an e-mail address nor a mobile number"),
        ("to", ["ola@example.com"], "expected a text, got ['ola@example.com']"),
        ("subject", 1, "expected a text, got 1"),
        ("orderChainId", "1", "'1' is not an id; expected a UUID such as one in GET /_mock/orders"),
        ("sentAt", "monday", "'monday' is not an instant"),
    ],
)
def test_no_message_can_have_the_value(field: str, value: object, advice: str):
    assert (impossible_value(field, value) or "").startswith(advice)


def test_choices_of_another_field_can_be_given():
    assert impossible_value("reason", "reserved", choices=["reserved", "read"]) is None
    assert impossible_value("reason", "resrved", choices=["reserved", "read"]) == (
        "no message has 'resrved'; did you mean 'reserved'? The values are read, reserved"
    )


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        (
            {"channel": "sms", "to": "ola@example.com"},
            "to: 'ola@example.com' is an e-mail address, but channel is 'sms'",
        ),
        (
            {"channel": "email", "to": "+4799999999"},
            "to: '+4799999999' is an SMS address, but channel is 'email'",
        ),
        (
            {"to": "+4799999999", "subject": "Frist"},
            "subject: an SMS has none, and to is '+4799999999'; use text (containing=) for",
        ),
        ({"channel": "email", "segments": 1}, "segments: an e-mail has none, and channel is"),
        (
            {"channel": "sms", "result": "Failed_Bounced"},
            "result: an SMS cannot have 'Failed_Bounced', and channel is 'sms'; ",
        ),
    ],
)
def test_no_message_can_have_both_values(values: dict[str, Any], advice: str):
    assert (impossible_combination(values) or "").startswith(advice)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"subject": "Frist"},
        {"channel": "sms", "to": "99999999", "segments": 1, "result": "Failed_BarredReceiver"},
        {"to": "ola@example.com", "subject": "Frist", "result": "Failed_Bounced"},
    ],
)
def test_a_message_can_have_all_values(values: dict[str, Any]):
    assert impossible_combination(values) is None
