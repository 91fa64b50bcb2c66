"""Full .NET names of types, as in error messages.

Source: docs/reference/notifications.md section 7.1.
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


def type_name(type_: Type) -> str:
    """Return the full .NET name of a type."""
    match type_:
        case StringType() | ObjectType():
            return type_.clr
        case UriType():
            return "System.Uri"
        case ListType():
            return type_.clr or f"System.Collections.Generic.List`1[{type_name(type_.item)}]"
        case DictionaryType():
            return type_.clr or (
                f"System.Collections.Generic.Dictionary`2[System.String,{type_name(type_.value)}]"
            )
        case IntegerType() | BooleanType() | DateTimeType() | GuidType() | EnumType():
            return (
                f"System.Nullable`1[{_value_type_name(type_)}]"
                if type_.nullable
                else _value_type_name(type_)
            )


def _value_type_name(type_: IntegerType | BooleanType | DateTimeType | GuidType | EnumType) -> str:
    match type_:
        case IntegerType():
            return "System.Int32"
        case BooleanType():
            return "System.Boolean"
        case DateTimeType():
            return "System.DateTimeOffset" if type_.with_offset else "System.DateTime"
        case GuidType():
            return "System.Guid"
        case EnumType():
            return type_.clr
