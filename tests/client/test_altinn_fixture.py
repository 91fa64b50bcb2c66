"""The fixture ``altinn``: a fresh world with its clock frozen on a Monday morning."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from client_fixtures import Altinn, Inbox

Order = Callable[..., dict[str, Any]]
MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)


def test_the_clock_is_frozen_on_monday_morning(altinn: Altinn):
    assert altinn.now == MONDAY


def test_the_directory_has_the_bundled_persons(altinn: Altinn):
    persons = altinn.control("GET", "/_mock/directory")["persons"]

    assert "Ola Nordmann" in [each["name"] for each in persons]


@pytest.mark.altinn(directory="empty")
def test_the_directory_can_be_empty(altinn: Altinn):
    assert altinn.control("GET", "/_mock/directory")["persons"] == []


@pytest.mark.altinn(now="2026-03-28T20:00:00+01:00", environment="tt02", rules="deployed")
def test_the_marker_sets_clock_and_settings(altinn: Altinn):
    settings = altinn.settings()

    assert altinn.now == datetime(2026, 3, 28, 19, tzinfo=UTC)
    assert (settings["environment"], settings["rules"]) == ("tt02", "deployed")


@pytest.mark.parametrize("number", range(2))
def test_each_test_starts_with_a_reset_world(altinn: Altinn, order_sms: Order, number: int):
    assert (altinn.orders(), altinn.inbox.messages, altinn.now) == ([], [], MONDAY)

    order_sms(body=f"Nummer {number}")
    altinn.advance(days=1)


def test_the_url_is_the_same_for_all_tests_of_a_worker(altinn: Altinn, altinn_url: str):
    assert altinn.url.startswith(f"{altinn_url}/w/pytest-")


@pytest.mark.altinn(own_world=True)
def test_an_own_world_has_its_own_url(altinn: Altinn):
    assert altinn.url.rpartition("-")[2].isdigit()


def test_an_sms_is_sent_when_the_clock_advances(
    altinn: Altinn, altinn_inbox: Inbox, order_sms: Order
):
    order_sms()

    altinn_inbox.expect_nothing()
    events = altinn.advance(minutes=1)

    sms = altinn_inbox.expect_sms(to="99999999", containing="Frist")
    assert (sms.sent_at, sms.result, sms.reached) == (MONDAY, "Delivered", True)
    assert [each.kind for each in events][:2] == ["orderPickedUp", "messageSent"]
    assert events[1].message_id == sms.id


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ({"days": 1, "hours": 2}, MONDAY + timedelta(days=1, hours=2)),
        ({"by": timedelta(minutes=5)}, MONDAY + timedelta(minutes=5)),
        ({"to": "2026-01-06T09:01:00+01:00"}, datetime(2026, 1, 6, 8, 1, tzinfo=UTC)),
        ({"to": MONDAY + timedelta(weeks=1)}, MONDAY + timedelta(weeks=1)),
        ({"until": "idle"}, MONDAY),
    ],
    ids=["parts", "timedelta", "text", "datetime", "idle"],
)
def test_the_clock_advances_to_the_target(
    altinn: Altinn, target: dict[str, Any], reached: datetime
):
    altinn.advance(**target)

    assert altinn.now == reached


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({}, "exactly one target"),
        ({"days": 1, "until": "idle"}, "exactly one target"),
        ({"to": datetime(2026, 1, 6)}, "has no time zone"),  # noqa: DTZ001
        ({"to": "2026-01-04T00:00:00Z"}, "reset the world instead"),
        ({"until": "later"}, "idle"),
    ],
    ids=["nothing", "two-ways", "without-zone", "backwards", "misspelt"],
)
def test_an_invalid_target_is_an_error(altinn: Altinn, target: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        altinn.advance(**target)


def test_an_unknown_unit_of_time_is_an_error(altinn: Altinn):
    with pytest.raises(TypeError, match=r"day.*use weeks, days, hours, minutes"):
        altinn.advance(day=1)
