"""A scenario: a story through time, its stage and its steps, as plain values.

Source: design/scenarios.md.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_server.matching.filters import FIELDS, TEXTS, Criterion, MessageFilter, Operator

JsonValue = Any
Call = tuple[str, str, JsonValue]

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_COMPARISONS = {"equals": Operator.IS, "contains": Operator.CONTAINS, "matches": Operator.MATCHES}
_RULES = ("outcomes", "conditions", "faults")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How a world begins, or what is changed in it; each part as the control API takes it."""

    now: str | None = None
    settings: Mapping[str, JsonValue] | None = None
    directory: JsonValue = None
    whitelist: JsonValue = None
    outcomes: tuple[JsonValue, ...] = ()
    conditions: tuple[JsonValue, ...] = ()
    faults: tuple[JsonValue, ...] = ()

    def setup_calls(self, now: str) -> Iterator[Call]:
        """Go through the calls of the control API that set the stage, *now* unless it says when."""
        start = {"now": self.now or now, "mode": "frozen"}
        chosen = {"settings": self.settings, "directory": self.directory}
        given = {name: value for name, value in chosen.items() if value is not None}
        yield "POST", "/_mock/reset", start | given
        if self.whitelist is not None:
            yield "PUT", "/_mock/whitelist", self._whitelist()
        for name in _RULES:
            if getattr(self, name):
                yield "PUT", f"/_mock/{name}", list(getattr(self, name))

    def change_calls(self) -> Iterator[Call]:
        """Go through the calls that change these parts and leave the rest; no conditions."""
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

    def _whitelist(self) -> JsonValue:
        return {"numbers": self.whitelist} if isinstance(self.whitelist, list) else self.whitelist


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call of the emulated API; ``token`` asks for one to call it with."""

    method: str
    path: str
    body: JsonValue = None
    has_body: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    token: Mapping[str, JsonValue] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must hold after a step; a part of None is not looked at."""

    status: int | None = None
    json: JsonValue = None
    has_json: bool = False
    inbox: tuple[Mapping[str, JsonValue], ...] | None = None
    pending: tuple[Mapping[str, JsonValue], ...] | None = None
    suppressed: tuple[Mapping[str, JsonValue], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, if anything, and what must hold afterwards. ``line`` is in the file."""

    request: Request | None = None
    advance: Mapping[str, JsonValue] | None = None
    report: Mapping[str, JsonValue] | None = None
    change: Setup | None = None
    expect: Expectation | None = None
    save: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None

    @property
    def title(self) -> str:
        """Say what the step is, in a few words."""
        if self.request is not None:
            return f"{self.request.method} {self.request.path}"
        if self.advance is not None:
            return "advance " + " ".join(str(each) for each in self.advance.values())
        if self.report is not None:
            return f"report {self.report['result']}"
        return "change" if self.change is not None else "expect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story, the stage it is set on, and its steps."""

    name: str
    description: str
    stage: Setup
    steps: tuple[Step, ...]


def message_filter(entry: Mapping[str, JsonValue]) -> MessageFilter:
    """Return an entry of ``expect.inbox`` as what is wanted of a message.

    Raises:
        ValueError: for a field that messages do not have, or a comparison that there is not.
    """
    return MessageFilter(tuple(_wish(name, value) for name, value in entry.items()))


def _wish(name: str, value: JsonValue) -> Criterion:
    head = name.split(".")[0]
    if head not in FIELDS | {"recipient", "warnings", "attachments", "id", "resultAt"} | _MORE:
        raise ValueError(f"a message has no {name!r}; write one of {', '.join(sorted(FIELDS))}")
    if isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _COMPARISONS:
        ((comparison, wanted),) = value.items()
        return Criterion(field=name, operator=_COMPARISONS[comparison], value=wanted)
    how = Operator.CONTAINS if name in TEXTS and value is not None else Operator.IS
    return Criterion(field=name, operator=how, value=value)


# What a message that has not left says of itself besides.
_MORE = frozenset({"reason", "rule", "because", "expectedSendTime"})


def fill_placeholders(value: JsonValue, saved: Mapping[str, JsonValue]) -> JsonValue:
    """Return *value* with ``{name}`` replaced by what was saved under that name."""
    match value:
        case str():
            return _filled_text(value, saved)
        case Mapping():
            return {name: fill_placeholders(each, saved) for name, each in value.items()}
        case list() | tuple():
            return [fill_placeholders(each, saved) for each in value]
        case _:
            return value


def _filled_text(text: str, saved: Mapping[str, JsonValue]) -> JsonValue:
    whole = _PLACE.fullmatch(text)
    if whole and whole[1] in saved:
        return saved[whole[1]]
    return _PLACE.sub(lambda place: str(saved.get(place[1], place[0])), text)


def placeholders(text: str) -> list[str]:
    """Return the names that stand in braces in *text*."""
    return _PLACE.findall(text)
