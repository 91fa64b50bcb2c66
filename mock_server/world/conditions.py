"""Scripted answers of condition endpoints, and what an answer means.

Source: spec/processing-and-timing.md 3.8; design/control-api.md, Conditions.
"""

import json
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from mock_server.domain.whitespace import is_blank
from mock_server.world.external_calls import SendConditionResult

SEND_NOTIFICATION = "sendNotification"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedAnswer:
    """One answer: a status with a body, or no connection at all.

    ``json`` is there (and may be None for the JSON ``null``) only when ``has_json``.
    """

    status: int = 200
    json: Any = None
    has_json: bool = False
    body: str | None = None
    network_error: bool = False

    def text(self) -> str:
        """Return the body as it would be on the wire."""
        return json.dumps(self.json) if self.has_json else self.body or ""


@dataclass(slots=True, kw_only=True)
class ConditionScript:
    """Answers for one endpoint (exact URL or glob), given in turn; the last one repeats."""

    url: str
    answers: tuple[ScriptedAnswer, ...]
    calls: int = 0

    def next_answer(self) -> ScriptedAnswer:
        """Count one GET and return what it gets."""
        answer = self.answers[min(self.calls, len(self.answers) - 1)]
        self.calls += 1
        return answer


@dataclass(slots=True)
class Conditions:
    """All scripted endpoints of a world; an exact URL wins over a glob."""

    scripts: list[ConditionScript] = field(default_factory=list)

    def scripted_result(self, url: str) -> SendConditionResult | None:
        """Answer a GET on *url* from the script; None where no script fits."""
        script = next((s for s in self.scripts if s.url == url), None) or next(
            (s for s in self.scripts if fnmatchcase(url, s.url)), None
        )
        if script is None:
            return None
        scripted = script.next_answer()
        if scripted.network_error:
            return SendConditionResult(None, "no connection", is_unreachable=True)
        return parse_condition_response(scripted.status, scripted.text())


def parse_condition_response(status: int, body: str) -> SendConditionResult:
    """Say what an answer means: only 2xx with a true JSON boolean decides anything."""
    if not 200 <= status < 300:
        return SendConditionResult(None, f"status {status}")
    if is_blank(body):
        return SendConditionResult(None, f"status {status} with an empty body")
    try:
        document = json.loads(body, parse_constant=_reject_constant)
    except (ValueError, RecursionError):
        return SendConditionResult(None, f"status {status} with a body that is not JSON")
    value = document.get(SEND_NOTIFICATION) if isinstance(document, dict) else None
    if not isinstance(value, bool):
        return SendConditionResult(None, f"status {status} without a boolean {SEND_NOTIFICATION!r}")
    return SendConditionResult(value, f"{SEND_NOTIFICATION} is {str(value).lower()}")


def _reject_constant(word: str) -> None:
    """Refuse what only Python's reader takes: NaN, Infinity and -Infinity."""
    raise ValueError(word)
