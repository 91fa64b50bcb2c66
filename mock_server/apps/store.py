"""Instances of a world's apps.

Source: docs/reference/apps.md section 1.8.
"""

from dataclasses import dataclass, field
from typing import Final

from mock_server.apps.domain.owners import InstanceOwner, Party
from mock_server.domain.instant import Instant
from mock_server.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class DataElement:
    """A file of an instance; only its size is kept."""

    id: str
    data_type: str
    content_type: str
    file_name: str | None
    size: int
    created_at: Instant
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceStatus:
    """The status of an instance in Storage; an instance template can set it."""

    is_archived: bool = False
    archived_at: Instant | None = None
    is_soft_deleted: bool = False
    soft_deleted_at: Instant | None = None
    is_hard_deleted: bool = False
    hard_deleted_at: Instant | None = None
    is_read: bool = False


DEFAULT_STATUS: Final = InstanceStatus()


@dataclass(slots=True, kw_only=True)
class Instance:
    """An instance of an app, with its owner, process state and data.

    ``app_id`` is spelled as in the request, ``org`` as in the app's metadata.
    """

    guid: str
    app_id: str
    org: str
    party: Party
    owner: InstanceOwner
    created_at: Instant
    created_by: str
    visible_after: Instant
    due: Instant | None = None
    status: InstanceStatus = DEFAULT_STATUS
    data: tuple[DataElement, ...] = ()
    changed_at: Instant = 0
    changed_by: str = ""
    ended_at: Instant | None = None

    @property
    def id(self) -> str:
        """Return the instance id in Altinn's form: ``partyId/guid``."""
        return f"{self.owner.party_id}/{self.guid}"


@dataclass(slots=True)
class InstanceStore:
    """Instances by guid."""

    instances: dict[str, Instance] = field(default_factory=dict)

    def add(self, instance: Instance) -> None:
        """Store a new instance."""
        self.instances[instance.guid] = instance

    def find(self, party_id: int, guid: str) -> Instance | None:
        """Return the instance with this guid if it belongs to the party."""
        instance = self.instances.get(guid)
        return instance if instance is not None and instance.party.id == party_id else None


def instances(world: World) -> InstanceStore:
    """Return the instances of a world."""
    return world.store(InstanceStore)
