"""The language of messages to an instance owner.

Source: docs/reference/apps.md section 2.4; tests/recordings/app/functions.jsonl.gz.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from mock_server.apps.domain.owners import InstanceOwner, OwnerKind


class Language(StrEnum):
    """A language of an app's texts."""

    NB = "nb"
    NN = "nn"
    EN = "en"

    @classmethod
    def from_code(cls, code: str | None) -> Language:
        """Return the language with exactly this code, or Bokmål for any other value."""
        return cls(code) if code in _CODES else cls.NB


_CODES = frozenset(Language)
_PREFERENCES = {
    Language.NB: (Language.NB, Language.NN, Language.EN),
    Language.NN: (Language.NN, Language.NB, Language.EN),
    Language.EN: (Language.EN, Language.NB, Language.NN),
}


def selected_language(owner: InstanceOwner, profile: str | None, requested: str | None) -> str:
    """Return the language code selected for *owner*; it is not always a ``Language``.

    Args:
        owner: The owner of the instance.
        profile: The language in the profile of a person or self-identified user, if any.
        requested: The language in the request; used for organisations only.
    """
    match owner.language_owner_kind:
        case OwnerKind.PERSON:
            return Language.NB if profile is None else profile
        case OwnerKind.SELF_IDENTIFIED:
            return Language.EN if profile is None else profile
        case OwnerKind.ORGANISATION:
            return Language.NB if requested is None else requested


def service_owner_name(names: Mapping[str, str | None] | None, language: str) -> str | None:
    """Return a service owner's name in *language*, or in the next preferred language.

    An empty name is returned; only a missing name is skipped.
    """
    if names is None:
        return None
    preferences = _PREFERENCES[Language.from_code(language)]
    return next((name for each in preferences if (name := names.get(each)) is not None), None)
