"""Scenario files are read strictly: what cannot be names file, line and what to write instead.

Source: design/scenarios.md.
"""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from mock_server.control.worlds import ResetRequest as ResetBody
from mock_server.scenarios.file_format import PARTS, ScenarioError, parse_scenario
from mock_server.scenarios.library import (
    SHAPES,
    find_scenario,
    read_document,
    read_file,
    validate_part,
)
from mock_server.scenarios.yaml_reader import YamlError, read_yaml

WHOLE = """
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


def read(text: str) -> Any:
    return parse_scenario(dedent(text), "story.yaml", validate_part)


def test_a_whole_scenario():
    scenario = read(WHOLE)

    assert scenario.description == "Once upon a time, in a folded line."
    assert scenario.stage.now == "2026-01-05T20:00:00+01:00"
    assert scenario.stage.whitelist == ["99999999", "+4799999998"]
    assert scenario.stage.directory["persons"][0] == {
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
def test_a_scalar_is_text_unless_it_can_only_be_something_else(scalar: str, value: object):
    found = read_yaml(f"key: {scalar}").value["key"]

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("settings:", "setings:"), "story.yaml:6: setings: there is no 'setings' here; did you"),
        (("environment: tt02", "enviroment: tt02"), "story.yaml:6: settings: 'enviroment' is not"),
        (("tt02", "tt03"), "story.yaml:6: settings: environment: write 'production' or 'tt02'"),
        (("now: 2026-01-05T20:00:00+01:00", "now: today"), "story.yaml:5: now: 'today' is not an"),
        (("name: no", "nme: no"), "story.yaml:9: directory: 'persons.0.nme' is not known; did"),
        (("08900499559, name", "089, name"), "story.yaml:9: directory: persons.0.national"),
        (("BarredReceiver", "Bared"), "story.yaml:10: outcomes: 0.result: 'Failed_Bared' is no"),
        (("method: POST", "method: POTS"), "story.yaml:12: steps.0.request.method: write 'GET'"),
        (("path: /x", "path: x"), "story.yaml:12: steps.0.request.path: String should match"),
        (("- request: {", "- requst: {"), "story.yaml:12: steps.0.requst: there is no 'requst'"),
        (("status: 201", "stats: 201"), "story.yaml:13: steps.0.expect.stats: there is no 'stats'"),
        (("status: 201", "status: 2011"), "story.yaml:13: steps.0.expect.status: write less than"),
        (("advance: P1DT2H", "advance: 1d"), "story.yaml:15: steps.1.advance: '1d' is neither a"),
        (("to: a@b.no, result", "two: a@b.no, result"), "story.yaml:19: steps.5.report: a message"),
        ((", result: Failed_Bounced", ""), "story.yaml:19: steps.5.report: say which 'result'"),
        (("dependency: profile", "dependency: profil"), "story.yaml:20: steps.6.change.faults: 0"),
        (
            ("inbox: [{to", "inbox: [{too"),
            "story.yaml:21: steps.7.expect.inbox.0: a message has no",
        ),
        (("pending: []", "pending: {}"), "story.yaml:21: steps.7.expect.pending: write a valid"),
        (("advance: idle", "expect: {status: 200}"), "'status', 'json' and 'save' are about an"),
        (("advance: idle", "save: {a: b}"), "say what the step does (request, advance, report"),
        (
            ("  - advance: idle", "  - {advance: idle, report: {result: x}}"),
            "a step does one thing",
        ),
        (("steps:", "step:"), "story.yaml:11: step: there is no 'step' here; did you mean 'steps'"),
        (("description: >", "description: {a}>"), "story.yaml:2: this is no YAML"),
    ],
    ids=lambda each: each[1].strip() if isinstance(each, tuple) else "",
)
def test_what_cannot_be_names_its_line(change: tuple[str, str], complaint: str):
    text = dedent(WHOLE).replace(*change)
    assert text != dedent(WHOLE)

    with pytest.raises(ScenarioError) as refused:
        read(text)

    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("a: 1\na: 2", 2, "'a' is there twice; leave one"),
        ("a: {b}: c}", 1, "this is no YAML"),
        ("path: {shipment}\n? {x: y}\n: 1", 2, "a key is a plain word"),
        ("", 1, "there is nothing in it"),
        ("a: [1, 2", 1, "this is no YAML"),
        ("a: 1\n---\nb: 2", 2, "this is no YAML"),
        ("a: *unknown", 1, "this is no YAML"),
    ],
    ids=["twice", "braces", "mapping-as-key", "empty", "open", "two-documents", "alias"],
)
def test_a_text_that_is_no_document_names_its_line(text: str, line: int, complaint: str):
    with pytest.raises(YamlError, match=complaint) as refused:
        read_yaml(text)

    assert refused.value.line == line


def test_json_is_read_as_well(tmp_path: Path):
    path = tmp_path / "story.json"
    path.write_text(json.dumps({"description": "Once", "steps": [{"advance": "P1D"}]}))

    assert read_file(path).steps[0].advance == {"by": "P1D"}
    assert read_file(path).name == "story"


def test_a_document_without_a_file_is_complained_about_by_name():
    with pytest.raises(ScenarioError, match=r"^scenario: steps: List should have at least 1"):
        read_document({"description": "Once", "steps": []})


def test_a_file_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_file(tmp_path / "nowhere.yaml")


def test_a_scenario_is_found_by_name_beside_the_tests_first(tmp_path: Path):
    (tmp_path / "scenarios").mkdir()
    own = tmp_path / "scenarios" / "mine.yaml"
    own.touch()
    deeper = tmp_path / "tests" / "unit"
    deeper.mkdir(parents=True)

    assert find_scenario("mine", deeper) == own
    assert find_scenario(str(own)) == own
    with pytest.raises(ScenarioError, match="there is no scenario 'mien'; did you mean 'mine'"):
        find_scenario("mien", deeper)


def test_the_parts_of_a_stage_are_those_that_a_world_can_begin_with():
    assert set(SHAPES) == set(PARTS)
    assert set(ResetBody.model_fields) & set(PARTS) == {"settings", "directory"}
