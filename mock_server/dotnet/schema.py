"""Schemas of request types: the .NET types of their JSON values.

A request type is declared as data:
``ObjectType("Altinn.Notifications.Models.X", Property("body", TEXT, required=True), ...)``.
The reader (``json/reader.py``) converts JSON to plain Python values:

==================  ==============================================================
Schema              Python value
==================  ==============================================================
``StringType``      ``str``
``IntegerType``     ``int``
``BooleanType``     ``bool``
``EnumType``        ``int``, which can be outside the defined members
``DateTimeType``    ``ParsedDateTime``
``UriType``         ``ParsedUri``
``GuidType``        ``str``, lower case with hyphens
``ListType``        ``list``
``DictionaryType``  ``dict`` from ``str`` to the value type
``ObjectType``      ``dict``; keys are the *declared* names of the given properties
==================  ==============================================================

Schemas compare by identity, so that functions can cache what they derive from them.

JSON null becomes ``None`` if the type accepts it. A property that is missing in the JSON is missing
in the dict.
"""

from __future__ import annotations

from collections.abc import Mapping as AbcMapping
from dataclasses import dataclass
from typing import Any, Literal

from mock_server.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class ParsedDateTime:
    """A date-time: its instant, and whether it has a UTC offset (``has_zone``).

    Without an offset it is read as UTC. ``offset_given`` is True for a numeric offset and False
    for ``Z``; ``offset_minutes`` is the numeric offset.
    """

    at: Instant
    has_zone: bool
    offset_given: bool = False
    offset_minutes: int = 0


@dataclass(frozen=True, slots=True)
class ParsedUri:
    """A URI: its unchanged text and its kind."""

    text: str
    kind: Literal["absolute", "relative"]


@dataclass(frozen=True, slots=True, eq=False)
class StringType:
    """``System.String``."""

    clr: str = "System.String"


@dataclass(frozen=True, slots=True, eq=False)
class IntegerType:
    """``System.Int32``; ``nullable`` gives ``System.Nullable`1[System.Int32]``."""

    nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class BooleanType:
    """``System.Boolean``, or its nullable form."""

    nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DateTimeType:
    """``System.DateTime`` (or ``System.DateTimeOffset``), or its nullable form."""

    nullable: bool = False
    with_offset: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class UriType:
    """``System.Uri``."""


@dataclass(frozen=True, slots=True, eq=False)
class GuidType:
    """``System.Guid``, or its nullable form."""

    nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class EnumType:
    """An enumeration: case-insensitive names, comma-separated names, or numbers."""

    clr: str
    members: AbcMapping[str, int]
    nullable: bool = False
    unsigned: bool = False
    allow_numbers: bool = True
    allow_names: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ListType:
    """``System.Collections.Generic.List`1[item]``."""

    item: Type
    clr: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DictionaryType:
    """``System.Collections.Generic.Dictionary`2[System.String,value]``."""

    value: Type
    clr: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Property:
    """A property of a class, with its name in JSON."""

    name: str
    type: Type
    required: bool = False


@dataclass(frozen=True, slots=True, init=False, eq=False)
class ObjectType:
    """A class with its properties; ``clr`` is its full .NET name."""

    clr: str
    members: tuple[Property, ...]

    def __init__(self, clr: str, *members: Property) -> None:
        object.__setattr__(self, "clr", clr)
        object.__setattr__(self, "members", members)


Type = (
    StringType
    | IntegerType
    | BooleanType
    | DateTimeType
    | UriType
    | GuidType
    | EnumType
    | ListType
    | DictionaryType
    | ObjectType
)

TEXT = StringType()
FLAG = BooleanType()
WHOLE = IntegerType()

Document = dict[str, Any]


def pascal_case(json_name: str) -> str:
    """Return the C# name of a property with this name in JSON, as model state shows it."""
    return json_name[0].upper() + json_name[1:]
