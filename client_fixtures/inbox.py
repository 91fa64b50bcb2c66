"""The sent messages of a world, and assertions about them.

Source: docs/client.md, Inbox.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from client_fixtures.conversion import instant, to_camel, to_snake
from client_fixtures.messages import Email, Message, Sms, message_of
from mock_server.matching.failure_messages import (
    WorldMessages,
    unexpected_pending_message,
    unexpected_sent_message,
    wrong_count_message,
)
from mock_server.matching.filters import FIELDS, TEXTS, Criterion, MessageFilter, Operator
from mock_server.matching.formatting import suggest

if TYPE_CHECKING:
    from client_fixtures.connection import Connection

Text = str | re.Pattern[str]
Filter = str | bool | int | datetime | re.Pattern[str]

_SPECIAL = {"containing": "text", "from_": "from"}
FILTERS = frozenset({*map(to_snake, FIELDS - {"from"}), "since", "until", "after", *_SPECIAL})


class Inbox:
    """The messages sent in one world, and assertions about them."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    @property
    def messages(self) -> list[Email | Sms]:
        """The sent messages, oldest first."""
        return [message_of(document) for document in self.documents()]

    @property
    def emails(self) -> list[Email]:
        """The sent e-mails, oldest first."""
        return [each for each in self.messages if isinstance(each, Email)]

    @property
    def sms(self) -> list[Sms]:
        """The sent SMS, oldest first."""
        return [each for each in self.messages if isinstance(each, Sms)]

    def expect_email(self, **filters: Filter) -> Email:
        """Return the one e-mail that matches *filters* (``to``, ``subject``, ``containing``, …).

        Raises:
            AssertionError: if none or several match; the text shows the closest message, and
                pending and suppressed messages with the reason.
        """
        __tracebackhide__ = True
        return cast(Email, self._exactly_one(*self._load({**filters, "channel": "email"})))

    def expect_sms(self, **filters: Filter) -> Sms:
        """Return the one SMS that matches *filters* (``to``, ``containing``, …).

        Raises:
            AssertionError: as ``expect_email``.
        """
        __tracebackhide__ = True
        return cast(Sms, self._exactly_one(*self._load({**filters, "channel": "sms"})))

    def expect(self, count: int, **filters: Filter) -> list[Email | Sms]:
        """Return the messages that match *filters*, exactly *count* of them, oldest first.

        Raises:
            AssertionError: if more or fewer match; the text is as for ``expect_email``.
        """
        __tracebackhide__ = True
        criteria, documents = self._load(filters)
        matches = criteria.select(documents)
        if len(matches) != count:
            raise AssertionError(
                wrong_count_message(criteria, count, self._world_messages(documents))
            )
        return [message_of(document) for document in matches]

    def expect_nothing(self, **filters: Filter) -> None:
        """Assert that no matching message has been sent so far.

        Raises:
            AssertionError: if one has been sent; the text shows it.
        """
        __tracebackhide__ = True
        criteria, documents = self._load(filters)
        if criteria.select(documents):
            raise AssertionError(unexpected_sent_message(criteria, self._world_messages(documents)))

    def expect_never(self, **filters: Filter) -> None:
        """Assert that no matching message has been sent or is pending, including reminders.

        Raises:
            AssertionError: if there is one; the text shows it with its expected send time.
        """
        __tracebackhide__ = True
        criteria, documents = self._load(filters)
        world = self._world_messages(documents)
        if criteria.select(world.messages):
            raise AssertionError(unexpected_sent_message(criteria, world))
        if criteria.without_sent_only_fields().select(world.pending):
            raise AssertionError(unexpected_pending_message(criteria, world))

    def wait_for_email(self, timeout: float = 10, **filters: Filter) -> Email:
        """Wait for the one e-mail that matches and return it; for a running clock.

        Raises:
            AssertionError: if none is sent within *timeout* seconds of real time.
        """
        __tracebackhide__ = True
        return cast(Email, self._wait_for_one({**filters, "channel": "email"}, timeout))

    def wait_for_sms(self, timeout: float = 10, **filters: Filter) -> Sms:
        """Wait for the one SMS that matches and return it; for a running clock.

        Raises:
            AssertionError: if none is sent within *timeout* seconds of real time.
        """
        __tracebackhide__ = True
        return cast(Sms, self._wait_for_one({**filters, "channel": "sms"}, timeout))

    def clear(self) -> None:
        """Delete all messages; orders are kept."""
        self._connection.call("DELETE", "/_mock/inbox")

    def documents(self, after: str | None = None) -> list[dict[str, Any]]:
        """Return the sent messages as JSON, or those *after* the message with that id."""
        query = f"?{urlencode({'after': after})}" if after else ""
        response = self._connection.call("GET", f"/_mock/inbox{query}")
        return cast("list[dict[str, Any]]", response["messages"])

    def _load(self, filters: Mapping[str, Filter]) -> tuple[MessageFilter, list[dict[str, Any]]]:
        criteria = message_filter({name: each for name, each in filters.items() if name != "after"})
        after = filters.get("after")
        return criteria, self.documents(None if after is None else str(after))

    def _world_messages(self, messages: Sequence[Mapping[str, Any]]) -> WorldMessages:
        call = self._connection.call
        return WorldMessages(
            now=call("GET", "/_mock/clock")["now"],
            messages=messages,
            pending=call("GET", "/_mock/pending")["notifications"],
            suppressed=call("GET", "/_mock/suppressed")["notifications"],
        )

    def _exactly_one(
        self, criteria: MessageFilter, documents: Sequence[Mapping[str, Any]]
    ) -> Message:
        __tracebackhide__ = True
        matches = criteria.select(documents)
        if len(matches) != 1:
            raise AssertionError(
                wrong_count_message(criteria, None, self._world_messages(documents))
            )
        return message_of(matches[0])

    def _wait_for_one(self, filters: Mapping[str, Filter], timeout: float) -> Message:
        __tracebackhide__ = True
        until = monotonic() + timeout
        criteria, documents = self._load(filters)
        while not criteria.select(documents) and (remaining := until - monotonic()) > 0:
            # The server responds at the next message; patterns are compared here.
            query = {"count": len(documents) + 1, "timeout": f"{remaining:.3f}"}
            query |= {"after": filters["after"]} if "after" in filters else {}
            self._connection.exchange("GET", f"/_mock/inbox/wait?{urlencode(query)}")
            criteria, documents = self._load(filters)
        return self._exactly_one(criteria, documents)


def message_filter(filters: Mapping[str, Filter]) -> MessageFilter:
    """Return the keyword arguments of a test as a message filter.

    Raises:
        TypeError: if a filter does not exist; the text suggests the closest name.
        ValueError: if an instant has no time zone.
    """
    return MessageFilter(tuple(_criterion(name, value) for name, value in filters.items()))


def _criterion(name: str, value: Filter) -> Criterion:
    if name not in FILTERS:
        raise TypeError(f"unknown filter {name!r}; {suggest(name, FILTERS)}")
    if isinstance(value, datetime):
        value = instant(value)
    if name in ("since", "until"):
        return Criterion(field="sentAt", operator=Operator(name), value=value)
    field = _SPECIAL.get(name) or to_camel(name)
    return Criterion(field=field, operator=_operator(field, value), value=value)


def _operator(field: str, value: Filter) -> Operator:
    if isinstance(value, re.Pattern):
        return Operator.MATCHES
    return Operator.CONTAINS if field in TEXTS else Operator.IS
