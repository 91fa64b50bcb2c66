"""Asking the registers for the contact points of an order's recipients.

Source: spec/contacts-and-authorization.md section 2, spec/processing-and-timing.md 4.1 to 4.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from mock_server.domain.contact_points import (
    NOBODY,
    ContactPoints,
    OwnAddress,
    distinct,
    is_stale,
    needs_look_up,
    normalised,
    users_left,
)
from mock_server.domain.orders import Draft, Recipient
from mock_server.domain.problems import DependencyFailure
from mock_server.domain.vocabulary import Dependency, Rules

if TYPE_CHECKING:
    from mock_server.engine.directory import ExternalIdentity, Organization
    from mock_server.engine.world import World

RESOURCE_PREFIX: Final = "urn:altinn:resource:"
IDPORTEN_EMAIL: Final = "urn:altinn:person:idporten-email:"
_USER_NAMES: Final = (
    "urn:altinn:party:username:",
    "urn:altinn:username:",
    "urn:altinn:person:legacy-selfidentified:",
)


def look_up(
    world: World, draft: Draft, *, with_users: bool
) -> list[tuple[Recipient, ContactPoints | None]]:
    """Return each recipient with its contact points; None for one that the order itself reaches.

    ``with_users`` adds the users of organisations that the resource's policy lets read: only so
    when an order is taken up, never at registration.

    Raises:
        DependencyFailure: if a fault of profile or authorization is planned.
    """
    recipients = [each for each in draft.recipients if each is not None]
    wanted = [each for each in recipients if needs_look_up(each, draft.channel)]
    if not wanted:
        return [(each, None) for each in recipients]
    _ask_profile(world, wanted)
    found: list[tuple[Recipient, ContactPoints | None]] = []
    for recipient in recipients:
        if not needs_look_up(recipient, draft.channel):
            found.append((recipient, None))
        elif recipient.national_identity_number:
            found.append((recipient, _person(world, recipient.national_identity_number, draft)))
        elif recipient.organization_number:
            number = recipient.organization_number
            found.append((recipient, _organization(world, number, draft, with_users=with_users)))
        else:
            found.append((recipient, _external(world, recipient.external_identity or "")))
    return found


def resource_of(draft: Draft) -> str:
    """Return the bare id of the order's resource; empty without one."""
    return (draft.resource_id or "").strip().removeprefix(RESOURCE_PREFIX)


def _ask_profile(world: World, wanted: list[Recipient]) -> None:
    """Let Profile fail if that is planned: one call for each kind of identity."""
    if any(each.national_identity_number for each in wanted):
        world.faults.ask(Dependency.PROFILE)
    if any(each.organization_number for each in wanted):
        world.faults.ask(Dependency.PROFILE)
    if any(each.external_identity for each in wanted):
        world.faults.ask(Dependency.PROFILE)


def _person(world: World, number: str, draft: Draft) -> ContactPoints:
    person = world.directory.persons.get(number)
    if person is None:
        return NOBODY
    now = world.clock.now()
    keeps_stale = draft.use_stale_contact_information
    email, mobile = person.email, person.mobile_number
    if not keeps_stale and is_stale(person.email_verified_at, now):
        email = None
    if not keeps_stale and is_stale(person.mobile_number_verified_at, now):
        mobile = None
    was_stale = (email, mobile) != (person.email, person.mobile_number)
    if was_stale and not email and not mobile:
        return NOBODY  # the register leaves such a person out, reservation and all
    number_to_use = normalised(mobile)
    return ContactPoints(
        emails=(email,) if email and email.strip() else (),
        mobiles=(number_to_use,) if number_to_use else (),
        is_reserved=person.is_reserved,
    )


def _organization(world: World, number: str, draft: Draft, *, with_users: bool) -> ContactPoints:
    organization = world.directory.organizations.get(number)
    resource_id = resource_of(draft)
    users: tuple[OwnAddress, ...] = ()
    if with_users and resource_id:
        users = _permitted_users(world, organization, resource_id, draft.resource_action)
    if organization is None:
        return NOBODY
    emails = distinct(organization.email_list)
    mobiles = distinct(
        each for each in map(normalised, organization.mobile_number_list) if each is not None
    )
    return ContactPoints(emails=emails, mobiles=mobiles, users=users_left(users, emails, mobiles))


def _permitted_users(
    world: World, organization: Organization | None, resource_id: str, action: str | None
) -> tuple[OwnAddress, ...]:
    world.faults.ask(Dependency.PROFILE)
    if organization is None:
        return ()
    hearing = [
        user
        for user in organization.users
        if user.hears_of(resource_id) and (user.email or user.mobile_number)
    ]
    if not hearing:
        return ()
    if resource_id.startswith("app_") and resource_id.count("_") < 2:
        # The platform splits such an id into org and app, and fails on one without an app.
        raise DependencyFailure(Dependency.AUTHORIZATION)
    if world.faults.ask(Dependency.AUTHORIZATION) is not None:
        return ()
    wanted = (action or "").strip() or "read"
    return tuple(
        OwnAddress(user.email, user.mobile_number)
        for user in hearing
        if world.directory.permits(resource_id, user.user_id, wanted)
    )


def _external(world: World, urn: str) -> ContactPoints:
    """Look a self-identified user up; an ID-porten e-mail identity always has that e-mail.

    What stood in for Profile when the service was recorded knew exact URNs only.
    """
    if world.settings.rules is Rules.DEPLOYED and urn not in world.directory.external_identities:
        return NOBODY
    identity = external_identity_of(world, urn)
    mobile = normalised(identity.mobile_number) if identity else None
    email = identity.email if identity and identity.email else None
    if email is None and urn.startswith(IDPORTEN_EMAIL):
        email = unquote_plus(urn.removeprefix(IDPORTEN_EMAIL))
    return ContactPoints(emails=(email,) if email else (), mobiles=(mobile,) if mobile else ())


def external_identity_of(world: World, urn: str) -> ExternalIdentity | None:
    """Return the identity of that URN; user names in any case, by any of their prefixes."""
    identities = world.directory.external_identities
    exact = identities.get(urn)
    if exact is not None:
        return exact
    wanted = _key_of(urn)
    return next((each for key, each in identities.items() if _key_of(key) == wanted), None)


def _key_of(urn: str) -> str:
    if urn.startswith(IDPORTEN_EMAIL):
        return "epost:" + unquote_plus(urn.removeprefix(IDPORTEN_EMAIL)).lower()
    for prefix in _USER_NAMES:
        if urn.startswith(prefix):
            return unquote_plus(urn.removeprefix(prefix)).lower()
    return urn
