"""Date-times parsed by .NET, as in ``se`` of a signed URL and in the dashboard.

Source: docs/reference/notifications.md section 10.7; the recorded groups ``sas se=…``.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.instant import format_instant, parse_instant
from mock_server.dotnet.general_dates import parse_date_time

NOW = parse_instant("2026-06-15T08:00:00Z")


def read(text: str) -> str | None:
    expected = parse_date_time(text, NOW)
    if expected is None:
        return None
    return format_instant(expected.at) + ("" if expected.has_zone else " without zone")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2099-01-02T03:04Z", "2099-01-02T03:04:00Z"),
        ("2099-01-02T03:04:05", "2099-01-02T03:04:05Z without zone"),
        ("2099-01-02t03:04:05z", "2099-01-02T03:04:05Z"),
        ("2099-01-02T03:04:05+02:00", "2099-01-02T01:04:05Z"),
        ("2099-01-02T03:04:05 -0230", "2099-01-02T05:34:05Z"),
        ("2099-01-02T03:04:05.1234567890Z", "2099-01-02T03:04:05.1234568Z"),
        ("2099-01-02T03:04:05,5Z", "2099-01-02T03:04:05.5Z"),
        ("2099-01-02 03:04:05Z", "2099-01-02T03:04:05Z"),
        ("2099-01-02 3:04 PM +2", "2099-01-02T13:04:00Z"),
        ("2099-01-02 12 AM", "2099-01-02T00:00:00Z without zone"),
        ("2099-01-02 02:00", "2099-01-02T02:00:00Z without zone"),
        ("2099-1-2", "2099-01-02T00:00:00Z without zone"),
        ("2099/01/02", "2099-01-02T00:00:00Z without zone"),
        ("2099.01.02", "2099-01-02T00:00:00Z without zone"),
        ("2099 1 2", "2099-01-02T00:00:00Z without zone"),
        ("2099-01-02Z", "2099-01-02T00:00:00Z"),
        ("2099-01-02-02:00", "2099-01-02T02:00:00Z"),
        ("1/2/2099", "2099-01-02T00:00:00Z without zone"),
        ("01-02-2099", "2099-01-02T00:00:00Z without zone"),
        ("1.2.2099", "2099-01-02T00:00:00Z without zone"),
        ("1/2/49", "2049-01-02T00:00:00Z without zone"),
        ("1/2/50", "1950-01-02T00:00:00Z without zone"),
        ("06/20/2026 08:00:00 +00:00", "2026-06-20T08:00:00Z"),
        ("2099-03", "2099-03-01T00:00:00Z without zone"),
        ("3/2099", "2099-03-01T00:00:00Z without zone"),
        ("3/4", "2026-03-04T00:00:00Z without zone"),
        ("Jan 2 2099", "2099-01-02T00:00:00Z without zone"),
        ("january 2, 2099", "2099-01-02T00:00:00Z without zone"),
        ("2 January 2099", "2099-01-02T00:00:00Z without zone"),
        ("2-Jan-2099", "2099-01-02T00:00:00Z without zone"),
        ("2099 Jan 2", "2099-01-02T00:00:00Z without zone"),
        ("January 2099", "2099-01-01T00:00:00Z without zone"),
        ("2 Jan 99", "1999-01-02T00:00:00Z without zone"),
        ("Jan 99 2", "1999-01-02T00:00:00Z without zone"),
        ("Jan 15", "2026-01-15T00:00:00Z without zone"),
        ("15 Jan", "2015-01-01T00:00:00Z without zone"),
        ("Thursday, 01 January 2099", "2099-01-01T00:00:00Z without zone"),
        ("Thu, 01 Jan 2099 00:00:00 GMT", "2099-01-01T00:00:00Z"),
        ("01 Jan 2099 Thu", "2099-01-01T00:00:00Z without zone"),
        ("10:16Z", "2026-06-15T10:16:00Z"),
        ("23:59:59", "2026-06-15T23:59:59Z without zone"),
        ("10:00 2099-01-02", "2099-01-02T10:00:00Z without zone"),
        (" 2099-01-02 ", "2099-01-02T00:00:00Z without zone"),
        ("2099-01-02\0\0", "2099-01-02T00:00:00Z without zone"),
        ("0001-01-01", "0001-01-01T00:00:00Z without zone"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_valid_date_time_is_parsed(text: str, expected: str):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *["", " ", "\0", "x", "now", "2099", "5", "1750000000", "20990101", "20990101T000000Z"],
        *["2099-W01-1", "2099-001", "1e10", "2.00:00:00", "99-01-01", "0000-01-01", "2099-"],
        *["31/12/2099", "13/20/2026", "20.06.2026 08:00:00", "2099-13-01", "2099-02-30"],
        *["2099-01-01T24:00:00Z", "2099-01-01T25:00:00Z", "2099-01-01T23:59:60Z", "2099-01-01T00Z"],
        *["2099-01-01T9:00", "1/2/2099T10:00", "2099-01-01T00:00:00 02:00", "2099-01-01T10:00 AM"],
        *["Fri, 01 Jan 2099 00:00:00 GMT", "Thu Thu 2099-01-01", "2099-01-01 2099-01-02"],
        *["10:00 11:00", "10:00Z GMT", "10:00+15:00", "10:00+02:60", "10:00 XM", "13:00 AM"],
        *["2099-01-01,x", '"2099-01-01"', "2099-01-01\0x", "Jan", "Jan Feb 2", "1 2 3 4"],
        *["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"],
    ],
)
def test_an_invalid_date_time_is_none(text: str):
    assert read(text) is None


@given(st.one_of(st.text(), st.text(alphabet="0129-/.:, TZzAPMJanThu+\0")))
def test_any_text_is_parsed_or_none(text: str):
    assert read(text) is None or parse_date_time(text, NOW) is not None


@given(st.integers(0, parse_instant("9999-12-31T23:59:59Z")))
def test_a_formatted_date_time_is_parsed(at: int):
    expected = parse_date_time(format_instant(at), NOW)

    # .NET converts the fraction through a binary floating-point number.
    assert expected is not None
    assert abs(expected.at - at) <= 1
