"""Message filters: matches, differences, and the closest message."""

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


def message(**fields: Any) -> dict[str, Any]:
    return {
        "channel": "sms",
        "to": "+4799999999",
        "subject": None,
        "body": "Velkommen",
        "sentAt": "2026-01-05T10:59:00Z",
        "recipient": {"organizationNumber": None},
        "reached": True,
        **fields,
    }


def criterion(field: str, value: object, operator: Operator = Operator.IS) -> Criterion:
    return Criterion(field=field, operator=operator, value=value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("+4799999999", "99999999", id="bare-norwegian-number"),
        pytest.param("+4799999999", "004799999999", id="double-zero"),
        pytest.param("+4799999999", "+47 999 99 999", id="blanks"),
        pytest.param("Ola@Example.com", "ola@example.com", id="letter-case-of-email"),
    ],
)
def test_spellings_of_the_same_address_match(one: str, other: str):
    assert normalize_address(one) == normalize_address(other)
    assert MessageFilter((criterion("to", other),)).matches(message(to=one))


@pytest.mark.parametrize(
    "matching",
    [
        criterion("text", "kom", Operator.CONTAINS),
        criterion("text", re.compile("^Vel"), Operator.MATCHES),
        criterion("body", "Velkommen"),
        criterion("subject", None),
        criterion("sentAt", "2026-01-05T11:59:00+01:00"),
        criterion("sentAt", "2026-01-05T10:59:00Z", Operator.SINCE),
        criterion("sentAt", "2026-01-05T10:59:00Z", Operator.UNTIL),
        criterion("recipient", {"organizationNumber": None}),
        criterion("recipient.organizationNumber", None),
        criterion("reached", True),
    ],
    ids=lambda each: f"{each.field}-{each.operator}",
)
def test_a_matching_message_has_no_difference(matching: Criterion):
    assert matching.matches(message())
    assert matching.difference(message()) is None


@pytest.mark.parametrize(
    ("failing", "difference"),
    [
        (
            criterion("text", "Fristen", Operator.CONTAINS),
            ("text", "text containing 'Fristen'", "'Velkommen'"),
        ),
        (criterion("text", "^F", Operator.MATCHES), ("text", "a match for /^F/", "'Velkommen'")),
        (criterion("reached", False), ("reached", "false", "true")),
        (criterion("subject", "Hei"), ("subject", "'Hei'", "nothing")),
        (
            criterion("sentAt", "2026-01-06T00:00:00Z", Operator.SINCE),
            ("sentAt", "2026-01-06T00:00:00Z or later", "'2026-01-05T10:59:00Z'"),
        ),
        (
            criterion("sentAt", "2026-01-04T00:00:00Z", Operator.UNTIL),
            ("sentAt", "2026-01-04T00:00:00Z or earlier", "'2026-01-05T10:59:00Z'"),
        ),
    ],
    ids=lambda each: each.field if isinstance(each, Criterion) else "",
)
def test_a_difference_has_the_expected_and_the_actual_value(
    failing: Criterion, difference: tuple[str, str, str]
):
    field, expected, actual = difference

    assert failing.difference(message()) == Difference(
        field=field, expected=expected, actual=actual
    )


def test_the_closest_message_has_the_fewest_differences():
    message_filter = MessageFilter(
        (criterion("to", "+4799999999"), criterion("text", "Frist", Operator.CONTAINS))
    )
    far = message(to="+4790000000", body="Frist")
    closest = message(body="Fris")
    farthest = message(to="+4790000000", body="Velkommen")

    assert message_filter.closest([farthest, far, closest]) is closest


def test_among_equal_counts_the_most_similar_message_is_closest():
    message_filter = MessageFilter((criterion("to", "+4799999999"),))
    one_digit_off = message(to="+4799999998")

    assert message_filter.closest([message(to="+4612345678"), one_digit_off]) is one_digit_off


def test_without_messages_there_is_no_closest():
    assert MessageFilter().closest([]) is None


@pytest.mark.parametrize(
    ("criteria", "count", "phrase"),
    [
        ((), None, "a message"),
        ((criterion("channel", "sms"),), None, "an SMS"),
        ((criterion("channel", "email"), criterion("to", "a@b.no")), 0, "no e-mail to a@b.no"),
        (
            (criterion("channel", "email"), criterion("subject", "Hei", Operator.CONTAINS)),
            2,
            "2 e-mails with subject containing 'Hei'",
        ),
        ((criterion("text", re.compile("F+"), Operator.MATCHES),), 1, "1 message matching /F+/"),
        ((criterion("body", "Hei"),), None, "a message with body 'Hei'"),
        ((criterion("kind", "Reminder"),), None, "a message with kind 'Reminder'"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_filter_is_described_by_a_phrase(
    criteria: tuple[Criterion, ...], count: int | None, phrase: str
):
    assert MessageFilter(criteria).describe(count) == phrase


def test_unsent_messages_are_compared_without_sent_only_fields():
    message_filter = MessageFilter(
        (criterion("to", "+4799999999"), criterion("reached", True), criterion("route", "handset"))
    )
    pending = {"to": "+4799999999", "body": "Hei"}

    assert message_filter.without_sent_only_fields().matches(pending)
