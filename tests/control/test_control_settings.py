"""Settings and whitelist. Source: docs/control-api.md, Settings and whitelist and whitelist."""

import pytest

from tests.control.control_client import ControlClient

DEFAULTS = {
    "environment": "production",
    "rules": "documented",
    "auth": "permissive",
    "smsWindow": {"opens": "09:00", "closes": "17:00"},
    "correspondenceSendDelay": None,
    "reminderDelay": None,
    "deliveryDelay": "PT0S",
    "defaultEmailFromAddress": None,
    "defaultSmsSender": None,
    "attachmentStorageLimit": 20_000_000,
    "lint": "warn",
}


def test_a_new_world_has_the_default_settings(control: ControlClient):
    assert control.get("/settings") == DEFAULTS


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({}, {}),
        ({"environment": "tt02"}, {"environment": "tt02"}),
        ({"rules": "deployed", "auth": "strict"}, {"rules": "deployed", "auth": "strict"}),
        (
            {"smsWindow": {"closes": "20:30:15"}},
            {"smsWindow": {"opens": "09:00", "closes": "20:30:15"}},
        ),
        ({"correspondenceSendDelay": 90}, {"correspondenceSendDelay": "PT1M30S"}),
        ({"reminderDelay": "P14D"}, {"reminderDelay": "P14D"}),
        ({"deliveryDelay": "PT90M"}, {"deliveryDelay": "PT1H30M"}),
        ({"deliveryDelay": 0.5}, {"deliveryDelay": "PT0.5S"}),
        ({"defaultEmailFromAddress": "a@b.no"}, {"defaultEmailFromAddress": "a@b.no"}),
        ({"defaultSmsSender": "Digdir"}, {"defaultSmsSender": "Digdir"}),
        ({"lint": "off"}, {"lint": "off"}),
    ],
)
def test_an_update_changes_only_the_given_settings(
    control: ControlClient, change: dict[str, object], changed: dict[str, object]
):
    assert control.send("PATCH", "/settings", change) == {**DEFAULTS, **changed}
    assert control.get("/settings") == {**DEFAULTS, **changed}


def test_a_delay_of_null_restores_the_default(control: ControlClient):
    control.send("PATCH", "/settings", {"reminderDelay": "P1D"})

    assert control.send("PATCH", "/settings", {"reminderDelay": None}) == DEFAULTS


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"environmnt": "tt02"}, "unknown field 'environmnt'; did you mean 'environment'?"),
        ({"environment": "at22"}, "environment: expected 'production' or 'tt02', got 'at22'"),
        ({"environment": None}, "environment: expected 'production' or 'tt02', got None"),
        ({"smsWindow": {"opens": "nine"}}, "smsWindow.opens: 'nine' is not a valid time of day"),
        ({"smsWindow": {"opens": None}}, "smsWindow.opens: None is not a valid time of day"),
        ({"smsWindow": {"opens": "17:00"}}, "'closes' (17:00) must be later than 'opens' (17:00)"),
        ({"deliveryDelay": None}, "deliveryDelay: None is not a duration"),
        ({"deliveryDelay": "soon"}, "'soon' is not a duration; expected for example PT5M"),
        ({"defaultSmsSender": ""}, "defaultSmsSender"),
        ({"rules": "deployed", "lint": "loud"}, "lint: expected 'warn' or 'off'"),
        ({"outgoing": True}, "unknown field 'outgoing'"),
    ],
)
def test_an_invalid_setting_changes_nothing(
    control: ControlClient, change: dict[str, object], message: str
):
    status, detail = control.rejected("PATCH", "/settings", change)

    assert status == 400
    assert message in detail
    assert control.get("/settings") == DEFAULTS


def test_pending_sms_are_sent_earlier_when_the_window_opens_earlier(control: ControlClient):
    control.sms(requestedSendTime="2026-01-05T20:00:00Z")
    control.advance("PT12H")

    control.send("PATCH", "/settings", {"smsWindow": {"opens": "00:00", "closes": "23:59"}})
    control.advance("PT5M")

    assert control.get("/inbox")["count"] == 1


def test_the_environment_enables_the_whitelist_unless_it_is_set(control: ControlClient):
    assert control.get("/whitelist") == {
        "enabled": False,
        "unlisted": "simulate",
        "numbers": [],
    }

    control.send("PATCH", "/settings", {"environment": "tt02"})
    assert control.get("/whitelist")["enabled"] is True

    control.send("PUT", "/whitelist", {"enabled": False})
    assert control.get("/whitelist")["enabled"] is False


def test_a_number_is_listed_once_in_any_notation(control: ControlClient):
    whitelist = control.send("PUT", "/whitelist", {"numbers": ["+4740000001", "40000001"]})
    assert whitelist["numbers"] == ["+4740000001"]

    assert control.send("POST", "/whitelist", {"number": "0047 40 00 00 02"})["numbers"] == [
        "+4740000001",
        "0047 40 00 00 02",
    ]
    assert control.send("POST", "/whitelist", {"number": "+4740000002"})["numbers"] == [
        "+4740000001",
        "0047 40 00 00 02",
    ]

    control.send("DELETE", "/whitelist/+4740000002")
    control.send("DELETE", "/whitelist/%2B4740000001")
    assert control.get("/whitelist")["numbers"] == []


def test_only_whitelisted_numbers_get_sms_in_tt02(control: ControlClient):
    control.send("PATCH", "/settings", {"environment": "tt02"})
    control.send("POST", "/whitelist", {"number": "+4740000001"})
    control.sms("+4740000001")
    control.sms("+4740000002")

    control.advance("PT5M")

    routes = {each["to"]: each["route"] for each in control.get("/inbox")["messages"]}
    assert routes == {"+4740000001": "handset", "+4740000002": "simulator"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("PUT", "/whitelist", {"number": "+4740000001"}, 400, "did you mean 'numbers'?"),
        ("PUT", "/whitelist", {"numbers": "+4740000001"}, 400, "numbers: expected a valid"),
        ("PUT", "/whitelist", {"enabled": "yes"}, 400, "enabled: expected a valid boolean"),
        ("POST", "/whitelist", {}, 400, "missing field 'number'"),
        ("POST", "/whitelist", {"number": ""}, 400, "number"),
        ("DELETE", "/whitelist/+4740000009", None, 404, "'+4740000009' is not whitelisted"),
    ],
)
def test_an_invalid_whitelist_changes_nothing(
    control: ControlClient, method: str, path: str, body: object, status: int, message: str
):
    control.send("PUT", "/whitelist", {"enabled": True, "numbers": ["+4740000001"]})

    actual_status, detail = control.rejected(method, path, body)

    assert actual_status == status
    assert message in detail
    assert control.get("/whitelist") == {
        "enabled": True,
        "unlisted": "simulate",
        "numbers": ["+4740000001"],
    }
