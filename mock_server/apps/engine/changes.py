"""Changes to an instance: its process ends, it is deleted, it is marked as read.

Source: docs/reference/apps.md sections 1.1 and 1.8.
"""

from dataclasses import replace

from mock_server.apps.engine.instantiation import AppCaller
from mock_server.apps.store import Instance
from mock_server.world.world import World


def end_process(world: World, instance: Instance, caller: AppCaller) -> None:
    """End an instance's process; its condition endpoint then stops further messages."""
    instance.ended_at = world.clock.now()
    _record_change(world, instance, caller)


def delete(world: World, instance: Instance, caller: AppCaller, *, is_hard: bool) -> None:
    """Delete an instance, softly or permanently; it can still be read."""
    now = world.clock.now()
    instance.status = replace(instance.status, is_soft_deleted=True, soft_deleted_at=now)
    if is_hard:
        instance.status = replace(instance.status, is_hard_deleted=True, hard_deleted_at=now)
    _record_change(world, instance, caller)


def mark_as_read(instance: Instance) -> None:
    """Mark an instance as read by a caller other than its service owner."""
    instance.status = replace(instance.status, is_read=True)


def _record_change(world: World, instance: Instance, caller: AppCaller) -> None:
    instance.changed_at = world.clock.now()
    instance.changed_by = caller.name
