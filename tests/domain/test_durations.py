"""Parsing and formatting of durations.

Source: README.md.
"""

import pytest

from mock_server.domain.durations import format_duration, parse_cli_duration, parse_duration
from mock_server.domain.instant import DAY, HOUR, MILLISECOND, MINUTE, SECOND


@pytest.mark.parametrize(
    ("value", "duration", "formatted"),
    [
        pytest.param("P7D", 7 * DAY, "P7D", id="days"),
        pytest.param("P1W", 7 * DAY, "P7D", id="weeks"),
        pytest.param("PT1H30M", 90 * MINUTE, "PT1H30M", id="hours-and-minutes"),
        pytest.param("P1DT1.5S", DAY + 1500 * MILLISECOND, "P1DT1.5S", id="fraction"),
        pytest.param("PT0.0000001S", 1, "PT0.0000001S", id="one-tick"),
        pytest.param("PT0S", 0, "PT0S", id="zero"),
        pytest.param(90, 90 * SECOND, "PT1M30S", id="seconds"),
        pytest.param(0.5, 500 * MILLISECOND, "PT0.5S", id="half-a-second"),
    ],
)
def test_a_duration_is_parsed_and_formatted(value: object, duration: int, formatted: str):
    assert parse_duration(value) == duration
    assert format_duration(duration) == formatted


@pytest.mark.parametrize("value", ["", "P", "PT", "P1M", "-P1D", "1d", True, None])
def test_an_invalid_duration_is_rejected(value: object):
    with pytest.raises(ValueError, match="is not a duration; expected for example PT5M"):
        parse_duration(value)


def test_a_negative_duration_is_rejected():
    with pytest.raises(ValueError, match="-1 seconds is out of range; expected 0 or more"):
        parse_duration(-1)


def test_a_duration_beyond_the_calendar_is_rejected():
    with pytest.raises(ValueError, match="'P4000000000D' is too long"):
        parse_duration("P4000000000D")


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        pytest.param("7d", 7 * DAY, id="days"),
        pytest.param("1h30m", HOUR + 30 * MINUTE, id="hours-and-minutes"),
        pytest.param("90", 90 * SECOND, id="seconds"),
        pytest.param("P7D", 7 * DAY, id="iso"),
    ],
)
def test_an_option_accepts_a_short_form(text: str, duration: int):
    assert parse_cli_duration(text) == duration


def test_an_option_with_an_invalid_duration_is_rejected():
    with pytest.raises(ValueError, match="is not a duration"):
        parse_cli_duration("soon")
