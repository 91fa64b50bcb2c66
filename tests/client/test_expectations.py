"""Expectations of the Python client. Source: docs/client.md, Inbox."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from client_fixtures import Altinn, serve
from client_fixtures.inbox import Inbox

ORDERS = "/notifications/api/v1/future/orders"


@pytest.fixture(scope="module")
def shared() -> Iterator[Altinn]:
    with serve() as altinn:
        yield altinn


@pytest.fixture
def world(shared: Altinn) -> Altinn:
    """A world in which an e-mail and an SMS were sent."""
    shared.reset()
    order(shared, "recipientEmail", emailAddress="ola@example.com", **email("Emne", "Innhold"))
    order(shared, "recipientSms", phoneNumber="+4799999999", smsSettings={"body": "Hei"})
    shared.advance(minutes=5)
    return shared


def email(subject: str, body: str) -> dict[str, Any]:
    return {"emailSettings": {"subject": subject, "body": body}}


def order(altinn: Altinn, kind: str, **recipient: Any) -> None:
    document = {"idempotencyId": str(len(altinn.orders())), "recipient": {kind: recipient}}
    httpx.post(altinn.url + ORDERS, json=document).raise_for_status()


def test_expectations_are_met(world: Altinn):
    inbox = world.inbox

    assert inbox.expect_email(to="ola@example.com", subject=re.compile("^em", re.IGNORECASE))
    assert inbox.expect_sms(containing=re.compile("^hei$", re.I | re.M)).segments == 1
    assert len(inbox.expect(2, since="2026-01-05T10:00:00Z", reached=True)) == 2
    sent_at = inbox.expect_sms().sent_at
    assert len(inbox.expect(2, sent_at=sent_at, q="-result:failed")) == 2
    inbox.expect_nothing(to="kari@example.com")
    inbox.expect_never(kind="Reminder")
    assert inbox.latest(channel="email").subject == "Emne"
    first = inbox.messages[0]
    assert len(inbox.expect(1, after=first.id)) == 1


def test_messages_are_deleted_by_filter(world: Altinn):
    world.inbox.clear(channel="sms")

    assert [each.channel for each in world.inbox.messages] == ["email"]
    world.inbox.clear()
    assert world.inbox.messages == []


@pytest.mark.parametrize(
    ("filters", "error", "message"),
    [
        ({"containng": "x"}, TypeError, "unknown filter 'containng'; did you mean 'containing'?"),
        ({"kind": "reminder"}, ValueError, "kind: expected 'Notification', 'Reminder', 'Instant'"),
        ({"channel": "SMS"}, ValueError, "channel: expected 'email' or 'sms', got 'SMS'"),
        ({"reached": "yes"}, ValueError, "reached: expected a valid boolean, got 'yes'"),
        ({"to": ["ola@example.com"]}, ValueError, "to: expected a valid string, got ['ola@"),
        ({"to": "ola"}, ValueError, "to: 'ola' is neither an e-mail address nor a mobile number"),
        ({"result": "Bounced"}, ValueError, "did you mean 'Failed_Bounced'?"),
        ({"channel": "sms", "subject": "x"}, ValueError, "subject: an SMS has none"),
        ({"shipment_id": "1"}, ValueError, "shipmentId: '1' is not an id"),
        ({"q": "form:x"}, ValueError, "q: unknown field 'form'"),
    ],
)
@pytest.mark.parametrize(
    "expect", [Inbox.expect_nothing, Inbox.expect_never], ids=["nothing", "never"]
)
def test_an_impossible_filter_never_passes(
    world: Altinn,
    expect: Callable[..., None],
    filters: dict[str, Any],
    error: type[Exception],
    message: str,
):
    with pytest.raises(error, match=re.escape(message)):
        expect(world.inbox, **filters)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda altinn: altinn.organization("991825827", emails="a@b.no"),
            "emails is a list; write emails=['a@b.no'] instead of 'a@b.no'",
        ),
        (
            lambda altinn: altinn.organization_user(
                organization="991825827", user_id=1, resources="ttd-skjema"
            ),
            "resources is a list; write resources=['ttd-skjema'] instead of 'ttd-skjema'",
        ),
        (
            lambda altinn: altinn.token(scopes="altinn:serviceowner"),
            "scopes is a list; write scopes=['altinn:serviceowner'] instead of"
            " 'altinn:serviceowner'",
        ),
    ],
    ids=["emails", "resources", "scopes"],
)
def test_a_text_instead_of_a_list_is_refused(
    world: Altinn, call: Callable[[Altinn], object], message: str
):
    with pytest.raises(TypeError, match=re.escape(message)):
        call(world)


def test_a_message_reads_in_one_line(world: Altinn):
    world.outcome("Failed_BarredReceiver")
    order(world, "recipientSms", phoneNumber="+4740000001", smsSettings={"body": "Frist " * 20})
    world.advance(minutes=1)

    assert repr(world.inbox.expect_email()) == (
        "<e-mail to ola@example.com 'Emne' Delivered, mailbox, 2026-01-05 11:00>"
    )
    assert repr(world.inbox.expect_sms(to="40000001")) == (
        "<SMS to +4740000001 'Frist Frist Frist Frist Frist Frist Fri…'"
        " Failed_BarredReceiver, handset, 2026-01-05 11:05>"
    )


def test_waiting_with_a_frozen_clock_fails_at_once(world: Altinn):
    with pytest.raises(AssertionError) as failure:
        world.inbox.wait_for_email(timeout=60, to="kari@example.com")

    first, second, *_ = str(failure.value).splitlines()
    assert first.startswith("Waiting sends nothing: the clock of this world is frozen. Advance it")
    assert second.startswith("Expected an e-mail to kari@example.com; none of 2 sent messages")


def test_waiting_returns_what_has_been_sent(world: Altinn):
    assert world.inbox.wait_for_email(to="ola@example.com").subject == "Emne"


def test_waiting_with_a_running_clock(world: Altinn):
    world.control("PUT", "/_mock/clock", {"mode": "running", "speed": 600})
    order(world, "recipientSms", phoneNumber="+4740000001", smsSettings={"body": "Frist"})

    assert world.inbox.wait_for_sms(to="40000001").body == "Frist"


def test_more_messages_than_a_page_are_read(world: Altinn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("client_fixtures.inbox.PAGE_SIZE", 1)

    assert len(world.inbox.messages) == len(world.orders()) == 2
    assert len(world.requests()) == 2


def test_a_checkpoint_restores_the_world(world: Altinn):
    before = world.now
    checkpoint = world.checkpoint("before")
    world.advance(days=7)
    world.inbox.clear()

    checkpoint.restore()

    assert (world.now, checkpoint.name, checkpoint.at) == (before, "before", before)
    assert len(world.inbox.messages) == 2


def test_a_fork_continues_in_a_new_world(world: Altinn):
    forked = world.fork("what-if")
    forked.advance(days=1)

    assert forked.url == f"{world.url}/w/what-if"
    assert len(forked.inbox.messages) == 2
    assert forked.now > world.now
    with pytest.raises(ValueError, match="what-if"):
        world.fork("what-if")
    forked.control("DELETE", "/_mock")
    forked.close()
