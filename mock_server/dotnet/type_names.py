"""What .NET calls the types that a request consists of, as its messages name them.

Source: spec/notifications-api.md, section 7.1.
"""

from __future__ import annotations

from mock_server.dotnet.schema import (
    BooleanType,
    DateTimeType,
    DictionaryType,
    EnumType,
    GuidType,
    IntegerType,
    ListType,
    ObjectType,
    StringType,
    Type,
    UriType,
)


def type_name(of: Type) -> str:
    """Return the full name of a type."""
    match of:
        case StringType() | ObjectType():
            return of.clr
        case UriType():
            return "System.Uri"
        case ListType():
            return of.clr or f"System.Collections.Generic.List`1[{type_name(of.item)}]"
        case DictionaryType():
            return of.clr or (
                f"System.Collections.Generic.Dictionary`2[System.String,{type_name(of.value)}]"
            )
        case IntegerType() | BooleanType() | DateTimeType() | GuidType() | EnumType():
            return f"System.Nullable`1[{_value_type(of)}]" if of.nullable else _value_type(of)


def _value_type(of: IntegerType | BooleanType | DateTimeType | GuidType | EnumType) -> str:
    match of:
        case IntegerType():
            return "System.Int32"
        case BooleanType():
            return "System.Boolean"
        case DateTimeType():
            return "System.DateTimeOffset" if of.with_offset else "System.DateTime"
        case GuidType():
            return "System.Guid"
        case EnumType():
            return of.clr
