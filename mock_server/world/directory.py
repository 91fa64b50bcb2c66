"""The persons, organisations, resources and apps of a world.

Source: docs/control-api.md, Directory; docs/reference/contacts-and-tokens.md section 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.domain.identities import user_name
from mock_server.domain.instant import Instant

ALL_RESOURCES = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; an address without a verification time counts as up to date."""

    national_identity_number: str
    name: str | None = None
    party_id: int = 0
    user_id: int = 0
    email: str | None = None
    mobile_number: str | None = None
    is_reserved: bool = False
    language: str | None = "nb"
    email_verified_at: Instant | None = None
    mobile_number_verified_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationUser:
    """A user's addresses for one organisation, and the resources they opted in to."""

    user_id: int
    national_identity_number: str | None = None
    email: str | None = None
    mobile_number: str | None = None
    resources: tuple[str, ...] = (ALL_RESOURCES,)

    def has_opted_in_to(self, resource_id: str) -> bool:
        """Return whether the user opted in to *resource_id*; no choice means all resources."""
        return (
            not self.resources or ALL_RESOURCES in self.resources or resource_id in self.resources
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organisation with its official addresses and its users."""

    organization_number: str
    name: str | None = None
    party_id: int = 0
    email_list: tuple[str, ...] = ()
    mobile_number_list: tuple[str, ...] = ()
    users: tuple[OrganizationUser, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdentity:
    """A self-identified user, by URN."""

    urn: str
    name: str | None = None
    party_id: int = 0
    user_id: int = 0
    language: str | None = None
    email: str | None = None
    mobile_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The actions that a user is permitted on a resource."""

    user_id: int
    actions: tuple[str, ...] = ("read",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource and its policy; ``permits`` None permits all users."""

    resource_id: str
    title: Mapping[str, str] = field(default_factory=dict)
    permits: tuple[Permit, ...] | None = None
    service_owner: str | None = None
    resource_type: str | None = None
    minimum_auth_level: int = 0
    confidential: str = "no"

    def allows(self, user_id: int, action: str) -> bool:
        """Return whether the policy permits *user_id* to do *action*."""
        if self.permits is None:
            return True
        return any(
            permit.user_id == user_id and action in permit.actions for permit in self.permits
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOwner:
    """A service owner; ``org`` is its short name."""

    org: str
    organization_number: str | None = None
    name: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataType:
    """A data type of an app and its limits; None is unlimited, ``max_size`` is in MiB."""

    id: str
    allowed_content_types: tuple[str, ...] | None = None
    max_count: int | None = None
    max_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An app's metadata; apps that are not in the directory exist too."""

    org: str
    app: str
    title: Mapping[str, str] = field(default_factory=dict)
    party_types_allowed: tuple[str, ...] = ()
    data_types: tuple[DataType, ...] = ()


@dataclass(slots=True, kw_only=True)
class Directory:
    """All entries of one world by their keys; apps by ``org/app``."""

    persons: dict[str, Person] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    external_identities: dict[str, ExternalIdentity] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    service_owners: dict[str, ServiceOwner] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)

    def external_identity(self, urn: str) -> ExternalIdentity | None:
        """Return the identity with *urn*; user names match in any case and under any prefix."""
        exact = self.external_identities.get(urn)
        if exact is not None:
            return exact
        name = user_name(urn)
        return next(
            (each for key, each in self.external_identities.items() if user_name(key) == name), None
        )

    def is_permitted(self, resource_id: str, user_id: int, action: str) -> bool:
        """Return whether *user_id* is permitted to do *action* on a resource.

        An app that is not in the directory permits all users; any other unknown resource none.
        """
        resource = self.resources.get(resource_id)
        if resource is None:
            return resource_id.startswith("app_")
        return resource.allows(user_id, action)
