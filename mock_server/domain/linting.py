"""Warnings about texts that do not follow Altinn's guidelines.

Source: docs/reference/contacts-and-tokens.md section 7 (L-01, L-06 to L-09, L-15).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from mock_server.domain.enums import Channel, ContentType
from mock_server.domain.identities import has_valid_check_digits
from mock_server.domain.sms_segments import (
    MAX_SEGMENTS,
    count_sms_segments,
    cut_sender,
    cut_to_segments,
)

MAX_SUBJECT: Final = 128
MAX_EMAIL_BODY: Final = 10_000

_LINK: Final = re.compile(
    r"https?://|\bwww\.|(?<![@\w.-])[\w-]+(?:\.[\w-]+)*\.(?:no|com|org|net|cloud|eu)\b", re.I
)
_ELEVEN_DIGITS: Final = re.compile(r"(?<!\d)\d{11}(?!\d)", re.ASCII)
_HTML_TAG: Final = re.compile(
    r"</?(?:a|b|br|div|em|h[1-6]|html|i|img|li|ol|p|span|strong|table|td|tr|u|ul)\b[^<>]*>", re.I
)
_KEYWORD: Final = re.compile(r"\$[A-Za-z]+\$")


@lru_cache(maxsize=128)
def lint_message(
    channel: Channel, subject: str, body: str, sender: str = "", content_type: int | None = None
) -> tuple[str, ...]:
    """Return one warning for each guideline that a message does not follow."""
    text = f"{subject}\n{body}"
    warnings = []
    if _LINK.search(unquote(text)):
        warnings.append(
            "the text contains a link or a domain name; notifications should not contain links"
        )
    if any(map(has_valid_check_digits, _ELEVEN_DIGITS.findall(text))):
        warnings.append("the text contains what may be a national identity number")
    if keyword := _KEYWORD.search(text):
        warnings.append(f"the keyword {keyword[0]} was not replaced")
    match channel:
        case Channel.EMAIL:
            warnings += _email_warnings(subject, body, content_type)
        case Channel.SMS:
            warnings += _sms_warnings(sender, body)
    return tuple(warnings)


def _email_warnings(subject: str, body: str, content_type: int | None) -> Iterator[str]:
    if len(subject) > MAX_SUBJECT:
        yield _length_warning("the subject", len(subject), MAX_SUBJECT)
    if len(body) > MAX_EMAIL_BODY:
        yield _length_warning("the body", len(body), MAX_EMAIL_BODY)
    if content_type == ContentType.PLAIN and (tag := _HTML_TAG.search(body)):
        yield f"the body is plain text, so the HTML {tag[0]} is shown as it is; use Html"
    if content_type == ContentType.HTML and "\n" in body and not _HTML_TAG.search(body):
        yield "the body is HTML, which does not show its line breaks; use <br> or <p>, or Plain"


def _sms_warnings(sender: str, body: str) -> Iterator[str]:
    if len(cut := cut_sender(sender)) < len(sender):
        yield (f"the sender name {sender!r} has {len(sender)} characters; phones show {len(cut)}")
    if len(cut := cut_to_segments(body)) < len(body):
        yield (
            f"the SMS has {len(body)} characters; the first {len(cut)} fit in"
            f" {MAX_SEGMENTS} segments, the rest may be cut off"
        )
    if (segments := count_sms_segments(body)) > 1:
        yield f"the SMS has {segments} segments; the maximum is {MAX_SEGMENTS}"


def _length_warning(what: str, length: int, limit: int) -> str:
    return f"{what} has {length} characters; text beyond {limit} may be cut off"
