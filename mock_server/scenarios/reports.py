"""What is written about scenarios that were played: the difference, JUnit XML, JSON.

Source: design/scenarios.md.
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
    """A scenario, its file, how it went and how long it took."""

    path: Path
    scenario: Scenario
    report: ScenarioReport
    seconds: float


def difference_lines(played: ScenarioRun) -> Iterator[str]:
    """Go through what a failed scenario says: the step, the difference, the timeline so far."""
    step = played.report.steps[-1]
    where = f"{played.path}:{step.line}" if step.line else str(played.path)
    yield f"{where}: step {step.index} of {len(played.scenario.steps)}: {step.title}"
    for line in (step.difference or "").splitlines():
        yield f"    {line}"
    yield "what has happened:"
    past = [_event_line(each) for each in played.report.timeline if not each.get("coming")]
    for line in past or ["nothing yet"]:
        yield f"    {line}"


def as_junit(played: Sequence[ScenarioRun]) -> str:
    """Return a JUnit XML report: a test case for each scenario."""
    failed = sum(1 for each in played if not each.report.passed)
    seconds = sum(each.seconds for each in played)
    counts = {"tests": str(len(played)), "failures": str(failed), "errors": "0"}
    suites = ElementTree.Element("testsuites", counts | {"time": f"{seconds:.3f}"})
    named = {"name": "altinn-mock run", **counts, "time": f"{seconds:.3f}"}
    suite = ElementTree.SubElement(suites, "testsuite", named)
    for each in played:
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


def as_json(played: Sequence[ScenarioRun]) -> dict[str, Any]:
    """Return a JSON report."""
    return {
        "passed": all(each.report.passed for each in played),
        "scenarios": [
            {
                "name": each.scenario.name,
                "file": str(each.path),
                "description": each.scenario.description,
                "seconds": round(each.seconds, 3),
                **each.report.document(),
            }
            for each in played
        ],
    }


def _event_line(event: Any) -> str:
    return f"{format_norwegian_time(event['at'])}  {event['kind']}: {event['text']}"
