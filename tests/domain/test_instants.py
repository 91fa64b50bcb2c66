"""Parsing and formatting of instants, and the limits of the calendar.

Source: docs/reference/time-and-delivery.md section 3.1, docs/adr/0001.
"""

from datetime import UTC, datetime

import pytest

from mock_server.domain.instant import (
    MAX_INSTANT,
    ceil_to_minute,
    format_instant,
    from_datetime,
    parse_instant,
    to_datetime,
    truncate_to_microseconds,
)


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        pytest.param("2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z", id="whole-second"),
        pytest.param("2026-01-05T10:00Z", "2026-01-05T10:00:00Z", id="no-seconds"),
        pytest.param("2026-01-05T10:00:00.1000000Z", "2026-01-05T10:00:00.1Z", id="trailing-zeros"),
        pytest.param("2026-01-05T10:00:00.0000001Z", "2026-01-05T10:00:00.0000001Z", id="one-tick"),
        pytest.param(
            "2026-01-05T10:00:00.123456789Z", "2026-01-05T10:00:00.1234567Z", id="truncated"
        ),
        pytest.param("2026-01-05T10:00:00+01:00", "2026-01-05T09:00:00Z", id="east"),
        pytest.param("2026-01-05T23:30:00-0130", "2026-01-06T01:00:00Z", id="west"),
        pytest.param("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", id="first"),
        pytest.param("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z", id="last"),
    ],
)
def test_an_instant_is_parsed_and_formatted(text: str, formatted: str):
    assert format_instant(parse_instant(text)) == formatted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("2026-01-05T10:00:00", "with Z or an offset", id="no-zone"),
        pytest.param("2026-01-05", "expected for example 2026-01-05T10:00:00Z", id="date"),
        pytest.param("2026-01-05T10:00.5Z", "expected for example", id="fraction-of-a-minute"),
        pytest.param("٢٠٢٦-01-05T10:00:00Z", "expected for example", id="arabic-digits"),
        pytest.param("2026-02-30T10:00:00Z", "is not an instant: day", id="no-such-day"),
        pytest.param("2026-01-05T10:00:00+25:00", "is not an instant: offset", id="no-such-offset"),
        pytest.param("0001-01-01T00:00:00+00:01", "outside the years 1 to 9999", id="too-early"),
        pytest.param("9999-12-31T23:59:59-00:01", "outside the years 1 to 9999", id="too-late"),
    ],
)
def test_an_invalid_instant_is_rejected(text: str, message: str):
    with pytest.raises(ValueError, match=message):
        parse_instant(text)


def test_a_datetime_without_a_time_zone_is_rejected():
    with pytest.raises(ValueError, match="has no time zone"):
        from_datetime(datetime(2026, 1, 5))  # noqa: DTZ001


def test_a_datetime_and_its_instant_convert_to_each_other():
    moment = datetime(2026, 1, 5, 10, 0, 0, 123456, tzinfo=UTC)

    assert to_datetime(from_datetime(moment)) == moment
    assert to_datetime(MAX_INSTANT) == datetime.max.replace(tzinfo=UTC)


def test_an_instant_is_truncated_to_microseconds():
    assert (
        format_instant(truncate_to_microseconds(parse_instant("2026-01-05T10:00:59.9999999Z")))
        == "2026-01-05T10:00:59.999999Z"
    )


@pytest.mark.parametrize(
    ("at", "sweep"),
    [
        pytest.param("2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z", id="on-the-minute"),
        pytest.param("2026-01-05T10:00:00.0000001Z", "2026-01-05T10:01:00Z", id="one-tick-later"),
    ],
)
def test_the_next_sweep_is_at_a_whole_minute(at: str, sweep: str):
    assert format_instant(ceil_to_minute(parse_instant(at))) == sweep
