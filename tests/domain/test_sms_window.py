"""The SMS window and the expiry of daytime SMS, compared with recordings of Altinn's functions.

Source: docs/reference/time-and-delivery.md sections 3.3 and 3.4.
"""

import gzip
import json
from pathlib import Path

import pytest

from mock_server.domain.instant import MINUTE, format_instant, parse_instant
from mock_server.domain.timing import SmsWindow

RECORDINGS = Path(__file__).parents[1] / "recordings" / "notifications" / "functions.jsonl.gz"


def recorded(function: str) -> list[tuple[str, object]]:
    with gzip.open(RECORDINGS, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    return [(each["input"], each["output"]) for each in documents if each["function"] == function]


def test_the_window_is_open_as_recorded():
    cases = recorded("can_send_sms_now")

    wrong = [at for at, is_open in cases if SmsWindow().is_open(parse_instant(at)) != is_open]

    assert len(cases) > 700
    assert wrong == []


def test_a_daytime_sms_expires_as_recorded():
    cases = recorded("sms_daytime_expiry")

    wrong = [
        at
        for at, expires in cases
        if format_instant(SmsWindow().expiry(parse_instant(at))) != expires
    ]

    assert len(cases) > 700
    assert wrong == []


@pytest.mark.parametrize(
    ("ready", "sent"),
    [
        pytest.param("2026-01-05T12:00:30+01:00", "2026-01-05T12:01:00+01:00", id="next-minute"),
        pytest.param("2026-01-05T12:01:00+01:00", "2026-01-05T12:01:00+01:00", id="same-minute"),
        pytest.param("2026-01-05T09:00:00+01:00", "2026-01-05T09:01:00+01:00", id="nine-sharp"),
        pytest.param("2026-01-05T16:59:00+01:00", "2026-01-05T16:59:00+01:00", id="last-minute"),
        pytest.param(
            "2026-01-05T16:59:01+01:00", "2026-01-06T09:01:00+01:00", id="one-second-late"
        ),
        pytest.param("2026-01-05T17:00:00+01:00", "2026-01-06T09:01:00+01:00", id="five-sharp"),
        pytest.param("2026-01-09T23:00:00+01:00", "2026-01-10T09:01:00+01:00", id="saturday"),
        pytest.param("2026-03-28T18:00:00+01:00", "2026-03-29T09:01:00+02:00", id="to-summer-time"),
        pytest.param("2026-10-24T18:00:00+02:00", "2026-10-25T09:01:00+01:00", id="to-winter-time"),
    ],
)
def test_a_daytime_sms_is_sent_by_the_first_sweep_inside_the_window(ready: str, sent: str):
    assert SmsWindow().first_sweep(parse_instant(ready)) == parse_instant(sent)


def test_a_window_that_never_opens_has_no_sweep():
    window = SmsWindow(opens=SmsWindow().opens, closes=SmsWindow().opens)

    assert window.first_sweep(parse_instant("2026-01-05T12:00:00Z") + MINUTE) is None
