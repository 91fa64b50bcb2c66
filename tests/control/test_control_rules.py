"""Outcomes, faults and condition scripts. Source: design/control-api.md, What goes wrong."""

from typing import Any

import pytest

from tests.control.caller import Caller

LISTS = {
    "/outcomes": [
        {"result": "Failed_Bounced"},
        {
            "result": "Failed_BarredReceiver",
            "channel": "sms",
            "to": "+47*",
            "text": "Frist",
            "after": "PT30S",
            "times": 2,
        },
        {"result": "NoReport"},
    ],
    "/faults": [
        {"dependency": "profile", "times": 1},
        {"dependency": "notifications", "status": 503},
        {"dependency": "cdn", "close": True},
        {"dependency": "authorization", "decision": "Deny"},
        {
            "method": "POST",
            "path": "/notifications/*",
            "status": 500,
            "body": {"a": 1},
            "headers": {"Retry-After": "1"},
            "delay": "PT0.1S",
            "times": 3,
        },
        {"path": "/health", "close": True},
    ],
    "/conditions": [
        {
            "url": "https://example.com/*",
            "answers": [
                {"status": 200, "json": {"sendNotification": True}},
                {"status": 500, "body": "oops"},
                {"status": 200, "json": None},
                {"networkError": True},
            ],
            "calls": 0,
        }
    ],
}
KINDS = list(LISTS)


@pytest.mark.parametrize("path", KINDS)
def test_a_list_is_replaced_extended_and_cleared(caller: Caller, path: str):
    rules = LISTS[path]
    assert caller.get(path) == []

    assert caller.done("PUT", path, rules) == rules
    assert caller.done("POST", path, rules[0]) == [*rules, rules[0]]
    assert caller.get(path) == [*rules, rules[0]]
    assert caller.done("PUT", path, rules[:1]) == rules[:1]

    assert caller.done("DELETE", path) is None
    assert caller.get(path) == []


@pytest.mark.parametrize(
    ("path", "rule", "advice"),
    [
        ("/outcomes", {}, "result' is missing"),
        ("/outcomes", {"result": "Bounced"}, "did you mean 'Failed_Bounced'?"),
        ("/outcomes", {"result": "New"}, "'New' is no result"),
        ("/outcomes", {"result": "Failed", "chanel": "sms"}, "did you mean 'channel'?"),
        ("/outcomes", {"result": "Failed", "times": 0}, "times: write greater than or equal to 1"),
        ("/outcomes", {"result": "Failed", "after": "soon"}, "'soon' is not a duration"),
        ("/outcomes", {"result": "Failed_Bounced", "channel": "sms"}, "no result of sms"),
        ("/faults", {}, "does not say what goes wrong"),
        ("/faults", {"path": "/notifications/*", "times": 1}, "does not say what goes wrong"),
        ("/faults", {"dependency": "post"}, "dependency: write 'profile', 'register'"),
        ("/faults", {"dependency": "cdn", "body": "x"}, "'body' is for requests"),
        ("/faults", {"dependency": "cdn", "decision": "Deny"}, "only 'authorization' has"),
        ("/faults", {"decision": "Deny"}, 'needs {"dependency": "authorization"}'),
        (
            "/faults",
            {"dependency": "authorization", "decision": "Deny", "status": 500},
            "a 'decision' is a good answer",
        ),
        ("/faults", {"dependency": "authorization", "decision": "Permit"}, "'Deny' or 'NotAppl"),
        ("/faults", {"close": True, "status": 500}, "'close' gives no answer"),
        ("/faults", {"headers": {"X-A": "b\r\nX-C: d"}}, "'X-A' is no header; write one line"),
        ("/faults", {"headers": {"X-Å": "b"}}, "'X-Å' is no header"),
        ("/faults", {"headers": {"X-A": "€"}}, "'X-A' is no header"),
        ("/faults", {"status": 42}, "status: write greater than or equal to 200"),
        ("/conditions", {"url": "https://a"}, "answers' is missing"),
        ("/conditions", {"url": "https://a", "answers": []}, "at least 1 item"),
        ("/conditions", {"url": "", "answers": [{}]}, "at least 1 character"),
        (
            "/conditions",
            {"url": "u", "answers": [{"networkError": True, "status": 200}]},
            "'networkError' is no answer; leave the others out",
        ),
        ("/conditions", {"url": "u", "answers": [{"json": 1, "body": "1"}]}, "not both"),
        ("/conditions", {"url": "u", "answers": [{"jsn": 1}]}, "did you mean 'json'?"),
    ],
)
def test_a_rule_that_makes_no_sense_changes_nothing(
    caller: Caller, path: str, rule: dict[str, Any], advice: str
):
    caller.done("PUT", path, LISTS[path])

    for method, body in (("POST", rule), ("PUT", [*LISTS[path], rule])):
        status, said = caller.refused(method, path, body)
        assert status == 400
        assert advice in said

    assert caller.get(path) == LISTS[path]


@pytest.mark.parametrize("path", KINDS)
def test_a_list_is_no_rule_and_a_rule_no_list(caller: Caller, path: str):
    assert "write a valid array" in caller.refused("PUT", path, LISTS[path][0])[1]
    assert "write an object" in caller.refused("POST", path, LISTS[path])[1]


def test_a_rule_that_is_used_up_is_not_left(caller: Caller):
    caller.done(
        "PUT",
        "/outcomes",
        [{"result": "Failed", "times": 2}, {"result": "Failed_Bounced", "channel": "email"}],
    )
    for number in range(3):
        caller.email(f"ola{number}@example.com")
        if number == 0:
            caller.advance("PT5M")
            assert caller.get("/outcomes")[0] == {"result": "Failed", "times": 1}

    caller.advance("PT5M")

    assert caller.get("/outcomes") == [{"result": "Failed_Bounced", "channel": "email"}]
    results = [each["result"] for each in caller.get("/inbox")["messages"]]
    assert results == ["Failed", "Failed", "Failed_Bounced"]


def test_the_calls_to_a_condition_endpoint_are_counted(caller: Caller):
    url = "https://example.com/deadline"
    answers = [{"status": 500}, {"status": 200, "json": {"sendNotification": True}}]
    caller.done("POST", "/conditions", {"url": url, "answers": answers})
    caller.email(conditionEndpoint=url)

    caller.advance("PT10M")

    assert [each["calls"] for each in caller.get("/conditions")] == [2]
    assert caller.get("/inbox")["count"] == 1


def test_a_planned_fault_of_a_dependency_strikes_as_often_as_planned(caller: Caller):
    caller.person_email("08900499559")
    caller.done("POST", "/faults", {"dependency": "profile", "times": 1})

    caller.advance("PT30S")
    assert caller.get("/inbox")["count"] == len(caller.get("/faults")) == 0

    caller.advance("PT5M")
    assert caller.get("/inbox")["count"] == 1
