"""Asking the registers for the contact points of an order's recipients.

Source: spec/contacts-and-authorization.md section 2, spec/processing-and-timing.md 4.1 to 4.3.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote_plus

from mock_server.domain.contact_points import (
    NO_CONTACT_POINTS,
    ContactPoints,
    UserContactPoint,
    is_stale,
    needs_lookup,
    normalize_mobile_number,
    optional_to_tuple,
    remove_duplicate_user_addresses,
    unique_ignoring_case,
)
from mock_server.domain.enums import Dependency
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.identities import IDPORTEN_EMAIL_PREFIX
from mock_server.domain.orders import OrderRequest, Recipient
from mock_server.domain.whitespace import trim
from mock_server.world.directory import OrganizationUser
from mock_server.world.world import World

RESOURCE_PREFIX: Final = "urn:altinn:resource:"


def look_up_contact_points(
    world: World, draft: OrderRequest, *, with_users: bool
) -> list[tuple[Recipient, ContactPoints | None]]:
    """Return each recipient with its contact points; None for one that the order itself reaches.

    ``with_users`` adds the users of organisations that the resource's policy lets read: only so
    when an order is taken up, never at registration.

    Raises:
        DependencyFailure: if a fault of profile or authorization is planned.
    """
    wanted = [each for each in draft.recipients if needs_lookup(each, draft.notification_channel)]
    if not wanted:
        return [(each, None) for each in draft.recipients]
    _call_profile(world, wanted)
    users = _permitted_users(world, draft, wanted) if with_users else {}
    found: list[tuple[Recipient, ContactPoints | None]] = []
    for each in draft.recipients:
        is_wanted = needs_lookup(each, draft.notification_channel)
        found.append((each, _contact_points(world, draft, each, users) if is_wanted else None))
    return found


def resource_id_of(draft: OrderRequest) -> str:
    """Return the bare id of the order's resource; empty without one."""
    return trim(draft.resource_id or "").removeprefix(RESOURCE_PREFIX)


def _call_profile(world: World, wanted: list[Recipient]) -> None:
    """Let Profile fail if that is planned: it is asked once for each kind of identity."""
    kinds = (
        any(each.national_identity_number for each in wanted),
        any(each.organization_number for each in wanted),
        any(each.external_identity for each in wanted),
    )
    world.faults.call_concurrently(Dependency.PROFILE, sum(kinds))


def _contact_points(
    world: World,
    draft: OrderRequest,
    recipient: Recipient,
    users: Mapping[str, list[UserContactPoint]],
) -> ContactPoints:
    if recipient.national_identity_number:
        return _person(world, draft, recipient.national_identity_number)
    if recipient.organization_number:
        return _organization(world, recipient.organization_number, users)
    return _external(world, recipient.external_identity or "")


def _person(world: World, draft: OrderRequest, number: str) -> ContactPoints:
    person = world.directory.persons.get(number)
    if person is None:
        return NO_CONTACT_POINTS
    email, mobile = person.email, person.mobile_number
    if not draft.use_stale_contact_information:
        now = world.clock.now()
        email = None if is_stale(person.email_verified_at, now) else email
        mobile = None if is_stale(person.mobile_number_verified_at, now) else mobile
        if not email and not mobile:
            return NO_CONTACT_POINTS
    return ContactPoints(
        emails=optional_to_tuple(email),
        mobiles=optional_to_tuple(normalize_mobile_number(mobile)),
        is_reserved=person.is_reserved,
    )


def _organization(
    world: World, number: str, users: Mapping[str, list[UserContactPoint]]
) -> ContactPoints:
    organization = world.directory.organizations.get(number)
    if organization is None:
        return NO_CONTACT_POINTS
    emails = unique_ignoring_case(organization.email_list)
    mobiles = unique_ignoring_case(
        filter(None, map(normalize_mobile_number, organization.mobile_number_list))
    )
    left = remove_duplicate_user_addresses(users.get(number, ()), emails, mobiles)
    return ContactPoints(emails=emails, mobiles=mobiles, users=left)


def _permitted_users(
    world: World, draft: OrderRequest, wanted: list[Recipient]
) -> Mapping[str, list[UserContactPoint]]:
    """Ask, by organisation, which users hear of the order's resource and may read it."""
    resource_id = resource_id_of(draft)
    numbers = [each.organization_number for each in wanted if each.organization_number]
    if not resource_id or not numbers:
        return {}
    world.faults.call(Dependency.PROFILE)
    hearing = {number: _subscribed_users(world, number, resource_id) for number in numbers}
    if not any(hearing.values()) or _is_denied(world, resource_id):
        return {}
    action = trim(draft.resource_action or "") or "read"
    return {
        number: [
            UserContactPoint(user.email, user.mobile_number)
            for user in users
            if world.directory.is_permitted(resource_id, user.user_id, action)
        ]
        for number, users in hearing.items()
    }


def _subscribed_users(world: World, number: str, resource_id: str) -> list[OrganizationUser]:
    organization = world.directory.organizations.get(number)
    return [
        user
        for user in (organization.users if organization else ())
        if user.has_opted_in_to(resource_id) and (user.email or user.mobile_number)
    ]


def _is_denied(world: World, resource_id: str) -> bool:
    """Ask Authorization, once for all users; tell whether it is planned to permit nobody."""
    if resource_id.startswith("app_") and resource_id.count("_") < 2:
        # The platform splits such an id into org and app, and fails on one without an app.
        raise DependencyFailure(Dependency.AUTHORIZATION)
    return world.faults.call(Dependency.AUTHORIZATION) is not None


def _external(world: World, urn: str) -> ContactPoints:
    """Look up a self-identified user; an ID-porten e-mail identity always has that e-mail."""
    identity = world.directory.external_identity(urn)
    email = identity.email if identity else None
    if not email and urn.startswith(IDPORTEN_EMAIL_PREFIX):
        email = unquote_plus(urn.removeprefix(IDPORTEN_EMAIL_PREFIX))
    mobile = normalize_mobile_number(identity.mobile_number) if identity else None
    return ContactPoints(emails=optional_to_tuple(email), mobiles=optional_to_tuple(mobile))
