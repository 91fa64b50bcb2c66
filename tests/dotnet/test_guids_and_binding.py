"""Binding of values in routes and queries: GUIDs, numbers, booleans, enumerations and errors.

Source: docs/reference/notifications.md section 7.4.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.instant import parse_instant
from mock_server.dotnet.aspnet.binding import (
    BindingError,
    Target,
    bind_boolean,
    bind_date_time,
    bind_enum,
    bind_guid,
    bind_integer,
    parse_boolean,
)
from mock_server.dotnet.guids import parse_guid, parse_hyphenated_guid
from mock_server.dotnet.schema import ParsedDateTime

GUID = "76b1dbfc-e259-4f6c-b17e-f0bb3597d980"
PARTS = "{0x76b1dbfc,0xe259,0x4f6c,{0xb1,0x7e,0xf0,0xbb,0x35,0x97,0xd9,0x80}}"
SEQ = Target(name="Seq")
PAGE_SIZE = Target(name="PageSize", nullable=True)
ORDERS = {"Asc": 0, "Desc": 1}


@pytest.mark.parametrize(
    "text",
    [
        *[GUID, GUID.upper(), GUID.replace("-", ""), f"{{{GUID}}}", f"({GUID})", PARTS],
        *[f" {GUID}\t", PARTS.replace(",", " , ").upper().replace("X", "x")],
    ],
)
def test_a_guid_has_five_formats(text: str):
    assert parse_guid(text) == GUID


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            "x",
            f"urn:uuid:{GUID}",
            f'"{GUID}"',
            f"+{GUID}",
            f"{{{GUID}",
            f"({GUID}}}",
            GUID[:-1],
        ],
        *[
            GUID.replace("-", "", 1),
            PARTS[:-1],
            PARTS.replace("0xb1", "0x1b1"),
            GUID.replace("7", "٧"),
        ],
    ],
)
def test_an_invalid_guid_is_none(text: str):
    assert parse_guid(text) is None


def test_short_parts_of_a_guid_are_padded_with_zeros():
    assert parse_guid("{0x1,0x2,0x0003,{0x4,5,6,7,8,9,a,b}}".replace(",5", ",0x5")) is None
    assert parse_guid("{0x1,0x02,0x0003,{0x4,0x5,0x6,0x7,0x8,0x9,0xa,0xb}}") == (
        "00000001-0002-0003-0405-060708090a0b"
    )


@given(st.uuids())
def test_any_canonical_guid_is_parsed(guid: object):
    assert parse_guid(str(guid)) == parse_hyphenated_guid(str(guid)) == str(guid)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("+1", 1),
        ("-0", 0),
        (" 1 ", 1),
        ("007", 7),
        ("1\0\0", 1),
        ("0x10", 16),
        ("0X1f", 31),
        ("&h10", 16),
        ("#10", 16),
        ("0xFFFFFFFFFFFFFFFF", -1),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
    ],
)
def test_a_number_is_bound_in_many_forms(text: str, value: int):
    assert bind_integer([text], SEQ, bits=64) == value


@pytest.mark.parametrize(
    "text", ["abc", "1.5", "1e3", "1,000", "null", "1\0x", "9223372036854775808", "0x", "٣", "--1"]
)
def test_a_text_that_is_not_a_number_is_not_valid(text: str):
    assert error_message(lambda: bind_integer([text], SEQ, bits=64)) == (
        f"The value '{text}' is not valid for Seq."
    )


def test_a_number_must_be_in_range():
    assert bind_integer(["2147483647"], PAGE_SIZE) == 2147483647
    for text in ("2147483648", "0x100000000", "-2147483649"):
        assert error_message(lambda text=text: bind_integer([text], PAGE_SIZE)).endswith(
            "for PageSize."
        )


def test_a_blank_is_none_if_the_target_is_nullable():
    assert bind_integer([""], PAGE_SIZE) is None
    assert bind_integer([" "], PAGE_SIZE) is None
    assert error_message(lambda: bind_integer([" "], SEQ)) == "The value ' ' is invalid."


def test_the_first_value_is_bound_and_the_error_lists_all():
    assert bind_integer(["1", "x"], SEQ) == 1
    assert error_message(lambda: bind_integer(["abc", "", "1"], SEQ)) == (
        "The value 'abc,1' is not valid for Seq."
    )
    assert error_message(lambda: bind_integer(["", "1"], SEQ)) == "The value '1' is invalid."


def test_the_error_of_a_parameter_has_no_name():
    assert error_message(lambda: bind_guid(["<x>"], Target())) == "The value '<x>' is not valid."
    assert bind_guid([f" {GUID}"], Target()) == GUID


@pytest.mark.parametrize(
    ("text", "value"),
    [("Asc", 0), ("dESC", 1), (" Desc ", 1), ("Asc,Desc", 1), ("1", 1), ("00", 0), ("0,1", 1)],
)
def test_an_enumeration_is_bound_by_names_and_numbers(text: str, value: int):
    assert bind_enum([text], Target(name="OrderBy"), ORDERS) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "The value '' is invalid."),
        ("5", "The value '5' is invalid."),
        ("-1", "The value '-1' is invalid."),
        ("foo", "The value 'foo' is not valid for OrderBy."),
        ("Asc,", "The value 'Asc,' is not valid for OrderBy."),
        ("1.0", "The value '1.0' is not valid for OrderBy."),
        ("0x1", "The value '0x1' is not valid for OrderBy."),
        ("2147483648", "The value '2147483648' is not valid for OrderBy."),
    ],
)
def test_an_unknown_enumeration_value_is_an_error(text: str, expected: str):
    assert error_message(lambda: bind_enum([text], Target(name="OrderBy"), ORDERS)) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), (" TRUE ", True), ("False\0", False), ("1", None), ("on", None), ("", None)],
)
def test_only_true_and_false_are_booleans(text: str, value: bool | None):
    assert parse_boolean(text) is value


def test_a_boolean_and_a_date_time_are_bound():
    assert bind_boolean(["true"], Target()) is True
    date_time = bind_date_time(["2026-06-15Z"], Target(nullable=True), 0)
    assert date_time == ParsedDateTime(parse_instant("2026-06-15T00:00:00Z"), has_zone=True)
    assert bind_date_time([""], Target(nullable=True), 0) is None
    assert error_message(
        lambda: bind_date_time(["abc"], Target(name="From", nullable=True), 0)
    ) == ("The value 'abc' is not valid for From.")


def error_message(bind: object) -> str:
    assert callable(bind)
    with pytest.raises(BindingError) as raised:
        bind()
    return str(raised.value)
