"""Lookups in registers: parties, resources, reservations and addresses.

Source: docs/reference/correspondence.md sections 3.3, 4.2 and 5.5.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain import identifiers
from mock_server.correspondence.domain.enums import ResourceType
from mock_server.correspondence.domain.order_recipients import Addresses
from mock_server.domain.enums import Dependency
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.identities import DIGDIR, EMAIL_USER_PREFIX, IDPORTEN_EMAIL_PREFIX
from mock_server.world.directory import Organization, Resource
from mock_server.world.world import World

PARTY: Final = "urn:altinn:partyid"
DEFAULT_OWNER: Final = "ttd"


@dataclass(frozen=True, slots=True)
class RegisterParty:
    """A party in the register."""

    name: str | None
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceWithOwner:
    """A resource with its service owner."""

    resource: Resource
    owner: str
    owner_number: str

    @property
    def type(self) -> str:
        """Return the type of the resource; the default is ``CorrespondenceService``."""
        return self.resource.resource_type or ResourceType.CORRESPONDENCE_SERVICE

    def title(self, language: str) -> str:
        """Return the title in *language*, or an empty string."""
        return self.resource.title.get(language, "")


def find_party(world: World, urn: str) -> RegisterParty | None:
    """Return the party with the URN, or None if it is unknown or Register responds with an error.

    Raises:
        DependencyFailure: if a fault makes Register unreachable.
    """
    try:
        world.faults.call(Dependency.REGISTER)
    except DependencyFailure as failure:
        if failure.status is None:
            raise
        return None
    return _find_party(world, urn)


def _find_party(world: World, urn: str) -> RegisterParty | None:
    kind, _, identifier = urn.rpartition(":")
    directory = world.directory
    match kind:
        case identifiers.PERSON:
            person = directory.persons.get(identifier)
            return RegisterParty(person.name, identifier) if person else None
        case identifiers.ORGANIZATION:
            return _find_organization(world, identifier)
        case str() if kind == PARTY:
            return _find_party_by_id(world, int(identifier) if identifier.isdecimal() else -1)
    identity = world.directory.external_identity(urn)
    if identity is None:
        return None
    default_name = (
        EMAIL_USER_PREFIX + identifier if urn.startswith(IDPORTEN_EMAIL_PREFIX) else identifier
    )
    return RegisterParty(default_name if identity.name is None else identity.name, urn)


def _find_organization(world: World, number: str) -> RegisterParty | None:
    organization = world.directory.organizations.get(number)
    if organization is not None:
        return RegisterParty(organization.name, number)
    for owner in world.directory.service_owners.values():
        if owner.organization_number == number:
            return RegisterParty((owner.name or {}).get("nb"), number)
    return None


def _find_party_by_id(world: World, party_id: int) -> RegisterParty | None:
    directory = world.directory
    for person in directory.persons.values():
        if person.party_id == party_id:
            return RegisterParty(person.name, person.national_identity_number)
    for organization in directory.organizations.values():
        if organization.party_id == party_id:
            return RegisterParty(organization.name, organization.organization_number)
    for identity in directory.external_identities.values():
        if identity.party_id == party_id:
            return RegisterParty(identity.name, identity.urn)
    return None


def find_resource(world: World, resource_id: str) -> ResourceWithOwner | None:
    """Return a resource with its owner, or None if the resource or the owner is unknown.

    A resource without a service owner belongs to ``DEFAULT_OWNER``.
    """
    resource = world.directory.resources.get(resource_id)
    if resource is None:
        return None
    name = resource.service_owner or DEFAULT_OWNER
    owner = world.directory.service_owners.get(name)
    number = owner.organization_number if owner else None
    if number is None and name == DEFAULT_OWNER:
        number = DIGDIR
    return ResourceWithOwner(resource=resource, owner=name, owner_number=number) if number else None


def owner_name(world: World, resource_id: str) -> str | None:
    """Return the short name of the service owner of a resource, or None."""
    resource = find_resource(world, resource_id)
    return resource.owner if resource else None


def is_reserved(world: World, number: str) -> bool:
    """Return whether a person has a reservation, from the contact registry.

    Raises:
        DependencyFailure: if a fault applies to the contact registry.
    """
    world.faults.call(Dependency.CONTACT_REGISTRY)
    return _is_person_reserved(world, number)


def reserved_persons(world: World, numbers: list[str]) -> set[str]:
    """Return the persons that have a reservation, with one call to the contact registry.

    Raises:
        DependencyFailure: if a fault applies to the contact registry.
    """
    if not numbers:
        return set()
    world.faults.call(Dependency.CONTACT_REGISTRY)
    return {number for number in numbers if _is_person_reserved(world, number)}


def _is_person_reserved(world: World, number: str) -> bool:
    person = world.directory.persons.get(number)
    return person is not None and person.is_reserved


def official_addresses(world: World, number: str) -> Addresses:
    """Return the official addresses of an organisation, from Profile.

    Raises:
        DependencyFailure: if a fault applies to the contact registry.
    """
    world.faults.call(Dependency.PROFILE)
    organization = world.directory.organizations.get(number)
    if organization is None:
        return Addresses()
    return Addresses.from_raw(organization.email_list, organization.mobile_number_list)


def user_addresses(world: World, number: str, resource_id: str, candidates: Addresses) -> Addresses:
    """Return the addresses of users with access to the resource and an address in *candidates*.

    Raises:
        DependencyFailure: if a fault applies to Profile or Authorization.
    """
    world.faults.call(Dependency.PROFILE)
    organization = world.directory.organizations.get(number)
    by_user = _addresses_by_user(organization, resource_id) if organization else {}
    matches = {user: addresses for user, addresses in by_user.items() if addresses & candidates}
    if not matches or world.faults.call(Dependency.AUTHORIZATION) is not None:
        return Addresses()
    permitted = Addresses()
    for user_id, addresses in matches.items():
        if world.directory.is_permitted(resource_id, user_id, "read"):
            permitted |= addresses
    return permitted


def _addresses_by_user(organization: Organization, resource_id: str) -> dict[int, Addresses]:
    by_user: dict[int, Addresses] = {}
    for user in organization.users:
        if user.has_opted_in_to(resource_id):
            addresses = Addresses.from_raw([user.email], [user.mobile_number])
            by_user[user.user_id] = by_user.get(user.user_id, Addresses()) | addresses
    return by_user
