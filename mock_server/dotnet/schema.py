"""What a JSON reader must know of a .NET type to answer as the platform does.

A request type is declared once, as data:
``ObjectType("Altinn.Notifications.Models.X", Property("body", TEXT, required=True), ...)``.
The reader (``json/reader.py``) converts bytes to plain Python values with it:

=============  =====================================================================
Descriptor     What comes out
=============  =====================================================================
``StringType``       ``str``
``IntegerType``      ``int``
``BooleanType``       ``bool``
``EnumType``     ``int``, also outside the defined members
``DateTimeType``     ``ParsedDateTime``
``UriType``    ``ParsedUri``
``GuidType``       ``str``, lower case with hyphens
``ListType``    ``list``
``DictionaryType``    ``dict`` from text to the value type
``ObjectType``     ``dict`` by the *declared* JSON names of the members that the payload holds
=============  =====================================================================

A descriptor is a declaration and equals only itself, so what is made from it can be cached.

JSON null comes out as ``None`` where the type admits it. A member that the payload lacks is
absent from the dict.
"""

from __future__ import annotations

from collections.abc import Mapping as AbcMapping
from dataclasses import dataclass
from typing import Any, Literal

from mock_server.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class ParsedDateTime:
    """A date-time as read: the instant its clock digits name, and whether a zone was given.

    Without a zone the digits are read as if they were UTC. ``offset_given`` tells ``Z`` (False)
    from a numeric offset (True); ``offset_minutes`` is that offset.
    """

    at: Instant
    has_zone: bool
    offset_given: bool = False
    offset_minutes: int = 0


@dataclass(frozen=True, slots=True)
class ParsedUri:
    """A URI as read: its text untouched, and how the platform understands it."""

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
    """An enumeration read by the string converter: names in any case, comma lists, numbers."""

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
    """One property of a record, by the name that it has in JSON."""

    name: str
    type: Type
    required: bool = False


@dataclass(frozen=True, slots=True, init=False, eq=False)
class ObjectType:
    """A class with its members, by its full .NET name."""

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


def property_of(member: Property) -> str:
    """Return the name of a member in the platform's own class, as model state shows it."""
    return member.name[0].upper() + member.name[1:]
