"""A world written down and put back: the same world, in whatever world or process it is put.

That it has the same future is a property test of the engine (tests/world/test_cutting_time.py).
"""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mock_server.domain.errors import UsageError
from mock_server.server.world_state import WorldSnapshots
from mock_server.storage.outbox import TinyOutbox
from mock_server.world.world import World
from tests.world.stage import Stage, email_to, new_world, sms_to

SNAPSHOTS = WorldSnapshots()


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
    return json.loads(SNAPSHOTS.dump(world))


def put_back(world: World, document: Any) -> None:
    SNAPSHOTS.load(world, json.dumps(document).encode())


def fresh(**options: Any) -> World:
    return new_world("other", 0, **options)


def test_a_world_put_back_is_written_as_the_one_it_came_from(stage: Stage):
    document = written(stage.world)
    other = fresh()

    put_back(other, document)

    assert other.name == "other"
    assert {**written(other), "world": "stage"} == document
    assert [each.to for each in other.outbox.all()] == ["a@example.com"]


def test_ids_go_on_where_they_were(stage: Stage):
    document = written(stage.world)
    other = fresh()

    put_back(other, document)

    assert other.ids.new() == stage.world.ids.new()


def test_a_message_is_the_same_object_wherever_a_world_holds_it(stage: Stage):
    other = fresh()

    put_back(other, written(stage.world))

    (message,) = other.outbox.all()
    assert other.messages[message.id] is message


def test_a_snapshot_can_be_put_back_twice(stage: Stage):
    document = written(stage.world)
    one, two = fresh(), fresh()

    put_back(one, document)
    put_back(two, document)
    one.directory.persons.clear()
    one.orders.orders.clear()

    assert len(two.orders.orders) == 2


def test_a_file_holds_what_the_snapshot_holds(stage: Stage, tmp_path: Path):
    path = tmp_path / "box.jsonl"
    other = fresh(outbox=TinyOutbox(path))

    put_back(other, written(stage.world))

    assert [each.to for each in TinyOutbox(path).all()] == ["a@example.com"]


def test_whether_this_server_may_call_out_is_not_for_a_snapshot_to_say(stage: Stage):
    closed = fresh()
    closed.settings = replace(closed.settings, allow_outgoing_calls=False)

    put_back(closed, written(stage.world))

    assert not closed.settings.allow_outgoing_calls


def test_a_field_that_an_older_document_lacks_has_its_default(stage: Stage):
    document = written(stage.world)
    del document["state"]["orders"][0]["stuck_reason"]
    other = fresh()

    put_back(other, document)

    assert written(other) == {**written(stage.world), "world": "other"}


def test_the_orders_of_a_chain_share_the_text_of_their_request(stage: Stage):
    for order in stage.world.orders.all():
        order.request_json = (
            "long enough not to be shared by a JSON reader that keeps short texts" * 9
        )
    other = fresh()

    put_back(other, written(stage.world))

    first, second = other.orders.all()
    assert first.request_json is second.request_json


def changed(change: Callable[[Any], object]) -> Callable[[Any], Any]:
    def spoil(document: Any) -> Any:
        change(document["state"])
        return document

    return spoil


def with_state(**values: Any) -> Callable[[Any], Any]:
    return changed(lambda state: state.update(values))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        pytest.param(lambda _: None, "no snapshot", id="nothing"),
        pytest.param(lambda _: [], "no snapshot", id="a-list"),
        pytest.param(lambda _: {"format": "another"}, "no snapshot", id="another-format"),
        pytest.param(lambda d: {**d, "version": 99}, "has version 99", id="another-version"),
        pytest.param(lambda d: {**d, "version": 1}, "take it anew", id="earlier-version"),
        pytest.param(lambda d: {**d, "more": 1}, "at more: ", id="more-than-a-snapshot"),
        pytest.param(lambda d: {**d, "state": None}, "at state: ", id="no-state"),
        pytest.param(lambda d: {**d, "state": {}}, "at state.created_at: ", id="empty-state"),
        pytest.param(with_state(ids=None), "at state.ids: ", id="no-ids"),
        pytest.param(with_state(ids=[]), "at state.ids.0: ", id="empty-ids"),
        pytest.param(with_state(ids=[3, [1, 2], None]), "at state.ids: ", id="too-few-ids"),
        pytest.param(with_state(ids=[3, "abc", None]), "at state.ids.1: ", id="ids-of-text"),
        pytest.param(with_state(ids=[3, [-1] * 625, None]), "at state.ids: ", id="negative-ids"),
        pytest.param(
            changed(lambda s: s["ids"].__setitem__(0, 9)),
            "at state.ids: ",
            id="ids-of-another-python",
        ),
        pytest.param(changed(lambda s: s.pop("clock")), "at state.clock: ", id="no-clock"),
        pytest.param(with_state(clock=None), "at state.clock: ", id="null-clock"),
        pytest.param(
            changed(lambda s: s.update(clock=s["event_log"])),
            "at state.clock.at: ",
            id="a-log-for-a-clock",
        ),
        pytest.param(with_state(more=1), "at state.more: ", id="more-than-a-world"),
        pytest.param(
            with_state(last_sequence="1"), "at state.last_sequence: ", id="text-for-a-number"
        ),
        pytest.param(
            with_state(last_sequence=True), "at state.last_sequence: ", id="flag-for-a-number"
        ),
        pytest.param(
            changed(lambda s: s["clock"].update(at="now")),
            "at state.clock.at: .* not 'now'",
            id="text-for-an-instant",
        ),
        pytest.param(
            changed(lambda s: s["orders"][0].update(creator=7)),
            r"at state\.orders\.0\.creator: .* not 7",
            id="number-for-a-creator",
        ),
        pytest.param(
            changed(lambda s: s["orders"][0].update(state="Lost")),
            r"at state\.orders\.0\.state: .* not 'Lost'",
            id="unknown-state",
        ),
        pytest.param(
            changed(lambda s: s["orders"][0].update(more=1)),
            r"at state\.orders\.0\.more: ",
            id="unknown-field",
        ),
        pytest.param(
            changed(lambda s: s["messages"].append(s["clock"])),
            "at state.messages.1.id: ",
            id="a-clock-for-a-message",
        ),
        pytest.param(
            changed(lambda s: s["messages"].append(s["messages"][0])),
            "at state.messages: .* occurs twice",
            id="one-message-twice",
        ),
        pytest.param(
            changed(lambda s: s["jobs"][0].update(kind="os.system")),
            "at state.jobs.0: ",
            id="unknown-kind-of-job",
        ),
    ],
)
def test_a_document_that_is_no_snapshot_harms_nothing(
    stage: Stage, spoil: Callable[[Any], object], why: str
):
    before = written(stage.world)

    with pytest.raises(UsageError, match="snapshot") as refusal:
        put_back(stage.world, spoil(copy.deepcopy(before)))

    assert re.search(why, str(refusal.value))
    assert "\n" not in str(refusal.value)
    assert written(stage.world) == before


@pytest.mark.parametrize("document", [b"", b"{", b"[" * 100_000, b"\xff", b'{"format": 1e999}'])
def test_what_is_not_json_harms_nothing(stage: Stage, document: bytes):
    before = written(stage.world)

    with pytest.raises(UsageError, match="no snapshot of a world"):
        SNAPSHOTS.load(stage.world, document)

    assert written(stage.world) == before
