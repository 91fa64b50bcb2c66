"""Lookup of the contact points of an order's recipients.

Source: docs/reference/contacts-and-tokens.md section 2, docs/reference/time-and-delivery.md
sections 4.1 to 4.3.
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
    world: World, request: OrderRequest, *, with_users: bool
) -> list[tuple[Recipient, ContactPoints | None]]:
    """Return each recipient with its contact points; None if it needs no lookup.

    ``with_users`` adds the users of an organisation that the resource policy permits. Altinn adds
    them when it processes an order, not when it registers one.

    Raises:
        DependencyFailure: if a fault of Profile or Authorization is planned.
    """
    channel = request.notification_channel
    to_look_up = [each for each in request.recipients if needs_lookup(each, channel)]
    if not to_look_up:
        return [(each, None) for each in request.recipients]
    _call_profile(world, to_look_up)
    users = _permitted_users(world, request, to_look_up) if with_users else {}
    return [
        (
            each,
            _contact_points(world, request, each, users) if needs_lookup(each, channel) else None,
        )
        for each in request.recipients
    ]


def resource_id_of(request: OrderRequest) -> str:
    """Return the id of the order's resource without its URN prefix; empty if there is none."""
    return trim(request.resource_id or "").removeprefix(RESOURCE_PREFIX)


def _call_profile(world: World, recipients: list[Recipient]) -> None:
    """Call Profile, once for each kind of identity."""
    kinds = (
        any(each.national_identity_number for each in recipients),
        any(each.organization_number for each in recipients),
        any(each.external_identity for each in recipients),
    )
    world.faults.call_concurrently(Dependency.PROFILE, sum(kinds))


def _contact_points(
    world: World,
    request: OrderRequest,
    recipient: Recipient,
    users: Mapping[str, list[UserContactPoint]],
) -> ContactPoints:
    if recipient.national_identity_number:
        return _person_contact_points(world, request, recipient.national_identity_number)
    if recipient.organization_number:
        return _organization_contact_points(world, recipient.organization_number, users)
    return _external_contact_points(world, recipient.external_identity or "")


def _person_contact_points(world: World, request: OrderRequest, number: str) -> ContactPoints:
    person = world.directory.persons.get(number)
    if person is None:
        return NO_CONTACT_POINTS
    email, mobile = person.email, person.mobile_number
    if not request.use_stale_contact_information:
        now = world.clock.now()
        email = None if is_stale(person.email_verified_at, now) else email
        mobile = None if is_stale(person.mobile_number_verified_at, now) else mobile
    if not email and not mobile:
        return NO_CONTACT_POINTS  # Profile leaves such a person out, and so the reservation
    return ContactPoints(
        emails=optional_to_tuple(email),
        mobiles=optional_to_tuple(normalize_mobile_number(mobile)),
        is_reserved=person.is_reserved,
    )


def _organization_contact_points(
    world: World, number: str, users: Mapping[str, list[UserContactPoint]]
) -> ContactPoints:
    organization = world.directory.organizations.get(number)
    if organization is None:
        return NO_CONTACT_POINTS
    emails = unique_ignoring_case(organization.email_list)
    mobiles = unique_ignoring_case(
        filter(None, map(normalize_mobile_number, organization.mobile_number_list))
    )
    other_users = remove_duplicate_user_addresses(users.get(number, ()), emails, mobiles)
    return ContactPoints(emails=emails, mobiles=mobiles, users=other_users)


def _permitted_users(
    world: World, request: OrderRequest, recipients: list[Recipient]
) -> Mapping[str, list[UserContactPoint]]:
    """Return, by organisation number, the subscribed users that the resource policy permits."""
    resource_id = resource_id_of(request)
    numbers = [each.organization_number for each in recipients if each.organization_number]
    if not resource_id or not numbers:
        return {}
    world.faults.call(Dependency.PROFILE)
    subscribed = {number: _subscribed_users(world, number, resource_id) for number in numbers}
    if not any(subscribed.values()) or not _call_authorization(world, resource_id):
        return {}
    action = trim(request.resource_action or "") or "read"
    return {
        number: [
            UserContactPoint(user.email, user.mobile_number)
            for user in users
            if world.directory.is_permitted(resource_id, user.user_id, action)
        ]
        for number, users in subscribed.items()
    }


def _subscribed_users(world: World, number: str, resource_id: str) -> list[OrganizationUser]:
    organization = world.directory.organizations.get(number)
    return [
        user
        for user in (organization.users if organization else ())
        if user.has_opted_in_to(resource_id) and (user.email or user.mobile_number)
    ]


def _call_authorization(world: World, resource_id: str) -> bool:
    """Call Authorization once for all users; return False if a fault makes it permit none."""
    if resource_id.startswith("app_") and resource_id.count("_") < 2:
        # Altinn splits such an id into org and app, and fails on an id without an app.
        raise DependencyFailure(Dependency.AUTHORIZATION)
    return world.faults.call(Dependency.AUTHORIZATION) is None


def _external_contact_points(world: World, urn: str) -> ContactPoints:
    """Look up a self-identified user; an ID-porten e-mail identity always has its own e-mail."""
    identity = world.directory.external_identity(urn)
    email = identity.email if identity else None
    if not email and urn.startswith(IDPORTEN_EMAIL_PREFIX):
        email = unquote_plus(urn.removeprefix(IDPORTEN_EMAIL_PREFIX))
    mobile = normalize_mobile_number(identity.mobile_number) if identity else None
    return ContactPoints(emails=optional_to_tuple(email), mobiles=optional_to_tuple(mobile))
