"""Values of valid JSON: numbers, enumerations, date-times, duplicate and missing properties.

Source: docs/reference/notifications.md sections 4.3, 5.1, 7.2 and 9.
"""

import json
from typing import Any

import pytest

from mock_server.domain.instant import format_instant
from mock_server.dotnet.json.reader import InvalidEncoding, ReadError, decode_utf16, read_json
from mock_server.dotnet.json.scanner import scan
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    WHOLE,
    BooleanType,
    DateTimeType,
    DictionaryType,
    EnumType,
    GuidType,
    IntegerType,
    ListType,
    ObjectType,
    ParsedDateTime,
    ParsedUri,
    Property,
    Type,
    UriType,
)

CHANNEL = EnumType("N.Channel", {"Email": 0, "Sms": 1, "Both": 2})
POLICY = EnumType("N.Policy", {"Anytime": 1, "Daytime": 2}, unsigned=True)


def read_as(type_: Type, literal: str) -> Any:
    """Return a property's value, which must be the same from both readers."""
    body = f'{{"x":{literal}}}'.encode()
    schema = ObjectType("N.Root", Property("x", type_))
    scanned = scan(body, schema, max_depth=32)
    assert read_json(body, schema) == scanned
    return scanned["x"]


def conversion_error_as(type_: Type, literal: str) -> str:
    with pytest.raises(ReadError) as raised:
        read_as(type_, literal)
    return raised.value.message.split(" Path:")[0]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("60", 60),
        ("-0", 0),
        ("2147483647", 2147483647),
        ("-2147483648", -2147483648),
        ('"60"', 60),
        ('"+60"', 60),
        ('"-060"', -60),
        ('"\\u0036"', 6),
    ],
)
def test_a_number_can_be_quoted(literal: str, value: int):
    assert read_as(WHOLE, literal) == value


@pytest.mark.parametrize(
    "literal",
    ["60.0", "6e1", "2147483648", "-2147483649", '""', '" 60"', '"6e1"', '"٣"', "true", "[]", "{}"],
)
def test_other_values_are_not_converted_to_integers(literal: str):
    assert (
        conversion_error_as(WHOLE, literal)
        == "The JSON value could not be converted to System.Int32."
    )


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ('"Sms"', 1),
        ('"sMS"', 1),
        ('" \\tSms\\n"', 1),
        ('"Email, Sms ,"', 1),
        ('"Sms,Both"', 3),
        ('"1"', 1),
        ('"+1"', 1),
        ('"-5"', -5),
        ("7", 7),
        ("-5", -5),
        ("2147483647", 2147483647),
    ],
)
def test_an_enumeration_accepts_names_lists_and_any_number(literal: str, value: int):
    assert read_as(CHANNEL, literal) == value


@pytest.mark.parametrize(
    "literal",
    [
        *[
            '""',
            '" "',
            '","',
            '"Email,,Sms"',
            '"Email,1"',
            '"0x1"',
            '"٣"',
            '"1.0"',
            '"None"',
            "1.0",
        ],
        *["2147483648", "true", "null", '"\\ud800"', "[]"],
    ],
)
def test_other_values_are_not_converted_to_enumerations(literal: str):
    assert (
        conversion_error_as(CHANNEL, literal)
        == "The JSON value could not be converted to N.Channel."
    )


def test_an_unsigned_enumeration_rejects_negative_numbers():
    assert read_as(POLICY, "0") == 0
    assert read_as(POLICY, "4294967295") == 4294967295
    for literal in ("-1", "-0", "4294967296", '"-1"', '"4294967296"'):
        assert conversion_error_as(POLICY, literal).endswith("N.Policy.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-15", "2026-06-15T00:00:00Z without zone"),
        ("2026-06-15T10:00", "2026-06-15T10:00:00Z without zone"),
        ("2026-06-15T10:00Z", "2026-06-15T10:00:00Z"),
        ("2026-06-15T09:00:00.Z", "2026-06-15T09:00:00Z"),
        ("2026-06-15T09:00:00.1234567890123456Z", "2026-06-15T09:00:00.1234567Z"),
        ("2026-06-15T09:00:00.5", "2026-06-15T09:00:00.5Z without zone"),
        ("2026-06-15T09:00:00+02", "2026-06-15T07:00:00Z from 120"),
        ("2026-06-15T09:00:00.5-14:00", "2026-06-15T23:00:00.5Z from -840"),
        ("2026-06-15T09:00:00+00:00", "2026-06-15T09:00:00Z from 0"),
        ("2028-02-29T23:59:59Z", "2028-02-29T23:59:59Z"),
        ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"),
    ],
)
def test_a_date_time_is_read_in_iso_8601_formats(text: str, expected: str):
    date_time = read_as(DateTimeType(), json.dumps(text))

    assert format_date_time(date_time) == expected


def format_date_time(date_time: ParsedDateTime) -> str:
    if not date_time.has_zone:
        return f"{format_instant(date_time.at)} without zone"
    return format_instant(date_time.at) + (
        f" from {date_time.offset_minutes}" if date_time.offset_given else ""
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-06-15T24:00:00Z",
        "2026-06-15T09:60:00Z",
        "2026-06-15T09:00:60Z",
        "2026-02-29",
        "2026-13-01",
        "0000-01-01",
        "2026-06-15T",
        "2026-06-15T09",
        "2026-06-15Z",
        "2026-06-15t09:00:00Z",
        "2026-06-15T09:00:00z",
        "2026-06-15 09:00:00Z",
        " 2026-06-15T09:00:00Z",
        "2026-06-15T09:00:00Z\n",
        "2026-06-15T09:00:00.",
        "2026-06-15T09:00:00,5Z",
        "2026-06-15T09:00:00.12345678901234567Z",
        "2026-06-15T09:00:00+14:01",
        "2026-06-15T09:00:00+0200",
        "2026-06-15T09:00:00+02:60",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "２026-06-15",
    ],
)
def test_other_values_are_not_converted_to_date_times(text: str):
    assert conversion_error_as(DateTimeType(), json.dumps(text)).endswith("System.DateTime.")


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (WHOLE, "System.Int32"),
        (FLAG, "System.Boolean"),
        (DateTimeType(), "System.DateTime"),
        (DateTimeType(with_offset=True), "System.DateTimeOffset"),
        (GuidType(), "System.Guid"),
        (CHANNEL, "N.Channel"),
    ],
)
def test_a_value_type_rejects_null(type_: Type, name: str):
    assert conversion_error_as(type_, "null") == f"The JSON value could not be converted to {name}."


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (IntegerType(nullable=True), "System.Nullable`1[System.Int32]"),
        (BooleanType(nullable=True), "System.Nullable`1[System.Boolean]"),
        (DateTimeType(nullable=True), "System.Nullable`1[System.DateTime]"),
        (DateTimeType(nullable=True, with_offset=True), "System.Nullable`1[System.DateTimeOffset]"),
        (GuidType(nullable=True), "System.Nullable`1[System.Guid]"),
        (EnumType("N.Channel", {}, nullable=True), "System.Nullable`1[N.Channel]"),
        (TEXT, "System.String"),
        (UriType(), "System.Uri"),
        (ListType(WHOLE), "System.Collections.Generic.List`1[System.Int32]"),
        (ListType(TEXT, clr="N.Texts"), "N.Texts"),
        (
            DictionaryType(GuidType()),
            "System.Collections.Generic.Dictionary`2[System.String,System.Guid]",
        ),
        (ObjectType("N.Other"), "N.Other"),
    ],
)
def test_every_other_type_accepts_null(type_: Type, name: str):
    assert read_as(type_, "null") is None
    assert conversion_error_as(type_, "true" if "Boolean" not in name else "1").endswith(
        f" to {name}."
    )


def test_other_values_are_not_converted_to_booleans():
    assert read_as(FLAG, "true") is True
    for literal in ('"true"', "1", "0", "[]"):
        assert conversion_error_as(FLAG, literal).endswith("System.Boolean.")


def test_a_guid_must_be_in_the_format_with_hyphens():
    guid = "76B1DBFC-E259-4F6C-B17E-F0BB3597D980"

    assert read_as(GuidType(), f'"{guid}"') == guid.lower()
    for other in (guid.replace("-", ""), f"{{{guid}}}", f" {guid}"):
        assert conversion_error_as(GuidType(), f'"{other}"').endswith("System.Guid.")


def test_a_uri_keeps_its_text():
    assert read_as(UriType(), '" https://vg.no"') == ParsedUri(" https://vg.no", "absolute")
    assert read_as(UriType(), '"/x"') == ParsedUri("/x", "relative")
    assert conversion_error_as(UriType(), '"https://"').endswith("System.Uri.")


def test_a_dictionary_keeps_its_keys():
    assert read_as(DictionaryType(TEXT), '{"a":"x","A":null,"a":"y"}') == {"a": "y", "A": None}


NESTED = ObjectType(
    "N.Nested", Property("one", TEXT, required=True), Property("two", TEXT, required=True)
)
ROOT = ObjectType(
    "N.Root",
    Property("nested", NESTED, required=True),
    Property("text", TEXT, required=True),
    Property("other", TEXT),
)


def missing_property_error(body: str) -> tuple[str, str]:
    with pytest.raises(ReadError) as raised:
        read_json(body.encode(), ROOT)
    return raised.value.path, raised.value.message


def test_the_last_duplicate_property_is_used():
    body = b'{"text":"a","TEXT":"b","nested":{"one":"1","two":"2"},"NESTED":null}'

    assert read_json(body, ROOT) == {"text": "b", "nested": None}


def test_a_duplicate_object_replaces_the_earlier_one():
    assert missing_property_error('{"nested":{"one":"1","two":"2"},"nested":{"one":"1"}}') == (
        "$.nested",
        "JSON deserialization for type 'N.Nested' was missing required properties including:"
        " 'two'.",
    )


def test_missing_properties_are_listed_in_order_at_the_end_of_the_object():
    assert missing_property_error('{"nested":{ } x')[0] == "$.nested"
    assert missing_property_error('{"other":"x"}') == (
        "$",
        "JSON deserialization for type 'N.Root' was missing required properties including:"
        " 'nested', 'text'.",
    )


def test_a_long_list_of_missing_properties_is_shortened():
    names = [f"aRatherLongName{number}" for number in range(9)]
    schema = ObjectType("N.Root", *(Property(name, TEXT, required=True) for name in names))

    with pytest.raises(ReadError) as raised:
        read_json(b"{}", schema)

    assert raised.value.message.endswith(
        "including: 'aRatherLongName0', 'aRatherLongName1', 'aRatherLongName2', 'aRatherLongName3'."
    )


def test_a_non_ascii_name_is_unknown():
    assert read_json('{"te\u212at":1}'.encode(), ObjectType("N.Root", Property("tekt", TEXT))) == {}


def test_positions_in_utf_16_are_those_in_utf_8():
    with pytest.raises(ReadError, match=r"BytePositionInLine: 22\.$"):
        read_json(decode_utf16('{"other":"æ","text":1}'.encode("utf-16-le")), ROOT)


@pytest.mark.parametrize("content", [b"{} ", b"\x00\xd8", b"\x00\xdc\x00\xd8"])
def test_invalid_utf_16_is_an_error(content: bytes):
    with pytest.raises(InvalidEncoding):
        decode_utf16(content)


def test_decoding_utf_16_keeps_a_byte_order_mark():
    assert decode_utf16("\ufeff{}".encode("utf-16-le")) == b"\xef\xbb\xbf{}"
