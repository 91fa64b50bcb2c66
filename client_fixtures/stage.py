"""How the world of one test begins: what its markers say, put on stage with as few calls as can be.

Source: design/client-api.md, Marker.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from client_fixtures.altinn import DEFAULT_START, Altinn
from mock_server.matching.formatting import suggest

if TYPE_CHECKING:
    import pytest

    from mock_server.scenarios.scenario import Scenario

SETTINGS: Final = ("environment", "rules", "auth")
KEYS: Final = ("now", *SETTINGS, "scenario", "directory", "own_world")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSetup:
    """What the markers of a test ask for; the nearest one counts, key by key."""

    asked: dict[str, Any]
    scenario: "Scenario | None" = None

    @classmethod
    def from_markers(cls, markers: "Iterable[pytest.Mark]", beside: Path) -> Self:
        """Read *markers*, nearest first; a scenario is looked for *beside* the test first.

        Raises:
            ValueError: for a key or value that does not exist, with advice.
        """
        asked: dict[str, Any] = {}
        for marker in reversed(list(markers)):
            if marker.args:
                raise ValueError(
                    f"@pytest.mark.altinn takes keys, not {marker.args[0]!r} alone; write"
                    f" {', '.join(f'{key}=…' for key in KEYS)}"
                )
            asked |= marker.kwargs
        for key in asked:
            if key not in KEYS:
                raise ValueError(
                    f"unknown argument {key!r} for @pytest.mark.altinn; {suggest(key, KEYS)}"
                )
        name = asked.get("scenario")
        return cls(asked=asked, scenario=None if name is None else _scenario(name, beside))

    @property
    def own_world(self) -> bool:
        """Tell whether the test wants a world, and a URL, that no other test has had."""
        return bool(self.asked.get("own_world", False))

    def apply(self, altinn: Altinn) -> None:
        """Start the world over as asked for."""
        if self.scenario is not None:
            for method, path, body in self.scenario.setup.setup_calls(DEFAULT_START):
                altinn.control(method, path, body)
            return
        settings = {key: self.asked[key] for key in SETTINGS if key in self.asked}
        stage = {"settings": settings, "directory": self.asked.get("directory")}
        given = {name: value for name, value in stage.items() if value}
        altinn.reset(self.asked.get("now"), **given)


def _scenario(name: str, beside: Path) -> "Scenario":
    from mock_server.scenarios.library import find_scenario, read_file

    return read_file(find_scenario(name, beside))
