"""Names from the register, in the letters in which messages show them.

Source: spec/correspondence.md section 4.2. ``ASTROLOG NÆR`` becomes ``Astrolog Nær``.
"""

import unicodedata
from typing import Final

# The general categories of Unicode that end a word; an apostrophe does not.
_SEPARATORS: Final = ("Z", "P", "S", "Cc")
_APOSTROPHE: Final = "'"


def display_name(name: str | None) -> str:
    """Return *name* with a capital at the start of each word and small letters after it."""
    shown = []
    in_word = False
    for character in (_lower(each) for each in name or ""):
        is_letter = unicodedata.category(character).startswith("L")
        shown.append(_capital(character) if is_letter and not in_word else character)
        goes_on = character == _APOSTROPHE or not _is_separator(character)
        in_word = goes_on if in_word else is_letter
    return "".join(shown)


def _is_separator(character: str) -> bool:
    return unicodedata.category(character).startswith(_SEPARATORS)


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _capital(character: str) -> str:
    capital = character.title()
    return capital if len(capital) == 1 else character
