"""Scripted answers of condition endpoints, and the interpretation of their responses.

Source: docs/reference/time-and-delivery.md section 3.8; docs/control-api.md, Outcomes and faults.
"""

import json
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from mock_server.domain.enums import RuleSet
from mock_server.domain.whitespace import is_blank
from mock_server.world.external_calls import SendConditionResult

SEND_NOTIFICATION = "sendNotification"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedAnswer:
    """One scripted answer: a status with a body, or a network error.

    ``json`` is used only if ``has_json`` is True; None is then the JSON value ``null``.
    """

    status: int = 200
    json: Any = None
    has_json: bool = False
    body: str | None = None
    network_error: bool = False

    def text(self) -> str:
        """Return the response body."""
        return json.dumps(self.json) if self.has_json else self.body or ""


@dataclass(slots=True, kw_only=True)
class ConditionScript:
    """The answers of one endpoint (exact URL or glob), used in order; the last one repeats."""

    url: str
    answers: tuple[ScriptedAnswer, ...]
    calls: int = 0

    def next_answer(self) -> ScriptedAnswer:
        """Count one call and return its answer."""
        answer = self.answers[min(self.calls, len(self.answers) - 1)]
        self.calls += 1
        return answer


@dataclass(slots=True)
class Conditions:
    """All scripted endpoints of a world; an exact URL takes precedence over a glob."""

    scripts: list[ConditionScript] = field(default_factory=list)

    def scripted_result(self, url: str, rules: RuleSet) -> SendConditionResult | None:
        """Return the result of the next scripted answer for *url*, or None without a script."""
        script = next((s for s in self.scripts if s.url == url), None) or next(
            (s for s in self.scripts if fnmatchcase(url, s.url)), None
        )
        if script is None:
            return None
        answer = script.next_answer()
        if answer.network_error:
            return SendConditionResult(None, "no connection", is_unreachable=True)
        return parse_condition_response(answer.status, answer.text(), rules)


def parse_condition_response(status: int, body: str, rules: RuleSet) -> SendConditionResult:
    """Return the result of a response; only success with a JSON boolean is conclusive.

    Success is 200; under ``deployed`` every 2xx.
    """
    if status != 200 and not (200 <= status < 300 and rules is RuleSet.DEPLOYED):
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
    """Reject NaN, Infinity and -Infinity, which Python accepts but JSON does not."""
    raise ValueError(word)
