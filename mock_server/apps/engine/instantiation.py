"""Creation of an instance, with its steps in the order of the app library.

Source: docs/reference/apps.md section 1.5.
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
    """The caller of an app: a user, or an organisation by short name (``org``) or number."""

    user_id: int | None = None
    party_id: int | None = None
    org: str | None = None
    organization_number: str | None = None

    @property
    def name(self) -> str:
        """Return the caller's name in Storage, as in ``createdBy``."""
        if self.user_id is not None:
            return str(self.user_id)
        return self.organization_number or self.org or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPart:
    """A file in the request, stored with the new instance."""

    data_type: str
    content_type: str
    file_name: str | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantiationRequest:
    """A request to create an instance; ``app_id`` is ``org/app`` as in the path."""

    app_id: str
    owner: InstanceOwner
    caller: AppCaller
    due: Instant | None = None
    visible_after: Instant | None = None
    status: InstanceStatus = DEFAULT_STATUS
    data: tuple[DataPart, ...] = ()


def find_app(world: World, app_id: str) -> App:
    """Return an app's metadata; an app that is not in the directory has only its name."""
    org, _, app = app_id.lower().partition("/")
    return world.directory.apps.get(f"{org}/{app}") or App(org=org, app=app)


def create_instance(world: World, request: InstantiationRequest) -> Instance:
    """Create an instance; its notification is ordered in ``notification_order.py``.

    Raises:
        PartyNotFound: if the owner cannot be found.
        NotPermitted: if the caller has no access.
        PartyTypeNotAllowed: if the app does not allow owners of this type.
        DataNotStored: if a part cannot be stored; no instance is created.
    """
    app = find_app(world, request.app_id)
    party = find_party(world, request.owner)
    caller_identity = None
    if party.type is PartyType.SELF_IDENTIFIED:
        caller_identity = caller_external_identity(
            world, request.caller.user_id, request.caller.party_id
        )
    owner = instance_owner_for(party, caller_identity)
    _authorize(world)
    if not is_party_type_allowed(party.type, app.party_types_allowed):
        raise PartyTypeNotAllowed(
            f"Party {party.id} is not allowed to instantiate this application {request.app_id}"
        )
    now = world.clock.now()
    instance = Instance(
        guid=world.ids.new(),
        app_id=request.app_id,
        org=app.org,
        party=party,
        owner=owner,
        created_at=now,
        created_by=request.caller.name,
        visible_after=now if request.visible_after is None else request.visible_after,
        due=request.due,
        status=replace(
            request.status, is_read=request.status.is_read or request.caller.org is None
        ),
        changed_at=now,
        changed_by=request.caller.name,
    )
    instance.data = _store_data(world, instance, app, request.data)
    instances(world).add(instance)
    warn_about_owner(world, instance, request.owner)
    return instance


def _authorize(world: World) -> None:
    try:
        decision = world.faults.call(Dependency.AUTHORIZATION)
    except DependencyFailure:
        raise NotPermitted from None
    if decision not in (None, _PERMIT):
        raise NotPermitted


def _store_data(
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
            # Unlike the first check of a part, this one includes the parameters of the type.
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
