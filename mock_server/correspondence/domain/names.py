"""Capitalisation of names from the register.

Source: docs/reference/correspondence.md section 4.2. ``ASTROLOG NÆR`` becomes ``Astrolog Nær``.
"""

import unicodedata
from typing import Final

# Unicode general categories that end a word; an apostrophe does not end one.
_SEPARATORS: Final = ("Z", "P", "S", "Cc")
_APOSTROPHE: Final = "'"


def display_name(name: str | None) -> str:
    """Return *name* with each word capitalised."""
    characters = []
    in_word = False
    for character in (_to_lower(each) for each in name or ""):
        is_letter = unicodedata.category(character).startswith("L")
        characters.append(_to_upper(character) if is_letter and not in_word else character)
        continues_word = character == _APOSTROPHE or not _is_separator(character)
        in_word = continues_word if in_word else is_letter
    return "".join(characters)


def _is_separator(character: str) -> bool:
    return unicodedata.category(character).startswith(_SEPARATORS)


def _to_lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _to_upper(character: str) -> str:
    upper = character.title()
    return upper if len(upper) == 1 else character
