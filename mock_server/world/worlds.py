"""The register of worlds: made when first named, gone when forgotten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mock_server.world.world import World


@dataclass(slots=True)
class Worlds:
    """All worlds of one server, by name; *make* starts a fresh one."""

    create: Callable[[str], World]
    by_name: dict[str, World] = field(default_factory=dict)

    def get(self, name: str) -> World:
        """Return the world of that name, a fresh one where there is none."""
        world = self.by_name.get(name)
        if world is None:
            world = self.by_name[name] = self.create(name)
        return world

    def replace(self, name: str, world: World) -> None:
        """Let *world* take the place of whatever has that name."""
        self.by_name[name] = world

    def delete(self, name: str) -> None:
        """Drop a world; the next use of its name starts a fresh one."""
        self.by_name.pop(name, None)

    def __iter__(self) -> Iterator[World]:
        return iter(list(self.by_name.values()))
