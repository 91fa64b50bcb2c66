"""The JSON reader, compared with all recorded request bodies.

Source: docs/reference/notifications.md sections 4.3, 5.1 and 7.1.
"""

from mock_server.dotnet.json.fast_reader import FastPathMiss, try_read
from mock_server.dotnet.json.reader import EmptyBody, ReadError, read_json
from mock_server.dotnet.json.scanner import scan
from tests.dotnet.recorded_bodies import RecordedBody, recorded_bodies

BODIES = recorded_bodies()
REJECTED = [body for body in BODIES if body.error is not None]
ACCEPTED = [body for body in BODIES if body.error is None and not body.is_empty]


def read_result(body: RecordedBody) -> object:
    try:
        return read_json(body.content, body.schema)
    except ReadError as error:
        return error.path, error.message
    except EmptyBody:
        return None


def test_a_rejected_body_has_the_recorded_error():
    wrong = [
        (body.content[:200], read_result(body), body.error)
        for body in REJECTED
        if read_result(body) != body.error
    ]

    assert len(REJECTED) > 1500
    assert wrong == []


def test_a_valid_body_is_read():
    wrong = [body.content[:200] for body in ACCEPTED if not isinstance(read_result(body), dict)]

    assert len(ACCEPTED) > 2700
    assert wrong == []


def test_an_empty_body_is_empty():
    empty = [body for body in BODIES if body.is_empty]

    assert {body.content for body in empty} >= {b"", b"null"}
    assert [read_result(body) for body in empty] == [None] * len(empty)


def test_the_fast_reader_reads_nearly_all_valid_bodies():
    slow = []
    for body in ACCEPTED:
        try:
            try_read(body.content, body.schema, 32)
        except FastPathMiss:
            slow.append(body.content)

    assert len(slow) < len(ACCEPTED) / 50


def test_the_reader_returns_the_same_values_as_the_scanner():
    wrong = [
        body.content[:200]
        for body in ACCEPTED
        if read_result(body) != scan(body.content, body.schema, max_depth=32)
    ]

    assert wrong == []
