"""The directory's JSON, and the engine's directory from it.

Source: design/control-api.md, The people: directory.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import count
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, Field
from pydantic.alias_generators import to_camel

from mock_server.control.schemas.parsing import ControlModel, Instant, parse_json
from mock_server.domain.addresses import is_national_identity_number, is_organization_number
from mock_server.domain.errors import UsageError
from mock_server.domain.identities import EXTERNAL_IDENTITY_PREFIXES
from mock_server.domain.instant import format_instant
from mock_server.world import directory as engine
from mock_server.world.directory import Directory

# Far from the numbers that a test is likely to write.
FIRST_GENERATED_ID: Final = {"party_id": 59_000_001, "user_id": 29_000_001}
KEYS: Final[dict[str, Callable[[Any], str]]] = {
    "persons": lambda person: person.national_identity_number,
    "organizations": lambda organization: organization.organization_number,
    "external_identities": lambda identity: identity.urn,
    "resources": lambda resource: resource.resource_id,
    "service_owners": lambda owner: owner.org,
    "apps": lambda app: f"{app.org}/{app.app}",
}


def _eleven_digits(text: str) -> str:
    if not is_national_identity_number(text):
        raise ValueError(f"{text!r} is no national identity number; write its eleven digits")
    return text


def _nine_digits(text: str) -> str:
    if not is_organization_number(text):
        raise ValueError(f"{text!r} is no organisation number; write its nine digits")
    return text


def _identity_urn(text: str) -> str:
    prefixes = EXTERNAL_IDENTITY_PREFIXES
    if not any(text.startswith(prefix) and len(text) > len(prefix) for prefix in prefixes):
        raise ValueError(
            f"{text!r} is not a valid external identity; expected one of {', '.join(prefixes)}"
            " followed by a name"
        )
    return text


PersonNumber = Annotated[str, AfterValidator(_eleven_digits)]
OrganizationNumber = Annotated[str, AfterValidator(_nine_digits)]
Urn = Annotated[str, AfterValidator(_identity_urn)]
Name = Annotated[str, Field(min_length=1)]


class EntryModel(ControlModel):
    """An entry of the directory: ``engine_class`` names the engine's word for it."""

    engine_class: ClassVar[Any]

    def to_engine(self) -> Any:
        """Say it in the engine's words; a number of null is one to make up."""
        return self.engine_class(
            **{
                name: _entries(value)
                for name, value in self.explicit_fields().items()
                if not (value is None and name in FIRST_GENERATED_ID)
            }
        )


class PersonModel(EntryModel):
    """A person."""

    engine_class = engine.Person

    national_identity_number: PersonNumber
    name: str | None = None
    party_id: int | None = None
    user_id: int | None = None
    email: str | None = None
    mobile_number: str | None = None
    is_reserved: bool = False
    language: str | None = "nb"
    email_verified_at: Instant | None = None
    mobile_number_verified_at: Instant | None = None


class UserModel(EntryModel):
    """A person's own addresses for one organisation."""

    engine_class = engine.OrganizationUser

    user_id: int
    national_identity_number: PersonNumber | None = None
    email: str | None = None
    mobile_number: str | None = None
    resources: tuple[str, ...] = (engine.ALL_RESOURCES,)


class OrganizationModel(EntryModel):
    """An organisation."""

    engine_class = engine.Organization

    organization_number: OrganizationNumber
    name: str | None = None
    party_id: int | None = None
    email_list: tuple[str, ...] = ()
    mobile_number_list: tuple[str, ...] = ()
    users: tuple[UserModel, ...] = ()


class ExternalIdentityModel(EntryModel):
    """A self-identified user."""

    engine_class = engine.ExternalIdentity

    urn: Urn
    name: str | None = None
    party_id: int | None = None
    user_id: int | None = None
    language: str | None = None
    email: str | None = None
    mobile_number: str | None = None


class PermitModel(EntryModel):
    """What one user may do with a resource."""

    engine_class = engine.Permit

    user_id: int
    actions: tuple[str, ...] = ("read",)


class ResourceModel(EntryModel):
    """A resource and its policy."""

    engine_class = engine.Resource

    resource_id: Name
    title: dict[str, str] = Field(default_factory=dict)
    permits: tuple[PermitModel, ...] | None = None
    service_owner: str | None = None
    resource_type: str | None = None
    minimum_auth_level: int = Field(0, ge=0)
    confidential: Literal["no", "allowed", "required"] = "no"


class ServiceOwnerModel(EntryModel):
    """A service owner."""

    engine_class = engine.ServiceOwner

    org: Name
    organization_number: OrganizationNumber | None = None
    name: dict[str, str] | None = None


class DataTypeModel(EntryModel):
    """What an app takes as attachments."""

    engine_class = engine.DataType

    id: Name
    allowed_content_types: tuple[str, ...] | None = None
    max_count: int | None = Field(None, ge=0)
    max_size: int | None = Field(None, ge=0)


class AppModel(EntryModel):
    """An app's metadata."""

    engine_class = engine.App

    org: Name
    app: Name
    title: dict[str, str] = Field(default_factory=dict)
    party_types_allowed: tuple[str, ...] = ()
    data_types: tuple[DataTypeModel, ...] = ()


class DirectoryModel(ControlModel):
    """A whole directory, or what is to be merged into one."""

    persons: tuple[PersonModel, ...] = ()
    organizations: tuple[OrganizationModel, ...] = ()
    external_identities: tuple[ExternalIdentityModel, ...] = ()
    resources: tuple[ResourceModel, ...] = ()
    service_owners: tuple[ServiceOwnerModel, ...] = ()
    apps: tuple[AppModel, ...] = ()


def parse_directory(text: str | bytes) -> Directory:
    """Read a directory file.

    Raises:
        MisuseError: if it is none; the message says what to write.
    """
    return merge_directory(Directory(), parse_json(text, DirectoryModel))


def merge_directory(present: Directory, asked: DirectoryModel) -> Directory:
    """Return *present* with the entries of *asked*, added or in place of those with their key.

    Raises:
        MisuseError: if *asked* names one key twice.
    """
    new = Directory(**{name: _by_key(name, getattr(asked, name)) for name in KEYS})
    for entry in new.organizations.values():
        _reject_duplicates(str(user.user_id) for user in entry.users)
    both = Directory(**{name: getattr(present, name) | getattr(new, name) for name in KEYS})
    _number(both, present)
    return both


def _entries(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_entries(each) for each in value)
    return value.to_engine() if isinstance(value, EntryModel) else value


def _by_key(name: str, shapes: Iterable[EntryModel]) -> dict[str, Any]:
    entries = [each.to_engine() for each in shapes]
    _reject_duplicates(KEYS[name](each) for each in entries)
    return {KEYS[name](each): each for each in entries}


def _reject_duplicates(keys: Iterable[str]) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            raise UsageError(f"{key!r} is there {times} times; leave one")


def _number(directory: Directory, before: Directory) -> None:
    """Give numbers to those who have none: those that they had before, else made up."""
    kinds = ("persons", "organizations", "external_identities")
    everyone = [each for kind in kinds for each in getattr(directory, kind).values()]
    for number, first in FIRST_GENERATED_ID.items():
        fresh = count(max([first - 1, *(getattr(each, number, 0) for each in everyone)]) + 1)
        for kind in kinds:
            entries, old = getattr(directory, kind), getattr(before, kind)
            for key, entry in entries.items():
                if getattr(entry, number, None) == 0:
                    known = getattr(old.get(key), number, 0) or next(fresh)
                    entries[key] = replace(entry, **{number: known})


def shown(value: Any) -> Any:
    """Return an entry of the directory, or the whole of it, as JSON."""
    if isinstance(value, Directory):
        return {
            to_camel(field.name): [shown(each) for each in getattr(value, field.name).values()]
            for field in fields(value)
        }
    if is_dataclass(value):
        return {to_camel(f.name): _member(f.name, getattr(value, f.name)) for f in fields(value)}
    return value


def _member(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    if isinstance(value, Mapping):
        return dict(value)
    return format_instant(value) if name.endswith("_at") and value is not None else value
