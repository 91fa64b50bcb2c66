"""URNs of users with a user name or an e-mail address, and check digits of identity numbers.

Source: docs/reference/contacts-and-tokens.md section 2.
"""

from typing import Final
from urllib.parse import unquote_plus

IDPORTEN_EMAIL: Final = "urn:altinn:person:idporten-email"
SELF_IDENTIFIED: Final = "urn:altinn:person:legacy-selfidentified"
IDPORTEN_EMAIL_PREFIX: Final = f"{IDPORTEN_EMAIL}:"
USER_NAME_PREFIXES: Final = (
    "urn:altinn:party:username:",
    "urn:altinn:username:",
    f"{SELF_IDENTIFIED}:",
)
EXTERNAL_IDENTITY_PREFIXES: Final = (
    IDPORTEN_EMAIL_PREFIX,
    f"{SELF_IDENTIFIED}:",
    "urn:altinn:party:username:",
    "urn:altinn:username:",
)
# Prefix of Altinn's user names for ID-porten e-mail users.
EMAIL_USER_PREFIX: Final = "epost:"
DIGDIR: Final = "991825827"

_FIRST_WEIGHTS: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def user_name(urn: str) -> str:
    """Return the user name in *urn*, in lower case; any other URN is returned unchanged."""
    if urn.startswith(IDPORTEN_EMAIL_PREFIX):
        address = unquote_plus(urn.removeprefix(IDPORTEN_EMAIL_PREFIX))
        return EMAIL_USER_PREFIX + address.lower()
    for prefix in USER_NAME_PREFIXES:
        if urn.startswith(prefix):
            return unquote_plus(urn.removeprefix(prefix)).lower()
    return urn


def has_valid_check_digits(number: str) -> bool:
    """Return whether *number* is eleven digits with valid check digits; dates are not checked."""
    if len(number) != 11 or not number.isascii() or not number.isdecimal():
        return False
    digits = [int(digit) for digit in number]
    return all(
        _check_digit(digits, weights) == digits[len(weights)]
        for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS)
    )


def _check_digit(digits: list[int], weights: tuple[int, ...]) -> int:
    """Return the check digit; 10 for numbers without a valid one."""
    total = sum(digit * weight for digit, weight in zip(digits, weights, strict=False))
    return (11 - total % 11) % 11
