"""What .NET calls the types that a request consists of, as its messages name them.

Source: spec/notifications-api.md, section 7.1.
"""

from __future__ import annotations

from mock_server.dotnet.schema import (
    Address,
    Choice,
    Flag,
    Guid,
    Listing,
    Mapping,
    Moment,
    Record,
    Text,
    Type,
    Whole,
)


def clr_name(of: Type) -> str:
    """Return the full name of a type."""
    match of:
        case Text() | Record():
            return of.clr
        case Address():
            return "System.Uri"
        case Listing():
            return of.clr or f"System.Collections.Generic.List`1[{clr_name(of.item)}]"
        case Mapping():
            return of.clr or (
                f"System.Collections.Generic.Dictionary`2[System.String,{clr_name(of.value)}]"
            )
        case Whole() | Flag() | Moment() | Guid() | Choice():
            return f"System.Nullable`1[{_value_type(of)}]" if of.nullable else _value_type(of)


def _value_type(of: Whole | Flag | Moment | Guid | Choice) -> str:
    match of:
        case Whole():
            return "System.Int32"
        case Flag():
            return "System.Boolean"
        case Moment():
            return "System.DateTimeOffset" if of.with_offset else "System.DateTime"
        case Guid():
            return "System.Guid"
        case Choice():
            return of.clr
