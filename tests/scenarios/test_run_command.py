"""``altinn-mock run``: output, exit status and reports.

Source: docs/scenarios.md.
"""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from client_fixtures.server import server_thread
from mock_server.cli.main import make_cli
from mock_server.cli.output import CommandError

GOOD = """
description: All is well.
steps:
  - advance: P1D
"""
FAILING = """
description: A deadline reminder is expected too early.
now: 2026-01-05T20:00:00+01:00
steps:
  - request:
      method: POST
      path: /notifications/api/v1/future/orders
      body:
        idempotencyId: "1"
        recipient: {recipientSms: {phoneNumber: "+4799999999", smsSettings: {body: Fristen}}}
    expect: {status: 201}
  - advance: PT1H
  - expect: {inbox: [{channel: sms, text: Fristen}]}
  - advance: P1D
"""

Command = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run the command in a folder with two scenarios."""
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("scenarios/good.yaml").write_text(GOOD, encoding="utf-8")
    Path("scenarios/failing.yaml").write_text(FAILING, encoding="utf-8")

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(make_cli(), ["run", *arguments])

    return command


def test_a_single_scenario_is_printed_with_its_description_and_messages(run: Command):
    result = run("scenarios/good.yaml")

    assert result.exit_code == 0
    assert result.stdout.startswith("All is well.\n")
    assert result.stdout.splitlines()[-2].split()[:4] == ["good", "passed", "1", "steps,"]
    assert result.stdout.splitlines()[-1] == "1 passed, 0 failed"


def test_a_folder_of_scenarios_is_run(run: Command):
    result = run("scenarios")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].split()[:2] == ["failing", "FAILED"]
    assert result.stdout.splitlines()[-1] == "1 passed, 1 failed"


def test_a_folder_without_scenarios_is_an_error(run: Command):
    Path("empty").mkdir()

    assert str(run("empty").exception) == "empty: no scenarios there (.yaml, .yml, .json)"


@pytest.mark.parametrize("option", ["--junit", "--json"])
def test_a_report_that_cannot_be_written_is_an_error(run: Command, option: str):
    result = run("scenarios/good.yaml", option, "scenarios/good.yaml/report")

    assert isinstance(result.exception, CommandError)
    assert str(result.exception).startswith("cannot write scenarios/good.yaml/report (")
    assert result.exception.status == 2
    assert result.stdout == ""


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"\x00", b"steps: [", b"[" * 10_000, b""],
    ids=["encoding", "nul", "yaml", "depth", "empty"],
)
def test_an_unreadable_file_is_an_error(run: Command, content: bytes):
    Path("scenarios/odd.yaml").write_bytes(content)

    result = run("scenarios/odd.yaml")

    assert isinstance(result.exception, CommandError)
    assert str(result.exception).startswith("scenarios/odd.yaml:")


def test_a_failed_scenario_is_printed_with_its_difference(run: Command):
    result = run("scenarios/good.yaml", "scenarios/failing.yaml")

    assert result.exit_code == 1
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert [line.split()[:2] for line in lines[:2]] == [["good", "passed"], ["failing", "FAILED"]]
    assert lines[2:] == [
        "    scenarios/failing.yaml:13: step 3 of 4: expect",
        "        Expected 1 entry in inbox, found 0.",
        "            1. missing: an SMS containing 'Fristen'",
        "            pending: a matching message is due at 2026-01-06 09:01; the clock is at"
        " 2026-01-05 21:00. Did the test advance the clock?",
        "                SMS to +4799999999 'Fristen': daytime SMS are sent between 09:00 and 17:00"
        " Norwegian time [outsideSmsWindow; rule sms-window]",
        "    events so far:",
        "        2026-01-05 20:00  orderPickedUp: the order was picked up for processing",
        "1 passed, 1 failed",
    ]


def test_several_scenarios_run_in_order(run: Command):
    result = run("good", "failing", "good")

    assert [line.split()[1] for line in result.stdout.splitlines() if "steps," in line] == [
        "passed",
        "FAILED",
        "passed",
    ]
    assert result.stdout.splitlines()[-1] == "2 passed, 1 failed"


def test_scenarios_run_in_their_own_worlds_of_a_running_server(run: Command):
    with server_thread() as server:
        result = run("good", "failing", "--url", server.url)
        names = list(server.app.worlds.by_name)

    assert result.exit_code == 1
    assert names == []


def test_reports_are_written_as_junit_xml_and_json(run: Command):
    run("good", "failing", "--junit", "junit.xml", "--json", "report.json")

    suite = ElementTree.parse("junit.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite] == ["good", "failing"]
    failure = suite[1].find("failure")
    assert failure is not None
    assert failure.get("message") == "scenarios/failing.yaml:13: step 3 of 4: expect"
    assert "pending: a matching message" in (failure.text or "")
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert report["passed"] is False
    assert [(each["name"], each["passed"]) for each in report["scenarios"]] == [
        ("good", True),
        ("failing", False),
    ]
    assert report["scenarios"][1]["steps"][2]["difference"].startswith("Expected 1 entry in inbox")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give a scenario, for example: altinn-mock run reminder"),
        (("god",), "unknown scenario 'god'; did you mean 'good'?"),
        (
            ("good", "--url", "localhost"),
            "invalid --url 'localhost'; expected a URL such as http://",
        ),
        (("good", "--url", "http://127.0.0.1:1"), "no server responds at http://127.0.0.1:1"),
    ],
    ids=["none", "misspelt", "invalid-url", "no-server"],
)
def test_an_invalid_call_is_an_error(run: Command, arguments: tuple[str, ...], message: str):
    result = run(*arguments)

    assert isinstance(result.exception, CommandError)
    assert str(result.exception).startswith(message)


def test_all_files_are_validated_before_the_first_scenario_runs(run: Command):
    Path("scenarios/wrong.yaml").write_text("description: x\nstps: []\n", encoding="utf-8")

    result = run("good", "wrong", "god")

    assert isinstance(result.exception, CommandError)
    assert result.exception.status == 2
    assert str(result.exception).splitlines() == [
        "scenarios/wrong.yaml:2: stps: unknown key 'stps'; did you mean 'steps'?",
        "unknown scenario 'god'; did you mean 'good'?",
    ]
    assert result.stdout == ""
