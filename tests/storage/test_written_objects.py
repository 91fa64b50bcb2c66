"""Objects survive being written down: values, types, and who is the same as whom."""

import json
import sys
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import time
from enum import IntEnum, StrEnum
from typing import Any

import pytest

from mock_server.domain.instant import MAX_INSTANT, parse_instant
from mock_server.storage.object_reader import MalformedError, Reader
from mock_server.storage.object_register import Register
from mock_server.storage.object_writer import EXACT, Writer


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    LARGE = 3


@dataclass(slots=True)
class Node:
    name: str
    parts: list["Node"] = field(default_factory=list)
    tags: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: float = 0.5


@dataclass
class Stranger:
    x: int


REGISTER = Register([sys.modules[__name__]])
REGISTER.classes = {n: c for n, c in REGISTER.classes.items() if c is not Stranger}


def again(value: Any) -> Any:
    text = json.dumps(Writer(REGISTER).document(value), allow_nan=False)
    return Reader(REGISTER).value(json.loads(text))


def named(cls: type) -> str:
    return next(name for name, each in REGISTER.classes.items() if each is cls)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -7,
        1.5,
        "æøå",
        EXACT,
        EXACT + 1,
        -EXACT - 1,
        MAX_INSTANT,
        MAX_INSTANT + 1,
        parse_instant("2026-01-05T10:00:00.1234567Z"),
        time(9, 30),
        b"\x00\xff",
        Colour.RED,
        Size.LARGE,
        [1, [2]],
        (1, (2, "b")),
        {1, 2},
        frozenset({"a"}),
        deque([1, 2]),
        {"a": 1},
        {"$ref": 1, "$#": 2},
        {("a", Colour.RED): [1], 2: None},
        Point(1, 2.5),
        {Point(1): "hashable"},
        Node("a", [Node("b")], {"n": 1}),
    ],
    ids=repr,
)
def test_a_value_comes_back_equal_and_of_the_same_type(value: object):
    read = again(value)

    assert read == value
    assert type(read) is type(value)


def test_an_enum_member_as_a_key_stays_one():
    (key,) = again({Colour.RED: 1})

    assert key is Colour.RED


def test_no_number_is_written_that_some_json_readers_would_round():
    document = Writer(REGISTER).document([parse_instant("2026-01-05T10:00:00Z"), 2**63])

    assert document == [{"$at": "2026-01-05T10:00:00Z"}, {"$int": str(2**63)}]


def test_what_is_held_twice_is_one_object_again():
    shared, rows = Node("shared"), [1]
    read = again({"a": shared, "b": [shared], "c": (rows, rows), "d": (rows,)})

    assert read["a"] is read["b"][0]
    assert read["c"][0] is read["c"][1] is read["d"][0]


def test_a_tuple_held_twice_holds_the_same_object_in_both_places():
    pair = (Node("shared"),)
    read = again([pair, pair])

    assert read[0][0] is read[1][0]


def test_an_object_may_hold_itself():
    node = Node("a")
    node.parts.append(node)

    read = again(node)

    assert read.parts[0] is read


def test_equal_objects_stay_two():
    read = again([Node("a"), Node("a")])

    assert read[0] is not read[1]


def test_a_field_that_an_older_document_lacks_has_its_default():
    read = Reader(REGISTER).value({"$": named(Point), "x": 1})

    assert read == Point(1)


@pytest.mark.parametrize(
    "value",
    [Stranger(1), OrderedDict(), object(), [lambda: 1]],
    ids=["stranger", "subclass", "object", "function"],
)
def test_what_could_not_be_read_back_is_not_written(value: object):
    with pytest.raises(TypeError):
        Writer(REGISTER).document(value)


STRANGER = named(Point).replace("Point", "Stranger")
POINT, NODE, COLOUR = named(Point), named(Node), named(Colour)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        pytest.param({"$": "os/system"}, "no class that a snapshot can hold", id="unknown-class"),
        pytest.param({"$": STRANGER, "x": 1}, "no class", id="unlisted"),
        pytest.param({"$": 7}, "no class", id="class-of-number"),
        pytest.param({"$": f"{COLOUR}.BLUE"}, "has no member 'BLUE'", id="unknown-member"),
        pytest.param({"$": POINT}, "lacks 'x'", id="field-missing"),
        pytest.param({"$": POINT, "x": 1, "z": 2}, "has no z", id="field-unknown"),
        pytest.param({"$": POINT, "x": "1"}, "x of Point cannot be '1'", id="wrong-type"),
        pytest.param({"$": POINT, "x": True}, "x of Point cannot be True", id="flag-for-number"),
        pytest.param({"$": NODE, "name": "a", "parts": [1]}, "cannot be", id="wrong-item"),
        pytest.param({"$": NODE, "name": "a", "tags": {"n": "1"}}, "cannot be", id="wrong-value"),
        pytest.param({"$ref": 1}, "comes before", id="dangling-reference"),
        pytest.param({"$ref": [1]}, "comes before", id="reference-of-list"),
        pytest.param({"$#": [1], "a": {"$ref": 1}}, "comes before", id="odd-number"),
        pytest.param({"$at": "yesterday"}, "not an instant", id="no-instant"),
        pytest.param({"$at": 7}, "expected string", id="instant-of-number"),
        pytest.param({"$int": "x"}, "invalid literal", id="no-number"),
        pytest.param({"$bytes": "%"}, "base64", id="no-base64"),
        pytest.param({"$time": "25:00"}, "hour", id="no-time"),
        pytest.param({"$tuple": 7}, "not known", id="tuple-of-number"),
        pytest.param({"$new": []}, "not known", id="unknown-tag"),
        pytest.param({"$set": [[1]]}, "unhashable", id="set-of-lists"),
        pytest.param({"$dict": [[1]]}, "pairs", id="half-a-pair"),
        pytest.param({"$dict": [[[1], 1]]}, "unhashable", id="list-as-key"),
    ],
)
def test_a_document_that_nobody_wrote_is_refused_with_its_place(document: object, why: str):
    with pytest.raises(MalformedError, match=why) as refusal:
        Reader(REGISTER).value({"a": [document]})

    assert "at a.0" in str(refusal.value)


def test_a_document_of_endless_depth_is_refused():
    document: Any = []
    for _ in range(100_000):
        document = [document]

    with pytest.raises(MalformedError, match="recursion"):
        Reader(REGISTER).value(document)
