"""Plays a scenario against a world, wherever that world is: the caller knows how to reach it.

The command line, ``POST /_mock/scenarios/run`` and the pytest marker use the same code.
Source: design/scenarios.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from mock_server.matching.failure_messages import WorldMessages, list_mismatch, no_message_to_report
from mock_server.matching.filters import Document
from mock_server.matching.json_diff import get_path, is_found, json_differences
from mock_server.scenarios.scenario import (
    Expectation,
    Request,
    Scenario,
    Setup,
    Step,
    fill_placeholders,
    placeholders,
)
from mock_server.scenarios.scenario import message_filter as wanted_of_entry

DEFAULT_START = "2026-01-05T10:00:00Z"  # 11:00 in Oslo


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldResponse:
    """What a call was answered with; ``json`` is None for an empty body."""

    status: int
    json: Any = None


class WorldClient(Protocol):
    """Reaches one world: over HTTP, or without a socket."""

    async def __call__(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> WorldResponse:
        """Call *path* of the world; *body* None is none at all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """How one step went; ``difference`` is None when it passed."""

    index: int
    title: str
    line: int | None
    difference: str | None = None

    @property
    def passed(self) -> bool:
        """Tell whether all that the step expects holds."""
        return self.difference is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioReport:
    """How a scenario went; a step that fails is the last one that was run."""

    name: str
    steps: Sequence[StepResult]
    timeline: Sequence[Document]

    @property
    def passed(self) -> bool:
        """Tell whether every step passed."""
        return all(step.passed for step in self.steps)

    def document(self) -> dict[str, Any]:
        """Return it as ``POST /_mock/scenarios/run`` answers."""
        return {
            "passed": self.passed,
            "steps": [_step_document(step) for step in self.steps],
            "timeline": list(self.timeline),
        }


class _Failed(Exception):
    """A step is not as the scenario says; the text says how."""


OnStep = Callable[[StepResult], None]


async def run(
    scenario: Scenario, call: WorldClient, on_step: OnStep | None = None
) -> ScenarioReport:
    """Set the stage, take the steps in turn, and stop at the first that fails."""
    run_ = _Run(call)
    results: list[StepResult] = []
    failure = await _difference(run_.set_up(scenario.stage))
    if failure is not None:
        results.append(StepResult(index=0, title="the stage", line=None, difference=failure))
    for index, step in enumerate(scenario.steps if failure is None else (), start=1):
        difference = await _difference(run_.run_step(step))
        result = StepResult(index=index, title=step.title, line=step.line, difference=difference)
        results.append(result)
        if on_step is not None:
            on_step(result)
        if not result.passed:
            break
    return ScenarioReport(name=scenario.name, steps=results, timeline=await run_.timeline())


async def _difference(work: Any) -> str | None:
    try:
        await work
    except _Failed as failed:
        return str(failed)
    return None


def _step_document(step: StepResult) -> dict[str, Any]:
    document: dict[str, Any] = {"index": step.index, "passed": step.passed}
    return document if step.passed else document | {"difference": step.difference}


@dataclass(slots=True)
class _Run:
    """One run: what has been saved so far, and how much of the inbox has been looked at."""

    call: WorldClient
    saved: dict[str, Any] = field(default_factory=dict)
    seen: int = 0

    async def set_up(self, stage: Setup) -> None:
        for method, path, body in stage.setup_calls(DEFAULT_START):
            await self.control(method, path, body)

    async def run_step(self, step: Step) -> None:
        answer = await self._act(step)
        if step.expect is not None:
            await self._check(step.expect, answer)
        for name, path in step.save.items():
            found = get_path(answer.json if answer else None, path)
            if not is_found(found):
                raise _Failed(f"Nothing to save as {name!r}: the answer has no {path!r}")
            self.saved[name] = found

    async def timeline(self) -> list[Document]:
        answer = await self.call("GET", "/_mock/timeline", None, {})
        events: list[Document] = answer.json["events"] if answer.status == 200 else []
        return events

    async def control(self, method: str, path: str, body: object = None) -> Any:
        answer = await self.call(method, path, body, {})
        if answer.status >= 400:
            detail = answer.json.get("detail") if isinstance(answer.json, Mapping) else answer.json
            raise _Failed(f"{method} {path} was turned down with {answer.status}: {detail}")
        return answer.json

    async def _act(self, step: Step) -> WorldResponse | None:
        if step.request is not None:
            return await self._request(step.request, step.expect)
        if step.advance is not None:
            await self.control(
                "POST", "/_mock/clock/advance", fill_placeholders(step.advance, self.saved)
            )
        if step.report is not None:
            await self._report(fill_placeholders(step.report, self.saved))
        if step.change is not None:
            await self._change(step.change)
        return None

    async def _request(self, request: Request, expected: Expectation | None) -> WorldResponse:
        path = str(fill_placeholders(request.path, self.saved))
        for name in placeholders(path):
            known = ", ".join(sorted(self.saved)) or "nothing so far"
            raise _Failed(f"{request.path} needs {name!r}, which no step has saved ({known})")
        headers = {
            name: str(fill_placeholders(each, self.saved)) for name, each in request.headers.items()
        }
        if request.token is not None:
            headers |= await self._token(request.token)
        body = fill_placeholders(request.body, self.saved) if request.has_body else None
        answer = await self.call(request.method, path, body, headers)
        if answer.status >= 400 and (expected is None or expected.status is None):
            raise _Failed(f"{request.method} {path} was answered {answer.status}: {answer.json}")
        return answer

    async def _token(self, asked: Mapping[str, Any]) -> dict[str, str]:
        token = (await self.control("POST", "/_mock/tokens", asked))["access_token"]
        if asked.get("kind") == "platform":
            return {"PlatformAccessToken": token}
        return {"Authorization": f"Bearer {token}"}

    async def _report(self, report: Mapping[str, Any]) -> None:
        wanted = wanted_of_entry({name: each for name, each in report.items() if name != "result"})
        messages = await self._messages()
        fitting = wanted.select(messages)
        if not fitting:
            raise _Failed(no_message_to_report(wanted, await self._contents(messages)))
        path = f"/_mock/inbox/{fitting[-1]['id']}/report"
        await self.control("POST", path, {"result": report["result"]})

    async def _change(self, stage: Setup) -> None:
        for method, path, body in stage.change_calls():
            await self.control(method, path, fill_placeholders(body, self.saved))
        if stage.conditions:
            new = fill_placeholders(list(stage.conditions), self.saved)
            urls = {rule["url"] for rule in new}
            present = await self.control("GET", "/_mock/conditions")
            kept = [rule for rule in present if rule["url"] not in urls]
            await self.control("PUT", "/_mock/conditions", [*new, *kept])

    async def _check(self, expected: Expectation, answer: WorldResponse | None) -> None:
        if answer is not None:
            self._check_answer(expected, answer)
        if expected.inbox is not None:
            messages = await self._messages()
            new, self.seen = messages[self.seen :], len(messages)
            await self._check_list("inbox", expected.inbox, new)
        for name in ("pending", "suppressed"):
            entries = getattr(expected, name)
            if entries is not None:
                found = (await self.control("GET", f"/_mock/{name}"))["notifications"]
                await self._check_list(name, entries, found)

    def _check_answer(self, expected: Expectation, answer: WorldResponse) -> None:
        if expected.status is not None and answer.status != expected.status:
            raise _Failed(
                f"Expected status {expected.status}, got {answer.status} with {answer.json}"
            )
        if expected.has_json:
            found = list(
                json_differences(fill_placeholders(expected.json, self.saved), answer.json)
            )
            if found:
                lines = [
                    f"    {each.field}: wanted {each.expected}, got {each.actual}" for each in found
                ]
                raise _Failed("\n".join(["The answer's JSON differs.", *lines]))

    async def _check_list(
        self, name: str, entries: Sequence[Mapping[str, Any]], found: Sequence[Document]
    ) -> None:
        wanted = [wanted_of_entry(fill_placeholders(entry, self.saved)) for entry in entries]
        fits = len(wanted) == len(found) and all(
            each.matches(document) for each, document in zip(wanted, found, strict=True)
        )
        if not fits:
            contents = await self._contents(await self._messages())
            raise _Failed(list_mismatch(name, wanted, found, contents))

    async def _messages(self) -> list[Document]:
        messages: list[Document] = (await self.control("GET", "/_mock/inbox"))["messages"]
        return messages

    async def _contents(self, messages: Sequence[Document]) -> WorldMessages:
        return WorldMessages(
            now=(await self.control("GET", "/_mock/clock"))["now"],
            messages=messages,
            pending=(await self.control("GET", "/_mock/pending"))["notifications"],
            suppressed=(await self.control("GET", "/_mock/suppressed"))["notifications"],
        )
