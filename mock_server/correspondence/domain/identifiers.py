"""Identifiers of recipients: URNs, organisation and person numbers, e-mail addresses, mobiles.

Source: docs/reference/correspondence.md sections 1.5 and 3.6.
"""

import re
from functools import lru_cache
from typing import Final

import phonenumbers

from mock_server.domain.identities import IDPORTEN_EMAIL, SELF_IDENTIFIED, has_valid_check_digits

ORGANIZATION: Final = "urn:altinn:organization:identifier-no"
PERSON: Final = "urn:altinn:person:identifier-no"
RESOURCE: Final = "urn:altinn:resource"

_DOCUMENTED_ORGANIZATION: Final = re.compile(
    rf"(?:(?:0192|urn:altinn:organizationnumber|{ORGANIZATION}):)?([0-9]{{9}})"
)
_DOCUMENTED_PERSON: Final = re.compile(rf"(?:{PERSON}:)?([0-9]{{11}})")

# In Altinn's expressions, \d matches digits of any script, and $ also matches before a line end.
_ORGANIZATION_FORM: Final = re.compile(rf"(?:0192:|{ORGANIZATION}:)\d{{9}}\n?")
_PERSON_FORM: Final = re.compile(rf"(?:{PERSON}:)?\d{{11}}\n?")
_EMAIL_FORM: Final = re.compile(rf"{IDPORTEN_EMAIL}:[^\n]+\n?")
_SELF_IDENTIFIED_FORM: Final = re.compile(rf"{SELF_IDENTIFIED}:[^:]+")

_LETTER: Final = "a-zA-Z0-9æøåÆØÅ"
_LOCAL: Final = rf"[{_LETTER}!#$%&'*+\-=?\^_`{{|}}~]+"
_LABEL: Final = rf"(?:[{_LETTER}][{_LETTER}\-]{{0,61}}[{_LETTER}]\.|[{_LETTER}]\.)"
_FOUR_GROUPS: Final = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"
_CUSTOM_EMAIL: Final = re.compile(
    rf'(?:"[^"]+"|{_LOCAL}(?:\.{_LOCAL})*)'
    rf"@(?:{_LABEL}{{1,9}}[a-zA-Z]{{2,14}}|{_FOUR_GROUPS})\n?"
)

INVALID_RECIPIENT: Final = (
    f"Recipient should be an organization number in the format '{ORGANIZATION}:organizationnumber'"
    " or the format countrycode:organizationnumber, for instance 0192:910753614, a national"
    f" identity number, an idporten email URN in the format '{IDPORTEN_EMAIL}:email', or a legacy"
    f" selfidentified URN in the format '{SELF_IDENTIFIED}:username'"
)
INVALID_PERSON: Final = "The given Recipient national identity number is not valid"
INVALID_EMAIL: Final = "The given Recipient email address is not valid"


def without_prefix(identifier: str) -> str:
    """Return the part after the last colon."""
    return identifier.rpartition(":")[2]


def recipient_error(recipient: str) -> str | None:
    """Return the error message for a recipient in an invalid format, or None."""
    is_person = _PERSON_FORM.fullmatch(recipient) is not None
    is_email = _EMAIL_FORM.fullmatch(recipient) is not None
    is_other = _ORGANIZATION_FORM.fullmatch(recipient) or _SELF_IDENTIFIED_FORM.fullmatch(recipient)
    if not (is_person or is_email or is_other):
        return INVALID_RECIPIENT
    if is_person and not has_valid_check_digits(without_prefix(recipient)):
        return INVALID_PERSON
    if is_email and not _is_urn_email(recipient.removeprefix(f"{IDPORTEN_EMAIL}:")):
        return INVALID_EMAIL
    return None


def on_behalf_of_error(party: str) -> str | None:
    """Return the error message for an invalid ``onBehalfOf`` party, or None."""
    if _ORGANIZATION_FORM.fullmatch(party):
        return None
    if _PERSON_FORM.fullmatch(party):
        is_valid = has_valid_check_digits(without_prefix(party))
        return None if is_valid else "The given OnBehalfOf national identity number is not valid"
    return (
        "OnBehalfOf must be either a valid organization number (format:"
        f" '{ORGANIZATION}:organizationnumber' or '0192:organizationnumber') or a valid national"
        f" identity number (format: '{PERSON}:nationalidentitynumber' or just"
        " 'nationalidentitynumber')"
    )


def normalize_recipient(recipient: str) -> str:
    """Return the URN of a recipient in a valid format."""
    lower = recipient.lower()
    if lower.startswith(f"{SELF_IDENTIFIED}:"):
        return lower
    identifier = without_prefix(lower)
    if "@" in identifier:
        return f"{IDPORTEN_EMAIL}:{identifier}"
    kind = PERSON if len(identifier) == 11 else ORGANIZATION
    return f"{kind}:{identifier}"


def is_person_urn(urn: str) -> bool:
    """Return whether *urn* identifies a person by national identity number."""
    return urn.startswith(f"{PERSON}:")


def is_organization_urn(urn: str) -> bool:
    """Return whether *urn* identifies an organisation."""
    return urn.startswith(f"{ORGANIZATION}:")


def _is_urn_email(email: str) -> bool:
    local_part, at, domain = email.partition("@")
    return ":" not in email and bool(local_part and at and domain) and "@" not in domain


def is_custom_email(email: str) -> bool:
    """Return whether *email* is a valid address for a custom recipient."""
    return ";" not in email and _CUSTOM_EMAIL.fullmatch(email) is not None


@lru_cache(maxsize=1024)
def is_international_mobile(number: str) -> bool:
    """Return whether *number* has a country code and is valid; phonenumbers ignores most noise."""
    if not number.startswith(("+", "00")):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(with_plus_prefix(number)))
    except phonenumbers.NumberParseException:
        return False


def with_plus_prefix(number: str) -> str:
    """Return *number* with a leading ``00`` replaced by ``+``."""
    return "+" + number[2:] if number.startswith("00") else number


def with_country_code(number: str) -> str:
    """Return *number* with ``+`` for a leading ``00``, and ``+47`` before 8 digits from 4 or 9."""
    if len(number) == 8 and number[0] in "49":
        return "+47" + number
    return with_plus_prefix(number)


def parse_documented_organization(number: str) -> str | None:
    """Return the nine digits of an organisation in a documented format, or None."""
    match = _DOCUMENTED_ORGANIZATION.fullmatch(number)
    return match.group(1) if match else None


def parse_documented_person(number: str) -> str | None:
    """Return the eleven digits of a person in a documented format, or None."""
    match = _DOCUMENTED_PERSON.fullmatch(number)
    return match.group(1) if match else None
