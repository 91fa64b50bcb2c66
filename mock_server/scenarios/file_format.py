"""A scenario file, read and checked: unknown keys and impossible values name their line.

What the stage takes is the control API's business, so whoever reads brings the check of it.
Source: design/scenarios.md.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mock_server.domain.instant import parse_instant
from mock_server.matching.formatting import suggest
from mock_server.scenarios import scenario as told
from mock_server.scenarios.scenario import message_filter
from mock_server.scenarios.yaml_reader import LocatedDocument, Path, YamlError, read_yaml

# Says what is wrong with a part of a stage, by name: where in it, and what to write instead.
PartValidator = Callable[[str, Any], tuple[Path, str] | None]

PARTS = ("settings", "directory", "whitelist", "outcomes", "conditions", "faults")
BUNDLED_DIRECTORIES = ("default", "empty")
_ACTIONS = ("request", "advance", "report", "change")
_DURATION = re.compile(r"P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")


class ScenarioError(ValueError):
    """A scenario cannot be used; the message has file, line and what to write instead."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _knows_its_keys(cls, value: Any) -> Any:
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in value if isinstance(value, Mapping) else ():
            if key not in known and cls.model_config.get("extra") == "forbid":
                message = f"unknown key {key!r}; {suggest(key, known)}"
                raise PydanticCustomError(
                    "unknown_key", "{message}", {"message": message, "key": key}
                )
        return value


def _instant(text: str) -> str:
    parse_instant(text)
    return text


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    message_filter(entry)
    return entry


def _target(value: Any) -> Any:
    """Say in the control API's words how far to advance."""
    if isinstance(value, Mapping):
        return value
    if value in ("nextEvent", "idle"):
        return {"until": value}
    if isinstance(value, str) and not _DURATION.fullmatch(value):
        try:
            return {"to": _instant(value)}
        except ValueError:
            raise ValueError(
                f"{value!r} is neither a duration (P1D, PT5M) nor an instant"
                " (2026-01-06T09:01:00+01:00) nor nextEvent or idle"
            ) from None
    return {"by": value}


Instant = Annotated[str, AfterValidator(_instant)]
Entries = list[Annotated[dict[str, Any], AfterValidator(_entry)]]


class _Advance(_Strict):
    by: str | int | float | None = None
    to: Instant | None = None
    until: Literal["nextEvent", "idle"] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("say how far in one way: 'by', 'to' or 'until'")
        return self


class _Request(_Strict):
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
    path: Annotated[str, Field(pattern="^/")]
    body: Any = None
    headers: dict[str, str] = Field(default_factory=dict)
    token: dict[str, Any] | None = None


class _Expectation(_Strict):
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    json_: Any = Field(None, alias="json")
    inbox: Entries | None = None
    pending: Entries | None = None
    suppressed: Entries | None = None


def _report(report: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(report.get("result"), str):
        raise ValueError("say which 'result' is reported, for example Failed_Bounced")
    message_filter({name: each for name, each in report.items() if name != "result"})
    return report


class _SetupModel(_Strict):
    settings: dict[str, Any] | None = None
    directory: dict[str, Any] | Literal["default", "empty"] | None = None
    whitelist: list[str] | dict[str, Any] | None = None
    outcomes: list[Any] | None = None
    conditions: list[Any] | None = None
    faults: list[Any] | None = None

    def to_scenario(self, now: str | None = None) -> told.Setup:
        """Return it as the runner takes it."""
        return told.Setup(
            now=now,
            settings=self.settings,
            directory=self.directory,
            whitelist=self.whitelist,
            outcomes=tuple(self.outcomes or ()),
            conditions=tuple(self.conditions or ()),
            faults=tuple(self.faults or ()),
        )


class _Step(_Strict):
    request: _Request | None = None
    advance: Annotated[_Advance, BeforeValidator(_target)] | None = None
    report: Annotated[dict[str, Any], AfterValidator(_report)] | None = None
    change: _SetupModel | None = None
    expect: _Expectation | None = None
    save: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        actions = [name for name in _ACTIONS if getattr(self, name) is not None]
        if len(actions) > 1:
            raise ValueError(f"a step does one thing, not {' and '.join(actions)}; make two of it")
        if not actions and self.expect is None:
            raise ValueError(f"say what the step does ({', '.join(_ACTIONS)}) or expects")
        of_answer = {"status", "json_"} & (self.expect.model_fields_set if self.expect else set())
        if self.request is None and (of_answer or self.save):
            raise ValueError("'status', 'json' and 'save' are about an answer; add the request")
        return self

    def to_scenario(self, line: int | None) -> told.Step:
        """Return it as the runner takes it."""
        return told.Step(
            request=_told_request(self.request),
            advance=self.advance.model_dump(exclude_unset=True) if self.advance else None,
            report=self.report,
            change=self.change.to_scenario() if self.change else None,
            expect=_told_expectation(self.expect),
            save=self.save,
            line=line,
        )


class _Document(_SetupModel):
    description: str
    now: Instant | None = None
    steps: Annotated[list[_Step], Field(min_length=1)]


def _told_request(asked: _Request | None) -> told.Request | None:
    if asked is None:
        return None
    return told.Request(
        method=asked.method,
        path=asked.path,
        body=asked.body,
        has_body="body" in asked.model_fields_set,
        headers=asked.headers,
        token=asked.token,
    )


def _told_expectation(expected: _Expectation | None) -> told.Expectation | None:
    if expected is None:
        return None
    return told.Expectation(
        status=expected.status,
        json=expected.json_,
        has_json="json_" in expected.model_fields_set,
        inbox=_tuple(expected.inbox),
        pending=_tuple(expected.pending),
        suppressed=_tuple(expected.suppressed),
    )


def _tuple(entries: Entries | None) -> tuple[dict[str, Any], ...] | None:
    return None if entries is None else tuple(entries)


def parse_scenario(text: str, source: str, check: PartValidator) -> told.Scenario:
    """Read a scenario from YAML or JSON *text*; *source* is its file, for messages.

    Raises:
        ScenarioError: if it is none; the message has file, line and what to write instead.
    """
    try:
        read = read_yaml(text)
    except YamlError as error:
        raise ScenarioError(_located(source, error.line, str(error))) from error
    return _checked(read, source, check)


def parse_scenario_document(document: Any, source: str, check: PartValidator) -> told.Scenario:
    """Read a scenario from a JSON *document*.

    Raises:
        ScenarioError: if it is none; the message says what to write instead.
    """
    return _checked(LocatedDocument(document), source, check)


def _checked(read: LocatedDocument, source: str, check: PartValidator) -> told.Scenario:
    try:
        document = _Document.model_validate(read.value)
    except ValidationError as error:
        path, message = _first(error)
        raise ScenarioError(_located(source, read.line(path), message, path)) from error
    for path, name, part in _parts(document):
        found = check(name, part)
        if found is not None:
            within, message = found
            where = (*path, *within)
            raise ScenarioError(_located(source, read.line(where), message, path))
    steps = enumerate(document.steps)
    return told.Scenario(
        name=source.rpartition("/")[2].rpartition(".")[0] or source,
        description=" ".join(document.description.split()),
        stage=document.to_scenario(document.now),
        steps=tuple(step.to_scenario(read.line(("steps", place))) for place, step in steps),
    )


def _parts(document: _Document) -> Iterator[tuple[Path, str, Any]]:
    """Go through what the control API takes: on the stage, and where a step changes it."""
    stages: list[tuple[Path, _SetupModel]] = [((), document)]
    for place, step in enumerate(document.steps):
        if step.change is not None:
            stages.append((("steps", place, "change"), step.change))
    for path, stage in stages:
        for name in PARTS:
            part = getattr(stage, name)
            if part is not None and part not in BUNDLED_DIRECTORIES:
                yield (*path, name), name, part


def _first(error: ValidationError) -> tuple[Path, str]:
    found = error.errors(include_url=False)[0]
    path = tuple(step for step in found["loc"] if not _is_choice(step))
    key = found.get("ctx", {}).get("key")
    message = found["msg"].removeprefix("Value error, ")
    if found["type"] == "missing":
        return path[:-1], f"{path[-1]!r} is missing"
    if found["type"] not in ("value_error", "unknown_key"):
        message = f"{message.replace('Input should be', 'write')}, not {found['input']!r}"
    return (path if key is None else (*path, key)), message


def _is_choice(step: int | str) -> bool:
    """Tell whether pydantic names a branch of a union here, and no part of the document."""
    return isinstance(step, str) and ("[" in step or step in ("int", "float", "str", "list"))


def _located(source: str, line: int | None, message: str, path: Path = ()) -> str:
    where = source if line is None else f"{source}:{line}"
    inside = ".".join(str(step) for step in path)
    return f"{where}: {inside + ': ' if inside else ''}{message}"
