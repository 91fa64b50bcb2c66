"""All worlds of one server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mock_server.world.world import World


@dataclass(slots=True)
class Worlds:
    """All worlds of one server, by name; *create* returns a new one."""

    create: Callable[[str], World]
    by_name: dict[str, World] = field(default_factory=dict)

    def get(self, name: str) -> World:
        """Return the world with that name; it is created on first use."""
        world = self.by_name.get(name)
        if world is None:
            world = self.by_name[name] = self.create(name)
        return world

    def replace(self, name: str, world: World) -> None:
        """Replace the world with that name."""
        self.by_name[name] = world

    def delete(self, name: str) -> None:
        """Delete the world with that name; the next use creates a new one."""
        self.by_name.pop(name, None)

    def __iter__(self) -> Iterator[World]:
        return iter(list(self.by_name.values()))
