"""Placeholders that the platform's rules fill in, also where a caller's text brought them.

Source: spec/verified-notifications.md, section 9 (17.2).
"""

import re
from dataclasses import dataclass
from typing import Final

_PLACEHOLDER: Final = re.compile(r"\{([^{}:]+)(?::[^{}]+)?\}")


@dataclass(frozen=True, slots=True)
class ErrorPath:
    """Where a rule failed: the property's name in words, its path, its value, its item."""

    name: str
    path: str
    value: str
    index: int


def replace_placeholders(message: str, place: ErrorPath) -> str:
    """Return *message* with the placeholders of *place*; others stay as they are."""
    values = {
        "PropertyName": place.name,
        "PropertyPath": place.path,
        "PropertyValue": place.value,
        "CollectionIndex": str(place.index),
    }
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), message)
