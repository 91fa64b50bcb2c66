"""Validation of scenario files; errors have file and line.

The parts of a setup are validated by a function of the caller, with the control API's models.
Source: docs/scenarios.md.
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

from mock_server.control.schemas.error_messages import format_type_error
from mock_server.domain.instant import parse_instant
from mock_server.matching.formatting import suggest
from mock_server.scenarios import scenario as values
from mock_server.scenarios.scenario import message_filter
from mock_server.scenarios.yaml_reader import LocatedDocument, Path, YamlError, read_yaml

# Validates a part of a setup, given its name; returns the location and message of an error.
PartValidator = Callable[[str, Any], tuple[Path, str] | None]

PARTS = ("settings", "directory", "whitelist", "outcomes", "conditions", "faults")
BUNDLED_DIRECTORIES = ("default", "empty")
_ACTIONS = ("request", "advance", "report", "change")
_DURATION = re.compile(r"P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")


class ScenarioError(ValueError):
    """An invalid scenario; the message has file and line, and suggests a correction."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _reject_unknown_keys(cls, value: Any) -> Any:
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in value if isinstance(value, Mapping) else ():
            if key not in known and cls.model_config.get("extra") == "forbid":
                message = f"unknown key {key!r}; {suggest(key, known)}"
                raise PydanticCustomError(
                    "unknown_key", "{message}", {"message": message, "key": key}
                )
        return value


def _validate_instant(text: str) -> str:
    parse_instant(text)
    return text


def _validate_entry(entry: dict[str, Any]) -> dict[str, Any]:
    message_filter(entry)
    return entry


def _advance_target(value: Any) -> Any:
    """Return the body of ``POST /_mock/clock/advance`` for the short forms."""
    if isinstance(value, Mapping):
        return value
    if value in ("nextEvent", "nextMessage", "idle"):
        return {"until": value}
    if isinstance(value, str) and not _DURATION.fullmatch(value):
        try:
            return {"to": _validate_instant(value)}
        except ValueError:
            raise ValueError(
                f"invalid 'advance' value {value!r}; expected a duration (P1D, PT5M),"
                " an instant (2026-01-06T09:01:00+01:00), nextEvent, nextMessage or idle"
            ) from None
    return {"by": value}


Instant = Annotated[str, AfterValidator(_validate_instant)]
Entries = list[Annotated[dict[str, Any], AfterValidator(_validate_entry)]]


class _Advance(_Strict):
    by: str | int | float | None = None
    to: Instant | None = None
    until: Literal["nextEvent", "nextMessage", "idle"] | None = None

    @model_validator(mode="after")
    def _exactly_one_target(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("expected exactly one of 'by', 'to' and 'until'")
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


def _validate_report(report: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(report.get("result"), str):
        raise ValueError("missing 'result', for example Failed_Bounced")
    message_filter({name: each for name, each in report.items() if name != "result"})
    return report


class _SetupModel(_Strict):
    settings: dict[str, Any] | None = None
    directory: dict[str, Any] | Literal["default", "empty"] | None = None
    whitelist: list[str] | dict[str, Any] | None = None
    outcomes: list[Any] | None = None
    conditions: list[Any] | None = None
    faults: list[Any] | None = None

    def to_setup(self, now: str | None = None) -> values.Setup:
        return values.Setup(
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
    advance: Annotated[_Advance, BeforeValidator(_advance_target)] | None = None
    report: Annotated[dict[str, Any], AfterValidator(_validate_report)] | None = None
    change: _SetupModel | None = None
    expect: _Expectation | None = None
    save: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_at_most_one_action(self) -> Self:
        actions = [name for name in _ACTIONS if getattr(self, name) is not None]
        if len(actions) > 1:
            raise ValueError(
                f"a step can have only one of {', '.join(actions)}; split it into two steps"
            )
        if not actions and self.expect is None:
            raise ValueError(f"a step needs an action ({', '.join(_ACTIONS)}) or an 'expect'")
        given = self.expect.model_fields_set if self.expect else set()
        if self.request is None and (given & {"status", "json_"} or self.save):
            raise ValueError("'status', 'json' and 'save' need a 'request' in the same step")
        return self

    def to_step(self, line: int | None) -> values.Step:
        return values.Step(
            request=_to_request(self.request),
            advance=self.advance.model_dump(exclude_unset=True) if self.advance else None,
            report=self.report,
            change=self.change.to_setup() if self.change else None,
            expect=_to_expectation(self.expect),
            save=self.save,
            line=line,
        )


class _Document(_SetupModel):
    description: str
    now: Instant | None = None
    steps: Annotated[list[_Step], Field(min_length=1)]


def _to_request(request: _Request | None) -> values.Request | None:
    if request is None:
        return None
    return values.Request(
        method=request.method,
        path=request.path,
        body=request.body,
        has_body="body" in request.model_fields_set,
        headers=request.headers,
        token=request.token,
    )


def _to_expectation(expected: _Expectation | None) -> values.Expectation | None:
    if expected is None:
        return None
    return values.Expectation(
        status=expected.status,
        json=expected.json_,
        has_json="json_" in expected.model_fields_set,
        inbox=_tuple(expected.inbox),
        pending=_tuple(expected.pending),
        suppressed=_tuple(expected.suppressed),
    )


def _tuple(entries: Entries | None) -> tuple[dict[str, Any], ...] | None:
    return None if entries is None else tuple(entries)


def parse_scenario(text: str, source: str, validate_part: PartValidator) -> values.Scenario:
    """Parse a scenario from YAML or JSON; *source* is its file, for error messages.

    Raises:
        ScenarioError: if it is not valid; the message has file and line.
    """
    try:
        document = read_yaml(text)
    except YamlError as error:
        raise ScenarioError(_error_text(source, error.line, str(error))) from error
    return _validated(document, source, validate_part)


def parse_scenario_document(
    document: Any, source: str, validate_part: PartValidator
) -> values.Scenario:
    """Parse a scenario from a JSON document.

    Raises:
        ScenarioError: if it is not valid; the message suggests a correction.
    """
    return _validated(LocatedDocument(document), source, validate_part)


def _validated(
    located: LocatedDocument, source: str, validate_part: PartValidator
) -> values.Scenario:
    try:
        document = _Document.model_validate(located.value)
    except ValidationError as error:
        path, message = _first_error(error)
        raise ScenarioError(_error_text(source, located.line(path), message, path)) from error
    for path, name, part in _parts(document):
        part_error = validate_part(name, part)
        if part_error is not None:
            path_in_part, message = part_error
            line = located.line((*path, *path_in_part))
            raise ScenarioError(_error_text(source, line, message, path))
    steps = enumerate(document.steps)
    return values.Scenario(
        name=source.rpartition("/")[2].rpartition(".")[0] or source,
        description=" ".join(document.description.split()),
        setup=document.to_setup(document.now),
        steps=tuple(step.to_step(located.line(("steps", index))) for index, step in steps),
    )


def _parts(document: _Document) -> Iterator[tuple[Path, str, Any]]:
    """Yield path, name and value of each part of the setup and of the steps' changes."""
    setups: list[tuple[Path, _SetupModel]] = [((), document)]
    for index, step in enumerate(document.steps):
        if step.change is not None:
            setups.append((("steps", index, "change"), step.change))
    for path, setup in setups:
        for name in PARTS:
            part = getattr(setup, name)
            if part is not None and part not in BUNDLED_DIRECTORIES:
                yield (*path, name), name, part


def _first_error(error: ValidationError) -> tuple[Path, str]:
    first = error.errors(include_url=False)[0]
    path = tuple(step for step in first["loc"] if not _is_union_branch(step))
    match first["type"]:
        case "missing":
            return path[:-1], f"missing field {path[-1]!r}"
        case "unknown_key":
            return (*path, first["ctx"]["key"]), first["msg"]
        case "value_error":
            return path, first["msg"].removeprefix("Value error, ")
        case _:
            return path, format_type_error(first)


def _is_union_branch(step: int | str) -> bool:
    """Return whether *step* is the name of a union branch, which is not in the document."""
    return isinstance(step, str) and ("[" in step or step in ("int", "float", "str", "list"))


def _error_text(source: str, line: int | None, message: str, path: Path = ()) -> str:
    where = source if line is None else f"{source}:{line}"
    location = ".".join(str(step) for step in path)
    return f"{where}: {location + ': ' if location else ''}{message}"
