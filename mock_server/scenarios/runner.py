"""Runs a scenario against a world.

The command line, ``POST /_mock/scenarios/run`` and the pytest marker use this code.
Source: docs/scenarios.md.
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
    message_filter,
    placeholders,
)

PAGE_SIZE = 10_000
DEFAULT_START = "2026-01-05T10:00:00Z"  # 11:00 in Oslo


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldResponse:
    """A response; ``json`` is None for an empty body."""

    status: int
    json: Any = None


class WorldClient(Protocol):
    """A client for one world, over HTTP or in this process."""

    async def __call__(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> WorldResponse:
        """Send a request to *path* of the world, without a body if *body* is None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """The result of one step; ``difference`` is None if it passed."""

    index: int
    title: str
    line: int | None
    difference: str | None = None

    @property
    def passed(self) -> bool:
        """Return whether the step passed."""
        return self.difference is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioReport:
    """The result of a scenario; a failed step is the last one."""

    name: str
    steps: Sequence[StepResult]
    timeline: Sequence[Document]

    @property
    def passed(self) -> bool:
        """Return whether every step passed."""
        return all(step.passed for step in self.steps)

    def document(self) -> dict[str, Any]:
        """Return the response of ``POST /_mock/scenarios/run``."""
        return {
            "passed": self.passed,
            "steps": [_step_document(step) for step in self.steps],
            "timeline": list(self.timeline),
        }


class _StepError(Exception):
    """A step failed; the message is the difference."""


OnStep = Callable[[StepResult], None]


async def run(
    scenario: Scenario, call: WorldClient, on_step: OnStep | None = None
) -> ScenarioReport:
    """Set up the world and run the steps in order, up to the first that fails."""
    state = _Run(call)
    results: list[StepResult] = []
    failure = await _difference(state.set_up(scenario.setup))
    if failure is not None:
        results.append(StepResult(index=0, title="setup", line=None, difference=failure))
    for index, step in enumerate(scenario.steps if failure is None else (), start=1):
        difference = await _difference(state.run_step(step))
        result = StepResult(index=index, title=step.title, line=step.line, difference=difference)
        results.append(result)
        if on_step is not None:
            on_step(result)
        if not result.passed:
            break
    return ScenarioReport(name=scenario.name, steps=results, timeline=await state.timeline())


async def _difference(work: Any) -> str | None:
    try:
        await work
    except _StepError as error:
        return str(error)
    return None


def _step_document(step: StepResult) -> dict[str, Any]:
    document: dict[str, Any] = {"index": step.index, "passed": step.passed}
    return document if step.passed else document | {"difference": step.difference}


@dataclass(slots=True)
class _Run:
    """The state of one run: saved values, and the number of messages that were expected."""

    call: WorldClient
    saved: dict[str, Any] = field(default_factory=dict)
    seen: int = 0

    async def set_up(self, setup: Setup) -> None:
        for method, path, body in setup.setup_calls(DEFAULT_START):
            await self.control(method, path, body)

    async def run_step(self, step: Step) -> None:
        response = await self._act(step)
        if step.expect is not None:
            await self._check(step.expect, response)
        for name, path in step.save.items():
            value = get_path(response.json if response else None, path)
            if not is_found(value):
                raise _StepError(f"Cannot save {name!r}: the response has no {path!r}")
            self.saved[name] = value

    async def timeline(self) -> list[Document]:
        response = await self.call("GET", f"/_mock/timeline?limit={PAGE_SIZE}", None, {})
        events: list[Document] = response.json["events"] if response.status == 200 else []
        return events

    async def control(self, method: str, path: str, body: object = None) -> Any:
        response = await self.call(method, path, body, {})
        if response.status >= 400:
            detail = (
                response.json.get("detail") if isinstance(response.json, Mapping) else response.json
            )
            raise _StepError(f"{method} {path} was rejected with {response.status}: {detail}")
        return response.json

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
            saved = ", ".join(sorted(self.saved)) or "none"
            raise _StepError(f"{request.path}: no step has saved {name!r} (saved: {saved})")
        headers = {
            name: str(fill_placeholders(each, self.saved)) for name, each in request.headers.items()
        }
        if request.token is not None:
            headers |= await self._token_headers(request.token)
        body = fill_placeholders(request.body, self.saved) if request.has_body else None
        response = await self.call(request.method, path, body, headers)
        if response.status >= 400 and (expected is None or expected.status is None):
            raise _StepError(
                f"{request.method} {path} responded {response.status}: {response.json}"
            )
        return response

    async def _token_headers(self, token_request: Mapping[str, Any]) -> dict[str, str]:
        token = (await self.control("POST", "/_mock/tokens", token_request))["access_token"]
        if token_request.get("kind") == "platform":
            return {"PlatformAccessToken": token}
        return {"Authorization": f"Bearer {token}"}

    async def _report(self, report: Mapping[str, Any]) -> None:
        expected = message_filter({name: each for name, each in report.items() if name != "result"})
        messages = await self._messages()
        matching = expected.select(messages)
        if not matching:
            raise _StepError(no_message_to_report(expected, await self._world_messages(messages)))
        path = f"/_mock/inbox/{matching[-1]['id']}/report"
        await self.control("POST", path, {"result": report["result"]})

    async def _change(self, setup: Setup) -> None:
        for method, path, body in setup.change_calls():
            await self.control(method, path, fill_placeholders(body, self.saved))
        if setup.conditions:
            new = fill_placeholders(list(setup.conditions), self.saved)
            urls = {rule["url"] for rule in new}
            current = await self.control("GET", "/_mock/conditions")
            kept = [rule for rule in current if rule["url"] not in urls]
            await self.control("PUT", "/_mock/conditions", [*new, *kept])

    async def _check(self, expected: Expectation, response: WorldResponse | None) -> None:
        if response is not None:
            self._check_response(expected, response)
        if expected.inbox is not None:
            messages = await self._messages()
            new_messages, self.seen = messages[self.seen :], len(messages)
            await self._check_list("inbox", expected.inbox, new_messages)
        for name in ("pending", "suppressed"):
            entries = getattr(expected, name)
            if entries is not None:
                messages = await self._list(name, "notifications")
                await self._check_list(name, entries, messages)

    def _check_response(self, expected: Expectation, response: WorldResponse) -> None:
        if expected.status is not None and response.status != expected.status:
            raise _StepError(
                f"Expected status {expected.status}, got {response.status} with {response.json}"
            )
        if expected.has_json:
            expected_json = fill_placeholders(expected.json, self.saved)
            lines = [
                f"    {each.field}: expected {each.expected}, got {each.actual}"
                for each in json_differences(expected_json, response.json)
            ]
            if lines:
                raise _StepError("\n".join(["The response JSON differs.", *lines]))

    async def _check_list(
        self, name: str, entries: Sequence[Mapping[str, Any]], actual: Sequence[Document]
    ) -> None:
        expected = [message_filter(fill_placeholders(entry, self.saved)) for entry in entries]
        is_match = len(expected) == len(actual) and all(
            each.matches(document) for each, document in zip(expected, actual, strict=True)
        )
        if not is_match:
            state = await self._world_messages(await self._messages())
            raise _StepError(list_mismatch(name, expected, actual, state))

    async def _messages(self) -> list[Document]:
        return await self._list("inbox", "messages")

    async def _list(self, path: str, name: str) -> list[Document]:
        """Return all entries of a list of the control API."""
        entries: list[Document] = []
        after: str | None = ""
        while after is not None:
            position = f"&after={after}" if after else ""
            page = await self.control("GET", f"/_mock/{path}?limit={PAGE_SIZE}{position}")
            entries += page[name]
            after = page["next"]
        return entries

    async def _world_messages(self, messages: Sequence[Document]) -> WorldMessages:
        return WorldMessages(
            now=(await self.control("GET", "/_mock/clock"))["now"],
            messages=messages,
            pending=await self._list("pending", "notifications"),
            suppressed=await self._list("suppressed", "notifications"),
        )
