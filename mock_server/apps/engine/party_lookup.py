"""Lookup of an instance owner in Register.

A fault applies to the next call.
Source: docs/reference/apps.md sections 1.3 and 1.6.
"""

from http import HTTPStatus
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from mock_server.apps.domain.owners import (
    InstanceOwner,
    Party,
    PartyType,
)
from mock_server.apps.domain.urls import connection_refused
from mock_server.apps.engine.errors import NotPermitted, PartyNotFound
from mock_server.domain.enums import Dependency
from mock_server.domain.identities import EMAIL_USER_PREFIX, IDPORTEN_EMAIL
from mock_server.dotnet.integers import parse_int32
from mock_server.world.directory import ExternalIdentity, Organization, Person
from mock_server.world.world import World

_UNKNOWN_PARTY: Final = "Unknown party"

# Body of a fault's response if the fault sets none.
_DEFAULT_FAULT_BODY: Final = "feil"
_REASON_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}


class _RegisterError(Exception):
    """A call to Register failed; the message is the app library's."""


class _UnauthorizedError(Exception):
    """Register responded with an error to a lookup by party id."""

    def __init__(self) -> None:
        super().__init__("Unauthorized for party")


def find_party(world: World, owner: InstanceOwner) -> Party:
    """Return the party with the first identifier in the request.

    An empty party id is used; other empty identifiers are skipped.

    Raises:
        PartyNotFound: if the party is not in Register, or Register fails.
        NotPermitted: if Register denies access to the party id.
    """
    if owner.party_id is not None:
        return _find_by_party_id(world, owner.party_id)
    field = "personNumber or organisationNumber"
    try:
        if owner.external_identifier:
            return _find_by_urn(world, owner.external_identifier)
        if owner.person_number:
            field = "personNumber"
            return _find_by_number(world, world.directory.persons.get(owner.person_number))
        if owner.organisation_number:
            field = "organisationNumber"
            organization = world.directory.organizations.get(owner.organisation_number)
            return _find_by_number(world, organization)
        return _find_by_username(world, owner.username or "")
    except _RegisterError as failure:
        identifier = (
            owner.organisation_number if owner.person_number is None else owner.person_number
        )
        raise PartyNotFound(
            f"Failed to lookup party by {field}: {identifier or ''}. The exception was: {failure}"
        ) from failure


def find_external_identity(world: World, urn: str) -> ExternalIdentity | None:
    """Return the self-identified user with exactly this URN."""
    return world.directory.external_identities.get(urn)


def caller_external_identity(world: World, user_id: int | None, party_id: int | None) -> str | None:
    """Return the external identity in the calling user's profile, or None.

    Raises:
        PartyNotFound: if Profile has a fault; an app needs it to create the instance.
    """
    if user_id is None:
        return None
    fault = world.faults.consume_dependency_fault(Dependency.PROFILE)
    if fault is not None:
        raise PartyNotFound(
            connection_refused(world.settings.environment)
            if fault.close
            else "Could not get user profile while getting user context"
        )
    profile = _find_user(world, user_id, party_id)
    return profile.urn if isinstance(profile, ExternalIdentity) else None


def _find_user(
    world: World, user_id: int, party_id: int | None
) -> Person | ExternalIdentity | None:
    """Return the user with this user id, or else with this party id."""
    users: tuple[Person | ExternalIdentity, ...] = (
        *world.directory.persons.values(),
        *world.directory.external_identities.values(),
    )
    return next((each for each in users if each.user_id == user_id), None) or next(
        (each for each in users if each.party_id == party_id), None
    )


def _find_by_party_id(world: World, text: str) -> Party:
    try:
        party = _look_up_party_id(world, _parse_party_id(text))
    except _RegisterError as failure:
        raise PartyNotFound(
            f"Failed to lookup party by partyId: {text}. The exception was: {failure}"
        ) from failure
    except _UnauthorizedError:
        raise NotPermitted from None
    if party is None:
        raise PartyNotFound(_UNKNOWN_PARTY)
    return party


def _find_by_urn(world: World, urn: str) -> Party:
    party = _resolve_urn(world, urn)
    if party is None:
        raise _RegisterError(
            f"Failed to lookup party by external identifier: {urn}."
            " No partyId found for the provided external identifier."
        )
    return party


def _find_by_username(world: World, username: str) -> Party:
    if not username:
        raise _RegisterError(
            "Neither personNumber or organisationNumber has value in instanceOwner"
        )
    is_prefixed = username.lower().startswith(EMAIL_USER_PREFIX)
    address = username[len(EMAIL_USER_PREFIX) :] if is_prefixed else username
    party = _resolve_urn(world, f"{IDPORTEN_EMAIL}:{address}")
    if party is None:
        raise _RegisterError(
            f"Failed to lookup party by username: {username}."
            " No partyId found for the provided idporten self identified email address."
        )
    return party


def _resolve_urn(world: World, urn: str) -> Party | None:
    # Altinn makes a second call for the party; faults are applied to the first.
    _call_register(world)
    identity = find_external_identity(world, urn)
    return None if identity is None else _to_party(identity)


def _find_by_number(world: World, entry: Person | Organization | None) -> Party:
    _call_register(world)
    if entry is None:
        raise _RegisterError("404 - Not Found - ")
    return _to_party(entry)


def _look_up_party_id(world: World, party_id: int) -> Party | None:
    """Return the party with this id, or None.

    Raises:
        _RegisterError: if Register cannot be reached.
        _UnauthorizedError: if it responds with an error other than 404.
    """
    fault = world.faults.consume_dependency_fault(Dependency.REGISTER)
    if fault is not None and fault.close:
        raise _RegisterError(connection_refused(world.settings.environment))
    if fault is not None and fault.status != HTTPStatus.NOT_FOUND:
        raise _UnauthorizedError
    if fault is not None:
        return None
    directory = world.directory
    parties: tuple[Person | Organization | ExternalIdentity, ...] = (
        *directory.persons.values(),
        *directory.organizations.values(),
        *directory.external_identities.values(),
    )
    return next((_to_party(each) for each in parties if each.party_id == party_id), None)


def _call_register(world: World) -> None:
    fault = world.faults.consume_dependency_fault(Dependency.REGISTER)
    if fault is None:
        return
    if fault.close:
        raise _RegisterError(connection_refused(world.settings.environment))
    status = fault.status or HTTPStatus.INTERNAL_SERVER_ERROR
    body = _DEFAULT_FAULT_BODY if fault.body is None else fault.body
    raise _RegisterError(f"{status:d} - {_REASON_PHRASES.get(status, '')} - {body}")


def _parse_party_id(text: str) -> int:
    try:
        return parse_int32(text)
    except OverflowError:
        raise _RegisterError("Value was either too large or too small for an Int32.") from None
    except ValueError:
        raise _RegisterError(f"The input string '{text}' was not in a correct format.") from None


def _to_party(entry: Person | Organization | ExternalIdentity) -> Party:
    uuid = str(uuid5(NAMESPACE_URL, f"urn:altinn:partyid:{entry.party_id}"))
    match entry:
        case Person():
            return Party(
                id=entry.party_id,
                uuid=uuid,
                type=PartyType.PERSON,
                name=entry.name,
                national_identity_number=entry.national_identity_number,
            )
        case Organization():
            return Party(
                id=entry.party_id,
                uuid=uuid,
                type=PartyType.ORGANISATION,
                name=entry.name,
                organization_number=entry.organization_number,
            )
        case ExternalIdentity():
            name = _name_from_urn(entry.urn) if entry.name is None else entry.name
            return Party(id=entry.party_id, uuid=uuid, type=PartyType.SELF_IDENTIFIED, name=name)


def _name_from_urn(urn: str) -> str:
    kind, _, identifier = urn.rpartition(":")
    return f"{EMAIL_USER_PREFIX}{identifier}" if kind == IDPORTEN_EMAIL else identifier
