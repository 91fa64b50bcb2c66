"""Expectations about what has left, and their explanations.

Source: design/client-api.md, Inbox; design/style.md 2.9.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from client_fixtures.messages import Email, Message, Sms, message_of
from client_fixtures.spelling import instant, to_camel, to_snake
from mock_server.matching.failure_messages import (
    WorldState,
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
    """What the people of one world have received, and what a test expects of it."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    @property
    def messages(self) -> list[Email | Sms]:
        """Everything that has left, oldest first."""
        return [message_of(document) for document in self.documents()]

    @property
    def emails(self) -> list[Email]:
        """The e-mails that have left, oldest first."""
        return [each for each in self.messages if isinstance(each, Email)]

    @property
    def sms(self) -> list[Sms]:
        """The SMS that have left, oldest first."""
        return [each for each in self.messages if isinstance(each, Sms)]

    def expect_email(self, **filters: Filter) -> Email:
        """Return the one e-mail that fits *filters* (``to``, ``subject``, ``containing``, …).

        Raises:
            AssertionError: if none fits, or several do; it says what came closest, what is held
                back and until when, and what will never leave and by which rule.
        """
        __tracebackhide__ = True
        return cast(Email, self._exactly_one(*self._look({**filters, "channel": "email"})))

    def expect_sms(self, **filters: Filter) -> Sms:
        """Return the one SMS that fits *filters* (``to``, ``containing``, …).

        Raises:
            AssertionError: as ``expect_email``.
        """
        __tracebackhide__ = True
        return cast(Sms, self._exactly_one(*self._look({**filters, "channel": "sms"})))

    def expect(self, count: int, **filters: Filter) -> list[Email | Sms]:
        """Return the messages that fit *filters*, exactly *count* of them, oldest first.

        Raises:
            AssertionError: if more or fewer fit; it explains itself as ``expect_email`` does.
        """
        __tracebackhide__ = True
        wanted, documents = self._look(filters)
        fitting = wanted.select(documents)
        if len(fitting) != count:
            raise AssertionError(wrong_count_message(wanted, count, self._contents(documents)))
        return [message_of(document) for document in fitting]

    def expect_nothing(self, **filters: Filter) -> None:
        """Make sure that nothing that fits *filters* has left so far.

        Raises:
            AssertionError: if something has; it says what.
        """
        __tracebackhide__ = True
        wanted, documents = self._look(filters)
        if wanted.select(documents):
            raise AssertionError(unexpected_sent_message(wanted, self._contents(documents)))

    def expect_never(self, **filters: Filter) -> None:
        """Make sure that nothing that fits has left, nor is on its way, reminders included.

        Raises:
            AssertionError: if something has or is; it says what, and when it leaves.
        """
        __tracebackhide__ = True
        wanted, documents = self._look(filters)
        contents = self._contents(documents)
        if wanted.select(contents.messages):
            raise AssertionError(unexpected_sent_message(wanted, contents))
        if wanted.without_sent_only_fields().select(contents.pending):
            raise AssertionError(unexpected_pending_message(wanted, contents))

    def wait_for_email(self, timeout: float = 10, **filters: Filter) -> Email:
        """Return the one e-mail that fits, as soon as there is one: for a running clock.

        Raises:
            AssertionError: if none has come after *timeout* real seconds, as ``expect_email``.
        """
        __tracebackhide__ = True
        return cast(Email, self._wait_for_one({**filters, "channel": "email"}, timeout))

    def wait_for_sms(self, timeout: float = 10, **filters: Filter) -> Sms:
        """Return the one SMS that fits, as soon as there is one: for a running clock.

        Raises:
            AssertionError: if none has come after *timeout* real seconds, as ``expect_email``.
        """
        __tracebackhide__ = True
        return cast(Sms, self._wait_for_one({**filters, "channel": "sms"}, timeout))

    def clear(self) -> None:
        """Forget the messages so far; the orders stay."""
        self._connection.call("DELETE", "/_mock/inbox")

    def documents(self, after: str | None = None) -> list[dict[str, Any]]:
        """Return the messages as the control API writes them, those *after* one or all."""
        query = f"?{urlencode({'after': after})}" if after else ""
        answer = self._connection.call("GET", f"/_mock/inbox{query}")
        return cast("list[dict[str, Any]]", answer["messages"])

    def _look(self, filters: Mapping[str, Filter]) -> tuple[MessageFilter, list[dict[str, Any]]]:
        wanted = message_filter({name: each for name, each in filters.items() if name != "after"})
        after = filters.get("after")
        return wanted, self.documents(None if after is None else str(after))

    def _contents(self, messages: Sequence[Mapping[str, Any]]) -> WorldState:
        call = self._connection.call
        return WorldState(
            now=call("GET", "/_mock/clock")["now"],
            messages=messages,
            pending=call("GET", "/_mock/pending")["notifications"],
            suppressed=call("GET", "/_mock/suppressed")["notifications"],
        )

    def _exactly_one(
        self, wanted: MessageFilter, documents: Sequence[Mapping[str, Any]]
    ) -> Message:
        __tracebackhide__ = True
        fitting = wanted.select(documents)
        if len(fitting) != 1:
            raise AssertionError(wrong_count_message(wanted, None, self._contents(documents)))
        return message_of(fitting[0])

    def _wait_for_one(self, filters: Mapping[str, Filter], timeout: float) -> Message:
        __tracebackhide__ = True
        until = monotonic() + timeout
        wanted, documents = self._look(filters)
        while not wanted.select(documents) and (left := until - monotonic()) > 0:
            # The server wakes us at each further message; patterns are for us to compare.
            query = {"count": len(documents) + 1, "timeout": f"{left:.3f}"}
            query |= {"after": filters["after"]} if "after" in filters else {}
            self._connection.exchange("GET", f"/_mock/inbox/wait?{urlencode(query)}")
            wanted, documents = self._look(filters)
        return self._exactly_one(wanted, documents)


def message_filter(filters: Mapping[str, Filter]) -> MessageFilter:
    """Return *filters*, in a test's words, as what is wanted of a message.

    Raises:
        TypeError: for a filter that does not exist; the message names the nearest one.
        ValueError: for a moment without a time zone.
    """
    return MessageFilter(tuple(_wish(name, value) for name, value in filters.items()))


def _wish(name: str, value: Filter) -> Criterion:
    if name not in FILTERS:
        raise TypeError(f"unknown filter {name!r}; {suggest(name, FILTERS)}")
    if isinstance(value, datetime):
        value = instant(value)
    if name in ("since", "until"):
        return Criterion(field="sentAt", how=Operator(name), value=value)
    field = _SPECIAL.get(name) or to_camel(name)
    return Criterion(field=field, how=_how(field, value), value=value)


def _how(field: str, value: Filter) -> Operator:
    if isinstance(value, re.Pattern):
        return Operator.MATCHES
    return Operator.CONTAINS if field in TEXTS else Operator.IS
