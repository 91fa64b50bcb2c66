"""Strict validation of scenario files; errors have file and line.

Source: docs/scenarios.md.
"""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from mock_server.control.worlds import ResetRequest
from mock_server.scenarios.file_format import PARTS, ScenarioError, parse_scenario
from mock_server.scenarios.library import (
    PART_MODELS,
    find_scenario,
    read_document,
    read_file,
    validate_part,
)
from mock_server.scenarios.yaml_reader import YamlError, read_yaml

EVERY_KEY = """
    description: >
      Once upon a time,
      in a folded line.
    now: 2026-01-05T20:00:00+01:00
    settings: {environment: tt02}
    whitelist: ["99999999", "+4799999998"]
    directory:
      persons: [{nationalIdentityNumber: 08900499559, name: no}]
    outcomes: [{channel: sms, result: Failed_BarredReceiver, times: 1}]
    steps:
      - request: {method: POST, path: /x, body: {days: 7, number: 08900499559, on: yes, no: null}}
        expect: {status: 201, json: {a.0.b: true}}
        save: {id: a.b}
      - advance: P1DT2H
      - advance: 2026-01-06T09:01:00+01:00
      - advance: idle
      - advance: 90
      - report: {to: a@b.no, result: Failed_Bounced}
      - change: {faults: [{dependency: profile}]}
      - expect: {inbox: [{to: a@b.no, text: {matches: Hei}}], pending: [], suppressed: []}
"""


def parse(text: str) -> Any:
    return parse_scenario(dedent(text), "scenario.yaml", validate_part)


def test_a_scenario_with_every_key():
    scenario = parse(EVERY_KEY)

    assert scenario.description == "Once upon a time, in a folded line."
    assert scenario.setup.now == "2026-01-05T20:00:00+01:00"
    assert scenario.setup.whitelist == ["99999999", "+4799999998"]
    assert scenario.setup.directory["persons"][0] == {
        "nationalIdentityNumber": "08900499559",
        "name": "no",
    }
    request = scenario.steps[0].request
    assert request.body == {"days": 7, "number": "08900499559", "on": "yes", "no": None}
    assert [step.advance for step in scenario.steps[1:5]] == [
        {"by": "P1DT2H"},
        {"to": "2026-01-06T09:01:00+01:00"},
        {"until": "idle"},
        {"by": 90},
    ]
    assert [step.line for step in scenario.steps][:3] == [12, 15, 16]


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("08900499559", "08900499559"),
        ("12345678901", "12345678901"),
        ("991825827", "991825827"),
        ("50001018", 50001018),
        ("-5", -5),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("0x10", "0x10"),
        ("007", "007"),
        ("1_000", "1_000"),
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("", None),
        ("2026-01-05", "2026-01-05"),
        ("12:30:45", "12:30:45"),
        ("'true'", "true"),
        ('"7"', "7"),
    ],
)
def test_only_unambiguous_scalars_are_converted(scalar: str, value: object):
    converted = read_yaml(f"key: {scalar}").value["key"]

    assert (converted, type(converted)) == (value, type(value))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("settings:", "setings:"), "scenario.yaml:6: setings: unknown key 'setings'; did you"),
        (
            ("environment: tt02", "enviroment: tt02"),
            "scenario.yaml:6: settings: unknown field 'enviroment'; did",
        ),
        (
            ("tt02", "tt03"),
            "scenario.yaml:6: settings: environment: expected 'production' or 'tt02'",
        ),
        (
            ("now: 2026-01-05T20:00:00+01:00", "now: today"),
            "scenario.yaml:5: now: 'today' is not an",
        ),
        (("name: no", "nme: no"), "scenario.yaml:9: directory: unknown field 'persons.0.nme'; did"),
        (("08900499559, name", "089, name"), "scenario.yaml:9: directory: persons.0.national"),
        (
            ("BarredReceiver", "Bared"),
            "scenario.yaml:10: outcomes: 0.result: 'Failed_Bared' is not a valid",
        ),
        (
            ("method: POST", "method: POTS"),
            "scenario.yaml:12: steps.0.request.method: expected 'GET'",
        ),
        (("path: /x", "path: x"), "scenario.yaml:12: steps.0.request.path: String should match"),
        (("- request: {", "- requst: {"), "scenario.yaml:12: steps.0.requst: unknown key 'requst'"),
        (
            ("status: 201", "stats: 201"),
            "scenario.yaml:13: steps.0.expect.stats: unknown key 'stats'",
        ),
        (
            ("status: 201", "status: 2011"),
            "scenario.yaml:13: steps.0.expect.status: expected a value less than",
        ),
        (
            ("advance: P1DT2H", "advance: 1d"),
            "scenario.yaml:15: steps.1.advance: invalid 'advance' value '1d'; expected",
        ),
        (
            ("to: a@b.no, result", "two: a@b.no, result"),
            "scenario.yaml:19: steps.5.report: unknown field 'two'",
        ),
        ((", result: Failed_Bounced", ""), "scenario.yaml:19: steps.5.report: missing 'result'"),
        (
            ("dependency: profile", "dependency: profil"),
            "scenario.yaml:20: steps.6.change.faults: 0",
        ),
        (
            ("inbox: [{to", "inbox: [{too"),
            "scenario.yaml:21: steps.7.expect.inbox.0: unknown field 'too'",
        ),
        (
            ("inbox: [{to", "inbox: [{kind: reminder, to"),
            "steps.7.expect.inbox.0: kind: 'reminder' has the wrong capital letters; did you mean",
        ),
        (
            ("inbox: [{to", "inbox: [{channel: fax, to"),
            "steps.7.expect.inbox.0: channel: no message has 'fax'; expected one of email, sms",
        ),
        (
            ("inbox: [{to", "inbox: [{reached: maybe, to"),
            "steps.7.expect.inbox.0: reached: expected true or false, got 'maybe'",
        ),
        (
            ("inbox: [{to: a@b.no", "inbox: [{to: [a@b.no]"),
            "steps.7.expect.inbox.0: to: expected a text, got ['a@b.no']",
        ),
        (
            ("inbox: [{to: a@b.no", "inbox: [{to: a"),
            "steps.7.expect.inbox.0: to: 'a' is neither an e-mail address nor a mobile number",
        ),
        (
            ("inbox: [{to", "inbox: [{channel: sms, to"),
            "steps.7.expect.inbox.0: to: 'a@b.no' is an e-mail address, but channel is 'sms'",
        ),
        (
            ("suppressed: []", "suppressed: [{reason: resrved}]"),
            "expect.suppressed.0: reason: no message has 'resrved'; did you mean 'reserved'",
        ),
        (
            ("suppressed: []", "suppressed: [{rule: reservd}]"),
            "steps.7.expect.suppressed.0: rule: no message has 'reservd'; did you mean 'reserved'",
        ),
        (
            ("pending: []", "pending: {}"),
            "scenario.yaml:21: steps.7.expect.pending: expected a valid",
        ),
        (
            ("advance: idle", "expect: {status: 200}"),
            "'status', 'json' and 'save' need a 'request' in",
        ),
        (("advance: idle", "save: {a: b}"), "a step needs an action (request, advance, report"),
        (
            ("  - advance: idle", "  - {advance: idle, report: {result: x}}"),
            "a step can have only one of advance, report; split it",
        ),
        (("steps:", "step:"), "scenario.yaml:11: step: unknown key 'step'; did you mean 'steps'"),
        (("description: >", "description: {a}>"), "scenario.yaml:2: invalid YAML"),
    ],
    ids=lambda each: each[1].strip() if isinstance(each, tuple) else "",
)
def test_an_invalid_value_is_reported_with_its_line(change: tuple[str, str], message: str):
    text = dedent(EVERY_KEY).replace(*change)
    assert text != dedent(EVERY_KEY)

    with pytest.raises(ScenarioError) as raised:
        parse(text)

    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\na: 2", 2, "duplicate key 'a'"),
        ("a: {b}: c}", 1, "invalid YAML"),
        ("path: {shipment}\n? {x: y}\n: 1", 2, "keys must be plain text"),
        ("", 1, "the file is empty"),
        ("a: [1, 2", 1, "invalid YAML"),
        ("a: 1\n---\nb: 2", 2, "invalid YAML"),
        ("a: *unknown", 1, "invalid YAML"),
    ],
    ids=["duplicate", "braces", "mapping-as-key", "empty", "open", "two-documents", "alias"],
)
def test_invalid_yaml_is_reported_with_its_line(text: str, line: int, message: str):
    with pytest.raises(YamlError, match=message) as raised:
        read_yaml(text)

    assert raised.value.line == line


def test_a_scenario_can_be_json(tmp_path: Path):
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps({"description": "Once", "steps": [{"advance": "P1D"}]}))

    assert read_file(path).steps[0].advance == {"by": "P1D"}
    assert read_file(path).name == "scenario"


def test_an_invalid_document_without_a_file_is_reported_by_name():
    with pytest.raises(ScenarioError, match=r"^scenario: steps: List should have at least 1"):
        read_document({"description": "Once", "steps": []})


def test_an_unreadable_file_is_reported(tmp_path: Path):
    with pytest.raises(ScenarioError, match="cannot read the file"):
        read_file(tmp_path / "nowhere.yaml")


def test_a_scenario_is_found_by_name_in_the_folders_above(tmp_path: Path):
    (tmp_path / "scenarios").mkdir()
    own = tmp_path / "scenarios" / "mine.yaml"
    own.touch()
    deeper = tmp_path / "tests" / "unit"
    deeper.mkdir(parents=True)

    assert find_scenario("mine", deeper) == own
    assert find_scenario(str(own)) == own
    with pytest.raises(ScenarioError, match="unknown scenario 'mien'; did you mean 'mine'"):
        find_scenario("mien", deeper)


def test_the_parts_of_a_setup_match_the_control_api():
    assert set(PART_MODELS) == set(PARTS)
    assert set(ResetRequest.model_fields) & set(PARTS) == {"settings", "directory"}
