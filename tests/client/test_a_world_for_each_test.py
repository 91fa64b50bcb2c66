"""What the fixture ``altinn`` gives: a fresh world, standing still on a Monday morning."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from client_fixtures import Altinn, Inbox

Order = Callable[..., dict[str, Any]]
MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)


def test_the_clock_stands_at_monday_morning(altinn: Altinn):
    assert altinn.now == MONDAY


def test_the_bundled_people_are_there(altinn: Altinn):
    persons = altinn.control("GET", "/_mock/directory")["persons"]

    assert "Ola Nordmann" in [each["name"] for each in persons]


@pytest.mark.altinn(directory="empty")
def test_nobody_is_there_when_asked_for(altinn: Altinn):
    assert altinn.control("GET", "/_mock/directory")["persons"] == []


@pytest.mark.altinn(now="2026-03-28T20:00:00+01:00", environment="tt02", rules="deployed")
def test_the_marker_says_when_and_where(altinn: Altinn):
    settings = altinn.settings()

    assert altinn.now == datetime(2026, 3, 28, 19, tzinfo=UTC)
    assert (settings["environment"], settings["rules"]) == ("tt02", "deployed")


@pytest.mark.parametrize("place", range(2))
def test_nothing_is_left_of_the_test_before(altinn: Altinn, order_sms: Order, place: int):
    assert (altinn.orders(), altinn.inbox.messages, altinn.now) == ([], [], MONDAY)

    order_sms(body=f"Nummer {place}")
    altinn.advance(days=1)


def test_the_url_is_the_same_for_all_tests_of_a_worker(altinn: Altinn, altinn_url: str):
    assert altinn.url.startswith(f"{altinn_url}/w/pytest-")


@pytest.mark.altinn(own_world=True)
def test_a_world_of_its_own_has_a_url_of_its_own(altinn: Altinn):
    assert altinn.url.rpartition("-")[2].isdigit()


def test_an_sms_leaves_when_the_clock_moves(altinn: Altinn, altinn_inbox: Inbox, order_sms: Order):
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
def test_time_passes_in_the_way_that_is_asked_for(
    altinn: Altinn, target: dict[str, Any], reached: datetime
):
    altinn.advance(**target)

    assert altinn.now == reached


@pytest.mark.parametrize(
    ("target", "advice"),
    [
        ({}, "say how far, in one way"),
        ({"days": 1, "until": "idle"}, "say how far, in one way"),
        ({"to": datetime(2026, 1, 6)}, "has no time zone"),  # noqa: DTZ001
        ({"to": "2026-01-04T00:00:00Z"}, "reset the world instead"),
        ({"until": "later"}, "idle"),
    ],
    ids=["nothing", "two-ways", "without-zone", "backwards", "misspelt"],
)
def test_what_cannot_be_is_answered_with_advice(
    altinn: Altinn, target: dict[str, Any], advice: str
):
    with pytest.raises(ValueError, match=advice):
        altinn.advance(**target)


def test_a_unit_of_time_that_does_not_exist_is_named(altinn: Altinn):
    with pytest.raises(TypeError, match=r"day.*use weeks, days, hours, minutes"):
        altinn.advance(day=1)
