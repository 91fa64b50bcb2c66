"""The sent messages of a world, and assertions about them.

Source: docs/client.md, Inbox.
"""

from collections.abc import Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, Unpack, cast
from urllib.parse import urlencode

from client_fixtures.filters import EmailFilters, MessageFilters, SmsFilters, filters_json
from client_fixtures.messages import Email, Sms, message_of

if TYPE_CHECKING:
    from client_fixtures.connection import Connection

PAGE_SIZE = 10_000


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

    def latest(self, **filters: Unpack[MessageFilters]) -> Email | Sms:
        """Return the newest message that matches *filters*.

        Raises:
            AssertionError: if none matches; the text is as for ``expect_email``.
        """
        __tracebackhide__ = True
        document = filters_json(filters)
        texts = [name for name, each in document.items() if isinstance(each, Mapping)]
        if texts:
            raise TypeError(f"latest() takes no pattern for {texts[0]!r}; use a text")
        path = f"/_mock/inbox/latest?{urlencode(_query(document))}"
        return message_of(self._expected("GET", path, None))

    def expect_email(self, **filters: Unpack[EmailFilters]) -> Email:
        """Return the one e-mail that matches *filters* (``to``, ``subject``, ``containing``, …).

        Raises:
            AssertionError: if none or several match; the text shows the closest message, and
                pending and suppressed messages with the reason.
            ValueError: if no message can have one of the values.
        """
        __tracebackhide__ = True
        return cast(Email, self._expect({**filters, "channel": "email"})[0])

    def expect_sms(self, **filters: Unpack[SmsFilters]) -> Sms:
        """Return the one SMS that matches *filters* (``to``, ``containing``, …).

        Raises:
            AssertionError: as ``expect_email``.
            ValueError: if no message can have one of the values.
        """
        __tracebackhide__ = True
        return cast(Sms, self._expect({**filters, "channel": "sms"})[0])

    def expect(self, count: int, **filters: Unpack[MessageFilters]) -> list[Email | Sms]:
        """Return the messages that match *filters*, exactly *count* of them, oldest first.

        Raises:
            AssertionError: if more or fewer match; the text is as for ``expect_email``.
            ValueError: if no message can have one of the values.
        """
        __tracebackhide__ = True
        return self._expect(filters, count=count)

    def expect_nothing(self, **filters: Unpack[MessageFilters]) -> None:
        """Assert that no matching message has been sent so far.

        Raises:
            AssertionError: if one has been sent; the text shows why.
            ValueError: if no message can have one of the values.
        """
        __tracebackhide__ = True
        self._expect(filters, count=0)

    def expect_never(self, **filters: Unpack[MessageFilters]) -> None:
        """Assert that no matching message has been sent or is pending, including reminders.

        Raises:
            AssertionError: if there is one; the text shows why.
            ValueError: if no message can have one of the values.
        """
        __tracebackhide__ = True
        self._expect(filters, never=True)

    def wait_for_email(self, timeout: float = 10, **filters: Unpack[EmailFilters]) -> Email:
        """Wait for the one e-mail that matches and return it; for a running clock.

        Raises:
            AssertionError: if none is sent within *timeout* seconds of real time, or if the clock
                is frozen.
        """
        __tracebackhide__ = True
        return cast(Email, self._wait_for_one({**filters, "channel": "email"}, timeout))

    def wait_for_sms(self, timeout: float = 10, **filters: Unpack[SmsFilters]) -> Sms:
        """Wait for the one SMS that matches and return it; for a running clock.

        Raises:
            AssertionError: as ``wait_for_email``.
        """
        __tracebackhide__ = True
        return cast(Sms, self._wait_for_one({**filters, "channel": "sms"}, timeout))

    def clear(self, **filters: Unpack[MessageFilters]) -> None:
        """Delete the messages that match, all of them without filters; orders are kept."""
        query = urlencode(_query(filters_json(filters)))
        self._connection.call("DELETE", f"/_mock/inbox{'?' if query else ''}{query}")

    def documents(self) -> list[dict[str, Any]]:
        """Return the sent messages as JSON, oldest first."""
        return list(all_entries(self._connection, "/_mock/inbox", "messages"))

    def _expect(self, filters: Mapping[str, Any], **expected: Any) -> list[Email | Sms]:
        __tracebackhide__ = True
        body = {**filters_json(filters), **expected}
        response = self._expected("POST", "/_mock/inbox/expect", body)
        return [message_of(each) for each in response["messages"]]

    def _expected(self, method: str, path: str, body: object) -> Any:
        __tracebackhide__ = True
        status, document = self._connection.exchange(method, path, body)
        if status in (404, 422):
            raise AssertionError(document["detail"])
        return self._connection.checked(method, path, status, document)

    def _wait_for_one(self, filters: Mapping[str, Any], timeout: float) -> Email | Sms:
        __tracebackhide__ = True
        until = monotonic() + timeout
        body = filters_json(filters)
        while True:
            after = self._latest_id()
            status, document = self._connection.exchange("POST", "/_mock/inbox/expect", body)
            remaining = until - monotonic()
            if status != 422 or document["messages"] or remaining <= 0:
                return self._expect(filters)[0]
            if document["mode"] == "frozen":
                raise AssertionError(f"{_FROZEN}\n{document['detail']}")
            query = {"timeout": f"{remaining:.3f}", **({"after": after} if after else {})}
            self._connection.exchange("GET", f"/_mock/inbox/wait?{urlencode(query)}")

    def _latest_id(self) -> str | None:
        messages = self._connection.call("GET", "/_mock/inbox?order=newest&limit=1&view=summary")
        return next((each["id"] for each in messages["messages"]), None)


_FROZEN = (
    "Waiting sends nothing: the clock of this world is frozen. Advance it, for example with"
    " altinn.advance(minutes=1), and use expect_email or expect_sms; or let it run:"
    ' altinn.control("PUT", "/_mock/clock", {"mode": "running"}).'
)


def all_entries(connection: "Connection", path: str, name: str) -> Iterator[dict[str, Any]]:
    """Yield all entries of a list, page by page; *path* can have a query."""
    after: str | None = ""
    while after is not None:
        query = urlencode({"limit": PAGE_SIZE, **({"after": after} if after else {})})
        page = connection.call("GET", f"{path}{'&' if '?' in path else '?'}{query}")
        yield from page[name]
        after = page["next"]


def _query(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the JSON of filters as the parameters of a query string."""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in document.items()
    }
