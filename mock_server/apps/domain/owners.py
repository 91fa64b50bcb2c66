"""Parties, and the instance owners derived from them.

Source: docs/reference/apps.md section 1.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, auto

from mock_server.domain.identities import EMAIL_USER_PREFIX, IDPORTEN_EMAIL, SELF_IDENTIFIED
from mock_server.domain.whitespace import is_blank


class PartyType(IntEnum):
    """A party type, with its number in Register."""

    PERSON = 1
    ORGANISATION = 2
    SELF_IDENTIFIED = 3


class OwnerKind(Enum):
    """The kind of recipient that an instance owner is."""

    ORGANISATION = auto()
    PERSON = auto()
    SELF_IDENTIFIED = auto()


class UnidentifiedOwnerError(ValueError):
    """The instance owner has no identifier, so the app cannot notify it."""

    def __init__(self) -> None:
        super().__init__(
            "the instance owner has no organisation number, person number or external identity"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party in Register."""

    id: int
    uuid: str
    type: PartyType
    name: str | None = None
    national_identity_number: str | None = None
    organization_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOwner:
    """The owner of an instance, or the identifiers that a request gives for it."""

    party_id: str | None = None
    person_number: str | None = None
    organisation_number: str | None = None
    username: str | None = None
    external_identifier: str | None = None

    @property
    def has_identifier(self) -> bool:
        """Return whether any identifier is given, even if it is empty."""
        return any(
            each is not None
            for each in (
                self.party_id,
                self.person_number,
                self.organisation_number,
                self.username,
                self.external_identifier,
            )
        )

    @property
    def kind(self) -> OwnerKind:
        """Return the kind of recipient of an order to this owner.

        Raises:
            UnidentifiedOwnerError: if the owner has no identifier.
        """
        return self._first_with_identifier(
            OwnerKind.ORGANISATION, OwnerKind.PERSON, OwnerKind.SELF_IDENTIFIED
        )

    @property
    def language_owner_kind(self) -> OwnerKind:
        """Return the kind that determines the language; its order differs from ``kind``.

        Raises:
            UnidentifiedOwnerError: if the owner has no identifier.
        """
        return self._first_with_identifier(
            OwnerKind.PERSON, OwnerKind.SELF_IDENTIFIED, OwnerKind.ORGANISATION
        )

    def identifier(self, kind: OwnerKind) -> str | None:
        """Return the identifier for *kind*."""
        match kind:
            case OwnerKind.ORGANISATION:
                return self.organisation_number
            case OwnerKind.PERSON:
                return self.person_number
            case OwnerKind.SELF_IDENTIFIED:
                return self.external_identifier

    def _first_with_identifier(self, *kinds: OwnerKind) -> OwnerKind:
        for kind in kinds:
            if not is_blank(self.identifier(kind)):
                return kind
        raise UnidentifiedOwnerError


def instance_owner_for(party: Party, caller_identity: str | None) -> InstanceOwner:
    """Return the instance owner for a *party*; the identifiers in the request are not kept.

    Args:
        party: The party found in Register.
        caller_identity: The external identity in the calling user's profile, or None. An app uses
            it for a self-identified party, even if the caller is another user.
    """
    party_id = str(party.id)
    if party.national_identity_number:
        return InstanceOwner(party_id=party_id, person_number=party.national_identity_number)
    if party.organization_number:
        return InstanceOwner(party_id=party_id, organisation_number=party.organization_number)
    if party.type is PartyType.SELF_IDENTIFIED:
        identity = (
            _external_identity_from_name(party.name) if caller_identity is None else caller_identity
        )
        return InstanceOwner(party_id=party_id, username=party.name, external_identifier=identity)
    return InstanceOwner(party_id=party_id)


def _external_identity_from_name(name: str | None) -> str | None:
    if not name:
        return None
    if name.startswith(EMAIL_USER_PREFIX):
        return f"{IDPORTEN_EMAIL}:{name.removeprefix(EMAIL_USER_PREFIX)}"
    return f"{SELF_IDENTIFIED}:{name}"


def is_party_type_allowed(party_type: PartyType, allowed: tuple[str, ...]) -> bool:
    """Return whether an app that allows the types *allowed* has instances for this party type.

    An empty list allows every type. A world has no sub-units or bankruptcy estates.
    """
    if not allowed:
        return True
    match party_type:
        case PartyType.PERSON | PartyType.SELF_IDENTIFIED:
            return "person" in allowed
        case PartyType.ORGANISATION:
            return "organisation" in allowed
