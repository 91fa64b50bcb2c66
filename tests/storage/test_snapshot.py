"""A world written down and put back: the same world, in whatever world or process it is put.

That it has the same future is a property test of the engine (tests/world/test_cutting_time.py).
"""

import copy
import json
from collections.abc import Callable
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from mock_server.domain.errors import UsageError
from mock_server.storage.outbox import TinyOutbox
from mock_server.storage.snapshot import PLAIN, Snapshots
from mock_server.world.world import World
from tests.world.stage import Stage, email_to, new_world, sms_to

SNAPSHOTS = Snapshots()
NAMED_BY_THE_PATH = {"name", "outbox", "ids"}


@pytest.fixture
def stage() -> Stage:
    stage = Stage("2026-01-05T10:00:00Z")
    stage.chain(
        email_to(at="2026-01-05T10:00:00Z", senders_reference="r"),
        sms_to(at="2026-01-06T10:00:00Z"),
    )
    stage.to("2026-01-05T10:05:00Z")
    return stage


def written(world: World) -> Any:
    return json.loads(json.dumps(SNAPSHOTS.dump(world)))


def fresh(**options: Any) -> World:
    return new_world("other", 0, **options)


def test_a_world_put_back_is_written_as_the_one_it_came_from(stage: Stage):
    document = written(stage.world)
    other = fresh()

    SNAPSHOTS.load(other, document)

    assert other.name == "other"
    assert {**written(other), "world": "stage"} == document
    assert [each.to for each in other.outbox.all()] == ["a@example.com"]


def test_ids_go_on_where_they_were(stage: Stage):
    document = written(stage.world)
    other = fresh()

    SNAPSHOTS.load(other, document)

    assert other.ids.new() == stage.world.ids.new()


def test_a_message_is_the_same_object_wherever_a_world_holds_it(stage: Stage):
    other = fresh()

    SNAPSHOTS.load(other, written(stage.world))

    (message,) = other.outbox.all()
    assert other.messages[message.id] is message


def test_a_snapshot_can_be_put_back_twice(stage: Stage):
    document = written(stage.world)
    one, two = fresh(), fresh()

    SNAPSHOTS.load(one, document)
    SNAPSHOTS.load(two, document)
    one.directory.persons.clear()
    one.orders.orders.clear()

    assert len(two.orders.orders) == 2


def test_a_file_holds_what_the_snapshot_holds(stage: Stage, tmp_path: Path):
    path = tmp_path / "box.jsonl"
    other = fresh(outbox=TinyOutbox(path))

    SNAPSHOTS.load(other, written(stage.world))

    assert [each.to for each in TinyOutbox(path).all()] == ["a@example.com"]


def test_whether_this_server_may_call_out_is_not_for_a_snapshot_to_say(stage: Stage):
    closed = fresh()
    closed.settings = replace(closed.settings, allow_outgoing_calls=False)

    SNAPSHOTS.load(closed, written(stage.world))

    assert not closed.settings.allow_outgoing_calls


def test_everything_in_a_world_is_checked_when_it_is_put_back():
    world = fresh()

    unchecked = [
        name
        for name, value in vars(world).items()
        if name not in PLAIN and name not in NAMED_BY_THE_PATH and not is_dataclass(value)
    ]

    assert unchecked == []


def with_state(change: Callable[[Any], object]) -> Callable[[Any], Any]:
    def changed(document: Any) -> Any:
        change(document["state"]["world"])
        return document

    return changed


def a_clock_for_a_message(state: Any) -> None:
    state["messages_of"] = {"a": state["clock"]}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: None, id="nothing"),
        pytest.param(lambda _: [], id="a-list"),
        pytest.param(lambda _: {"format": "another"}, id="another-format"),
        pytest.param(lambda d: {**d, "version": 99}, id="another-version"),
        pytest.param(lambda d: {**d, "state": None}, id="no-state"),
        pytest.param(lambda d: {**d, "state": {}}, id="empty-state"),
        pytest.param(lambda d: {**d, "ids": None}, id="no-ids"),
        pytest.param(lambda d: {**d, "ids": []}, id="empty-ids"),
        pytest.param(lambda d: {**d, "ids": [3, [1, 2], None]}, id="too-few-ids"),
        pytest.param(lambda d: {**d, "ids": [3, "abc", None]}, id="ids-of-text"),
        pytest.param(lambda d: {**d, "ids": [3, [-1] * 625, None]}, id="negative-ids"),
        pytest.param(lambda d: {**d, "ids": [9, d["ids"][1], None]}, id="ids-of-another-python"),
        pytest.param(with_state(lambda s: s.pop("clock")), id="no-clock"),
        pytest.param(with_state(lambda s: s.update(clock=None)), id="null-clock"),
        pytest.param(with_state(lambda s: s.update(clock=s["orders"])), id="a-book-for-a-clock"),
        pytest.param(with_state(lambda s: s.update(more=1)), id="more-than-a-world"),
        pytest.param(with_state(lambda s: s.update(last_sequence="1")), id="text-for-a-number"),
        pytest.param(with_state(lambda s: s["clock"].update(at="now")), id="text-for-an-instant"),
        pytest.param(
            with_state(lambda s: s.update(messages={"a": s["clock"]})),
            id="a-clock-for-a-message",
        ),
    ],
)
def test_a_document_that_is_no_snapshot_harms_nothing(stage: Stage, spoil: Callable[[Any], object]):
    before = written(stage.world)

    with pytest.raises(UsageError, match="snapshot"):
        SNAPSHOTS.load(stage.world, spoil(copy.deepcopy(before)))

    assert written(stage.world) == before
