"""Keywords, segments of an SMS, and warnings about texts.

Source: docs/reference/time-and-delivery.md sections 5 and 8.1,
docs/reference/contacts-and-tokens.md section 7.
"""

import pytest

from mock_server.domain.enums import Channel, RuleSet
from mock_server.domain.keywords import KeywordValues, replace_keywords
from mock_server.domain.linting import lint_message
from mock_server.domain.sms_segments import count_sms_segments

PERSON, ORGANIZATION = KeywordValues("KARI NORDMANN"), KeywordValues("Bedrift AS", "991825827")


@pytest.mark.parametrize(
    ("text", "values", "replaced"),
    [
        pytest.param("Hei", PERSON, None, id="no-keyword"),
        pytest.param("Hei $RecipientName$", PERSON, None, id="case-sensitive"),
        pytest.param("Hei $recipientName$", PERSON, "Hei KARI NORDMANN", id="name"),
        pytest.param("$recipientName$, $recipientName$", KeywordValues("K"), "K, K", id="twice"),
        pytest.param("Nr. $recipientNumber$.", ORGANIZATION, "Nr. 991825827.", id="number"),
        pytest.param("Nr. $recipientNumber$.", PERSON, "Nr. .", id="persons-have-no-number"),
        pytest.param("Hei $recipientName$", KeywordValues(""), "Hei ", id="no-name"),
        pytest.param("Hei $recipientName$", None, "Hei $recipientName$", id="unknown-recipient"),
        pytest.param("$recipientNumber$", PERSON, None, id="empty-result"),
        pytest.param("\u00a0$recipientName$ ", KeywordValues(""), None, id="blank-result"),
        pytest.param("\x1c$recipientName$", KeywordValues(""), "\x1c", id="separator-result"),
        pytest.param(
            "$recipientName$",
            KeywordValues("$recipientNumber$", "991825827"),
            "991825827",
            id="name-is-a-keyword",
        ),
    ],
)
def test_keywords_are_replaced(text: str, values: KeywordValues | None, replaced: str | None):
    assert replace_keywords(text, values, RuleSet.DEPLOYED) == replaced


@pytest.mark.parametrize(
    ("text", "values", "replaced"),
    [
        pytest.param("Hei", PERSON, None, id="no-keyword"),
        pytest.param("$recipientNumber$", PERSON, "", id="empty-result"),
        pytest.param("\u00a0$recipientName$ ", KeywordValues(""), "\u00a0 ", id="blank-result"),
        pytest.param("$recipientNumber$", None, "$recipientNumber$", id="unknown-recipient"),
    ],
)
def test_documented_keywords_are_replaced_by_nothing_too(
    text: str, values: KeywordValues | None, replaced: str | None
):
    assert replace_keywords(text, values, RuleSet.DOCUMENTED) == replaced


@pytest.mark.parametrize(
    ("content_type", "body", "warning"),
    [
        pytest.param(0, "<p>Hei</p>", "the HTML <p> is shown as it is", id="html-in-plain"),
        pytest.param(0, "1 < 2 > 0 <ola@example.com>", None, id="no-html"),
        pytest.param(1, "Hei\nhallo", "does not show its line breaks", id="breaks-in-html"),
        pytest.param(1, "<p>Hei\nhallo</p>", None, id="marked-up-html"),
        pytest.param(0, "Hei\nhallo", None, id="breaks-in-plain"),
    ],
)
def test_a_body_that_is_of_another_content_type_gets_a_warning(
    content_type: int, body: str, warning: str | None
):
    warnings = lint_message(Channel.EMAIL, "Emne", body, "", content_type)

    assert [each for each in warnings if "HTML" in each] == list(warnings)
    assert len(warnings) == (warning is not None)
    assert warning is None or warning in warnings[0]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 1, id="empty"),
        pytest.param("a" * 160, 1, id="160"),
        pytest.param("a" * 161, 2, id="161"),
        pytest.param("a" * 268, 2, id="268"),
        pytest.param("a" * 269, 3, id="269"),
        pytest.param(" " * 160, 1, id="spaces"),
        pytest.param("ø" * 26, 1, id="26-encoded-letters"),
        pytest.param("ø" * 27, 2, id="27-encoded-letters"),
        pytest.param("~" * 54, 2, id="tildes"),
        pytest.param("\N{GRINNING FACE}" * 13, 1, id="emojis"),
        pytest.param("\ud83d", 1, id="half-an-emoji"),
        pytest.param("a" * 2_144, 16, id="2144"),
        pytest.param("a" * 5_000, 16, id="maximum"),
    ],
)
def test_segments_are_counted_by_the_encoded_length(text: str, count: int):
    assert count_sms_segments(text) == count


LINK = "the text contains a link or a domain name; notifications should not contain links"


@pytest.mark.parametrize(
    ("body", "warnings"),
    [
        pytest.param("Du har fått post.", [], id="no-warning"),
        pytest.param("Se https://example.com/a", [LINK], id="link"),
        pytest.param("Se altinn.no for mer", [LINK], id="domain-name"),
        pytest.param("Se altinn%2Eno for mer", [LINK], id="percent-encoded"),
        pytest.param("Skriv til ola.nordmann@example.no", [], id="email-address"),
        pytest.param(
            "Gjelder 08900499559",
            ["the text contains what may be a national identity number"],
            id="identity-number",
        ),
        pytest.param("KID 12345678901", [], id="eleven-digits-without-check-digits"),
        pytest.param("Nr. 208900499559", [], id="twelve-digits"),
        pytest.param(
            "Hei $appName$",
            ["the keyword $appName$ was not replaced"],
            id="keyword",
        ),
        pytest.param(
            "a" * 161, ["the SMS has 2 segments; the maximum is 16"], id="more-than-one-segment"
        ),
        pytest.param(
            "a" * 2_145,
            [
                "the SMS has 2145 characters; the first 2144 fit in 16 segments, the rest may be"
                " cut off",
                "the SMS has 16 segments; the maximum is 16",
            ],
            id="too-long",
        ),
    ],
)
def test_an_sms_gets_warnings(body: str, warnings: list[str]):
    assert list(lint_message(Channel.SMS, "", body)) == warnings


@pytest.mark.parametrize(
    ("sender", "warnings"),
    [
        ("Digitaliser", ()),
        ("+4799999999", ()),
        ("004799999999", ()),
        (
            "Digitaliseringsdirektoratet",
            ("the sender name 'Digitaliseringsdirektoratet' has 27 characters; phones show 11",),
        ),
    ],
)
def test_a_long_sender_name_gets_a_warning(sender: str, warnings: tuple[str, ...]):
    assert lint_message(Channel.SMS, "", "Hei", sender) == warnings
    assert lint_message(Channel.EMAIL, "", "Hei", sender) == ()


def test_an_email_has_length_limits():
    assert lint_message(Channel.EMAIL, "a" * 128, "b" * 10_000) == ()
    assert lint_message(Channel.EMAIL, "a" * 129, "b" * 10_001) == (
        "the subject has 129 characters; text beyond 128 may be cut off",
        "the body has 10001 characters; text beyond 10000 may be cut off",
    )
