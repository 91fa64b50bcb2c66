"""Which sequences a recording leaves open, and which it does not."""

from typing import Any

import pytest

from tests.recorded.likeness import Known

NOW = "2026-06-15T08:00:00Z"
ID = "11111111-0000-4000-8000-00000000000"


def entry(number: int, shipment: str, kind: str, at: str = NOW) -> dict[str, Any]:
    return {
        "sequenceNumber": number,
        "shipmentId": shipment,
        "shipmentType": kind,
        "lastUpdate": at,
    }


def recipient(to: str, status: str) -> dict[str, Any]:
    return {"destination": to, "status": status}


def is_alike(recorded: Any, given: Any) -> bool:
    return Known("", NOW).difference(recorded, given, "answer") is None


@pytest.mark.parametrize(
    ("recorded", "given"),
    [
        pytest.param(
            [entry(1, "{guid1}", "Notification"), entry(2, "{guid2}", "Reminder")],
            [entry(1, ID + "1", "Reminder"), entry(2, ID + "2", "Notification")],
            id="feed-entries-of-one-instant",
        ),
        pytest.param(
            [recipient("a", "SMS_New"), recipient("b", "SMS_New")],
            [recipient("b", "SMS_New"), recipient("a", "SMS_New")],
            id="recipients-of-one-channel",
        ),
        pytest.param(
            [{"id": "a", "sendStatus": {}}, {"id": "b", "sendStatus": {}}],
            [{"id": "b", "sendStatus": {}}, {"id": "a", "sendStatus": {}}],
            id="notifications-of-a-summary",
        ),
        pytest.param(
            [{"id": "a", "resultTime": NOW}, {"id": "b", "resultTime": NOW}],
            [{"id": "b", "resultTime": NOW}, {"id": "a", "resultTime": NOW}],
            id="attempts-of-the-dashboard",
        ),
    ],
)
def test_rows_that_the_platform_does_not_sort_may_come_in_any_sequence(recorded: Any, given: Any):
    assert is_alike(recorded, given)


@pytest.mark.parametrize(
    ("recorded", "given"),
    [
        pytest.param(
            [entry(1, "a", "Instant"), entry(2, "b", "Notification")],
            [entry(1, "b", "Notification"), entry(2, "a", "Instant")],
            id="instant-entry-after-another",
        ),
        pytest.param(
            [entry(1, "a", "Reminder"), entry(2, "b", "Reminder", "2026-06-15T08:01:00Z")],
            [entry(1, "b", "Reminder", "2026-06-15T08:01:00Z"), entry(2, "a", "Reminder")],
            id="feed-entries-of-two-instants",
        ),
        pytest.param(
            [entry(1, "a", "Reminder"), entry(2, "b", "Reminder")],
            [entry(2, "b", "Reminder"), entry(1, "a", "Reminder")],
            id="sequence-numbers-not-rising",
        ),
        pytest.param(
            [recipient("a", "Email_New"), recipient("b", "SMS_New")],
            [recipient("b", "SMS_New"), recipient("a", "Email_New")],
            id="recipients-of-two-channels",
        ),
        pytest.param(
            [recipient("a", "SMS_New"), recipient("b", "SMS_New")],
            [recipient("a", "SMS_New"), recipient("a", "SMS_New")],
            id="one-recipient-twice",
        ),
        pytest.param([{"id": "a"}, {"id": "b"}], [{"id": "b"}, {"id": "a"}], id="other-rows"),
    ],
)
def test_every_other_sequence_is_compared(recorded: Any, given: Any):
    assert not is_alike(recorded, given)


def test_a_name_keeps_its_value_when_rows_change_places():
    known = Known("", NOW)
    recorded = [entry(1, "{guid1}", "Notification"), entry(2, "{guid2}", "Reminder")]
    given = [entry(1, ID + "1", "Reminder"), entry(2, ID + "2", "Notification")]

    assert known.difference(recorded, given, "answer") is None

    assert known.names == {"guid1": ID + "2", "guid2": ID + "1"}


def test_any_text_within_a_text_is_not_compared():
    assert is_alike("expired at {any}.", "expired at 11/14/2023\n22:15:00.")
    assert not is_alike("expired at {any}.", "expired at noon")
    assert not is_alike("expired at {any}.", "expired at .")
