"""How an app finds the owner of an instance in the register.

A planned failure hits the next call.
Source: spec/altinn-app.md sections 1.3 and 1.6, verified-app.md section 4.
"""

import re
from http import HTTPStatus
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from mock_server.apps.domain.owners import (
    InstanceOwner,
    Party,
    PartyType,
)
from mock_server.apps.engine.errors import NotPermitted, PartyNotFound
from mock_server.domain.enums import Dependency
from mock_server.domain.identities import EMAIL_USER_PREFIX, IDPORTEN_EMAIL
from mock_server.world.directory import ExternalIdentity, Organization, Person
from mock_server.world.world import World

UNREACHABLE: Final = "An error occurred while sending the request."
_UNKNOWN: Final = "Unknown party"
_INTEGER: Final = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)
_INT32: Final = range(-(2**31), 2**31)
_LONGEST_NUMBER: Final = 4_000  # Python reads no longer one
# What a register that fails by plan says, unless the plan has words of its own.
_FAILURE: Final = "feil"
_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}


class _Failed(Exception):
    """A call to the register has failed; the message is the library's."""


class _Unauthorized(Exception):
    """What the library makes of every bad answer about a party id."""

    def __init__(self) -> None:
        super().__init__("Unauthorized for party")


def find_party(world: World, named: InstanceOwner) -> Party:
    """Return the party that a request names, by the first identifier that is there.

    A party id counts even when it is empty; other identifiers that are empty are passed over.

    Raises:
        PartyNotFound: if the register knows no such party, or fails.
        NotPermitted: if the register refuses a party id.
    """
    if named.party_id is not None:
        return _by_party_id(world, named.party_id)
    by = "personNumber or organisationNumber"
    try:
        if named.external_identifier:
            return _by_urn(world, named.external_identifier)
        if named.person_number:
            by = "personNumber"
            return _by_number(world, world.directory.persons.get(named.person_number))
        if named.organisation_number:
            by = "organisationNumber"
            organization = world.directory.organizations.get(named.organisation_number)
            return _by_number(world, organization)
        return _by_username(world, named.username or "")
    except _Failed as failure:
        number = named.organisation_number if named.person_number is None else named.person_number
        raise PartyNotFound(
            f"Failed to lookup party by {by}: {number or ''}. The exception was: {failure}"
        ) from failure


def find_identity(world: World, urn: str) -> ExternalIdentity | None:
    """Return the self-identified user of exactly that URN."""
    return world.directory.external_identities.get(urn)


def caller_external_identity(world: World, user_id: int | None, party_id: int | None) -> str | None:
    """Return the external identity in the profile of the calling user, None without one.

    Raises:
        PartyNotFound: if Profile's failure is planned: an app cannot go on without it.
    """
    if user_id is None:
        return None
    fault = world.faults.consume_dependency_fault(Dependency.PROFILE)
    if fault is not None:
        raise PartyNotFound(
            UNREACHABLE if fault.close else "Could not get user profile while getting user context"
        )
    profile = _profile(world, user_id, party_id)
    return profile.urn if isinstance(profile, ExternalIdentity) else None


def _profile(world: World, user_id: int, party_id: int | None) -> Person | ExternalIdentity | None:
    """Return whose profile a user's is: by user id, else by party id, else nobody's."""
    users: tuple[Person | ExternalIdentity, ...] = (
        *world.directory.persons.values(),
        *world.directory.external_identities.values(),
    )
    return next((each for each in users if each.user_id == user_id), None) or next(
        (each for each in users if each.party_id == party_id), None
    )


def _by_party_id(world: World, text: str) -> Party:
    try:
        party = _of_id(world, _integer(text))
    except _Failed as failure:
        raise PartyNotFound(
            f"Failed to lookup party by partyId: {text}. The exception was: {failure}"
        ) from failure
    except _Unauthorized:
        raise NotPermitted from None
    if party is None:
        raise PartyNotFound(_UNKNOWN)
    return party


def _by_urn(world: World, urn: str) -> Party:
    party = _resolved(world, urn)
    if party is None:
        raise _Failed(
            f"Failed to lookup party by external identifier: {urn}."
            " No partyId found for the provided external identifier."
        )
    return party


def _by_username(world: World, username: str) -> Party:
    if not username:
        raise _Failed("Neither personNumber or organisationNumber has value in instanceOwner")
    is_prefixed = username.lower().startswith(EMAIL_USER_PREFIX)
    address = username[len(EMAIL_USER_PREFIX) :] if is_prefixed else username
    party = _resolved(world, f"{IDPORTEN_EMAIL}:{address}")
    if party is None:
        raise _Failed(
            f"Failed to lookup party by username: {username}."
            " No partyId found for the provided idporten self identified email address."
        )
    return party


def _resolved(world: World, urn: str) -> Party | None:
    # A second call fetches the party of the id found; what would fail has failed with the first.
    _call(world)
    identity = find_identity(world, urn)
    return None if identity is None else _party(identity)


def _by_number(world: World, found: Person | Organization | None) -> Party:
    _call(world)
    if found is None:
        raise _Failed("404 - Not Found - ")
    return _party(found)


def _of_id(world: World, party_id: int) -> Party | None:
    """Return the party of that id, None where there is none.

    Raises:
        _Failed: if the register cannot be reached.
        _Unauthorized: if it answers anything but a list or 404.
    """
    fault = world.faults.consume_dependency_fault(Dependency.REGISTER)
    if fault is not None and fault.close:
        raise _Failed(UNREACHABLE)
    if fault is not None and fault.status != HTTPStatus.NOT_FOUND:
        raise _Unauthorized
    if fault is not None:
        return None
    directory = world.directory
    everybody: tuple[Person | Organization | ExternalIdentity, ...] = (
        *directory.persons.values(),
        *directory.organizations.values(),
        *directory.external_identities.values(),
    )
    return next((_party(each) for each in everybody if each.party_id == party_id), None)


def _call(world: World) -> None:
    fault = world.faults.consume_dependency_fault(Dependency.REGISTER)
    if fault is None:
        return
    if fault.close:
        raise _Failed(UNREACHABLE)
    status = fault.status or HTTPStatus.INTERNAL_SERVER_ERROR
    body = _FAILURE if fault.body is None else fault.body
    raise _Failed(f"{status:d} - {_PHRASES.get(status, '')} - {body}")


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise _Failed(f"The input string '{text}' was not in a correct format.")
    if len(text) > _LONGEST_NUMBER or int(text) not in _INT32:
        raise _Failed("Value was either too large or too small for an Int32.")
    return int(text)


def _party(found: Person | Organization | ExternalIdentity) -> Party:
    uuid = str(uuid5(NAMESPACE_URL, f"urn:altinn:partyid:{found.party_id}"))
    match found:
        case Person():
            return Party(
                id=found.party_id,
                uuid=uuid,
                type=PartyType.PERSON,
                name=found.name,
                national_identity_number=found.national_identity_number,
            )
        case Organization():
            return Party(
                id=found.party_id,
                uuid=uuid,
                type=PartyType.ORGANISATION,
                name=found.name,
                organization_number=found.organization_number,
            )
        case ExternalIdentity():
            name = _name_by_urn(found.urn) if found.name is None else found.name
            return Party(id=found.party_id, uuid=uuid, type=PartyType.SELF_IDENTIFIED, name=name)


def _name_by_urn(urn: str) -> str:
    kind, _, identifier = urn.rpartition(":")
    return f"{EMAIL_USER_PREFIX}{identifier}" if kind == IDPORTEN_EMAIL else identifier
