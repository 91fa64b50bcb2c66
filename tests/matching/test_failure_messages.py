# ruff: noqa: E501  (the texts are written as they are printed)
"""Texts of failed expectations. Source."""

from textwrap import dedent
from typing import Any

from mock_server.matching.failure_messages import (
    WorldMessages,
    list_mismatch,
    unexpected_pending_message,
    unexpected_sent_message,
    wrong_count_message,
)
from mock_server.matching.filters import Criterion, MessageFilter, Operator

NOW = "2026-01-05T20:00:00Z"
WELCOME = {
    "channel": "sms",
    "to": "+4799999999",
    "body": "Velkommen",
    "sentAt": "2026-01-05T10:59:00Z",
    "result": "Delivered",
}
LETTER = {
    "channel": "email",
    "to": "ola@example.com",
    "subject": "Nytt brev",
    "body": "Logg inn",
    "sentAt": "2026-01-05T11:00:30Z",
    "result": "Failed_Bounced",
}
AT_NIGHT = {
    "channel": "sms",
    "to": "+4799999999",
    "body": "Fristen er i morgen",
    "reason": "outsideSmsWindow",
    "because": "daytime SMS are sent between 09:00 and 17:00 Norwegian time",
    "rule": "sms-window",
    "expectedSendTime": "2026-01-06T08:01:00Z",
}
RESERVED = {
    "channel": "email",
    "to": "",
    "subject": "Nytt brev",
    "body": "Logg inn",
    "recipient": {"nationalIdentityNumber": "08900499559", "name": "Kari Nordmann"},
    "reason": "reserved",
    "because": "the person is reserved",
    "rule": "reserved",
}


def message_filter(**criteria: Any) -> MessageFilter:
    operators = {"text": Operator.CONTAINS, "subject": Operator.CONTAINS}
    return MessageFilter(
        tuple(
            Criterion(field=name, operator=operators.get(name, Operator.IS), value=value)
            for name, value in criteria.items()
        )
    )


def lines(text: str) -> str:
    return dedent(text).strip("\n")


def test_the_closest_message_and_a_matching_pending_message_are_shown():
    world = WorldMessages(now=NOW, messages=[WELCOME], pending=[AT_NIGHT])

    text = wrong_count_message(
        message_filter(channel="sms", to="+4799999999", text="Fristen"), None, world
    )

    assert text == lines(
        """
        Expected an SMS to +4799999999 containing 'Fristen'; none of 1 sent messages matches.
            closest: 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
                text: expected text containing 'Fristen', got 'Velkommen'
            pending: a matching message is due at 2026-01-06 09:01; the clock is at 2026-01-05 21:00. Did the test advance the clock?
                SMS to +4799999999 'Fristen er i morgen': daytime SMS are sent between 09:00 and 17:00 Norwegian time [outsideSmsWindow; rule sms-window]
                to send it: altinn.advance(to="2026-01-06T08:01:00Z"), or POST /_mock/clock/advance {"to": "2026-01-06T08:01:00Z"}
            sent:
                2026-01-05 11:59  SMS     +4799999999  'Velkommen'
        """
    )


def test_a_message_to_a_reserved_person_is_shown_as_suppressed():
    world = WorldMessages(now=NOW, messages=[], suppressed=[RESERVED])

    text = wrong_count_message(message_filter(channel="email", to="kari@example.com"), None, world)

    assert text == lines(
        """
        Expected an e-mail to kari@example.com; no messages were sent.
            suppressed: e-mail to 08900499559 'Nytt brev': the person is reserved [reserved; rule reserved]
                remedy: "ignoreReservation": true in the order, or altinn.person("08900499559", reserved=False, …) (PUT /_mock/directory/persons/08900499559)
        """
    )


def test_a_due_message_is_sent_when_the_clock_advances():
    world = WorldMessages(now=NOW, messages=[], pending=[{**AT_NIGHT, "expectedSendTime": NOW}])

    text = wrong_count_message(message_filter(channel="sms"), None, world)

    assert text.splitlines()[1] == (
        "    pending: a matching message is due now; advance the clock to send it"
    )


def test_a_pending_message_can_have_no_known_send_time():
    world = WorldMessages(now=NOW, messages=[], pending=[{**AT_NIGHT, "expectedSendTime": None}])

    text = wrong_count_message(message_filter(channel="sms"), None, world)

    assert text.splitlines()[1] == (
        "    pending: a matching message is waiting; its send time is not known"
    )


def test_pending_messages_that_do_not_match_are_counted():
    world = WorldMessages(now=NOW, messages=[], pending=[AT_NIGHT])

    text = wrong_count_message(message_filter(channel="email"), None, world)

    assert text.splitlines()[1] == "    pending: 1 other message, none matching"


def test_several_matches_are_marked():
    world = WorldMessages(now=NOW, messages=[WELCOME, LETTER, WELCOME])

    text = wrong_count_message(message_filter(channel="sms"), None, world)

    assert text == lines(
        """
        Expected an SMS; 2 of 3 sent messages match. Expected exactly one: add filters, or use expect(count).
            the same message was sent twice
            sent (matches marked with *):
                * 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
                  2026-01-05 12:00:30  e-mail  ola@example.com  'Nytt brev'  [Failed_Bounced]
                * 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
        """
    )


def test_an_unexpected_sent_message_is_shown():
    world = WorldMessages(now=NOW, messages=[WELCOME])

    text = unexpected_sent_message(message_filter(to="+4799999999"), world)

    assert text == lines(
        """
        Expected no message to +4799999999; 1 of 1 sent messages matches.
            sent (matches marked with *):
                * 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
        """
    )


def test_an_unexpected_pending_message_is_shown():
    world = WorldMessages(now=NOW, messages=[], pending=[AT_NIGHT])

    text = unexpected_pending_message(message_filter(to="+4799999999"), world)

    assert text == lines(
        """
        Expected no message to +4799999999, now or later; a matching message is pending.
            pending: SMS to +4799999999 'Fristen er i morgen' will be sent 2026-01-06 09:01
                daytime SMS are sent between 09:00 and 17:00 Norwegian time [outsideSmsWindow; rule sms-window]
        """
    )


def test_only_the_latest_messages_are_listed():
    world = WorldMessages(now=NOW, messages=[WELCOME] * 25, suppressed=[RESERVED] * 7)

    text = wrong_count_message(message_filter(channel="email"), 2, world)

    assert text.splitlines()[0] == "Expected 2 e-mails; none of 25 sent messages matches."
    assert text.splitlines()[-1] == "        (and 5 earlier messages)"
    assert "    suppressed: 2 more, see GET /_mock/suppressed" in text.splitlines()


def test_a_different_list_is_compared_entry_by_entry():
    world = WorldMessages(now=NOW, messages=[WELCOME, LETTER], pending=[AT_NIGHT])
    filters = [
        message_filter(channel="sms", text="Hei"),
        message_filter(channel="email"),
        message_filter(text="Fristen"),
    ]

    text = list_mismatch("inbox", filters, world.messages, world)

    assert text == lines(
        """
        Expected 3 entries in inbox, found 2.
            1. differs: 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
                text: expected text containing 'Hei', got 'Velkommen'
            3. missing: a message containing 'Fristen'
            pending: a matching message is due at 2026-01-06 09:01; the clock is at 2026-01-05 21:00. Did the test advance the clock?
                SMS to +4799999999 'Fristen er i morgen': daytime SMS are sent between 09:00 and 17:00 Norwegian time [outsideSmsWindow; rule sms-window]
        """
    )


def test_unexpected_entries_of_a_list_are_shown():
    world = WorldMessages(now=NOW, messages=[WELCOME])

    text = list_mismatch("suppressed", [], [RESERVED], world)

    assert text == lines(
        """
        Expected 0 entries in suppressed, found 1.
            1. unexpected: e-mail to 08900499559 'Nytt brev' [reserved]
        """
    )
