"""Warnings about texts that do not follow Altinn's guidelines.

Source: docs/reference/contacts-and-tokens.md section 7 (L-01, L-06 to L-09, L-15).
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from mock_server.domain.enums import Channel
from mock_server.domain.identities import has_valid_check_digits
from mock_server.domain.sms_segments import MAX_SEGMENTS, count_sms_segments

MAX_SUBJECT: Final = 128
MAX_EMAIL_BODY: Final = 10_000
MAX_SMS_BODY: Final = 2_144
MAX_SENDER_NAME: Final = 11

_LINK: Final = re.compile(
    r"https?://|\bwww\.|(?<![@\w.-])[\w-]+(?:\.[\w-]+)*\.(?:no|com|org|net|cloud|eu)\b", re.I
)
_ELEVEN_DIGITS: Final = re.compile(r"(?<!\d)\d{11}(?!\d)", re.ASCII)
_LETTER: Final = re.compile(r"[^\W\d_]")
_KEYWORD: Final = re.compile(r"\$[A-Za-z]+\$")


@lru_cache(maxsize=128)
def lint_message(channel: Channel, subject: str, body: str, sender: str = "") -> tuple[str, ...]:
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
    warnings += _length_warnings(channel, subject, body)
    if channel is Channel.SMS and len(sender) > MAX_SENDER_NAME and _LETTER.search(sender):
        warnings.append(
            f"the sender name {sender!r} has {len(sender)} characters;"
            f" phones show {MAX_SENDER_NAME}"
        )
    return tuple(warnings)


def _length_warnings(channel: Channel, subject: str, body: str) -> list[str]:
    is_email = channel is Channel.EMAIL
    limit = MAX_EMAIL_BODY if is_email else MAX_SMS_BODY
    warnings = []
    if len(subject) > MAX_SUBJECT:
        warnings.append(_length_warning("the subject", len(subject), MAX_SUBJECT))
    if len(body) > limit:
        warnings.append(_length_warning("the body" if is_email else "the SMS", len(body), limit))
    if not is_email and (segments := count_sms_segments(body)) > 1:
        warnings.append(f"the SMS has {segments} segments; the maximum is {MAX_SEGMENTS}")
    return warnings


def _length_warning(what: str, length: int, limit: int) -> str:
    return f"{what} has {length} characters; text beyond {limit} may be cut off"
