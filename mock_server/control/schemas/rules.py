"""What goes wrong, and what condition endpoints say: rules as JSON, and as the engine's.

Source: design/control-api.md, What goes wrong.
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

# What a notification is before anything is known of it: no gateway says so.
_NO_OUTCOMES: Final = frozenset({NotificationResult.NEW, NotificationResult.SENDING})
_KNOWN: Final = (EMAIL_RESULTS | SMS_RESULTS) - _NO_OUTCOMES
_OF_MEDIUM: Final = {Channel.EMAIL: EMAIL_RESULTS, Channel.SMS: SMS_RESULTS}
_REQUESTS_ONLY: Final = ("method", "path", "body", "headers", "delay")

_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE: Final = re.compile(r"[\t -~\xa0-\xff]*")

Times = Annotated[int, Field(ge=1)]
Status = Annotated[int, Field(ge=200, le=599)]


def _result(text: str) -> str:
    return text if text == NO_REPORT else _gateway_result(text)


def _gateway_result(text: str) -> str:
    if text not in _KNOWN:
        raise ValueError(f"{text!r} is no result; {suggest(text, _KNOWN)}")
    return text


def _one_of(*words: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": sorted(words)})


GatewayResult = Annotated[str, AfterValidator(_gateway_result), _one_of(*_KNOWN)]
PlannedResult = Annotated[str, AfterValidator(_result), _one_of(*_KNOWN, NO_REPORT)]


class OutcomeModel(ControlModel):
    """What becomes of messages that fit."""

    channel: Channel | None = None
    to: str | None = None
    text: str | None = None
    result: PlannedResult
    after: Duration | None = None
    times: Times | None = None

    @model_validator(mode="after")
    def _is_a_result_of_the_channel(self) -> Self:
        if self.channel is None or self.result == NO_REPORT:
            return self
        known = _OF_MEDIUM[self.channel] - _NO_OUTCOMES
        if self.result not in known:
            advice = suggest(self.result, known)
            raise ValueError(f"{self.result!r} is no result of {self.channel}; {advice}")
        return self

    def to_engine(self) -> OutcomeRule:
        """Say it in the engine's words."""
        return OutcomeRule(**self.explicit_fields())


def _sendable(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not (_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value)):
            raise ValueError(f"{name!r} is no header; write one line of Latin-1, its name in ASCII")
    return headers


class FaultModel(ControlModel):
    """One planned failure, of the emulated HTTP surface or of a dependency."""

    dependency: Dependency | None = None
    method: str | None = None
    path: str | None = None
    status: Status | None = None
    body: Any = None
    headers: Annotated[dict[str, str], AfterValidator(_sendable)] | None = None
    delay: Duration | None = None
    close: bool = False
    decision: Literal["Deny", "NotApplicable"] | None = None
    times: Times | None = None

    @model_validator(mode="after")
    def _exactly_one_fault(self) -> Self:
        if self.close and self.status is not None:
            raise ValueError("'close' gives no answer; leave out 'status'")
        if self.dependency is None:
            return self._of_requests()
        for name in self.model_fields_set.intersection(_REQUESTS_ONLY):
            raise ValueError(f"{name!r} is for requests; a rule with 'dependency' has none")
        if self.decision is None:
            return self
        if self.dependency is not Dependency.AUTHORIZATION:
            raise ValueError("only 'authorization' has a 'decision'")
        if self.close or self.status is not None:
            raise ValueError("a 'decision' is a good answer; leave out 'status' and 'close'")
        return self

    def _of_requests(self) -> Self:
        if self.decision is not None:
            raise ValueError('a \'decision\' needs {"dependency": "authorization"}')
        if not self.model_fields_set & {"status", "body", "headers", "delay", "close"}:
            raise ValueError(
                "the rule does not say what goes wrong; write 'status', 'body', 'headers', 'delay'"
                " or 'close', or a 'dependency'"
            )
        return self

    def to_engine(self) -> FaultRule:
        """Say it in the engine's words."""
        return FaultRule(**{**self.explicit_fields(), "headers": self.headers or {}})


class AnswerModel(ControlModel):
    """One answer of a condition endpoint: a status with a body, or no connection at all."""

    status: Annotated[int, Field(ge=100, le=599)] = 200
    json_: Any = Field(None, alias="json")
    body: str | None = None
    network_error: bool = False

    @model_validator(mode="after")
    def _is_one_answer(self) -> Self:
        if self.network_error and len(self.model_fields_set) > 1:
            raise ValueError("'networkError' is no answer; leave the others out")
        if {"json_", "body"} <= self.model_fields_set:
            raise ValueError("an answer has 'json' or 'body', not both")
        return self

    def answer(self) -> ScriptedAnswer:
        """Say it in the engine's words."""
        return ScriptedAnswer(
            status=self.status,
            json=self.json_,
            has_json="json_" in self.model_fields_set,
            body=self.body,
            network_error=self.network_error,
        )


class ConditionModel(ControlModel):
    """The answers of one condition endpoint, in turn; the last one repeats."""

    url: Annotated[str, Field(min_length=1)]
    answers: Annotated[tuple[AnswerModel, ...], Field(min_length=1)]
    calls: Annotated[int, Field(ge=0)] = 0

    def to_engine(self) -> ConditionScript:
        """Say it in the engine's words."""
        answers = tuple(each.answer() for each in self.answers)
        return ConditionScript(url=self.url, answers=answers, calls=self.calls)


def rule_json(rule: OutcomeRule | FaultRule) -> dict[str, Any]:
    """Return a rule as JSON, without what it leaves open; ``times`` is what is left."""
    shown = {}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if value is not None and value is not False and value != {}:
            is_duration = field.name in ("after", "delay")
            shown[to_camel(field.name)] = format_duration(value) if is_duration else value
    return shown


def condition_json(script: ConditionScript) -> dict[str, Any]:
    """Return a condition endpoint as JSON."""
    answers = [_shown_answer(each) for each in script.answers]
    return {"url": script.url, "answers": answers, "calls": script.calls}


def _shown_answer(answer: ScriptedAnswer) -> dict[str, Any]:
    if answer.network_error:
        return {"networkError": True}
    if answer.has_json:
        return {"status": answer.status, "json": answer.json}
    return {"status": answer.status, "body": answer.body or ""}
