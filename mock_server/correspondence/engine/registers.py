"""What Correspondence asks the registers: parties, resources, reservations, addresses.

Source: spec/correspondence.md sections 3.3, 4.2 and 5.5.
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
    """What the register says of somebody."""

    name: str | None
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceWithOwner:
    """A resource with its owner."""

    resource: Resource
    owner: str
    owner_number: str

    @property
    def type(self) -> str:
        """Return the resource's type; one that says none is for messages."""
        return self.resource.resource_type or ResourceType.CORRESPONDENCE_SERVICE

    def title(self, language: str) -> str:
        """Return the title in exactly that language, empty where there is none."""
        return self.resource.title.get(language, "")


def party(world: World, urn: str) -> RegisterParty | None:
    """Return the party of that URN; None if the register does not know it, or answers badly.

    Raises:
        DependencyFailure: if a register that cannot be reached is planned.
    """
    try:
        world.faults.call(Dependency.REGISTER)
    except DependencyFailure as failure:
        if failure.status is None:
            raise
        return None
    return _party(world, urn)


def _party(world: World, urn: str) -> RegisterParty | None:
    kind, _, identifier = urn.rpartition(":")
    directory = world.directory
    match kind:
        case identifiers.PERSON:
            person = directory.persons.get(identifier)
            return RegisterParty(person.name, identifier) if person else None
        case identifiers.ORGANIZATION:
            return _organization(world, identifier)
        case str() if kind == PARTY:
            return _party_of_id(world, int(identifier) if identifier.isdecimal() else -1)
    identity = world.directory.external_identity(urn)
    if identity is None:
        return None
    default = (
        EMAIL_USER_PREFIX + identifier if urn.startswith(IDPORTEN_EMAIL_PREFIX) else identifier
    )
    return RegisterParty(default if identity.name is None else identity.name, urn)


def _organization(world: World, number: str) -> RegisterParty | None:
    organization = world.directory.organizations.get(number)
    if organization is not None:
        return RegisterParty(organization.name, number)
    for owner in world.directory.service_owners.values():
        if owner.organization_number == number:
            return RegisterParty((owner.name or {}).get("nb"), number)
    return None


def _party_of_id(world: World, party_id: int) -> RegisterParty | None:
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


def resource(world: World, resource_id: str) -> ResourceWithOwner | None:
    """Return a resource that has an owner whose organisation is known; None without either.

    A resource that names no owner belongs to the service owner that is there by default.
    """
    found = world.directory.resources.get(resource_id)
    if found is None:
        return None
    name = found.service_owner or DEFAULT_OWNER
    owner = world.directory.service_owners.get(name)
    number = owner.organization_number if owner else None
    if number is None and name == DEFAULT_OWNER:
        number = DIGDIR
    return ResourceWithOwner(resource=found, owner=name, owner_number=number) if number else None


def is_reserved(world: World, number: str) -> bool:
    """Ask the contact register whether a person has refused electronic communication.

    Raises:
        DependencyFailure: if its failure is planned.
    """
    world.faults.call(Dependency.CONTACT_REGISTRY)
    return _reserved(world, number)


def reserved_persons(world: World, numbers: list[str]) -> set[str]:
    """Ask the contact register once which of these persons have refused.

    Raises:
        DependencyFailure: if its failure is planned.
    """
    if not numbers:
        return set()
    world.faults.call(Dependency.CONTACT_REGISTRY)
    return {number for number in numbers if _reserved(world, number)}


def _reserved(world: World, number: str) -> bool:
    person = world.directory.persons.get(number)
    return person is not None and person.is_reserved


def official_addresses(world: World, number: str) -> Addresses:
    """Ask Profile for an organisation's official addresses.

    Raises:
        DependencyFailure: if its failure is planned.
    """
    world.faults.call(Dependency.PROFILE)
    organization = world.directory.organizations.get(number)
    if organization is None:
        return Addresses()
    return Addresses.of(organization.email_list, organization.mobile_number_list)


def user_addresses(world: World, number: str, resource_id: str, sought: Addresses) -> Addresses:
    """Return which of the *sought* addresses users have registered who may read the resource.

    Raises:
        DependencyFailure: if a failure of profile or authorization is planned.
    """
    world.faults.call(Dependency.PROFILE)
    organization = world.directory.organizations.get(number)
    found = _addresses_by_user(organization, resource_id) if organization else {}
    fitting = {user: own for user, own in found.items() if own & sought}
    if not fitting or world.faults.call(Dependency.AUTHORIZATION) is not None:
        return Addresses()
    all_of_them = Addresses()
    for user_id, own in fitting.items():
        if world.directory.is_permitted(resource_id, user_id, "read"):
            all_of_them |= own
    return all_of_them


def _addresses_by_user(organization: Organization, resource_id: str) -> dict[int, Addresses]:
    found: dict[int, Addresses] = {}
    for user in organization.users:
        if user.has_opted_in_to(resource_id):
            own = Addresses.of([user.email], [user.mobile_number])
            found[user.user_id] = found.get(user.user_id, Addresses()) | own
    return found
