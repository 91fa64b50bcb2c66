"""Creating an instance, in the library's order of work.

Source: spec/altinn-app.md section 1.5.
"""

from dataclasses import dataclass, replace
from typing import Final

from mock_server.apps.domain.owners import (
    InstanceOwner,
    PartyType,
    instance_owner_for,
    is_party_type_allowed,
)
from mock_server.apps.engine.errors import (
    DataNotStored,
    DataTypeNotFound,
    NotPermitted,
    PartyTypeNotAllowed,
)
from mock_server.apps.engine.party_lookup import caller_external_identity, find_party
from mock_server.apps.engine.warnings import warn_about_owner
from mock_server.apps.store import DEFAULT_STATUS, DataElement, Instance, InstanceStatus, instances
from mock_server.domain.enums import Dependency
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import Instant
from mock_server.world.directory import App
from mock_server.world.world import World

_PERMIT: Final = "Permit"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCaller:
    """Who creates: a user, or an organisation by its service owner's short name or number."""

    user_id: int | None = None
    party_id: int | None = None
    org: str | None = None
    organization_number: str | None = None

    @property
    def name(self) -> str:
        """Return what Storage writes down for the caller."""
        if self.user_id is not None:
            return str(self.user_id)
        return self.organization_number or self.org or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPart:
    """A file to store with a new instance."""

    data_type: str
    content_type: str
    file_name: str | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantiationRequest:
    """What a caller asks for; ``app_id`` is ``org/app`` as the path spells it."""

    app_id: str
    owner: InstanceOwner
    caller: AppCaller
    due: Instant | None = None
    visible_after: Instant | None = None
    status: InstanceStatus = DEFAULT_STATUS
    data: tuple[DataPart, ...] = ()


def find_app(world: World, app_id: str) -> App:
    """Return an app's metadata; one that the directory does not hold has nothing but its name."""
    org, _, app = app_id.lower().partition("/")
    return world.directory.apps.get(f"{org}/{app}") or App(org=org, app=app)


def create_instance(world: World, asked: InstantiationRequest) -> Instance:
    """Create an instance; nobody is told of it here, see ``notifying.py``.

    Raises:
        PartyNotFound: if the owner cannot be looked up.
        NotPermitted: if the caller may not.
        PartyTypeNotAllowed: if the app is not for such owners.
        DataNotStored: if a part cannot be stored; the instance is gone again.
    """
    app = find_app(world, asked.app_id)
    party = find_party(world, asked.owner)
    identity = None
    if party.type is PartyType.SELF_IDENTIFIED:
        identity = caller_external_identity(world, asked.caller.user_id, asked.caller.party_id)
    owner = instance_owner_for(party, identity)
    _authorize(world)
    if not is_party_type_allowed(party.type, app.party_types_allowed):
        raise PartyTypeNotAllowed(
            f"Party {party.id} is not allowed to instantiate this application {asked.app_id}"
        )
    now = world.clock.now()
    instance = Instance(
        guid=world.ids.new(),
        app_id=asked.app_id,
        org=app.org,
        party=party,
        owner=owner,
        created_at=now,
        created_by=asked.caller.name,
        visible_after=now if asked.visible_after is None else asked.visible_after,
        due=asked.due,
        status=replace(asked.status, is_read=asked.status.is_read or asked.caller.org is None),
        changed_at=now,
        changed_by=asked.caller.name,
    )
    instance.data = _stored(world, instance, app, asked.data)
    instances(world).add(instance)
    warn_about_owner(world, instance, asked.owner)
    return instance


def _authorize(world: World) -> None:
    try:
        decision = world.faults.call(Dependency.AUTHORIZATION)
    except DependencyFailure:
        raise NotPermitted from None
    if decision not in (None, _PERMIT):
        raise NotPermitted


def _stored(
    world: World, instance: Instance, app: App, parts: tuple[DataPart, ...]
) -> tuple[DataElement, ...]:
    allowed = {each.id: each.allowed_content_types for each in app.data_types}
    for index, part in enumerate(parts):
        if part.data_type not in allowed:
            raise DataTypeNotFound(
                f"Data type with id {part.data_type} from request part {index} not found"
                " in application metadata"
            )
        types = allowed[part.data_type]
        if types and part.content_type not in types:
            # The first check of a part looks before the semicolon, this one does not.
            raise DataNotStored(
                f"Instantiation of data elements failed for instance {instance.id}"
                f" for party {instance.owner.party_id}"
            )
    return tuple(
        DataElement(
            id=world.ids.new(),
            data_type=part.data_type,
            content_type=part.content_type,
            file_name=part.file_name,
            size=part.size,
            created_at=instance.created_at,
            created_by=instance.created_by,
        )
        for part in parts
    )
