"""Scenarios by name or file: where they are looked for, and how they are read.

The user's own folder ``scenarios`` comes before the bundled ones; in a checkout of this project
the first of these is the second. Source: design/scenarios.md, design/style.md section 6.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from mock_server.control.schemas.directory import DirectoryModel
from mock_server.control.schemas.error_messages import format_validation_error
from mock_server.control.schemas.rules import ConditionModel, FaultModel, OutcomeModel
from mock_server.control.schemas.settings import SettingsModel, WhitelistModel
from mock_server.matching.formatting import suggest
from mock_server.scenarios.file_format import ScenarioError, parse_scenario, parse_scenario_document
from mock_server.scenarios.scenario import Scenario

SUFFIXES: Final = (".yaml", ".yml", ".json")
SHAPES: Final[dict[str, Any]] = {
    "settings": SettingsModel,
    "directory": DirectoryModel,
    "whitelist": WhitelistModel,
    "outcomes": tuple[OutcomeModel, ...],
    "conditions": tuple[ConditionModel, ...],
    "faults": tuple[FaultModel, ...],
}


def validate_part(name: str, value: Any) -> tuple[tuple[str | int, ...], str] | None:
    """Say what the control API would not take about a part of a stage; None for nothing."""
    if name == "whitelist" and isinstance(value, list):
        value = {"numbers": value}
    try:
        TypeAdapter(SHAPES[name]).validate_json(json.dumps(value))
    except ValidationError as error:
        where = error.errors(include_url=False, include_context=False)[0]["loc"]
        return where, format_validation_error(error, SHAPES[name])
    return None


def read_file(path: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        ScenarioError: if it cannot be read or is no scenario, with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: cannot be read ({error})") from error
    return parse_scenario(text, str(path), validate_part)


def read_document(document: Any, name: str = "scenario") -> Scenario:
    """Read a scenario from a JSON document.

    Raises:
        ScenarioError: if it is none; the message says what to write.
    """
    return parse_scenario_document(document, name, validate_part)


def find_scenario(name: str, beside: Path | None = None) -> Path:
    """Return the file that *name* means: a path, or the name of a scenario.

    ``beside`` is where the caller's own tests are; the folder ``scenarios`` there, and in every
    folder above it, is looked through first.

    Raises:
        ScenarioError: if there is none; the message names the nearest one.
    """
    as_path = Path(name)
    if as_path.suffix in SUFFIXES and as_path.is_file():
        return as_path
    folders = _folders(beside or Path.cwd())
    for folder in folders:
        for suffix in SUFFIXES:
            candidate = folder / f"{name}{suffix}"
            if candidate.is_file():
                return _as_seen_from_here(candidate)
    known = sorted({each.stem for folder in folders for each in _files(folder)})
    raise ScenarioError(f"unknown scenario {name!r}; {suggest(name, known)}")


def bundled_folder() -> Path:
    """Return the folder of the scenarios that come with this package."""
    return Path(str(files("mock_server"))) / "_scenarios"


def _folders(start: Path) -> list[Path]:
    start = start.resolve()
    above = [each / "scenarios" for each in (start, *start.parents)]
    return [each for each in (*above, bundled_folder()) if each.is_dir()]


def _as_seen_from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.iterdir() if each.suffix in SUFFIXES]
