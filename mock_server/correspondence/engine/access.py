"""Who may do what with which message.

Source: spec/correspondence.md sections 0.3 (``scopes-only``) and 1.2. Authorization is asked as
the real service asks it; without a planned decision it permits whoever has the scope, and of the
users those whom the resource permits.
"""

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.correspondence.engine import registers
from mock_server.domain.enums import Dependency
from mock_server.world.world import World


def may_write(world: World, caller: CorrespondenceCaller, resource_id: str) -> bool:
    """Tell whether *caller* is on the sender's side of the resource.

    Raises:
        DependencyFailure: if authorization's failure is planned.
    """
    return _may(world, caller, resource_id, "write") and caller.may_write


def may_read(world: World, caller: CorrespondenceCaller, resource_id: str) -> bool:
    """Tell whether *caller* is on the recipient's side of the resource.

    Raises:
        DependencyFailure: if authorization's failure is planned.
    """
    return _may(world, caller, resource_id, "read") and caller.may_read


def may_any(world: World, caller: CorrespondenceCaller, resource_id: str) -> bool:
    """Tell whether *caller* is on either side of the resource.

    Raises:
        DependencyFailure: if authorization's failure is planned.
    """
    is_permitted = _may(world, caller, resource_id, "read")
    return is_permitted and (caller.may_read or caller.may_write)


def _may(world: World, caller: CorrespondenceCaller, resource_id: str, action: str) -> bool:
    if _owns(world, caller, resource_id):
        return True
    if world.faults.call(Dependency.AUTHORIZATION) is not None:
        return False
    return caller.user_id is None or world.directory.is_permitted(
        resource_id, caller.user_id, action
    )


def _owns(world: World, caller: CorrespondenceCaller, resource_id: str) -> bool:
    """Tell whether *caller* is the resource's service owner and says so: no decision is asked."""
    if not caller.is_service_owner:
        return False
    known = registers.resource(world, resource_id)
    return known is not None and known.owner_number == caller.organization


def party_of(world: World, caller: CorrespondenceCaller) -> str:
    """Return by what the register knows *caller*.

    Raises:
        Refused: if the token names nobody, or somebody unknown.
    """
    if caller.party is None:
        raise CorrespondenceError(errors.CALLER_UNKNOWN)
    party = registers.party(world, caller.party)
    if party is None:
        raise CorrespondenceError(errors.CALLER_NOT_IN_REGISTER)
    return party.identifier
