"""The filters of sent messages, in a query string or in a JSON body.

Source: docs/control-api.md, Inbox.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from mock_server.control.pages import PageQuery
from mock_server.control.schemas.parsing import ControlModel, Instant
from mock_server.control.schemas.rules import GatewayResult
from mock_server.domain.enums import (
    CONTENT_TYPE_NAMES,
    Channel,
    ContentType,
    DeliveryRoute,
    MessageKind,
    OrderSource,
)
from mock_server.domain.instant import format_instant
from mock_server.domain.messages import Message
from mock_server.matching.filters import (
    Criterion,
    MessageFilter,
    Operator,
    normalize_address,
)
from mock_server.matching.values import impossible_combination, impossible_value

# The filters that are compared exactly, and the attributes of a message that they apply to.
_EXACT_FILTERS: Final = {
    "channel": "channel",
    "from_": "sender",
    "on_behalf_of": "on_behalf_of",
    "shipment_id": "order_id",
    "order_chain_id": "chain_id",
    "correspondence_id": "correspondence_id",
    "instance_id": "instance_id",
    "senders_reference": "senders_reference",
    "kind": "kind",
    "source": "source",
    "route": "route",
    "result": "result",
    "reached": "reached",
    "segments": "segments",
}
_TEXT_FILTERS: Final = ("subject", "text", "body")
_ORDERED_FILTERS: Final = ("to", "creator", *_EXACT_FILTERS, "content_type")
_INSTANTS: Final = {"since": Operator.SINCE, "until": Operator.UNTIL}


def _is_possible(field: str) -> AfterValidator:
    def validate(value: str | None) -> str | None:
        advice = impossible_value(field, value)
        if advice is not None:
            raise ValueError(advice)
        return value

    return AfterValidator(validate)


class IntendedMessageCriteria(ControlModel):
    """The criteria that messages have before they are sent, too, except those about texts."""

    channel: Channel | None = None
    to: Annotated[str | None, _is_possible("to")] = None
    creator: str | None = None
    on_behalf_of: str | None = None
    shipment_id: Annotated[str | None, _is_possible("shipmentId")] = None
    order_chain_id: Annotated[str | None, _is_possible("orderChainId")] = None
    correspondence_id: Annotated[str | None, _is_possible("correspondenceId")] = None
    instance_id: str | None = None
    senders_reference: str | None = None
    kind: MessageKind | None = None
    source: OrderSource | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        values = {_alias(name): value for name, value in self.explicit_fields().items()}
        advice = impossible_combination(values)
        if advice is not None:
            raise ValueError(advice)
        return self

    def text_criteria(self) -> Iterator[Criterion]:
        """Yield the criteria about texts."""
        for name in _TEXT_FILTERS:
            value = getattr(self, name, None)
            if isinstance(value, TextPattern):
                yield Criterion(field=name, operator=Operator.MATCHES, value=value.compiled())
            elif value is not None:
                yield Criterion(field=name, operator=Operator.CONTAINS, value=value)

    def message_filter(self) -> MessageFilter:
        """Return the criteria as a filter of documents."""
        given = self.explicit_fields()
        criteria = [
            Criterion(field=_alias(name), operator=Operator.IS, value=_json_value(given[name]))
            for name in _ORDERED_FILTERS
            if given.get(name) is not None
        ]
        times = [
            Criterion(field="sentAt", operator=operator, value=format_instant(given[name]))
            for name, operator in _INSTANTS.items()
            if given.get(name) is not None
        ]
        return MessageFilter((*criteria, *self.text_criteria(), *times))


class MessageCriteria(IntendedMessageCriteria):
    """The criteria of a message filter, except those about texts: all given ones must match."""

    from_: Annotated[str | None, Field(alias="from")] = None
    route: DeliveryRoute | None = None
    result: GatewayResult | None = None
    reached: bool | None = None
    content_type: Literal["Plain", "Html"] | None = None
    segments: Annotated[int, Field(ge=1)] | None = None
    since: Instant | None = None
    until: Instant | None = None

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError("since is later than until; exchange them")
        return self

    def select(self, messages: Iterable[Message]) -> Iterator[Message]:
        """Yield the matching messages, in the same order."""
        given = {name: each for name, each in self.explicit_fields().items() if each is not None}
        exact = [
            (attribute, given[name]) for name, attribute in _EXACT_FILTERS.items() if name in given
        ]
        to = None if self.to is None else normalize_address(self.to)
        texts = list(self.text_criteria())
        for each in messages:
            if (
                all(getattr(each, attribute) == value for attribute, value in exact)
                and (to is None or to == normalize_address(each.to))
                and self.creator in (None, each.creator, each.on_behalf_of)
                and (not texts or _matches_texts(texts, each))
                and self._matches_time(each.sent_at)
                and (self.content_type is None or _has_content_type(each, self.content_type))
            ):
                yield each

    def _matches_time(self, at: int) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


class MessageQuery(MessageCriteria):
    """A filter for messages in a query string."""

    subject: str | None = None
    text: str | None = None
    body: str | None = None
    q: str | None = None


class IntendedMessageQuery(IntendedMessageCriteria, PageQuery):
    """A filter for messages that were not sent, in a query string, and a page of them."""

    subject: str | None = None
    text: str | None = None


class TextPattern(ControlModel):
    """A regular expression that is searched in a text."""

    matches: str

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        try:
            re.compile(self.matches)
        except re.error as error:
            raise ValueError(f"{self.matches!r} is not a regular expression: {error}") from None
        return self

    def compiled(self) -> re.Pattern[str]:
        """Return the compiled expression."""
        return re.compile(self.matches)


TextFilter = str | TextPattern


class MessageBody(MessageCriteria):
    """A filter for messages in a JSON body; texts can be regular expressions."""

    subject: TextFilter | None = None
    text: TextFilter | None = None
    body: TextFilter | None = None
    q: str | None = None


def _alias(name: str) -> str:
    field = MessageCriteria.model_fields.get(name)
    return name if field is None else field.alias or name


def _json_value(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _matches_texts(criteria: Iterable[Criterion], message: Message) -> bool:
    document = {"subject": message.subject, "body": message.body}
    return all(each.matches(document) for each in criteria)


def _has_content_type(message: Message, name: str) -> bool:
    number = message.content_type
    return number in CONTENT_TYPE_NAMES and CONTENT_TYPE_NAMES[ContentType(number)] == name
