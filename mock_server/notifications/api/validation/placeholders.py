"""Placeholders in error texts, which Altinn replaces also inside the caller's own text.

Source: docs/reference/notifications.md section 17.2.
"""

import re
from dataclasses import dataclass
from typing import Final

_PLACEHOLDER: Final = re.compile(r"\{([^{}:]+)(?::[^{}]+)?\}")


@dataclass(frozen=True, slots=True)
class ErrorPath:
    """The property with an error: display name, path, value, and index of the list item."""

    name: str
    path: str
    value: str
    index: int


def replace_placeholders(message: str, error_path: ErrorPath) -> str:
    """Return *message* with its known placeholders replaced by the values of *error_path*."""
    values = {
        "PropertyName": error_path.name,
        "PropertyPath": error_path.path,
        "PropertyValue": error_path.value,
        "CollectionIndex": str(error_path.index),
    }
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), message)
