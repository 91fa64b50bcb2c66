"""Validation of mobile numbers, e-mail addresses and official numbers, as Altinn does it.

Source: docs/reference/notifications.md sections 10.1 to 10.3.
"""

import re
from functools import lru_cache
from typing import Final

from mock_server.domain.whitespace import trim

# Altinn's expression was HTML-encoded by mistake: it contains ``&amp;`` and ``&quot;`` literally.
# So ``;`` is allowed in the local part, and a quoted local part uses entities.
_LETTER: Final = "a-zA-Z0-9æøåÆØÅ"
_LOCAL: Final = rf"[{_LETTER}!#$%&amp;'*+\-=?\^_`{{|}}~]+"
_QUOTED: Final = "&quot;[^&quot;]+&quot;"
_LABEL: Final = rf"(?:[{_LETTER}][{_LETTER}\-]{{0,61}}[{_LETTER}]\.|[{_LETTER}]\.)"
_FOUR_GROUPS: Final = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"
_EMAIL: Final = re.compile(
    rf"(?:{_QUOTED}|{_LOCAL}(?:\.{_LOCAL})*)@(?:{_LABEL}{{1,9}}[a-zA-Z]{{2,14}}|{_FOUR_GROUPS})"
)


def is_valid_mobile_number(text: str | None) -> bool:
    """Return whether *text* is a valid phone number, of any country, with its country code."""
    if not text or not text.startswith(("+", "00")) or text.startswith("++"):
        return False
    return _is_existing_number("+" + text[2:] if text.startswith("00") else text)


@lru_cache(maxsize=4096)
def _is_existing_number(number: str) -> bool:
    import phonenumbers  # takes longer to import than the rest of the client

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def ensure_country_code(number: str) -> str:
    """Return *number* with ``+`` for ``00``, or ``+47`` if it is a Norwegian number of 8 digits."""
    if number.startswith("00"):
        return "+" + number[2:]
    if len(number) == 8 and number[0] in "94":
        return "+47" + number
    return number


def is_valid_email(text: str | None) -> bool:
    """Return whether *text*, trimmed, is an e-mail address that Altinn accepts."""
    return text is not None and _EMAIL.fullmatch(trim(text)) is not None


def is_national_identity_number(text: str) -> bool:
    """Return whether *text* is eleven digits of any script; check digits are not verified."""
    return _is_digits(text, 11)


def is_organization_number(text: str) -> bool:
    """Return whether *text* is nine digits of any script; the check digit is not verified."""
    return _is_digits(text, 9)


def _is_digits(text: str, count: int) -> bool:
    # Altinn tests UTF-16 units, and half of a surrogate pair is not a digit.
    return len(text) == count and text.isdecimal() and max(text) <= "\uffff"


def comparable_number(number: str) -> str:
    """Return the digits of *number* with its country code, for comparison."""
    compact = "".join(each for each in number if each.isdecimal() or each == "+")
    return ensure_country_code(compact).removeprefix("+")
