"""Access of callers to correspondences, by scope and resource.

Source: docs/reference/correspondence.md sections 0.3 (``scopes-only``) and 1.2. Authorization is
called as Altinn calls it. Without a fault it permits every caller with the scope, and a user only
if the resource permits the user.
"""

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.correspondence.engine import registers
from mock_server.domain.enums import Dependency
from mock_server.world.world import World


def can_write(world: World, caller: CorrespondenceCaller, resource_id: str) -> bool:
    """Return whether *caller* can act as a sender for the resource.

    Raises:
        DependencyFailure: if a fault applies to Authorization.
    """
    return _is_permitted(world, caller, resource_id, "write") and caller.has_write_scope


def can_read(world: World, caller: CorrespondenceCaller, resource_id: str) -> bool:
    """Return whether *caller* can act as a recipient for the resource.

    Raises:
        DependencyFailure: if a fault applies to Authorization.
    """
    return _is_permitted(world, caller, resource_id, "read") and caller.has_read_scope


def can_read_or_write(world: World, caller: CorrespondenceCaller, resource_id: str) -> bool:
    """Return whether *caller* can act as a sender or a recipient for the resource.

    Raises:
        DependencyFailure: if a fault applies to Authorization.
    """
    is_permitted = _is_permitted(world, caller, resource_id, "read")
    return is_permitted and (caller.has_read_scope or caller.has_write_scope)


def _is_permitted(
    world: World, caller: CorrespondenceCaller, resource_id: str, action: str
) -> bool:
    if _is_resource_owner(world, caller, resource_id):
        return True
    if world.faults.call(Dependency.AUTHORIZATION) is not None:
        return False
    return caller.user_id is None or world.directory.is_permitted(
        resource_id, caller.user_id, action
    )


def _is_resource_owner(world: World, caller: CorrespondenceCaller, resource_id: str) -> bool:
    """Return whether *caller* is the service owner of the resource, who needs no decision."""
    if not caller.is_service_owner:
        return False
    resource = registers.find_resource(world, resource_id)
    return resource is not None and resource.owner_number == caller.organization


def party_identifier(world: World, caller: CorrespondenceCaller) -> str:
    """Return the identifier of *caller* in the register.

    Raises:
        CorrespondenceError: if the token has no party, or an unknown one.
    """
    if caller.party is None:
        raise CorrespondenceError(errors.CALLER_UNKNOWN)
    party = registers.find_party(world, caller.party)
    if party is None:
        raise CorrespondenceError(errors.CALLER_NOT_IN_REGISTER)
    return party.identifier
