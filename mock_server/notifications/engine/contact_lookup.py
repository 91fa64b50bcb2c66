"""Asking the registers for the contact points of an order's recipients.

Source: spec/contacts-and-authorization.md section 2, spec/processing-and-timing.md 4.1 to 4.3.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote_plus

from mock_server.domain.contact_points import (
    NOBODY,
    ContactPoints,
    OwnAddress,
    at_most_one,
    distinct,
    is_stale,
    needs_look_up,
    normalised,
    users_left,
)
from mock_server.domain.enums import Dependency
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.identities import IDPORTEN_EMAIL_PREFIX
from mock_server.domain.orders import Draft, Recipient
from mock_server.domain.whitespace import trimmed
from mock_server.world.directory import OrganizationUser
from mock_server.world.world import World

RESOURCE_PREFIX: Final = "urn:altinn:resource:"


def look_up(
    world: World, draft: Draft, *, with_users: bool
) -> list[tuple[Recipient, ContactPoints | None]]:
    """Return each recipient with its contact points; None for one that the order itself reaches.

    ``with_users`` adds the users of organisations that the resource's policy lets read: only so
    when an order is taken up, never at registration.

    Raises:
        DependencyFailure: if a fault of profile or authorization is planned.
    """
    wanted = [each for each in draft.recipients if needs_look_up(each, draft.channel)]
    if not wanted:
        return [(each, None) for each in draft.recipients]
    _ask_profile(world, wanted)
    users = _permitted_users(world, draft, wanted) if with_users else {}
    found: list[tuple[Recipient, ContactPoints | None]] = []
    for each in draft.recipients:
        is_wanted = needs_look_up(each, draft.channel)
        found.append((each, _contact_points(world, draft, each, users) if is_wanted else None))
    return found


def resource_of(draft: Draft) -> str:
    """Return the bare id of the order's resource; empty without one."""
    return trimmed(draft.resource_id or "").removeprefix(RESOURCE_PREFIX)


def _ask_profile(world: World, wanted: list[Recipient]) -> None:
    """Let Profile fail if that is planned: it is asked once for each kind of identity."""
    kinds = (
        any(each.national_identity_number for each in wanted),
        any(each.organization_number for each in wanted),
        any(each.external_identity for each in wanted),
    )
    world.faults.ask_at_once(Dependency.PROFILE, sum(kinds))


def _contact_points(
    world: World, draft: Draft, recipient: Recipient, users: Mapping[str, list[OwnAddress]]
) -> ContactPoints:
    if recipient.national_identity_number:
        return _person(world, draft, recipient.national_identity_number)
    if recipient.organization_number:
        return _organization(world, recipient.organization_number, users)
    return _external(world, recipient.external_identity or "")


def _person(world: World, draft: Draft, number: str) -> ContactPoints:
    person = world.directory.persons.get(number)
    if person is None:
        return NOBODY
    email, mobile = person.email, person.mobile_number
    if not draft.use_stale_contact_information:
        now = world.clock.now()
        email = None if is_stale(person.email_verified_at, now) else email
        mobile = None if is_stale(person.mobile_number_verified_at, now) else mobile
        if not email and not mobile:
            return NOBODY
    return ContactPoints(
        emails=at_most_one(email),
        mobiles=at_most_one(normalised(mobile)),
        is_reserved=person.is_reserved,
    )


def _organization(
    world: World, number: str, users: Mapping[str, list[OwnAddress]]
) -> ContactPoints:
    organization = world.directory.organizations.get(number)
    if organization is None:
        return NOBODY
    emails = distinct(organization.email_list)
    mobiles = distinct(filter(None, map(normalised, organization.mobile_number_list)))
    left = users_left(users.get(number, ()), emails, mobiles)
    return ContactPoints(emails=emails, mobiles=mobiles, users=left)


def _permitted_users(
    world: World, draft: Draft, wanted: list[Recipient]
) -> Mapping[str, list[OwnAddress]]:
    """Ask, by organisation, which users hear of the order's resource and may read it."""
    resource_id = resource_of(draft)
    numbers = [each.organization_number for each in wanted if each.organization_number]
    if not resource_id or not numbers:
        return {}
    world.faults.ask(Dependency.PROFILE)
    hearing = {number: _hearing(world, number, resource_id) for number in numbers}
    if not any(hearing.values()) or _is_denied(world, resource_id):
        return {}
    action = trimmed(draft.resource_action or "") or "read"
    return {
        number: [
            OwnAddress(user.email, user.mobile_number)
            for user in users
            if world.directory.permits(resource_id, user.user_id, action)
        ]
        for number, users in hearing.items()
    }


def _hearing(world: World, number: str, resource_id: str) -> list[OrganizationUser]:
    organization = world.directory.organizations.get(number)
    return [
        user
        for user in (organization.users if organization else ())
        if user.hears_of(resource_id) and (user.email or user.mobile_number)
    ]


def _is_denied(world: World, resource_id: str) -> bool:
    """Ask Authorization, once for all users; tell whether it is planned to permit nobody."""
    if resource_id.startswith("app_") and resource_id.count("_") < 2:
        # The platform splits such an id into org and app, and fails on one without an app.
        raise DependencyFailure(Dependency.AUTHORIZATION)
    return world.faults.ask(Dependency.AUTHORIZATION) is not None


def _external(world: World, urn: str) -> ContactPoints:
    """Look up a self-identified user; an ID-porten e-mail identity always has that e-mail."""
    identity = world.directory.external_identity(urn)
    email = identity.email if identity else None
    if not email and urn.startswith(IDPORTEN_EMAIL_PREFIX):
        email = unquote_plus(urn.removeprefix(IDPORTEN_EMAIL_PREFIX))
    mobile = normalised(identity.mobile_number) if identity else None
    return ContactPoints(emails=at_most_one(email), mobiles=at_most_one(mobile))
