"""Models of outcomes, faults and condition scripts.

Source: docs/control-api.md, Outcomes and faults.
"""

import re
from dataclasses import fields
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic.alias_generators import to_camel

from mock_server.control.schemas.parsing import ControlModel, Duration
from mock_server.domain.durations import format_duration
from mock_server.domain.enums import (
    EMAIL_RESULTS,
    SMS_RESULTS,
    Channel,
    Dependency,
    NotificationResult,
)
from mock_server.matching.formatting import suggest
from mock_server.world.conditions import ConditionScript, ScriptedAnswer
from mock_server.world.faults import FaultRule
from mock_server.world.outcomes import NO_REPORT, OutcomeRule

# Results before a gateway has responded.
_INITIAL_RESULTS: Final = frozenset({NotificationResult.NEW, NotificationResult.SENDING})
_RESULTS_BY_CHANNEL: Final = {
    Channel.EMAIL: EMAIL_RESULTS - _INITIAL_RESULTS,
    Channel.SMS: SMS_RESULTS - _INITIAL_RESULTS,
}
_RESULTS: Final = _RESULTS_BY_CHANNEL[Channel.EMAIL] | _RESULTS_BY_CHANNEL[Channel.SMS]
# The documented names of results that Altinn stores under other names.
_DOCUMENTED_RESULTS: Final = {
    "Failed_SuppressedRecipient": NotificationResult.SUPPRESSED_RECIPIENT.value,
    "Failed_InvalidFormat": NotificationResult.INVALID_EMAIL_FORMAT.value,
}
_HTTP_FIELDS: Final = ("method", "path", "body", "headers", "delay", "when")

_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE: Final = re.compile(r"[\t -~\xa0-\xff]*")

Times = Annotated[int, Field(ge=1)]
Status = Annotated[int, Field(ge=200, le=599)]


def _validate_outcome_result(text: str) -> str:
    return text if text == NO_REPORT else _validate_gateway_result(text)


def _validate_gateway_result(text: str) -> str:
    text = _DOCUMENTED_RESULTS.get(text, text)
    if text not in _RESULTS:
        raise ValueError(f"{text!r} is not a valid result; {suggest(text, _RESULTS)}")
    return text


def _enum_schema(*values: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": sorted(values)})


GatewayResult = Annotated[
    str,
    AfterValidator(_validate_gateway_result),
    _enum_schema(*_RESULTS, *_DOCUMENTED_RESULTS),
]
OutcomeResult = Annotated[
    str,
    AfterValidator(_validate_outcome_result),
    _enum_schema(*_RESULTS, *_DOCUMENTED_RESULTS, NO_REPORT),
]


class OutcomeModel(ControlModel):
    """The delivery result of matching messages."""

    channel: Channel | None = None
    to: str | None = None
    text: str | None = None
    result: OutcomeResult
    after: Duration | None = None
    times: Times | None = None

    @model_validator(mode="after")
    def _result_matches_channel(self) -> Self:
        if self.channel is None or self.result == NO_REPORT:
            return self
        results = _RESULTS_BY_CHANNEL[self.channel]
        if self.result not in results:
            raise ValueError(
                f"{self.result!r} is not a valid result for {self.channel};"
                f" {suggest(self.result, results)}"
            )
        return self

    def to_engine(self) -> OutcomeRule:
        """Return the rule for the engine."""
        return OutcomeRule(**self.explicit_fields())


def _validate_headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not (_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value)):
            raise ValueError(
                f"{name!r} is not a valid header; expected an ASCII name and one line of Latin-1"
            )
    return headers


class FaultModel(ControlModel):
    """A fault of the emulated APIs, or of a dependency of Altinn."""

    dependency: Dependency | None = None
    method: str | None = None
    path: str | None = None
    status: Status | None = None
    body: Any = None
    headers: Annotated[dict[str, str], AfterValidator(_validate_headers)] | None = None
    delay: Duration | None = None
    close: bool = False
    decision: Literal["Deny", "NotApplicable"] | None = None
    when: Literal["before", "after"] | None = None
    times: Times | None = None

    @model_validator(mode="after")
    def _exactly_one_fault(self) -> Self:
        if self.close and self.status is not None:
            raise ValueError("'close' sends no response; remove 'status'")
        if self.decision is not None and self.dependency is not Dependency.AUTHORIZATION:
            raise ValueError("'decision' requires 'dependency' to be 'authorization'")
        if self.dependency is None:
            return self._validate_http_fault()
        for name in self.model_fields_set.intersection(_HTTP_FIELDS):
            raise ValueError(f"{name!r} cannot be combined with 'dependency'")
        if self.decision is not None and (self.close or self.status is not None):
            raise ValueError("'decision' is a successful response; remove 'status' and 'close'")
        return self

    def _validate_http_fault(self) -> Self:
        if not self.model_fields_set & {"status", "body", "headers", "delay", "close"}:
            raise ValueError(
                "the fault needs one of 'status', 'body', 'headers', 'delay', 'close'"
                " or 'dependency'"
            )
        return self

    def to_engine(self) -> FaultRule:
        """Return the rule for the engine."""
        return FaultRule(**{**self.explicit_fields(), "headers": self.headers or {}})


class AnswerModel(ControlModel):
    """One answer of a condition endpoint: a status and a body, or a network error."""

    status: Annotated[int, Field(ge=100, le=599)] = 200
    json_: Any = Field(None, alias="json")
    body: str | None = None
    network_error: bool = False

    @model_validator(mode="after")
    def _is_one_answer(self) -> Self:
        if self.network_error and len(self.model_fields_set) > 1:
            raise ValueError("'networkError' sends no response; remove the other fields")
        if {"json_", "body"} <= self.model_fields_set:
            raise ValueError("an answer has 'json' or 'body', not both")
        return self

    def to_engine(self) -> ScriptedAnswer:
        """Return the answer for the engine."""
        return ScriptedAnswer(
            status=self.status,
            json=self.json_,
            has_json="json_" in self.model_fields_set,
            body=self.body,
            network_error=self.network_error,
        )


class ConditionModel(ControlModel):
    """The answers of one condition endpoint, in order; the last one repeats."""

    url: Annotated[str, Field(min_length=1)]
    answers: Annotated[tuple[AnswerModel, ...], Field(min_length=1)]
    calls: Annotated[int, Field(ge=0)] = 0

    def to_engine(self) -> ConditionScript:
        """Return the script for the engine."""
        answers = tuple(each.to_engine() for each in self.answers)
        return ConditionScript(url=self.url, answers=answers, calls=self.calls)


def rule_json(rule: OutcomeRule | FaultRule) -> dict[str, Any]:
    """Return a rule as JSON, without empty fields; ``times`` is the remaining count."""
    document = {}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if value is not None and value is not False and value != {}:
            is_duration = field.name in ("after", "delay")
            document[to_camel(field.name)] = format_duration(value) if is_duration else value
    return document


def condition_json(script: ConditionScript) -> dict[str, Any]:
    """Return a condition script as JSON."""
    answers = [_answer_json(each) for each in script.answers]
    return {"url": script.url, "answers": answers, "calls": script.calls}


def _answer_json(answer: ScriptedAnswer) -> dict[str, Any]:
    if answer.network_error:
        return {"networkError": True}
    if answer.has_json:
        return {"status": answer.status, "json": answer.json}
    return {"status": answer.status, "body": answer.body or ""}
