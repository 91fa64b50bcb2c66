"""The outbox, in memory and in a file, and TinyDB queries on it."""

import json
from pathlib import Path
from typing import Any

import pytest
from tinydb import where

from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.domain.instant import parse_instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Attachment
from mock_server.storage.outbox import TinyOutbox, outbox_path
from mock_server.world.outbox import Outbox


def sms(number: int, to: str = "+4799999999", body: str = "Fristen er i morgen") -> Message:
    return Message(
        id=f"m-{number}",
        channel=Channel.SMS,
        to=to,
        sender="Altinn",
        subject=None,
        body=body,
        content_type=None,
        attachments=(
            Attachment(filename="a.pdf", mime_type="application/pdf", sas_url="https://x"),
        ),
        segments=1,
        sent_at=parse_instant("2026-01-05T10:00:00.1234567Z"),
        result=None,
        result_at=None,
        route=DeliveryRoute.HANDSET,
        kind=MessageKind.NOTIFICATION,
        source=OrderSource.NOTIFICATIONS,
        creator="ttd",
        on_behalf_of="ttd",
        order_id=f"o-{number}",
        chain_id=None,
        senders_reference=None,
        organization_number=None,
        national_identity_number="08900499559",
        external_identity=None,
        name="Ola Nordmann",
        correspondence_id=None,
        instance_id=None,
        warnings=("a link in the text",),
    )


@pytest.fixture(params=["memory", "file"])
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> TinyOutbox:
    return TinyOutbox(tmp_path / "box.jsonl" if request.param == "file" else None)


def test_messages_are_returned_as_the_same_objects_oldest_first(outbox: Outbox):
    first, second = sms(1), sms(2)

    outbox.add_many([first])
    outbox.add_many([second])

    assert [id(each) for each in outbox.all()] == [id(first), id(second)]
    assert outbox.get("m-2") is second
    assert outbox.get("m-3") is None
    assert len(outbox) == 2


def test_a_query_finds_messages_added_since_the_last_query(outbox: TinyOutbox):
    outbox.add_many([sms(1), sms(2, to="+4740000002")])
    assert len(outbox.db.search(where("to") == "+4740000002")) == 1

    outbox.add_many([sms(3, to="+4740000002")])

    documents = outbox.db.search(where("to") == "+4740000002")
    assert [each["id"] for each in documents] == ["m-2", "m-3"]
    assert documents[0]["sent_at"] == "2026-01-05T10:00:00.1234567Z"


def test_a_query_finds_a_later_result(outbox: TinyOutbox):
    message = sms(1)
    outbox.add_many([message])
    delivered = where("result") == NotificationResult.DELIVERED
    assert not outbox.db.contains(delivered)

    message.result = NotificationResult.DELIVERED
    outbox.update(message)

    assert outbox.db.count(delivered) == 1
    assert len(outbox) == 1


def test_a_query_can_use_the_message_id_and_missing_fields(outbox: TinyOutbox):
    outbox.add_many([sms(1), sms(2)])

    second = outbox.db.get(doc_id="m-2")  # type: ignore[call-overload]

    assert isinstance(second, dict)
    assert second["id"] == "m-2"
    assert second["attachments"][0]["mime_type"] == "application/pdf"
    assert outbox.db.search(where("colour").exists()) == []


def test_messages_can_be_added_after_clearing(outbox: TinyOutbox):
    outbox.add_many([sms(1)])

    outbox.clear()
    outbox.add_many([sms(2)])

    assert [each.id for each in outbox.all()] == ["m-2"]
    assert [each["id"] for each in outbox.db.all()] == ["m-2"]


def lines_of(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    return [json.loads(line)["messages"] for line in text.split("\n")[:-1]]


def test_the_file_has_a_line_for_each_message_and_each_update(tmp_path: Path):
    message = sms(1, body="Æøå\u2028og en linje til")
    outbox = TinyOutbox(tmp_path / "box.jsonl")
    outbox.add_many([message, sms(2)])
    message.result = NotificationResult.DELIVERED
    outbox.update(message)

    lines = lines_of(tmp_path / "box.jsonl")

    assert [[*line] for line in lines] == [["m-1"], ["m-2"], ["m-1"]]
    assert lines[0]["m-1"]["body"] == "Æøå\u2028og en linje til"
    assert [line[key]["result"] for line in lines for key in line] == [None, None, "Delivered"]


def test_restored_messages_replace_the_content_and_the_file(tmp_path: Path):
    path = tmp_path / "box.jsonl"
    path.write_text("damaged\n")
    outbox = TinyOutbox(path)
    outbox.restore([sms(1), sms(2)])

    outbox.add_many([sms(3)])

    assert [each.id for each in outbox.all()] == ["m-1", "m-2", "m-3"]
    assert [each["id"] for each in outbox.db.all()] == ["m-1", "m-2", "m-3"]
    assert [[*line] for line in lines_of(path)] == [["m-1"], ["m-2"], ["m-3"]]


def test_the_file_of_an_earlier_run_is_replaced_at_the_first_message(tmp_path: Path):
    path = tmp_path / "box.jsonl"
    TinyOutbox(path).add_many([sms(1)])

    TinyOutbox(path).add_many([sms(2)])

    assert [[*line] for line in lines_of(path)] == [["m-2"]]


def test_a_file_that_cannot_be_written_is_completed_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    path = tmp_path / "box.jsonl"
    outbox = TinyOutbox(path)
    path.mkdir()
    outbox.add_many([sms(1)])
    outbox.add_many([sms(2)])

    path.rmdir()
    outbox.add_many([sms(3)])

    assert [each.id for each in outbox.all()] == ["m-1", "m-2", "m-3"]
    assert [[*line] for line in lines_of(path)] == [["m-1"], ["m-2"], ["m-3"]]
    assert [each.getMessage() for each in caplog.records] == [
        f"{path} cannot be written (Is a directory)"
    ]


def test_clearing_deletes_the_file(tmp_path: Path):
    outbox = TinyOutbox(tmp_path / "box.jsonl")
    outbox.add_many([sms(1)])

    outbox.clear()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("world", [".", "..", "default", "a.b", "A", "%41", "con", "x" * 64])
def test_each_world_has_its_own_file_in_the_folder(tmp_path: Path, world: str):
    path = outbox_path(tmp_path, world)

    assert path.resolve().parent == tmp_path.resolve()
    assert path.name.lower() == path.name
    assert outbox_path(tmp_path, "a") != path
