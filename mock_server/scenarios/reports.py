"""Reports about scenario runs: difference, JUnit XML and JSON.

Source: docs/scenarios.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from mock_server.matching.formatting import format_norwegian_time
from mock_server.scenarios.runner import ScenarioReport
from mock_server.scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRun:
    """A scenario, its file, its report and its duration in real seconds."""

    path: Path
    scenario: Scenario
    report: ScenarioReport
    seconds: float


def difference_lines(run: ScenarioRun) -> Iterator[str]:
    """Yield the lines about a failed scenario: the step, the difference and the past events."""
    step = run.report.steps[-1]
    where = f"{run.path}:{step.line}" if step.line else str(run.path)
    yield f"{where}: step {step.index} of {len(run.scenario.steps)}: {step.title}"
    for line in (step.difference or "").splitlines():
        yield f"    {line}"
    yield "events so far:"
    past = [_event_line(each) for each in run.report.timeline if not each.get("coming")]
    for line in past or ["none"]:
        yield f"    {line}"


def as_junit(runs: Sequence[ScenarioRun]) -> str:
    """Return a JUnit XML report with one test case for each scenario."""
    failed = sum(1 for each in runs if not each.report.passed)
    seconds = sum(each.seconds for each in runs)
    counts = {"tests": str(len(runs)), "failures": str(failed), "errors": "0"}
    totals = counts | {"time": f"{seconds:.3f}"}
    suites = ElementTree.Element("testsuites", totals)
    suite = ElementTree.SubElement(suites, "testsuite", {"name": "altinn-mock run", **totals})
    for each in runs:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            {
                "classname": "scenarios",
                "name": each.scenario.name,
                "file": str(each.path),
                "time": f"{each.seconds:.3f}",
            },
        )
        if not each.report.passed:
            lines = list(difference_lines(each))
            failure = ElementTree.SubElement(case, "failure", {"message": lines[0]})
            failure.text = "\n".join(lines)
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def as_json(runs: Sequence[ScenarioRun]) -> dict[str, Any]:
    """Return a JSON report."""
    return {
        "passed": all(each.report.passed for each in runs),
        "scenarios": [
            {
                "name": each.scenario.name,
                "file": str(each.path),
                "description": each.scenario.description,
                "seconds": round(each.seconds, 3),
                **each.report.document(),
            }
            for each in runs
        ],
    }


def _event_line(event: Any) -> str:
    return f"{format_norwegian_time(event['at'])}  {event['kind']}: {event['text']}"
