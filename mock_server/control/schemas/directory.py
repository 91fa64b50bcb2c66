"""Models of the directory and its entries.

Source: docs/control-api.md, Directory.
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

# Far above the ids that a test is likely to choose.
FIRST_GENERATED_ID: Final = {"party_id": 59_000_001, "user_id": 29_000_001}
ENTRY_KEYS: Final[dict[str, Callable[[Any], str]]] = {
    "persons": lambda person: person.national_identity_number,
    "organizations": lambda organization: organization.organization_number,
    "external_identities": lambda identity: identity.urn,
    "resources": lambda resource: resource.resource_id,
    "service_owners": lambda owner: owner.org,
    "apps": lambda app: f"{app.org}/{app.app}",
}


def _validate_national_identity_number(text: str) -> str:
    if not is_national_identity_number(text):
        raise ValueError(f"{text!r} is not a valid national identity number; expected 11 digits")
    return text


def _validate_organization_number(text: str) -> str:
    if not is_organization_number(text):
        raise ValueError(f"{text!r} is not a valid organisation number; expected 9 digits")
    return text


def _validate_urn(text: str) -> str:
    prefixes = EXTERNAL_IDENTITY_PREFIXES
    if not any(text.startswith(prefix) and len(text) > len(prefix) for prefix in prefixes):
        raise ValueError(
            f"{text!r} is not a valid external identity; expected one of {', '.join(prefixes)}"
            " followed by a name"
        )
    return text


NationalIdentityNumber = Annotated[str, AfterValidator(_validate_national_identity_number)]
OrganizationNumber = Annotated[str, AfterValidator(_validate_organization_number)]
Urn = Annotated[str, AfterValidator(_validate_urn)]
Name = Annotated[str, Field(min_length=1)]


class EntryModel(ControlModel):
    """An entry of the directory; ``engine_class`` is its class in the engine."""

    engine_class: ClassVar[Any]

    def to_engine(self) -> Any:
        """Return the entry for the engine; a party id or user id of null is generated later."""
        return self.engine_class(
            **{
                name: _to_engine(value)
                for name, value in self.explicit_fields().items()
                if not (value is None and name in FIRST_GENERATED_ID)
            }
        )


class PersonModel(EntryModel):
    """A person."""

    engine_class = engine.Person

    national_identity_number: NationalIdentityNumber
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
    """A user of an organisation, with the addresses for that organisation."""

    engine_class = engine.OrganizationUser

    user_id: int
    national_identity_number: NationalIdentityNumber | None = None
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
    """The actions that one user can perform on a resource."""

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
    """A data type of an app: the attachments that it accepts."""

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
    """A directory, or entries to merge into one."""

    persons: tuple[PersonModel, ...] = ()
    organizations: tuple[OrganizationModel, ...] = ()
    external_identities: tuple[ExternalIdentityModel, ...] = ()
    resources: tuple[ResourceModel, ...] = ()
    service_owners: tuple[ServiceOwnerModel, ...] = ()
    apps: tuple[AppModel, ...] = ()


def parse_directory(text: str | bytes) -> Directory:
    """Parse a directory file.

    Raises:
        UsageError: if it is not valid; the message suggests a correction.
    """
    return merge_directory(Directory(), parse_json(text, DirectoryModel))


def merge_directory(directory: Directory, changes: DirectoryModel) -> Directory:
    """Return *directory* with the entries of *changes* added, or replaced by their key.

    Raises:
        UsageError: if *changes* has two entries with the same key.
    """
    new = Directory(**{name: _by_key(name, getattr(changes, name)) for name in ENTRY_KEYS})
    for entry in new.organizations.values():
        _reject_duplicates(str(user.user_id) for user in entry.users)
    merged = Directory(
        **{name: getattr(directory, name) | getattr(new, name) for name in ENTRY_KEYS}
    )
    _assign_ids(merged, directory)
    return merged


def _to_engine(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_to_engine(each) for each in value)
    return value.to_engine() if isinstance(value, EntryModel) else value


def _by_key(name: str, models: Iterable[EntryModel]) -> dict[str, Any]:
    entries = [each.to_engine() for each in models]
    _reject_duplicates(ENTRY_KEYS[name](each) for each in entries)
    return {ENTRY_KEYS[name](each): each for each in entries}


def _reject_duplicates(keys: Iterable[str]) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            raise UsageError(f"duplicate {key!r} ({times} times)")


def _assign_ids(directory: Directory, previous: Directory) -> None:
    """Set missing party ids and user ids: the id in *previous*, or a generated one."""
    collections = ("persons", "organizations", "external_identities")
    everyone = [each for name in collections for each in getattr(directory, name).values()]
    for id_name, first in FIRST_GENERATED_ID.items():
        generated = count(max([first - 1, *(getattr(each, id_name, 0) for each in everyone)]) + 1)
        for name in collections:
            entries, previous_entries = getattr(directory, name), getattr(previous, name)
            for key, entry in entries.items():
                if getattr(entry, id_name, None) == 0:
                    previous_id = getattr(previous_entries.get(key), id_name, 0)
                    entries[key] = replace(entry, **{id_name: previous_id or next(generated)})


def directory_json(value: Any) -> Any:
    """Return a directory, or an entry of it, as JSON."""
    if isinstance(value, Directory):
        return {
            to_camel(field.name): [
                directory_json(each) for each in getattr(value, field.name).values()
            ]
            for field in fields(value)
        }
    if is_dataclass(value):
        return {
            to_camel(field.name): _field_json(field.name, getattr(value, field.name))
            for field in fields(value)
        }
    return value


def _field_json(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return [directory_json(each) for each in value]
    if isinstance(value, Mapping):
        return dict(value)
    return format_instant(value) if name.endswith("_at") and value is not None else value
