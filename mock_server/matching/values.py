"""Values that no message can have, with advice; a filter with one would never match.

Source: docs/control-api.md, Inbox.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from mock_server.domain.enums import (
    CONTENT_TYPE_NAMES,
    PENDING_RESULTS,
    RESULTS_BY_CHANNEL,
    Channel,
    DeliveryRoute,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.domain.instant import parse_instant
from mock_server.matching.formatting import suggest

_ENUMS: Final[Mapping[str, type[StrEnum]]] = {
    "channel": Channel,
    "kind": MessageKind,
    "source": OrderSource,
    "route": DeliveryRoute,
}
_TEXTS: Final = frozenset({"to", "from", "subject", "text", "body", "creator", "sendersReference"})
_INSTANTS: Final = frozenset({"sentAt", "resultAt", "since", "until"})
_IDS: Final = frozenset({"shipmentId", "orderChainId", "correspondenceId"})
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER: Final = re.compile(r"\+?[\d\s().-]{5,}")
_MAILBOX: Final = re.compile(r"[^\s@]+@[^\s@]+")
# Fields that only one channel has.
_EMAIL_ONLY: Final = frozenset({"subject", "contentType"})
_SMS_ONLY: Final = frozenset({"segments"})
MESSAGE_RESULTS: Final = frozenset(
    {each.value for each in NotificationResult}
    - {NotificationResult.NEW.value, NotificationResult.SENDING.value}
)


def impossible_value(
    field: str, value: object, *, choices: Iterable[str] | None = None
) -> str | None:
    """Return why no message can have *value* in *field*, with advice; None if one can.

    *choices* are all values of a field that only unsent messages have. None is always possible.
    """
    if value is None:
        return None
    choices = choices or _choices(field)
    if choices is not None:
        return _impossible_choice(value, choices)
    if field == "reached":
        return None if isinstance(value, bool) else f"expected true or false, got {value!r}"
    if field == "segments":
        is_count = isinstance(value, int) and not isinstance(value, bool)
        return None if is_count else f"expected a number, got {value!r}"
    if field in _TEXTS | _INSTANTS | _IDS and not isinstance(value, str):
        return f"expected a text, got {value!r}"
    return _impossible_text(field, value) if isinstance(value, str) else None


def _choices(field: str) -> Iterable[str] | None:
    if field in _ENUMS:
        return [each.value for each in _ENUMS[field]]
    return {"result": MESSAGE_RESULTS, "contentType": CONTENT_TYPE_NAMES.values()}.get(field)


def _impossible_choice(value: object, choices: Iterable[str]) -> str | None:
    if value in (names := sorted(choices)):
        return None
    if not isinstance(value, str):
        return f"expected one of {', '.join(names)}, got {value!r}"
    same = next((each for each in names if each.casefold() == value.casefold()), None)
    if same is not None:
        return f"{value!r} has the wrong capital letters; did you mean {same!r}?"
    hint = suggest(value, names)
    others = f" The values are {', '.join(names)}" if hint.startswith("did") else ""
    return f"no message has {value!r}; {hint}{others}"


def _impossible_text(field: str, value: str) -> str | None:
    if field == "to":
        return _impossible_address(value)
    if field in _IDS and not _UUID.fullmatch(value):
        return f"{value!r} is not an id; expected a UUID such as one in GET /_mock/orders"
    if field in _INSTANTS:
        try:
            parse_instant(value)
        except ValueError as error:
            return str(error)
    return None


def _impossible_address(value: str) -> str | None:
    text = value.strip()
    if _MAILBOX.fullmatch(text) or _NUMBER.fullmatch(text):
        return None
    return (
        f"{value!r} is neither an e-mail address nor a mobile number;"
        f" to search for a part of an address, use q='to:{text or 'ola'}'"
    )


def impossible_combination(values: Mapping[str, object]) -> str | None:
    """Return why no message can have all *values*, with advice; None if one can."""
    channel = values.get("channel") or _implied_channel(values.get("to"))
    if channel is None:
        return None
    reason = f"channel is '{channel}'" if values.get("channel") else f"to is {values['to']!r}"
    implied = _implied_channel(values.get("to"))
    if implied is not None and implied != channel:
        return f"to: {values['to']!r} is an {_NOUNS[implied]} address, but {reason}"
    for name in sorted(_EMAIL_ONLY if channel == Channel.SMS else _SMS_ONLY):
        if values.get(name) is not None:
            hint = "; use text (containing=) for the body" if name == "subject" else ""
            return f"{name}: an {_NOUNS[Channel(str(channel))]} has none, and {reason}{hint}"
    result = values.get("result")
    if result in MESSAGE_RESULTS and result not in RESULTS_BY_CHANNEL[Channel(str(channel))]:
        possible = RESULTS_BY_CHANNEL[Channel(str(channel))] - PENDING_RESULTS
        names = [each.value for each in possible]
        noun = _NOUNS[Channel(str(channel))]
        hint = suggest(str(result), names)
        return f"result: an {noun} cannot have {result!r}, and {reason}; {hint}"
    return None


_NOUNS: Final = {Channel.EMAIL: "e-mail", Channel.SMS: "SMS"}


def _implied_channel(to: object) -> Channel | None:
    if not isinstance(to, str):
        return None
    return Channel.EMAIL if "@" in to else Channel.SMS
