"""A scenario: its description, setup and steps.

Source: docs/scenarios.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mock_server.domain.rule_ids import RuleId
from mock_server.explain.reasons import PendingReason, SuppressionReason
from mock_server.matching.filters import FIELDS, TEXTS, Criterion, MessageFilter, Operator
from mock_server.matching.formatting import suggest
from mock_server.matching.values import impossible_combination, impossible_value

JsonValue = Any
Call = tuple[str, str, JsonValue]

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_COMPARISONS = {"equals": Operator.IS, "contains": Operator.CONTAINS, "matches": Operator.MATCHES}
# Fields that are not suggested; the last four belong to pending and suppressed messages.
_OTHER_FIELDS = frozenset(
    {
        "recipient",
        "warnings",
        "attachments",
        "id",
        "resultAt",
        "reason",
        "rule",
        "because",
        "expectedSendTime",
    }
)
_CHOICES: Mapping[str, Sequence[str]] = {
    "reason": [each.value for each in (*PendingReason, *SuppressionReason)],
    "rule": [each.value for each in RuleId],
}
_RULE_LISTS = ("outcomes", "conditions", "faults")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The initial state of a world, or changes to it, in the format of the control API."""

    now: str | None = None
    settings: Mapping[str, JsonValue] | None = None
    directory: JsonValue = None
    whitelist: JsonValue = None
    outcomes: tuple[JsonValue, ...] = ()
    conditions: tuple[JsonValue, ...] = ()
    faults: tuple[JsonValue, ...] = ()

    def setup_calls(self, now: str) -> Iterator[Call]:
        """Yield the control API calls that set up a world; *now* is the default start."""
        start = {"now": self.now or now, "mode": "frozen"}
        parts = {"settings": self.settings, "directory": self.directory}
        given_parts = {name: value for name, value in parts.items() if value is not None}
        yield "POST", "/_mock/reset", start | given_parts
        if self.whitelist is not None:
            yield "PUT", "/_mock/whitelist", self._whitelist_body()
        for name in _RULE_LISTS:
            if getattr(self, name):
                yield "PUT", f"/_mock/{name}", list(getattr(self, name))

    def change_calls(self) -> Iterator[Call]:
        """Yield the control API calls that change these parts of a world, except conditions."""
        if self.settings is not None:
            yield "PATCH", "/_mock/settings", self.settings
        if self.directory is not None:
            yield "PATCH", "/_mock/directory", self.directory
        if isinstance(self.whitelist, list):
            for number in self.whitelist:
                yield "POST", "/_mock/whitelist", {"number": number}
        elif self.whitelist is not None:
            yield "PUT", "/_mock/whitelist", self.whitelist
        for name in ("outcomes", "faults"):
            for rule in getattr(self, name):
                yield "POST", f"/_mock/{name}", rule

    def _whitelist_body(self) -> JsonValue:
        return {"numbers": self.whitelist} if isinstance(self.whitelist, list) else self.whitelist


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to an emulated API; ``token`` is the token request for its bearer token."""

    method: str
    path: str
    body: JsonValue = None
    has_body: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    token: Mapping[str, JsonValue] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Expectations after a step; parts that are None are not checked."""

    status: int | None = None
    json: JsonValue = None
    has_json: bool = False
    inbox: tuple[Mapping[str, JsonValue], ...] | None = None
    pending: tuple[Mapping[str, JsonValue], ...] | None = None
    suppressed: tuple[Mapping[str, JsonValue], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step: at most one action, and expectations; ``line`` is its line in the file."""

    request: Request | None = None
    advance: Mapping[str, JsonValue] | None = None
    report: Mapping[str, JsonValue] | None = None
    change: Setup | None = None
    expect: Expectation | None = None
    save: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None

    @property
    def title(self) -> str:
        """A short description of the step."""
        if self.request is not None:
            return f"{self.request.method} {self.request.path}"
        if self.advance is not None:
            return "advance " + " ".join(str(each) for each in self.advance.values())
        if self.report is not None:
            return f"report {self.report['result']}"
        return "change" if self.change is not None else "expect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A scenario with its setup and steps."""

    name: str
    description: str
    setup: Setup
    steps: tuple[Step, ...]


def message_filter(entry: Mapping[str, JsonValue]) -> MessageFilter:
    """Return the filter for an entry of ``expect.inbox``.

    Raises:
        ValueError: if messages do not have one of the fields, or cannot have its value.
    """
    criteria = tuple(_criterion(name, value) for name, value in entry.items())
    plain = {name: each for name, each in entry.items() if not _is_open(each)}
    advice = impossible_combination(plain)
    if advice is not None:
        raise ValueError(advice)
    return MessageFilter(criteria)


def _is_open(value: JsonValue) -> bool:
    """Return whether a value is a comparison, or known only after its placeholders are filled."""
    if isinstance(value, Mapping):
        return True
    return value in (None, "") or (isinstance(value, str) and bool(_PLACEHOLDER.search(value)))


def _impossible(name: str, value: JsonValue) -> str | None:
    if _is_open(value):
        return None
    return impossible_value(name, value, choices=_CHOICES.get(name))


def _criterion(name: str, value: JsonValue) -> Criterion:
    if name.split(".")[0] not in FIELDS | _OTHER_FIELDS:
        raise ValueError(f"unknown field {name!r}; {suggest(name, FIELDS)}")
    if isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _COMPARISONS:
        ((comparison, operand),) = value.items()
        return Criterion(field=name, operator=_COMPARISONS[comparison], value=operand)
    advice = _impossible(name, value)
    if advice is not None:
        raise ValueError(f"{name}: {advice}")
    how = Operator.CONTAINS if name in TEXTS and value is not None else Operator.IS
    return Criterion(field=name, operator=how, value=value)


def fill_placeholders(value: JsonValue, saved: Mapping[str, JsonValue]) -> JsonValue:
    """Return *value* with each ``{name}`` replaced by the saved value of that name."""
    match value:
        case str():
            return _fill_text(value, saved)
        case Mapping():
            return {name: fill_placeholders(each, saved) for name, each in value.items()}
        case list() | tuple():
            return [fill_placeholders(each, saved) for each in value]
        case _:
            return value


def _fill_text(text: str, saved: Mapping[str, JsonValue]) -> JsonValue:
    whole = _PLACEHOLDER.fullmatch(text)
    if whole and whole[1] in saved:
        return saved[whole[1]]
    return _PLACEHOLDER.sub(lambda match: str(saved.get(match[1], match[0])), text)


def placeholders(text: str) -> list[str]:
    """Return the names of the placeholders in *text*."""
    return _PLACEHOLDER.findall(text)
