"""Reading request bodies, held against every body that the platform was sent.

Source: spec/verified-notifications.md, sections 4 and 6.
"""

from mock_server.dotnet.json.fast_reader import FastPathMiss, try_read
from mock_server.dotnet.json.reader import EmptyBody, ReadError, read_json
from mock_server.dotnet.json.scanner import scan
from tests.dotnet.recorded_bodies import RecordedBody, recorded_bodies

BODIES = recorded_bodies()
REFUSED = [body for body in BODIES if body.error is not None]
ACCEPTED = [body for body in BODIES if body.error is None and not body.is_empty]


def outcome(body: RecordedBody) -> object:
    try:
        return read_json(body.octets, body.schema)
    except ReadError as error:
        return error.path, error.message
    except EmptyBody:
        return None


def test_what_the_platform_refuses_is_refused_in_its_words():
    wrong = [
        (body.octets[:200], outcome(body), body.error)
        for body in REFUSED
        if outcome(body) != body.error
    ]

    assert len(REFUSED) > 1500
    assert wrong == []


def test_what_the_platform_reads_is_read():
    wrong = [body.octets[:200] for body in ACCEPTED if not isinstance(outcome(body), dict)]

    assert len(ACCEPTED) > 2700
    assert wrong == []


def test_what_is_nothing_to_the_platform_is_nothing():
    empty = [body for body in BODIES if body.is_empty]

    assert {body.octets for body in empty} >= {b"", b"null"}
    assert [outcome(body) for body in empty] == [None] * len(empty)


def test_nearly_all_sound_bodies_take_the_fast_way():
    slow = []
    for body in ACCEPTED:
        try:
            try_read(body.octets, body.schema, 32)
        except FastPathMiss:
            slow.append(body.octets)

    assert len(slow) < len(ACCEPTED) / 50


def test_the_fast_way_leads_to_what_the_scanner_reads():
    wrong = [
        body.octets[:200]
        for body in ACCEPTED
        if outcome(body) != scan(body.octets, body.schema, max_depth=32)
    ]

    assert wrong == []
