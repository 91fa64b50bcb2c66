"""Sync tests of the caseworker; its setting contains the URL of the mock."""

import pytest
from caseworker import create_app
from starlette.testclient import TestClient

from client_fixtures import Altinn, Inbox

KARI = "26818099001"
CASE = {"id": "1", "person": KARI, "title": "Vedtak om barnehageplass"}
WAITING = "https://caseworker.example.com/cases/1/waiting"


@pytest.fixture
def caseworker(altinn: Altinn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_PLATFORM_URL", altinn.url)
    with TestClient(create_app()) as client:
        yield client


def test_a_letter_is_sent_at_once(caseworker, altinn: Altinn, altinn_inbox: Inbox):
    altinn.person(KARI, name="Kari Nordmann", email="kari@example.com")

    case = caseworker.post("/cases", json=CASE).json()
    altinn.advance(minutes=1)

    email = altinn_inbox.expect_email(to="kari@example.com", subject="Vedtak")
    assert email.body == "Hei Kari Nordmann, du har fått et brev."
    letter = caseworker.get(f"/letters/{case['shipment']}").json()
    assert letter == {"status": "Order_Completed"}


def test_a_person_who_does_not_answer_gets_a_reminder_after_a_week(
    caseworker, altinn: Altinn, altinn_inbox: Inbox
):
    altinn.person(KARI, email="kari@example.com")
    condition = altinn.condition(WAITING, True)

    caseworker.post("/cases", json=CASE)
    altinn.advance(days=7)

    altinn_inbox.expect_email(kind="Reminder", subject="Påminnelse")
    assert condition.calls == 1


def test_a_person_who_has_answered_gets_no_reminder(
    caseworker, altinn: Altinn, altinn_inbox: Inbox
):
    altinn.person(KARI, email="kari@example.com")
    altinn.condition(WAITING, False)

    caseworker.post("/cases", json=CASE)
    altinn.advance(days=8)

    altinn_inbox.expect_email(kind="Notification")
    altinn_inbox.expect_never(kind="Reminder")


def test_a_person_without_contact_points_is_not_notified(caseworker, altinn: Altinn):
    altinn.person(KARI, name="Kari Nordmann")

    case = caseworker.post("/cases", json=CASE).json()

    assert case == {"id": "1", "notified": False}
    assert altinn.requests(status=422)


@pytest.mark.altinn(environment="tt02")
def test_only_whitelisted_numbers_are_reached_in_tt02(
    caseworker, altinn: Altinn, altinn_inbox: Inbox
):
    altinn.person(KARI, mobile="+4791111111")

    caseworker.post("/cases", json=CASE)
    altinn.advance(minutes=1)

    assert not altinn_inbox.expect_sms().reached
