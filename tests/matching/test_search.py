"""The search language of the lists. Source: docs/control-api.md, Search."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.errors import UsageError
from mock_server.matching.search import EVENTS, REQUESTS, SENT, UNSENT, Search, Term, parse_search

KARI = {
    "id": "m-1",
    "channel": "sms",
    "to": "+4799999999",
    "from": "Altinn",
    "subject": None,
    "body": "Hele ordet står her",
    "sentAt": "2026-01-05T22:30:00Z",
    "result": "Failed_BarredReceiver",
    "reached": False,
    "kind": "Reminder",
    "recipient": {"nationalIdentityNumber": "08900499559", "name": "Kari Nordmann"},
    "sendersReference": "ref-7",
    "shipmentId": "s-1",
}
VALUES = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1)
WORDS = VALUES.filter(lambda text: not text.isspace())


def is_match(text: str, document: dict[str, Any] = KARI) -> bool:
    return parse_search(text, SENT).matches(document)


@pytest.mark.parametrize(
    "text",
    [
        "kari",
        "NORDMANN",
        "ref-7",
        "s-1",
        "0890",
        '"hele ordet"',
        "hele her",
        "to:9999",
        'to:"+47 999 99 999"',
        "to:004799999999",
        "name:kari",
        "recipient:08900499559",
        "channel:sms",
        "CHANNEL:SMS",
        "result:failed",
        "kind:reminder",
        "reached:false",
        "reached:no",
        "sendersreference:REF",
        'text:"ordet står"',
        "-bruker",
        "-channel:email",
        '-"hele bruker"',
        "after:2026-01-05",
        "since:2026-01-05T22:30:00Z",
        "until:2026-01-05",
        "until:2026-01-05T23:30:00+01:00",
        "before:2026-01-06",
        "-before:2026-01-05",
        'to:9999 channel:sms result:failed after:2026-01-05 "hele ordet" -bruker',
        "",
        "  ",
    ],
)
def test_a_message_matches(text: str):
    assert is_match(text)


@pytest.mark.parametrize(
    "text",
    [
        "ola",
        '"ordet hele"',
        "-kari",
        "channel:email",
        "reached:true",
        "result:delivered",
        "subject:hele",
        # The message was sent at 23:30 on 5 January in Norway.
        "after:2026-01-06",
        "before:2026-01-05",
        "until:2026-01-04",
        "since:2026-01-05T22:30:00.1Z",
        "hele -kari",
        # Words are not searched in the channel.
        "sms",
    ],
)
def test_a_message_does_not_match(text: str):
    assert not is_match(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "form:kari",
            "q: unknown field 'form'; the fields are after, before, body, channel, contentType,"
            " correspondenceId, creator, from, id, instanceId, kind, name, onBehalfOf,"
            " orderChainId, reached, recipient, result, route, sendersReference, shipmentId, since,"
            " source, subject, text,"
            ' to, until, warning. Quote a text that contains a colon: "form:…"',
        ),
        ("to:", "q: 'to:' has no value; expected for example 'to:kari'"),
        ("-", "q: '-' has no value; expected for example '-reminder'"),
        (
            "after:monday",
            "q: after:monday is not a date; expected for example after:2026-01-05 or"
            " after:2026-01-05T10:00:00Z",
        ),
        ("until:9999-12-31", "q: until:9999-12-31 is not a date"),
        (
            'to:"kari',
            "q: the quotation mark in 'to:\"kari' is not at the start of a value",
        ),
    ],
)
def test_an_invalid_search_is_rejected(text: str, message: str):
    with pytest.raises(UsageError) as error:
        parse_search(text, SENT)

    assert str(error.value).startswith(message)


def test_a_url_is_a_word():
    assert parse_search("https://example.com/x", SENT).terms == (
        Term(value="https://example.com/x"),
    )


def test_each_list_has_fields_of_its_own():
    assert parse_search("reason:reserved", UNSENT).matches({"reason": "reserved"})
    assert parse_search("status:400 -method:get", REQUESTS).matches(
        {"status": 400, "method": "POST"}
    )
    assert parse_search("coming:true", EVENTS).matches({"coming": True})
    assert parse_search("after:2026-01-05 picked", EVENTS).matches(
        {"at": "2026-01-05T10:00:00Z", "text": "the order was picked up"}
    )
    with pytest.raises(UsageError, match="unknown field 'reason'"):
        parse_search("reason:reserved", SENT)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    field = draw(st.none() | st.sampled_from(sorted(SENT.fields)))
    return Term(value=draw(WORDS), field=field, is_excluded=draw(st.booleans()))


@given(st.lists(terms(), max_size=4))
def test_a_search_is_read_as_it_is_written(written: list[Term]):
    search = Search(tuple(written), SENT)

    assert parse_search(str(search), SENT) == search


@given(terms())
def test_a_term_matches_exactly_what_its_exclusion_does_not(term: Term):
    opposite = Term(value=term.value, field=term.field, is_excluded=not term.is_excluded)

    assert is_match(str(term)) is not is_match(str(opposite))


@given(st.lists(terms(), max_size=3), st.lists(terms(), max_size=3))
def test_all_terms_must_match(some: list[Term], others: list[Term]):
    both = Search((*some, *others), SENT)

    assert both.matches(KARI) is (
        Search(tuple(some), SENT).matches(KARI) and Search(tuple(others), SENT).matches(KARI)
    )


@given(st.text())
def test_any_text_is_a_search_or_rejected_with_advice(text: str):
    message = rejection(text)

    assert message is None or message.startswith("q: ")


def rejection(text: str) -> str | None:
    try:
        parse_search(text, SENT).matches(KARI)
    except UsageError as error:
        return str(error)
    return None
