# ruff: noqa: E501  (the texts stand here as they are printed)
"""What the reader of a red build sees, line by line: design/style.md 2.9."""

from textwrap import dedent
from typing import Any

from mock_server.matching.failure_messages import (
    WorldState,
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
    "text": "Fristen er i morgen",
    "reason": "outsideSmsWindow",
    "because": "daytime SMS leave between 09:00 and 17:00 in Norway",
    "rule": "sms-window",
    "expectedSendTime": "2026-01-06T08:01:00Z",
}
RESERVED = {
    "channel": "email",
    "to": "",
    "subject": "Nytt brev",
    "text": "Logg inn",
    "recipient": {"nationalIdentityNumber": "08900499559", "name": "Kari Nordmann"},
    "reason": "reserved",
    "because": "the person is reserved",
    "rule": "reserved",
}


def wanted(**wishes: Any) -> MessageFilter:
    how = {"text": Operator.CONTAINS, "subject": Operator.CONTAINS}
    return MessageFilter(
        tuple(
            Criterion(field=name, how=how.get(name, Operator.IS), value=value)
            for name, value in wishes.items()
        )
    )


def lines(text: str) -> str:
    return dedent(text).strip("\n")


def test_the_nearest_message_and_the_one_that_is_held_back():
    contents = WorldState(now=NOW, messages=[WELCOME], pending=[AT_NIGHT])

    text = wrong_count_message(
        wanted(channel="sms", to="+4799999999", text="Fristen"), None, contents
    )

    assert text == lines(
        """
        Expected an SMS to +4799999999 containing 'Fristen'; none of 1 received fit.
            closest: 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
                text: wanted 'Fristen' in it, got 'Velkommen'
            held back: one that fits leaves 2026-01-06 09:01, and it is only 2026-01-05 21:00; did the test forget to advance the clock?
                SMS to +4799999999 'Fristen er i morgen': daytime SMS leave between 09:00 and 17:00 in Norway [outsideSmsWindow]
            received:
                2026-01-05 11:59  SMS     +4799999999  'Velkommen'
        """
    )


def test_nothing_at_all_and_a_reserved_person():
    contents = WorldState(now=NOW, messages=[], suppressed=[RESERVED])

    text = wrong_count_message(wanted(channel="email", to="kari@example.com"), None, contents)

    assert text == lines(
        """
        Expected an e-mail to kari@example.com; nothing has been received.
            suppressed: e-mail to 08900499559 'Nytt brev': the person is reserved [reserved; rule reserved]
        """
    )


def test_what_is_due_leaves_as_soon_as_the_clock_moves():
    contents = WorldState(now=NOW, messages=[], pending=[{**AT_NIGHT, "expectedSendTime": NOW}])

    text = wrong_count_message(wanted(channel="sms"), None, contents)

    assert text.splitlines()[1] == (
        "    held back: one that fits leaves as soon as the clock moves; advance it"
    )


def test_what_waits_without_end_says_so():
    contents = WorldState(now=NOW, messages=[], pending=[{**AT_NIGHT, "expectedSendTime": None}])

    text = wrong_count_message(wanted(channel="sms"), None, contents)

    assert text.splitlines()[1] == (
        "    held back: one that fits waits, and it cannot be said until when"
    )


def test_what_is_held_back_and_would_not_fit_is_counted():
    contents = WorldState(now=NOW, messages=[], pending=[AT_NIGHT])

    text = wrong_count_message(wanted(channel="email"), None, contents)

    assert text.splitlines()[1] == "    held back: 1 other(s), none of which would fit"


def test_several_that_fit_are_marked():
    contents = WorldState(now=NOW, messages=[WELCOME, LETTER, WELCOME])

    text = wrong_count_message(wanted(channel="sms"), None, contents)

    assert text == lines(
        """
        Expected an SMS; 2 of 3 received fit. Exactly one must: say more about it, or use expect(count).
            received, those that fit marked with *:
                * 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
                  2026-01-05 12:00:30  e-mail  ola@example.com  'Nytt brev'  [Failed_Bounced]
                * 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
        """
    )


def test_something_where_nothing_should_have_left():
    contents = WorldState(now=NOW, messages=[WELCOME])

    text = unexpected_sent_message(wanted(to="+4799999999"), contents)

    assert text == lines(
        """
        Expected no message to +4799999999; 1 of 1 received fits.
            received, those that fit marked with *:
                * 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
        """
    )


def test_something_on_its_way_where_nothing_should_ever_leave():
    contents = WorldState(now=NOW, messages=[], pending=[AT_NIGHT])

    text = unexpected_pending_message(wanted(to="+4799999999"), contents)

    assert text == lines(
        """
        Expected no message to +4799999999, now or later; one that fits is on its way.
            held back: one that fits leaves 2026-01-06 09:01, and it is only 2026-01-05 21:00; did the test forget to advance the clock?
                SMS to +4799999999 'Fristen er i morgen': daytime SMS leave between 09:00 and 17:00 in Norway [outsideSmsWindow]
        """
    )


def test_of_many_only_the_latest_are_listed():
    contents = WorldState(now=NOW, messages=[WELCOME] * 25, suppressed=[RESERVED] * 7)

    text = wrong_count_message(wanted(channel="email"), 2, contents)

    assert text.splitlines()[0] == "Expected 2 e-mails; none of 25 received fit."
    assert text.splitlines()[-1] == "        (and 5 before these)"
    assert "    suppressed: 2 more, see GET /_mock/suppressed" in text.splitlines()


def test_a_list_that_differs_says_place_by_place():
    contents = WorldState(now=NOW, messages=[WELCOME, LETTER], pending=[AT_NIGHT])
    asked = [wanted(channel="sms", text="Hei"), wanted(channel="email"), wanted(text="Fristen")]

    text = list_mismatch("inbox", asked, contents.messages, contents)

    assert text == lines(
        """
        Expected 3 in inbox; there are 2.
            1. differs: 2026-01-05 11:59  SMS     +4799999999  'Velkommen'
                text: wanted 'Hei' in it, got 'Velkommen'
            3. missing: a message containing 'Fristen'
            held back: one that fits leaves 2026-01-06 09:01, and it is only 2026-01-05 21:00; did the test forget to advance the clock?
                SMS to +4799999999 'Fristen er i morgen': daytime SMS leave between 09:00 and 17:00 in Norway [outsideSmsWindow]
        """
    )


def test_a_list_with_too_many_names_them():
    contents = WorldState(now=NOW, messages=[WELCOME])

    text = list_mismatch("suppressed", [], [RESERVED], contents)

    assert text == lines(
        """
        Expected 0 in suppressed; there are 1.
            1. not wanted: e-mail to 08900499559 'Nytt brev' [reserved]
        """
    )
