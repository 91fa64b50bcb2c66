"""Conversion of names, instants and durations between Python and the control API."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from mock_server.domain.instant import format_instant, from_datetime

Moment = datetime | str
T = TypeVar("T")


def to_camel(name: str) -> str:
    """Return a snake case name in camel case."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def to_snake(name: str) -> str:
    """Return a camel case name in snake case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def instant(moment: Moment) -> str:
    """Return *moment* in ISO 8601.

    Raises:
        ValueError: if it has no time zone.
    """
    return moment if isinstance(moment, str) else format_instant(from_datetime(moment))


def to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return *values* as JSON, with names in camel case."""
    return {to_camel(name): to_json_value(each) for name, each in values.items()}


def to_json_value(value: Any) -> Any:
    """Return *value* as JSON: instants in ISO 8601, durations in seconds, a pair as a window."""
    match value:
        case datetime():
            return instant(value)
        case timedelta():
            return value / timedelta(seconds=1)
        case (time() | str() as opens, time() | str() as closes):
            return {"opens": str(opens)[:5], "closes": str(closes)[:5]}
        case _:
            return value


def as_list(name: str, values: Iterable[T]) -> list[T]:
    """Return *values*, the argument *name*, as a list.

    Raises:
        TypeError: if it is a text, which is a sequence of letters.
    """
    if isinstance(values, str):
        raise TypeError(f"{name} is a list; write {name}=[{values!r}] instead of {values!r}")
    return list(values)
