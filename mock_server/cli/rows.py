"""Messages, orders and events of the control API as the rows of tables."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from mock_server.cli.output import Row, one_line, print_table
from mock_server.matching.formatting import format_norwegian_time

Document = Mapping[str, Any]

MESSAGE_COLUMNS: Final = (
    "Sent (Norway)",
    "Channel",
    "To",
    "Result",
    "Recipient",
    "Order",
    "Text",
)
# The keys of an order's recipients, in all forms of orders.
_RECIPIENT_KEYS: Final = frozenset(
    {
        "emailAddress",
        "phoneNumber",
        "mobileNumber",
        "nationalIdentityNumber",
        "orgNumber",
        "organizationNumber",
        "externalIdentity",
    }
)
_ID_LENGTH: Final = 8  # digits of an id on a terminal; `why` accepts them


def print_messages(messages: Sequence[Document]) -> None:
    """Print messages of the control API as a table."""
    print_table(MESSAGE_COLUMNS, [message_row(each) for each in messages])


def message_row(message: Document) -> Row:
    """Return a message of the control API as the cells of a row."""
    text = " · ".join(filter(None, (message["subject"], message["body"])))
    result = message["result"] or "no delivery report yet"
    return (
        format_norwegian_time(message["sentAt"], with_seconds=True),
        message["channel"],
        message["to"],
        f"{result} (simulator)" if message["route"] == "simulator" else result,
        recipient_name(message.get("recipient") or {}),
        order_name(message),
        one_line(text),
    )


def recipient_name(recipient: Document) -> str:
    """Return the name and number of a recipient; empty if it was only an address."""
    numbers = (each for name, each in recipient.items() if each and name != "name")
    return " ".join(filter(None, (recipient.get("name"), next(numbers, None))))


def order_name(document: Document) -> str:
    """Return the order of a message or event: its reference, and the id that ``why`` accepts."""
    reference = document.get("sendersReference")
    any_id = next(
        (
            document[key]
            for key in ("shipmentId", "correspondenceId", "instanceId")
            if document.get(key)
        ),
        "",
    )
    return " ".join(filter(None, (reference, short_id(any_id))))


def short_id(any_id: str) -> str:
    """Return an id, on a terminal only its beginning."""
    return any_id[:_ID_LENGTH] if sys.stdout.isatty() else any_id


def order_recipients(order: Document) -> str:
    """Return the recipients in the request of an order."""
    found = list(dict.fromkeys(_recipients(order.get("request"))))
    more = f" and {len(found) - 2} more" if len(found) > 2 else ""
    return ", ".join(found[:2]) + more


def _recipients(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _recipients(each)
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key in _RECIPIENT_KEYS and isinstance(value, str):
                yield value
            elif key != "reminders":
                yield from _recipients(value)
