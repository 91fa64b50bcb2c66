"""A snapshot contains each field of a world; a new field that is not saved fails here.

The worlds of these tests have a value that is not the default in each field. The values are
generated from the type hints, so new fields need no change here.
"""

import json
import sys
import types
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import time
from enum import Enum
from itertools import count
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from mock_server.domain.instant import parse_instant
from mock_server.server.world_state import WorldSnapshots, WorldState, restore, state_of
from mock_server.world.clock import ClockMode
from mock_server.world.ids import Ids
from mock_server.world.world import Job, World
from tests.world.stage import new_world

SNAPSHOTS = WorldSnapshots()
START = parse_instant("2026-01-05T10:00:00.1234567Z")
BIG = 2**53


class Filler:
    """Creates values of a type in which no field has its default."""

    def __init__(self) -> None:
        self.numbers = count(1)

    def value(self, hint: Any) -> Any:
        origin, args = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self.value(args[0])
        if origin in (Union, types.UnionType):
            return self.value(args[0])
        if origin is Literal:
            return args[0]
        if is_dataclass(origin or hint):
            return self.instance(origin or hint, args)
        if origin is not None:
            return self.container(origin, args)
        return self.scalar(hint)

    def scalar(self, hint: Any) -> Any:
        number = next(self.numbers)
        if hint is Any:
            return {"any": [number, 1.5, "text", None, True]}
        if issubclass(hint, Enum):
            return list(hint)[-1]
        return {
            bool: True,
            float: number + 0.5,
            int: BIG + number,
            str: f"text æ {number}",
            time: time(number % 24, 30),
        }[hint]

    def container(self, origin: Any, args: tuple[Any, ...]) -> Any:
        if issubclass(origin, Mapping):
            return {self.value(args[0]): self.value(args[1])}
        if origin is tuple and args[-1] is not ...:
            return tuple(self.value(each) for each in args)
        return origin(map(self.value, members(args[0])))

    def instance(self, cls: Any, args: tuple[Any, ...]) -> Any:
        given = dict(zip(getattr(cls, "__parameters__", ()), args, strict=True))
        hints = get_type_hints(cls, include_extras=True)
        values = {
            each.name: self.field(each, given.get(hints[each.name], hints[each.name]))
            for each in fields(cls)
        }
        made = cls(**{each.name: values[each.name] for each in fields(cls) if each.init})
        for each in fields(cls):
            object.__setattr__(made, each.name, values[each.name])
        return made

    def field(self, each: Field[Any], hint: Any) -> Any:
        value = self.value(hint)
        if isinstance(value, bool) and each.default is not MISSING:
            return not each.default
        if isinstance(value, Enum) and value is each.default:
            return next(member for member in type(value) if member is not each.default)
        return value


def members(hint: Any) -> tuple[Any, ...]:
    """Return the members of a union of jobs; for any other type, the type twice."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    is_union = get_origin(hint) in (Union, types.UnionType)
    return get_args(hint) if is_union else (hint, hint)


@pytest.fixture
def full() -> WorldState:
    """Return a state without default values."""
    state: WorldState = Filler().value(WorldState)
    state.ids = Ids("another").state()  # type: ignore[assignment]
    return state


@pytest.fixture
def world(full: WorldState) -> World:
    """Return a world in that state."""
    world = new_world("full", START)
    restore(world, full)
    return world


def defaults(value: object, fresh: object, path: str) -> Iterator[str]:
    """Yield the paths at which *value* equals the value in a new world."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from defaults(
                getattr(value, each.name), getattr(fresh, each.name), f"{path}.{each.name}"
            )
    elif isinstance(value, dict) and path == "stores":
        for kind, store in value.items():
            yield from defaults(store, fresh[kind], kind.__name__)  # type: ignore[index]
    elif value == fresh:
        yield path


def jobs() -> Iterator[type[Job]]:
    remaining = Job.__subclasses__()
    while remaining:
        job = remaining.pop()
        remaining += job.__subclasses__()
        # ``dataclass(slots=True)`` replaces the class; the original class is still a subclass.
        is_ours = job.__module__.startswith("mock_server.")
        if is_ours and getattr(sys.modules[job.__module__], job.__name__) is job:
            yield job


def test_each_attribute_of_a_world_is_restored(world: World):
    fresh = new_world("full", START - 1, mode=ClockMode.RUNNING)

    same = [
        path
        for name, value in vars(world).items()
        for path in defaults(value, getattr(fresh, name), name)
    ]

    # The positions of searches are derived; they begin again.
    derived = "orders.final_notifications"
    assert same == ["name", "settings.allow_outgoing_calls", derived]


def test_each_field_of_a_world_is_in_the_snapshot(world: World):
    document = json.loads(SNAPSHOTS.dump(world))["state"]

    assert list(missing(state_of(world), document, "state")) == []


def missing(value: Any, document: Any, path: str) -> Iterator[str]:
    """Yield the fields below *value* that *document* does not have."""
    if is_dataclass(value):
        for name in attributes(value):
            if name not in document:
                yield f"{path}.{name}"
            else:
                yield from missing(getattr(value, name), document[name], f"{path}.{name}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from missing(each, document[key], f"{path}.{key}")
    elif isinstance(value, (list, tuple, deque)):
        for number, each in enumerate(value):
            yield from missing(each, document[number], f"{path}.{number}")


def attributes(value: Any) -> Iterator[str]:
    """Yield the attributes of an object, including those that are not dataclass fields."""
    yield from getattr(value, "__dict__", ())
    for cls in type(value).__mro__:
        slots = getattr(cls, "__slots__", ())
        yield from (name for name in slots if name not in ("__dict__", "__weakref__"))


def test_a_restored_world_is_equal_and_has_the_same_snapshot(world: World):
    document = SNAPSHOTS.dump(world)
    other = new_world("full", START - 1)

    SNAPSHOTS.load(other, document)

    assert state_of(other) == state_of(world)
    assert other.orders == world.orders
    assert other.messages == world.messages
    assert other.schedule.sweeps == world.schedule.sweeps
    assert list(other.schedule.in_order()) == list(world.schedule.in_order())
    assert SNAPSHOTS.dump(other) == document


def test_restored_values_have_the_same_types(world: World):
    other = new_world("full", START - 1)

    SNAPSHOTS.load(other, SNAPSHOTS.dump(world))

    assert repr(state_of(other)) == repr(state_of(world))


def test_each_job_type_has_a_kind(full: WorldState):
    assert {type(entry.job) for entry in full.jobs} == set(jobs())


def test_each_kind_has_one_job_type(full: WorldState):
    kinds = {entry.kind for entry in full.jobs}

    assert len(kinds) == len(full.jobs)


def test_a_restored_message_is_one_object(world: World):
    other = new_world("full", START - 1)

    SNAPSHOTS.load(other, SNAPSHOTS.dump(world))

    messages = {each.id: each for each in (*other.outbox.all(), *other.unsaved_messages)}
    assert len(other.messages) == 4
    assert all(messages[id_] is message for id_, message in other.messages.items())
    assert all(
        other.orders.notifications[each.id] is each
        for order in other.orders.all()
        for each in order.notifications
    )


def test_messages_of_an_earlier_run_are_only_in_the_outbox(world: World, full: WorldState):
    other = new_world("full", START - 1)

    SNAPSHOTS.load(other, SNAPSHOTS.dump(world))

    earlier = [each.id for each in full.earlier_messages]
    assert [each.id for each in other.outbox.all()][:2] == earlier
    assert not other.messages.keys() & set(earlier)


def test_a_snapshot_has_no_integer_that_javascript_would_round(world: World):
    def parse_exact_integer(text: str) -> int:
        assert abs(int(text)) < BIG
        return int(text)

    document = json.loads(SNAPSHOTS.dump(world), parse_int=parse_exact_integer)

    assert document["state"]["created_at"] == str(world.created_at)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")], ids=repr)
def test_a_number_that_json_does_not_have_is_restored(world: World, value: float):
    world.faults.rules[0].body = [value]
    other = new_world("full", START - 1)

    SNAPSHOTS.load(other, SNAPSHOTS.dump(world))

    assert repr(other.faults.rules[0].body) == repr([value])
