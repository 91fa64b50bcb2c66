"""What the reader makes of sound JSON: numbers, names, moments, members said twice or not at all.

Source: spec/verified-notifications.md, section 4; spec/notifications-api.md, sections 4.3, 5.1,
7.2 and 9.
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


def read_as(kind: Type, literal: str) -> Any:
    """The value of a member of that type, read in both ways."""
    body = f'{{"x":{literal}}}'.encode()
    schema = ObjectType("N.Root", Property("x", kind))
    scanned = scan(body, schema, max_depth=32)
    assert read_json(body, schema) == scanned
    return scanned["x"]


def refused_as(kind: Type, literal: str) -> str:
    with pytest.raises(ReadError) as raised:
        read_as(kind, literal)
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
def test_a_number_may_be_quoted(literal: str, value: int):
    assert read_as(WHOLE, literal) == value


@pytest.mark.parametrize(
    "literal",
    ["60.0", "6e1", "2147483648", "-2147483649", '""', '" 60"', '"6e1"', '"٣"', "true", "[]", "{}"],
)
def test_no_other_number_will_do(literal: str):
    assert refused_as(WHOLE, literal) == "The JSON value could not be converted to System.Int32."


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
def test_an_enumeration_takes_names_lists_and_any_number(literal: str, value: int):
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
def test_an_enumeration_takes_nothing_else(literal: str):
    assert refused_as(CHANNEL, literal) == "The JSON value could not be converted to N.Channel."


def test_an_unsigned_enumeration_has_no_minus():
    assert read_as(POLICY, "0") == 0
    assert read_as(POLICY, "4294967295") == 4294967295
    for literal in ("-1", "-0", "4294967296", '"-1"', '"4294967296"'):
        assert refused_as(POLICY, literal).endswith("N.Policy.")


@pytest.mark.parametrize(
    ("text", "moment"),
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
def test_a_moment_is_read_in_the_forms_of_iso_8601(text: str, moment: str):
    read_moment = read_as(DateTimeType(), json.dumps(text))

    assert shown(read_moment) == moment


def shown(moment: ParsedDateTime) -> str:
    if not moment.has_zone:
        return f"{format_instant(moment.at)} without zone"
    return format_instant(moment.at) + (
        f" from {moment.offset_minutes}" if moment.offset_given else ""
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
def test_no_other_moment_will_do(text: str):
    assert refused_as(DateTimeType(), json.dumps(text)).endswith("System.DateTime.")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (WHOLE, "System.Int32"),
        (FLAG, "System.Boolean"),
        (DateTimeType(), "System.DateTime"),
        (DateTimeType(with_offset=True), "System.DateTimeOffset"),
        (GuidType(), "System.Guid"),
        (CHANNEL, "N.Channel"),
    ],
)
def test_null_is_no_value_of_a_value_type(kind: Type, name: str):
    assert refused_as(kind, "null") == f"The JSON value could not be converted to {name}."


@pytest.mark.parametrize(
    ("kind", "name"),
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
def test_null_is_a_value_of_every_other_type(kind: Type, name: str):
    assert read_as(kind, "null") is None
    assert refused_as(kind, "true" if "Boolean" not in name else "1").endswith(f" to {name}.")


def test_truth_is_neither_text_nor_number():
    assert read_as(FLAG, "true") is True
    for literal in ('"true"', "1", "0", "[]"):
        assert refused_as(FLAG, literal).endswith("System.Boolean.")


def test_a_guid_has_hyphens_and_nothing_around_them():
    guid = "76B1DBFC-E259-4F6C-B17E-F0BB3597D980"

    assert read_as(GuidType(), f'"{guid}"') == guid.lower()
    for other in (guid.replace("-", ""), f"{{{guid}}}", f" {guid}"):
        assert refused_as(GuidType(), f'"{other}"').endswith("System.Guid.")


def test_a_uri_keeps_its_text():
    assert read_as(UriType(), '" https://vg.no"') == ParsedUri(" https://vg.no", "absolute")
    assert read_as(UriType(), '"/x"') == ParsedUri("/x", "relative")
    assert refused_as(UriType(), '"https://"').endswith("System.Uri.")


def test_a_mapping_keeps_its_keys():
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


def missing(body: str) -> tuple[str, str]:
    with pytest.raises(ReadError) as raised:
        read_json(body.encode(), ROOT)
    return raised.value.path, raised.value.message


def test_the_last_of_several_members_of_one_name_counts():
    body = b'{"text":"a","TEXT":"b","nested":{"one":"1","two":"2"},"NESTED":null}'

    assert read_json(body, ROOT) == {"text": "b", "nested": None}


def test_an_object_replaces_an_earlier_one_whole():
    assert missing('{"nested":{"one":"1","two":"2"},"nested":{"one":"1"}}') == (
        "$.nested",
        "JSON deserialization for type 'N.Nested' was missing required properties including:"
        " 'two'.",
    )


def test_missing_members_are_listed_in_their_order_when_the_object_closes():
    assert missing('{"nested":{ } x')[0] == "$.nested"
    assert missing('{"other":"x"}') == (
        "$",
        "JSON deserialization for type 'N.Root' was missing required properties including:"
        " 'nested', 'text'.",
    )


def test_a_long_list_of_missing_members_is_cut():
    names = [f"aRatherLongName{number}" for number in range(9)]
    schema = ObjectType("N.Root", *(Property(name, TEXT, required=True) for name in names))

    with pytest.raises(ReadError) as raised:
        read_json(b"{}", schema)

    assert raised.value.message.endswith(
        "including: 'aRatherLongName0', 'aRatherLongName1', 'aRatherLongName2', 'aRatherLongName3'."
    )


def test_a_name_in_other_letters_than_ascii_is_not_known():
    assert read_json('{"te\u212at":1}'.encode(), ObjectType("N.Root", Property("tekt", TEXT))) == {}


def test_positions_in_utf_16_count_its_utf_8():
    with pytest.raises(ReadError, match=r"BytePositionInLine: 22\.$"):
        read_json(decode_utf16('{"other":"æ","text":1}'.encode("utf-16-le")), ROOT)


@pytest.mark.parametrize("octets", [b"{} ", b"\x00\xd8", b"\x00\xdc\x00\xd8"])
def test_what_is_not_utf_16_cannot_be_transcoded(octets: bytes):
    with pytest.raises(InvalidEncoding):
        decode_utf16(octets)


def test_a_byte_order_mark_survives_transcoding():
    assert decode_utf16("\ufeff{}".encode("utf-16-le")) == b"\xef\xbb\xbf{}"
