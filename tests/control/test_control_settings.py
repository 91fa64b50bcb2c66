"""Settings and whitelist. Source: design/control-api.md, Settings, whitelist."""

import pytest

from tests.control.caller import Caller

USUAL = {
    "environment": "production",
    "rules": "documented",
    "auth": "permissive",
    "smsWindow": {"opens": "09:00", "closes": "17:00"},
    "correspondenceSendDelay": None,
    "reminderDelay": None,
    "deliveryDelay": "PT0S",
    "defaultEmailFromAddress": "noreply@altinn.cloud",
    "defaultSmsSender": "Altinn",
    "lint": "warn",
}


def test_a_world_begins_with_the_usual_settings(caller: Caller):
    assert caller.get("/settings") == USUAL


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
def test_a_setting_changes_and_the_others_stay(
    caller: Caller, change: dict[str, object], changed: dict[str, object]
):
    assert caller.done("PATCH", "/settings", change) == {**USUAL, **changed}
    assert caller.get("/settings") == {**USUAL, **changed}


def test_a_delay_of_null_follows_the_rules_again(caller: Caller):
    caller.done("PATCH", "/settings", {"reminderDelay": "P1D"})

    assert caller.done("PATCH", "/settings", {"reminderDelay": None}) == USUAL


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"environmnt": "tt02"}, "'environmnt' is not known; did you mean 'environment'?"),
        ({"environment": "at22"}, "environment: write 'production' or 'tt02', not 'at22'"),
        ({"environment": None}, "environment: write 'production' or 'tt02', not None"),
        ({"smsWindow": {"opens": "nine"}}, "smsWindow.opens: 'nine' is no time of day"),
        ({"smsWindow": {"opens": None}}, "smsWindow.opens: None is no time of day"),
        ({"smsWindow": {"opens": "17:00"}}, "write an earlier 'opens' or a later 'closes'"),
        ({"deliveryDelay": None}, "deliveryDelay: None is not a duration"),
        ({"deliveryDelay": "soon"}, "'soon' is not a duration; expected for example PT5M"),
        ({"defaultSmsSender": ""}, "defaultSmsSender"),
        ({"rules": "deployed", "lint": "loud"}, "lint: write 'warn' or 'off'"),
        ({"outgoing": True}, "'outgoing' is not known"),
    ],
)
def test_a_setting_that_makes_no_sense_changes_nothing(
    caller: Caller, change: dict[str, object], advice: str
):
    status, said = caller.refused("PATCH", "/settings", change)

    assert status == 400
    assert advice in said
    assert caller.get("/settings") == USUAL


def test_sms_that_wait_leave_earlier_when_the_window_opens_earlier(caller: Caller):
    caller.sms(requestedSendTime="2026-01-05T20:00:00Z")
    caller.advance("PT12H")

    caller.done("PATCH", "/settings", {"smsWindow": {"opens": "00:00", "closes": "23:59"}})
    caller.advance("PT5M")

    assert caller.get("/inbox")["count"] == 1


def test_the_environment_decides_about_the_whitelist_until_a_test_does(caller: Caller):
    assert caller.get("/whitelist") == {"enabled": False, "numbers": []}

    caller.done("PATCH", "/settings", {"environment": "tt02"})
    assert caller.get("/whitelist")["enabled"] is True

    caller.done("PUT", "/whitelist", {"enabled": False})
    assert caller.get("/whitelist")["enabled"] is False


def test_numbers_are_listed_once_however_they_are_written(caller: Caller):
    answer = caller.done("PUT", "/whitelist", {"numbers": ["+4740000001", "40000001"]})
    assert answer["numbers"] == ["+4740000001"]

    assert caller.done("POST", "/whitelist", {"number": "0047 40 00 00 02"})["numbers"] == [
        "+4740000001",
        "0047 40 00 00 02",
    ]
    assert caller.done("POST", "/whitelist", {"number": "+4740000002"})["numbers"] == [
        "+4740000001",
        "0047 40 00 00 02",
    ]

    caller.done("DELETE", "/whitelist/+4740000002")
    caller.done("DELETE", "/whitelist/%2B4740000001")
    assert caller.get("/whitelist")["numbers"] == []


def test_only_listed_numbers_get_sms_in_a_test_environment(caller: Caller):
    caller.done("PATCH", "/settings", {"environment": "tt02"})
    caller.done("POST", "/whitelist", {"number": "+4740000001"})
    caller.sms("+4740000001")
    caller.sms("+4740000002")

    caller.advance("PT5M")

    routes = {each["to"]: each["route"] for each in caller.get("/inbox")["messages"]}
    assert routes == {"+4740000001": "handset", "+4740000002": "simulator"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "advice"),
    [
        ("PUT", "/whitelist", {"number": "+4740000001"}, 400, "did you mean 'numbers'?"),
        ("PUT", "/whitelist", {"numbers": "+4740000001"}, 400, "numbers: write a valid"),
        ("PUT", "/whitelist", {"enabled": "yes"}, 400, "enabled: write a valid boolean"),
        ("POST", "/whitelist", {}, 400, "'number' is missing"),
        ("POST", "/whitelist", {"number": ""}, 400, "number"),
        ("DELETE", "/whitelist/+4740000009", None, 404, "'+4740000009' is not listed"),
    ],
)
def test_a_whitelist_that_makes_no_sense_changes_nothing(
    caller: Caller, method: str, path: str, body: object, status: int, advice: str
):
    caller.done("PUT", "/whitelist", {"enabled": True, "numbers": ["+4740000001"]})

    said = caller.refused(method, path, body)

    assert said[0] == status
    assert advice in said[1]
    assert caller.get("/whitelist") == {"enabled": True, "numbers": ["+4740000001"]}
