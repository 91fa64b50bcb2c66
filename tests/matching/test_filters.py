"""Which messages fit a wish, which comes closest, and in what it differs."""

import re
from typing import Any

import pytest

from mock_server.matching.filters import (
    Criterion,
    Difference,
    MessageFilter,
    Operator,
    normalize_address,
)


def message(**members: Any) -> dict[str, Any]:
    return {
        "channel": "sms",
        "to": "+4799999999",
        "subject": None,
        "body": "Velkommen",
        "sentAt": "2026-01-05T10:59:00Z",
        "recipient": {"organizationNumber": None},
        "reached": True,
        **members,
    }


def wish(field: str, value: object, how: Operator = Operator.IS) -> Criterion:
    return Criterion(field=field, how=how, value=value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("+4799999999", "99999999", id="bare-norwegian-number"),
        pytest.param("+4799999999", "004799999999", id="double-zero"),
        pytest.param("+4799999999", "+47 999 99 999", id="blanks"),
        pytest.param("Ola@Example.com", "ola@example.com", id="letter-case-of-email"),
    ],
)
def test_two_spellings_of_an_address_are_the_same(one: str, other: str):
    assert normalize_address(one) == normalize_address(other)
    assert MessageFilter((wish("to", other),)).matches(message(to=one))


@pytest.mark.parametrize(
    "met",
    [
        wish("text", "kom", Operator.CONTAINS),
        wish("text", re.compile("^Vel"), Operator.MATCHES),
        wish("body", "Velkommen"),
        wish("subject", None),
        wish("sentAt", "2026-01-05T11:59:00+01:00"),
        wish("sentAt", "2026-01-05T10:59:00Z", Operator.SINCE),
        wish("sentAt", "2026-01-05T10:59:00Z", Operator.UNTIL),
        wish("recipient", {"organizationNumber": None}),
        wish("recipient.organizationNumber", None),
        wish("reached", True),
    ],
    ids=lambda each: f"{each.field}-{each.how}",
)
def test_a_wish_is_met(met: Criterion):
    assert met.matches(message())
    assert met.difference(message()) is None


@pytest.mark.parametrize(
    ("unmet", "difference"),
    [
        (wish("text", "Fristen", Operator.CONTAINS), ("text", "'Fristen' in it", "'Velkommen'")),
        (wish("text", "^F", Operator.MATCHES), ("text", "a match of /^F/", "'Velkommen'")),
        (wish("reached", False), ("reached", "false", "true")),
        (wish("subject", "Hei"), ("subject", "'Hei'", "nothing")),
        (
            wish("sentAt", "2026-01-06T00:00:00Z", Operator.SINCE),
            ("sentAt", "2026-01-06T00:00:00Z or later", "'2026-01-05T10:59:00Z'"),
        ),
        (
            wish("sentAt", "2026-01-04T00:00:00Z", Operator.UNTIL),
            ("sentAt", "2026-01-04T00:00:00Z or earlier", "'2026-01-05T10:59:00Z'"),
        ),
    ],
    ids=lambda each: each.field if isinstance(each, Criterion) else "",
)
def test_an_unmet_wish_says_what_was_wanted_and_what_was_there(
    unmet: Criterion, difference: tuple[str, str, str]
):
    field, wanted, got = difference

    assert unmet.difference(message()) == Difference(field=field, expected=wanted, actual=got)


def test_the_nearest_message_has_the_fewest_differences():
    wanted = MessageFilter((wish("to", "+4799999999"), wish("text", "Frist", Operator.CONTAINS)))
    far = message(to="+4790000000", body="Frist")
    near = message(body="Fris")
    farthest = message(to="+4790000000", body="Velkommen")

    assert wanted.closest([farthest, far, near]) is near


def test_among_equals_the_likest_is_the_nearest():
    wanted = MessageFilter((wish("to", "+4799999999"),))
    one_digit_off = message(to="+4799999998")

    assert wanted.closest([message(to="+4612345678"), one_digit_off]) is one_digit_off


def test_there_is_no_nearest_of_nothing():
    assert MessageFilter().closest([]) is None


@pytest.mark.parametrize(
    ("wishes", "count", "phrase"),
    [
        ((), None, "a message"),
        ((wish("channel", "sms"),), None, "an SMS"),
        ((wish("channel", "email"), wish("to", "a@b.no")), 0, "no e-mail to a@b.no"),
        (
            (wish("channel", "email"), wish("subject", "Hei", Operator.CONTAINS)),
            2,
            "2 e-mails with subject containing 'Hei'",
        ),
        ((wish("text", re.compile("F+"), Operator.MATCHES),), 1, "1 message matching /F+/"),
        ((wish("body", "Hei"),), None, "a message with body 'Hei'"),
        ((wish("kind", "Reminder"),), None, "a message with kind 'Reminder'"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_is_wanted_reads_as_a_phrase(
    wishes: tuple[Criterion, ...], count: int | None, phrase: str
):
    assert MessageFilter(wishes).describe(count) == phrase


def test_of_what_has_not_left_only_what_is_known_is_compared():
    wanted = MessageFilter(
        (wish("to", "+4799999999"), wish("reached", True), wish("route", "handset"))
    )
    pending = {"to": "+4799999999", "text": "Hei"}

    assert wanted.without_sent_only_fields().matches(pending)
