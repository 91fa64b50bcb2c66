"""Which language an owner is written to in.

Source: spec/altinn-app.md section 2.4; golden/app/functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from mock_server.apps.domain.owners import InstanceOwner, OwnerKind


class Language(StrEnum):
    """The languages that texts exist in."""

    NB = "nb"
    NN = "nn"
    EN = "en"

    @classmethod
    def from_code(cls, selected: str | None) -> Language:
        """Return the language that a selected value means: compared exactly, else Bokmål."""
        return cls(selected) if selected in _KNOWN else cls.NB


_KNOWN = frozenset(Language)
_PREFERENCES = {
    Language.NB: (Language.NB, Language.NN, Language.EN),
    Language.NN: (Language.NN, Language.NB, Language.EN),
    Language.EN: (Language.EN, Language.NB, Language.NN),
}


def selected_language(owner: InstanceOwner, profile: str | None, requested: str | None) -> str:
    """Return the language selected for *owner*, which need not be one that texts exist in.

    Args:
        owner: Whom the instance belongs to.
        profile: The language in the profile of a person or self-identified user, if any.
        requested: What the request asks for; it counts for organisations only.
    """
    match owner.language_owner_kind:
        case OwnerKind.PERSON:
            return Language.NB if profile is None else profile
        case OwnerKind.SELF_IDENTIFIED:
            return Language.EN if profile is None else profile
        case OwnerKind.ORGANISATION:
            return Language.NB if requested is None else requested


def service_owner_name(names: Mapping[str, str | None] | None, language: str) -> str | None:
    """Return a service owner's name in *language*, else in the next best one.

    Only a name that is absent sends it on; an empty one is taken.
    """
    if names is None:
        return None
    preferences = _PREFERENCES[Language.from_code(language)]
    return next((name for each in preferences if (name := names.get(each)) is not None), None)
