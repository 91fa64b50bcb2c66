"""Taking and restoring snapshots.

tests/world/test_advance_in_steps.py tests that a restored world continues in the same way.
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


def snapshot(world: World) -> Any:
    return json.loads(SNAPSHOTS.dump(world))


def restore(world: World, document: Any) -> None:
    SNAPSHOTS.load(world, json.dumps(document).encode())


def other_world(**options: Any) -> World:
    return new_world("other", 0, **options)


def test_a_restored_world_has_the_same_snapshot(stage: Stage):
    document = snapshot(stage.world)
    other = other_world()

    restore(other, document)

    assert other.name == "other"
    assert {**snapshot(other), "world": "stage"} == document
    assert [each.to for each in other.outbox.all()] == ["a@example.com"]


def test_a_restored_world_continues_with_the_same_ids(stage: Stage):
    document = snapshot(stage.world)
    other = other_world()

    restore(other, document)

    assert other.ids.new() == stage.world.ids.new()


def test_a_restored_message_is_one_object(stage: Stage):
    other = other_world()

    restore(other, snapshot(stage.world))

    (message,) = other.outbox.all()
    assert other.messages[message.id] is message


def test_a_snapshot_can_be_restored_twice(stage: Stage):
    document = snapshot(stage.world)
    one, two = other_world(), other_world()

    restore(one, document)
    restore(two, document)
    one.directory.persons.clear()
    one.orders.orders.clear()

    assert len(two.orders.orders) == 2


def test_restored_messages_are_saved_to_the_file(stage: Stage, tmp_path: Path):
    path = tmp_path / "box.jsonl"
    other = other_world(outbox=TinyOutbox(path))

    restore(other, snapshot(stage.world))

    (line,) = path.read_text(encoding="utf-8").splitlines()
    (message,) = json.loads(line)["messages"].values()
    assert message["to"] == "a@example.com"


def test_a_snapshot_does_not_change_whether_outgoing_calls_are_allowed(stage: Stage):
    other = other_world()
    other.settings = replace(other.settings, allow_outgoing_calls=False)

    restore(other, snapshot(stage.world))

    assert not other.settings.allow_outgoing_calls


def test_a_missing_field_has_its_default(stage: Stage):
    document = snapshot(stage.world)
    del document["state"]["orders"][0]["stuck_reason"]
    other = other_world()

    restore(other, document)

    assert snapshot(other) == {**snapshot(stage.world), "world": "other"}


def test_the_orders_of_a_restored_chain_share_their_request_text(stage: Stage):
    for order in stage.world.orders.all():
        order.request_json = (
            "long enough not to be shared by a JSON reader that keeps short texts" * 9
        )
    other = other_world()

    restore(other, snapshot(stage.world))

    first, second = other.orders.all()
    assert first.request_json is second.request_json


def changed(change: Callable[[Any], object]) -> Callable[[Any], Any]:
    def change_document(document: Any) -> Any:
        change(document["state"])
        return document

    return change_document


def with_state(**values: Any) -> Callable[[Any], Any]:
    return changed(lambda state: state.update(values))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda _: None, "not a snapshot", id="null"),
        pytest.param(lambda _: [], "not a snapshot", id="list"),
        pytest.param(lambda _: {"format": "other"}, "not a snapshot", id="other-format"),
        pytest.param(lambda d: {**d, "version": 99}, "version 99; this", id="other-version"),
        pytest.param(lambda d: {**d, "version": 1}, "Take a new snapshot", id="earlier-version"),
        pytest.param(lambda d: {**d, "more": 1}, "at more: ", id="unknown-field"),
        pytest.param(lambda d: {**d, "state": None}, "at state: ", id="no-state"),
        pytest.param(lambda d: {**d, "state": {}}, "at state.created_at: ", id="empty-state"),
        pytest.param(with_state(ids=None), "at state.ids: ", id="no-ids"),
        pytest.param(with_state(ids=[]), "at state.ids.0: ", id="empty-ids"),
        pytest.param(with_state(ids=[3, [1, 2], None]), "at state.ids: ", id="too-few-numbers"),
        pytest.param(with_state(ids=[3, "abc", None]), "at state.ids.1: ", id="text-for-numbers"),
        pytest.param(
            with_state(ids=[3, [-1] * 625, None]), "at state.ids: ", id="negative-numbers"
        ),
        pytest.param(
            changed(lambda s: s["ids"].__setitem__(0, 9)),
            "at state.ids: ",
            id="ids-of-another-python-version",
        ),
        pytest.param(changed(lambda s: s.pop("clock")), "at state.clock: ", id="no-clock"),
        pytest.param(with_state(clock=None), "at state.clock: ", id="null-clock"),
        pytest.param(
            changed(lambda s: s.update(clock=s["event_log"])),
            "at state.clock.at: ",
            id="event-log-for-clock",
        ),
        pytest.param(with_state(more=1), "at state.more: ", id="unknown-field-of-state"),
        pytest.param(
            with_state(last_sequence="1"), "at state.last_sequence: ", id="text-for-number"
        ),
        pytest.param(
            with_state(last_sequence=True), "at state.last_sequence: ", id="boolean-for-number"
        ),
        pytest.param(
            changed(lambda s: s["clock"].update(at="now")),
            "at state.clock.at: .* not 'now'",
            id="text-for-instant",
        ),
        pytest.param(
            changed(lambda s: s["orders"][0].update(creator=7)),
            r"at state\.orders\.0\.creator: .* not 7",
            id="number-for-creator",
        ),
        pytest.param(
            changed(lambda s: s["orders"][0].update(status="Lost")),
            r"at state\.orders\.0\.status: .* not 'Lost'",
            id="unknown-status",
        ),
        pytest.param(
            changed(lambda s: s["orders"][0].update(more=1)),
            r"at state\.orders\.0\.more: ",
            id="unknown-field-of-order",
        ),
        pytest.param(
            changed(lambda s: s["messages"].append(s["clock"])),
            "at state.messages.1.id: ",
            id="clock-for-message",
        ),
        pytest.param(
            changed(lambda s: s["messages"].append(s["messages"][0])),
            "at state.messages: .* occurs twice",
            id="duplicate-message",
        ),
        pytest.param(
            changed(lambda s: s["jobs"][0].update(kind="os.system")),
            "at state.jobs.0: ",
            id="unknown-kind-of-job",
        ),
    ],
)
def test_an_invalid_snapshot_changes_nothing(
    stage: Stage, change: Callable[[Any], object], message: str
):
    before = snapshot(stage.world)

    with pytest.raises(UsageError, match="snapshot") as error:
        restore(stage.world, change(copy.deepcopy(before)))

    assert re.search(message, str(error.value))
    assert "\n" not in str(error.value)
    assert snapshot(stage.world) == before


@pytest.mark.parametrize("document", [b"", b"{", b"[" * 100_000, b"\xff", b'{"format": 1e999}'])
def test_a_document_that_is_not_json_changes_nothing(stage: Stage, document: bytes):
    before = snapshot(stage.world)

    with pytest.raises(UsageError, match="not a snapshot of a world"):
        SNAPSHOTS.load(stage.world, document)

    assert snapshot(stage.world) == before
