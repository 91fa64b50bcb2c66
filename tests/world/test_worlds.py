"""Worlds by name, their ids, events and outboxes."""

from mock_server.domain.enums import EventKind, NotificationResult
from mock_server.domain.instant import parse_instant
from mock_server.world.world import World
from mock_server.world.worlds import Worlds
from tests.world.stage import Stage, email_to

AT = "2026-01-14T10:00:00Z"


def test_a_world_is_created_on_first_use():
    worlds = Worlds(lambda name: World(name, parse_instant(AT)))
    first = worlds.get("a")

    assert worlds.get("a") is first
    assert worlds.get("b") is not first
    assert [world.name for world in worlds] == ["a", "b"]
    worlds.delete("a")
    assert worlds.get("a") is not first
    worlds.replace("b", first)
    assert worlds.get("b") is first


def test_ids_are_the_same_in_each_run_and_differ_between_worlds():
    ids = [World(name, parse_instant(AT)).ids.new() for name in ("a", "a", "b")]

    assert ids[0] == ids[1]
    assert ids[0] != ids[2]


def test_events_are_recorded_in_order():
    stage = Stage(AT)
    stage.one(email_to(at=AT))

    stage.to(AT)

    assert [each.kind for each in stage.world.event_log.events] == [
        EventKind.ORDER_PICKED_UP,
        EventKind.MESSAGE_SENT,
        EventKind.RESULT_RECEIVED,
        EventKind.RESULT_RECEIVED,
        EventKind.ORDER_COMPLETED,
    ]


def test_many_messages_are_saved_during_an_advance():
    stage = Stage(AT)
    for _ in range(1_100):
        stage.one(email_to(at=AT))
    last = stage.one(email_to(at="2026-01-14T10:02:00Z"))

    stage.to("2026-01-14T10:05:00Z")

    assert len(stage.world.outbox) == 1_101
    message_id = last.notifications[0].message_id
    assert message_id is not None
    message = stage.world.outbox.get(message_id)
    assert message is not None
    assert message.result is NotificationResult.DELIVERED
    assert message.result_at == parse_instant("2026-01-14T10:01:00Z")
