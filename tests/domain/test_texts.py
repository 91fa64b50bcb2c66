"""Texts: keywords, segments of an SMS, and what Altinn advises against.

Source: spec/processing-and-timing.md sections 5 and 8.1, spec/contacts-and-authorization.md
section 7.
"""

import pytest

from mock_server.domain.enums import Channel
from mock_server.domain.keywords import KeywordValues, replace_keywords
from mock_server.domain.linting import lint_message
from mock_server.domain.sms_segments import count_sms_segments

PERSON, ORGANIZATION = KeywordValues("KARI NORDMANN"), KeywordValues("Bedrift AS", "991825827")


@pytest.mark.parametrize(
    ("text", "known", "filled"),
    [
        pytest.param("Hei", PERSON, None, id="no-keyword"),
        pytest.param("Hei $RecipientName$", PERSON, None, id="letter-case-counts"),
        pytest.param("Hei $recipientName$", PERSON, "Hei KARI NORDMANN", id="name"),
        pytest.param(
            "$recipientName$, $recipientName$", KeywordValues("K"), "K, K", id="every-one"
        ),
        pytest.param("Nr. $recipientNumber$.", ORGANIZATION, "Nr. 991825827.", id="number"),
        pytest.param("Nr. $recipientNumber$.", PERSON, "Nr. .", id="persons-have-no-number"),
        pytest.param("Hei $recipientName$", KeywordValues(""), "Hei ", id="no-name"),
        pytest.param("Hei $recipientName$", None, "Hei $recipientName$", id="nobody-known"),
        pytest.param("$recipientNumber$", PERSON, None, id="nothing-left"),
        pytest.param("\u00a0$recipientName$ ", KeywordValues(""), None, id="only-blanks-left"),
        pytest.param(
            "\x1c$recipientName$", KeywordValues(""), "\x1c", id="a-separator-is-no-blank"
        ),
        pytest.param(
            "$recipientName$",
            KeywordValues("$recipientNumber$", "991825827"),
            "991825827",
            id="a-name-that-is-a-keyword",
        ),
    ],
)
def test_keywords_are_filled_in(text: str, known: KeywordValues | None, filled: str | None):
    assert replace_keywords(text, known) == filled


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 1, id="empty"),
        pytest.param("a" * 160, 1, id="160"),
        pytest.param("a" * 161, 2, id="161"),
        pytest.param("a" * 268, 2, id="268"),
        pytest.param("a" * 269, 3, id="269"),
        pytest.param(" " * 160, 1, id="a-blank-is-a-plus"),
        pytest.param("ø" * 26, 1, id="26-letters-of-six"),
        pytest.param("ø" * 27, 2, id="27-letters-of-six"),
        pytest.param("~" * 54, 2, id="three-for-a-tilde"),
        pytest.param("\N{GRINNING FACE}" * 13, 1, id="twelve-for-a-face"),
        pytest.param("\ud83d", 1, id="half-a-face"),
        pytest.param("a" * 2_144, 16, id="2144"),
        pytest.param("a" * 5_000, 16, id="never-more-than-sixteen"),
    ],
)
def test_an_sms_is_counted_by_its_encoded_length(text: str, count: int):
    assert count_sms_segments(text) == count


LINK = "the text holds a link or the name of a site; notifications should not"


@pytest.mark.parametrize(
    ("body", "warnings"),
    [
        pytest.param("Du har fått post.", [], id="nothing"),
        pytest.param("Se https://example.com/a", [LINK], id="link"),
        pytest.param("Se altinn.no for mer", [LINK], id="name-of-a-site"),
        pytest.param("Se altinn%2Eno for mer", [LINK], id="percent-encoded"),
        pytest.param("Skriv til ola.nordmann@example.no", [], id="an-address-is-no-link"),
        pytest.param(
            "Gjelder 08900499559",
            ["the text holds what may be a national identity number"],
            id="identity-number",
        ),
        pytest.param("KID 12345678901", [], id="eleven-digits-with-another-checksum"),
        pytest.param("Nr. 208900499559", [], id="twelve-digits"),
        pytest.param(
            "Hei $appName$",
            ["the keyword $appName$ is left in the text; nobody fills it in"],
            id="keyword",
        ),
        pytest.param(
            "a" * 161, ["the SMS counts 2 segments of at most 16"], id="more-than-one-segment"
        ),
        pytest.param(
            "a" * 2_145,
            [
                "the SMS has 2145 characters; more than 2144 may be cut",
                "the SMS counts 16 segments of at most 16",
            ],
            id="too-long",
        ),
    ],
)
def test_what_is_advised_against_is_told_of_an_sms(body: str, warnings: list[str]):
    assert list(lint_message(Channel.SMS, "", body)) == warnings


def test_an_email_has_limits_of_its_own():
    assert lint_message(Channel.EMAIL, "a" * 128, "b" * 10_000) == ()
    assert lint_message(Channel.EMAIL, "a" * 129, "b" * 10_001) == (
        "the subject has 129 characters; more than 128 may be cut",
        "the body has 10001 characters; more than 10000 may be cut",
    )
