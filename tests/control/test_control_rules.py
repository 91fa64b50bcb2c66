"""Outcomes, faults and condition scripts. Source: docs/control-api.md, Outcomes and faults."""

from typing import Any

import pytest

from tests.control.control_client import ControlClient

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
def test_a_list_of_rules_is_replaced_extended_and_cleared(control: ControlClient, path: str):
    rules = LISTS[path]
    assert control.get(path) == []

    assert control.send("PUT", path, rules) == rules
    assert control.send("POST", path, rules[0]) == [*rules, rules[0]]
    assert control.get(path) == [*rules, rules[0]]
    assert control.send("PUT", path, rules[:1]) == rules[:1]

    assert control.send("DELETE", path) is None
    assert control.get(path) == []


@pytest.mark.parametrize(
    ("path", "rule", "message"),
    [
        ("/outcomes", {}, "missing field"),
        ("/outcomes", {"result": "Bounced"}, "did you mean 'Failed_Bounced'?"),
        ("/outcomes", {"result": "New"}, "'New' is not a valid result"),
        ("/outcomes", {"result": "Failed", "chanel": "sms"}, "did you mean 'channel'?"),
        (
            "/outcomes",
            {"result": "Failed", "times": 0},
            "times: expected a value greater than or equal to 1",
        ),
        ("/outcomes", {"result": "Failed", "after": "soon"}, "'soon' is not a duration"),
        ("/outcomes", {"result": "Failed_Bounced", "channel": "sms"}, "not a valid result for sms"),
        ("/faults", {}, "the fault needs one of 'status'"),
        ("/faults", {"path": "/notifications/*", "times": 1}, "the fault needs one of 'status'"),
        ("/faults", {"dependency": "post"}, "dependency: expected 'profile', 'register'"),
        (
            "/faults",
            {"dependency": "cdn", "body": "x"},
            "'body' cannot be combined with 'dependency'",
        ),
        (
            "/faults",
            {"dependency": "cdn", "decision": "Deny"},
            "requires 'dependency' to be 'authorization'",
        ),
        ("/faults", {"decision": "Deny"}, "requires 'dependency' to be 'authorization'"),
        (
            "/faults",
            {"dependency": "authorization", "decision": "Deny", "status": 500},
            "'decision' is a successful response",
        ),
        ("/faults", {"dependency": "authorization", "decision": "Permit"}, "'Deny' or 'NotAppl"),
        ("/faults", {"close": True, "status": 500}, "'close' sends no response"),
        ("/faults", {"headers": {"X-A": "b\r\nX-C: d"}}, "'X-A' is not a valid header; expected"),
        ("/faults", {"headers": {"X-Å": "b"}}, "'X-Å' is not a valid header"),
        ("/faults", {"headers": {"X-A": "€"}}, "'X-A' is not a valid header"),
        ("/faults", {"status": 42}, "status: expected a value greater than or equal to 200"),
        ("/conditions", {"url": "https://a"}, "missing field"),
        ("/conditions", {"url": "https://a", "answers": []}, "at least 1 item"),
        ("/conditions", {"url": "", "answers": [{}]}, "at least 1 character"),
        (
            "/conditions",
            {"url": "u", "answers": [{"networkError": True, "status": 200}]},
            "'networkError' sends no response; remove the other fields",
        ),
        ("/conditions", {"url": "u", "answers": [{"json": 1, "body": "1"}]}, "not both"),
        ("/conditions", {"url": "u", "answers": [{"jsn": 1}]}, "did you mean 'json'?"),
    ],
)
def test_an_invalid_rule_changes_nothing(
    control: ControlClient, path: str, rule: dict[str, Any], message: str
):
    control.send("PUT", path, LISTS[path])

    for method, body in (("POST", rule), ("PUT", [*LISTS[path], rule])):
        status, detail = control.rejected(method, path, body)
        assert status == 400
        assert message in detail

    assert control.get(path) == LISTS[path]


@pytest.mark.parametrize("path", KINDS)
def test_put_requires_a_list_and_post_one_rule(control: ControlClient, path: str):
    assert "expected a valid array" in control.rejected("PUT", path, LISTS[path][0])[1]
    assert "expected an object" in control.rejected("POST", path, LISTS[path])[1]


def test_an_exhausted_rule_is_not_listed(control: ControlClient):
    control.send(
        "PUT",
        "/outcomes",
        [{"result": "Failed", "times": 2}, {"result": "Failed_Bounced", "channel": "email"}],
    )
    for number in range(3):
        control.email(f"ola{number}@example.com")
        if number == 0:
            control.advance("PT5M")
            assert control.get("/outcomes")[0] == {"result": "Failed", "times": 1}

    control.advance("PT5M")

    assert control.get("/outcomes") == [{"result": "Failed_Bounced", "channel": "email"}]
    results = [each["result"] for each in control.get("/inbox")["messages"]]
    assert results == ["Failed", "Failed", "Failed_Bounced"]


def test_calls_to_a_condition_endpoint_are_counted(control: ControlClient):
    url = "https://example.com/deadline"
    answers = [{"status": 500}, {"status": 200, "json": {"sendNotification": True}}]
    control.send("POST", "/conditions", {"url": url, "answers": answers})
    control.email(conditionEndpoint=url)

    control.advance("PT10M")

    assert [each["calls"] for each in control.get("/conditions")] == [2]
    assert control.get("/inbox")["count"] == 1


def test_a_dependency_fault_applies_the_given_number_of_times(control: ControlClient):
    control.person_email("08900499559")
    control.send("POST", "/faults", {"dependency": "profile", "times": 1})

    control.advance("PT30S")
    assert control.get("/inbox")["count"] == len(control.get("/faults")) == 0

    control.advance("PT5M")
    assert control.get("/inbox")["count"] == 1


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("bounced", "Failed_Bounced"),
        ("suppressed", "Failed_SupressedRecipient"),
        ("quarantined", "Failed_Quarantined"),
        ("filtered", "Failed_FilteredSpam"),
        ("failed", "Failed"),
        ("noreport", "Succeeded"),
        ("Bounced", "Failed_Bounced"),
        ("ola", "Delivered"),
    ],
)
def test_a_magic_mailbox_has_the_result_that_its_name_says(
    control: ControlClient, name: str, result: str
):
    control.email(f"{name}@outcome.example")
    control.advance("PT5M")

    assert control.get("/inbox")["messages"][0]["result"] == result


@pytest.mark.parametrize(
    ("number", "result"),
    [
        ("+4740000901", "Failed_BarredReceiver"),
        ("+4740000902", "Failed_Undelivered"),
        ("+4740000903", "Failed_Expired"),
        ("+4740000904", "Failed_Deleted"),
        ("004740000905", "Failed_InvalidRecipient"),
        ("+4740000906", "Failed_Rejected"),
        ("+4740000907", "Failed"),
        ("+4740000908", "Accepted"),
        ("+4740000909", "Delivered"),
    ],
)
def test_a_magic_number_has_its_result(control: ControlClient, number: str, result: str):
    control.sms(number)
    control.advance("PT5M")

    assert control.get("/inbox")["messages"][0]["result"] == result


def test_a_rule_wins_over_a_magic_recipient(control: ControlClient):
    control.send("POST", "/outcomes", {"result": "Delivered"})
    control.email("bounced@outcome.example")
    control.advance("PT5M")

    assert control.get("/inbox")["messages"][0]["result"] == "Delivered"
