"""The fast reader, compared with the scanner: both return the same values.

No input causes an exception other than those of the reader.
"""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.dotnet.json import skipping
from mock_server.dotnet.json.fast_reader import FastPathMiss, try_read
from mock_server.dotnet.json.reader import EmptyBody, ReadError, read_json
from mock_server.dotnet.json.scanner import scan
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    WHOLE,
    DateTimeType,
    DictionaryType,
    EnumType,
    GuidType,
    ListType,
    ObjectType,
    Property,
    Type,
    UriType,
)

ITEM = ObjectType(
    "N.Item",
    Property("name", TEXT, required=True),
    Property("choice", EnumType("N.Choice", {"One": 1, "Two": 2}, unsigned=True)),
    Property("number", WHOLE),
)
ROOT = ObjectType(
    "N.Root",
    Property("text", TEXT),
    Property("flag", FLAG),
    Property("moment", DateTimeType(nullable=True)),
    Property("address", UriType()),
    Property("guid", GuidType(nullable=True)),
    Property("words", DictionaryType(TEXT)),
    Property("items", ListType(ITEM)),
    Property("item", ITEM),
)
NAMES = ["text", "Flag", "moment", "address", "guid", "words", "items", "ITEM", "name", "choice"]

texts = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["One", "two,", "7", "2026-06-15", "https://vg.no", "https://", "\ud800"]),
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-3, 5), st.floats(allow_nan=False), texts)
documents = st.recursive(
    scalars,
    lambda inside: st.one_of(
        st.lists(inside, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(NAMES), texts), inside, max_size=5),
    ),
    max_leaves=12,
)
damages = st.one_of(st.binary(max_size=3), st.sampled_from([bytes([each]) for each in b'{}[],:"']))
spellings = st.builds(
    lambda ascii_only, indent: {"ensure_ascii": ascii_only, "indent": indent},
    st.booleans(),
    st.sampled_from([None, 0, 2]),
)


def read_result(reader: Any, content: bytes, schema: Type = ROOT) -> object:
    try:
        return reader(content, schema, max_depth=32)
    except ReadError as error:
        return error.path, error.message
    except EmptyBody:
        return None


@settings(deadline=None)
@given(documents, spellings)
def test_both_readers_return_the_same_for_any_document(document: Any, spelling: dict[str, Any]):
    content = json.dumps(document, **spelling).encode("utf-8", "surrogatepass")

    assert read_result(read_json, content) == read_result(scan, content)


@settings(deadline=None)
@given(documents, spellings, st.data())
def test_both_readers_return_the_same_for_any_damaged_document(
    document: Any, spelling: dict[str, Any], data: st.DataObject
):
    content = json.dumps(document, **spelling).encode("utf-8", "surrogatepass")
    position = data.draw(st.integers(0, len(content)))
    damaged = content[:position] + data.draw(damages) + content[position + 1 :] or b" "

    assert read_result(read_json, damaged) == read_result(scan, damaged)


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_rejected(content: bytes):
    read_result(read_json, content)


@pytest.mark.parametrize(
    "body",
    [
        b'{"text":"a","text":"b"}',
        b'{"text":"a","TEXT":"b"}',
        b'{"text":"\\ud83d\\ude00"}',
        b'\xef\xbb\xbf{"text":"a"}',
        b'{"other":"\xff"}',
        b'{"item":{"name":"x","choice":-0}}',
        b'{"other":' + b"[" * 31 + b"]" * 31 + b"}",
        b'{"other":' + b"[" * 32 + b"]" * 32 + b"}",
        b'{"other":' + b"9" * 5000 + b"}",
        b'{"other":NaN}',
        b'{"item":{}}',
    ],
)
def test_both_readers_return_the_same_in_special_cases(body: bytes):
    assert read_result(read_json, body) == read_result(scan, body)


def test_the_fast_reader_leaves_special_cases_to_the_scanner():
    for body in (b'{"text":"a","text":"b"}', b'{"text":1}', b"{", b'{"text":"\\ud83d\\ude00"}'):
        with pytest.raises(FastPathMiss):
            try_read(body, ROOT, max_depth=32)


HUGE = 2_000_000


@pytest.mark.parametrize(
    ("start", "repeated"),
    [
        (b'{"text":"', b"x"),
        (b'{"text":"', b"\\n"),
        (b'{"other":', b"9"),
        (b'{"other":', b"["),
        (b'{"other":', b'{"a":'),
        (b'{"other":[', b"1,"),
        (b'{"other":[', b'{"a":[1,"x"]},'),
        (b'{"other":[', b"[[[[]]]],"),
        (b'{"other":[', b'{"a":{"b":{"c":{}}}},'),
        (b"{", b'"a":1,'),
        (b"{", b'"a":[[[]]],'),
        (b"", b"["),
        (b"", b" "),
        (b'{"', b"a"),
    ],
)
def test_a_huge_invalid_body_is_rejected(start: bytes, repeated: bytes):
    body = start + repeated * (HUGE // len(repeated))

    with pytest.raises(ReadError):
        read_json(body, ROOT)


def test_a_long_unknown_property_is_skipped():
    rng = random.Random(1)
    unknown_values = [
        rng.choice([1, "x", [2], {"a": [True]}, {"b": {"c": [[]]}}]) for _ in range(5000)
    ]
    body = json.dumps({"other": unknown_values, "text": "a"}).encode()

    assert scan(body, ROOT, max_depth=32) == {"text": "a"}


def _nested(rng: random.Random, levels: int) -> str:
    if not levels or rng.random() < 0.4:
        return rng.choice(
            ["1", "-0", '"[{"', '"\\""', '"\\u0041"', "null", "[]", "{ }", "1e5", '"æ"']
        )
    names = ['"a":', '"]" : ', '"\\n":', '"TEXT":', '"items":'] if rng.random() < 0.5 else None
    inside = [
        (rng.choice(names) if names else "") + _nested(rng, levels - 1)
        for _ in range(rng.choice([1, 1, 2, 3]))
    ]
    comma = rng.choice([",", " ,\n"])
    return f"{{{comma.join(inside)}}}" if names else f"[{comma.join(inside)}]"


def _damaged(rng: random.Random, body: bytes) -> bytes:
    position = rng.randrange(len(body))
    insertion = rng.choice([b"", b"[", b"]", b"{", b"}", b",", b":", b'"', b"x", b"/", b"[" * 30])
    return body[:position] + insertion + body[position + rng.choice([0, 1]) :]


def test_skipping_runs_of_values_does_not_change_the_result(monkeypatch: pytest.MonkeyPatch):
    rng = random.Random(20260105)
    names = ["other", "OTHER", "text", "item", "\\u0061", "æ"]
    bodies = []
    for _ in range(2_000):
        members = (f'"{rng.choice(names)}":{_nested(rng, rng.choice([1, 4, 40]))}' for _ in "1234")
        body = f"{{{','.join(members)}}}".encode()
        bodies += [body, _damaged(rng, body)]
    with_runs_skipped = [read_result(scan, body) for body in bodies]

    monkeypatch.setattr(skipping, "_CAN_SKIP_RUNS", False)

    assert [read_result(scan, body) for body in bodies] == with_runs_skipped
