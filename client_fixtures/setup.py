"""Setup of the world of one test, from its markers.

Source: docs/client.md, Fixtures.
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
    """The arguments of a test's markers; for each argument, the closest marker applies."""

    arguments: dict[str, Any]
    scenario: "Scenario | None" = None

    @classmethod
    def from_markers(cls, markers: "Iterable[pytest.Mark]", folder: Path) -> Self:
        """Return the setup from *markers*, closest first; scenarios are searched in *folder* first.

        Raises:
            ValueError: for an unknown argument or scenario; the text suggests a correction.
        """
        arguments: dict[str, Any] = {}
        for marker in reversed(list(markers)):
            if marker.args:
                raise ValueError(
                    f"@pytest.mark.altinn takes keyword arguments only, not {marker.args[0]!r}; use"
                    f" {', '.join(f'{key}=…' for key in KEYS)}"
                )
            arguments |= marker.kwargs
        for key in arguments:
            if key not in KEYS:
                raise ValueError(
                    f"unknown argument {key!r} for @pytest.mark.altinn; {suggest(key, KEYS)}"
                )
        name = arguments.get("scenario")
        return cls(arguments=arguments, scenario=None if name is None else _scenario(name, folder))

    @property
    def own_world(self) -> bool:
        """Return whether the test needs a world, and a URL, of its own."""
        return bool(self.arguments.get("own_world", False))

    def apply(self, altinn: Altinn) -> None:
        """Reset the world of *altinn* to this setup."""
        if self.scenario is not None:
            for method, path, body in self.scenario.setup.setup_calls(DEFAULT_START):
                altinn.control(method, path, body)
            return
        settings = {key: self.arguments[key] for key in SETTINGS if key in self.arguments}
        options = {"settings": settings, "directory": self.arguments.get("directory")}
        altinn.reset(
            self.arguments.get("now"),
            **{name: value for name, value in options.items() if value},
        )


def _scenario(name: str, folder: Path) -> "Scenario":
    from mock_server.scenarios.library import find_scenario, read_file

    return read_file(find_scenario(name, folder))
