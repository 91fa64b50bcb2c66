"""Comparison of responses with recordings: row order and placeholders."""

from typing import Any

import pytest

from mock_server.recordings.comparison import Comparison

NOW = "2026-06-15T08:00:00Z"
ID = "11111111-0000-4000-8000-00000000000"


def entry(number: int, shipment: str, shipment_type: str, at: str = NOW) -> dict[str, Any]:
    return {
        "sequenceNumber": number,
        "shipmentId": shipment,
        "shipmentType": shipment_type,
        "lastUpdate": at,
    }


def recipient(destination: str, status: str) -> dict[str, Any]:
    return {"destination": destination, "status": status}


def is_same(recorded: Any, actual: Any) -> bool:
    return Comparison("", NOW).difference(recorded, actual, "response") is None


@pytest.mark.parametrize(
    ("recorded", "actual"),
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
def test_rows_that_altinn_does_not_sort_can_be_in_any_order(recorded: Any, actual: Any):
    assert is_same(recorded, actual)


@pytest.mark.parametrize(
    ("recorded", "actual"),
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
def test_the_order_of_other_rows_is_compared(recorded: Any, actual: Any):
    assert not is_same(recorded, actual)


def test_placeholders_keep_their_values_when_rows_are_reordered():
    comparison = Comparison("", NOW)
    recorded = [entry(1, "{guid1}", "Notification"), entry(2, "{guid2}", "Reminder")]
    actual = [entry(1, ID + "1", "Reminder"), entry(2, ID + "2", "Notification")]

    assert comparison.difference(recorded, actual, "response") is None

    assert comparison.names == {"guid1": ID + "2", "guid2": ID + "1"}


def test_the_any_placeholder_matches_a_part_of_a_text():
    assert is_same("expired at {any}.", "expired at 11/14/2023\n22:15:00.")
    assert not is_same("expired at {any}.", "expired at noon")
    assert not is_same("expired at {any}.", "expired at .")
