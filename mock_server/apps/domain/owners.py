"""Parties, and the instance owners that an app makes of them.

Source: spec/altinn-app.md section 1.3; verified-app.md section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, auto

from mock_server.domain.identities import EMAIL_USER_PREFIX, IDPORTEN_EMAIL, SELF_IDENTIFIED
from mock_server.domain.whitespace import is_blank


class PartyType(IntEnum):
    """What a party is, by the register's number."""

    PERSON = 1
    ORGANISATION = 2
    SELF_IDENTIFIED = 3


class OwnerKind(Enum):
    """Whom a notification goes to."""

    ORGANISATION = auto()
    PERSON = auto()
    SELF_IDENTIFIED = auto()


class UnidentifiedOwnerError(ValueError):
    """An owner without any identifier: an app cannot notify it."""

    def __init__(self) -> None:
        super().__init__(
            "the instance owner has no organisation number, person number or external identity"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party as the register answers it."""

    id: int
    uuid: str
    type: PartyType
    name: str | None = None
    national_identity_number: str | None = None
    organization_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOwner:
    """Whom an instance belongs to; in a request, how the caller names that party."""

    party_id: str | None = None
    person_number: str | None = None
    organisation_number: str | None = None
    username: str | None = None
    external_identifier: str | None = None

    @property
    def has_identifier(self) -> bool:
        """Tell whether any identifier is there, were it empty."""
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
        """Return whom an order about this owner's instance is for.

        Raises:
            UnidentifiedOwner: if nothing identifies the owner.
        """
        return self._first(OwnerKind.ORGANISATION, OwnerKind.PERSON, OwnerKind.SELF_IDENTIFIED)

    @property
    def language_owner_kind(self) -> OwnerKind:
        """Return whose language counts: asked in another sequence than ``kind``.

        Raises:
            UnidentifiedOwner: if nothing identifies the owner.
        """
        return self._first(OwnerKind.PERSON, OwnerKind.SELF_IDENTIFIED, OwnerKind.ORGANISATION)

    def identifier(self, kind: OwnerKind) -> str | None:
        """Return what identifies the owner as a *kind*."""
        match kind:
            case OwnerKind.ORGANISATION:
                return self.organisation_number
            case OwnerKind.PERSON:
                return self.person_number
            case OwnerKind.SELF_IDENTIFIED:
                return self.external_identifier

    def _first(self, *kinds: OwnerKind) -> OwnerKind:
        for kind in kinds:
            if not is_blank(self.identifier(kind)):
                return kind
        raise UnidentifiedOwnerError


def instance_owner_for(party: Party, caller_identity: str | None) -> InstanceOwner:
    """Return the owner that an app makes of the *party* found; what the caller wrote is dropped.

    Args:
        party: The party that the register answered.
        caller_identity: The external identity in the calling user's own profile, None without. An
            app takes it for a self-identified party whoever the caller is.
    """
    party_id = str(party.id)
    if party.national_identity_number:
        return InstanceOwner(party_id=party_id, person_number=party.national_identity_number)
    if party.organization_number:
        return InstanceOwner(party_id=party_id, organisation_number=party.organization_number)
    if party.type is PartyType.SELF_IDENTIFIED:
        identity = _identity_by_name(party.name) if caller_identity is None else caller_identity
        return InstanceOwner(party_id=party_id, username=party.name, external_identifier=identity)
    return InstanceOwner(party_id=party_id)


def _identity_by_name(name: str | None) -> str | None:
    if not name:
        return None
    if name.startswith(EMAIL_USER_PREFIX):
        return f"{IDPORTEN_EMAIL}:{name.removeprefix(EMAIL_USER_PREFIX)}"
    return f"{SELF_IDENTIFIED}:{name}"


def is_party_type_allowed(party_type: PartyType, allowed: tuple[str, ...]) -> bool:
    """Tell whether a party of that type may create instances of an app that allows *allowed*.

    The register of a world holds no sub-units and no bankruptcy estates.
    """
    if not allowed:
        return True
    match party_type:
        case PartyType.PERSON | PartyType.SELF_IDENTIFIED:
            return "person" in allowed
        case PartyType.ORGANISATION:
            return "organisation" in allowed
