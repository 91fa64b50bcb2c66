"""Scenario files by name or path.

The user's folder ``scenarios`` takes precedence over the bundled scenarios. In a checkout of this
project the two are the same.
Source: docs/scenarios.md.
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
PART_MODELS: Final[dict[str, Any]] = {
    "settings": SettingsModel,
    "directory": DirectoryModel,
    "whitelist": WhitelistModel,
    "outcomes": tuple[OutcomeModel, ...],
    "conditions": tuple[ConditionModel, ...],
    "faults": tuple[FaultModel, ...],
}


def validate_part(name: str, value: Any) -> tuple[tuple[str | int, ...], str] | None:
    """Return the location and the message of the first error in a part of a setup, or None."""
    if name == "whitelist" and isinstance(value, list):
        value = {"numbers": value}
    try:
        TypeAdapter(PART_MODELS[name]).validate_json(json.dumps(value))
    except ValidationError as error:
        where = error.errors(include_url=False, include_context=False)[0]["loc"]
        return where, format_validation_error(error, PART_MODELS[name])
    return None


def read_file(path: Path) -> Scenario:
    """Parse a scenario file.

    Raises:
        ScenarioError: if it cannot be read or is not valid, with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: cannot read the file ({error})") from error
    return parse_scenario(text, str(path), validate_part)


def read_document(document: Any, name: str = "scenario") -> Scenario:
    """Parse a scenario from a JSON document.

    Raises:
        ScenarioError: if it is not valid; the message suggests a correction.
    """
    return parse_scenario_document(document, name, validate_part)


def find_scenario(name: str, beside: Path | None = None) -> Path:
    """Return the file of a scenario, given its path or its name.

    A name is searched in the folder ``scenarios`` in *beside* and in each folder above it, then
    among the bundled scenarios.

    Raises:
        ScenarioError: if the scenario does not exist; the message suggests a similar name.
    """
    as_path = Path(name)
    if as_path.suffix in SUFFIXES and as_path.is_file():
        return as_path
    folders = _folders(beside or Path.cwd())
    for folder in folders:
        for suffix in SUFFIXES:
            candidate = folder / f"{name}{suffix}"
            if candidate.is_file():
                return _relative_to_working_directory(candidate)
    known = sorted({each.stem for folder in folders for each in _files(folder)})
    raise ScenarioError(f"unknown scenario {name!r}; {suggest(name, known)}")


def find_scenarios(name: str) -> list[Path]:
    """Return the files of a scenario given its path or name, or all files of a folder.

    Raises:
        ScenarioError: if there is none; the message suggests a correction.
    """
    folder = Path(name)
    if not folder.is_dir():
        return [find_scenario(name)]
    files_there = sorted(_files(folder))
    if not files_there:
        raise ScenarioError(f"{folder}: no scenarios there ({', '.join(SUFFIXES)})")
    return files_there


def known_scenarios() -> dict[str, Path]:
    """Return the files of the scenarios that are found by name, by name."""
    found: dict[str, Path] = {}
    for folder in _folders(Path.cwd()):
        for each in sorted(_files(folder)):
            found.setdefault(each.stem, _relative_to_working_directory(each))
    return found


def bundled_folder() -> Path:
    """Return the folder of the bundled scenarios."""
    return Path(str(files("mock_server"))) / "_scenarios"


def _folders(start: Path) -> list[Path]:
    start = start.resolve()
    own = [each / "scenarios" for each in (start, *start.parents)]
    return [each for each in (*own, bundled_folder()) if each.is_dir()]


def _relative_to_working_directory(path: Path) -> Path:
    working_directory = Path.cwd()
    is_below = path.is_relative_to(working_directory)
    return path.relative_to(working_directory) if is_below else path


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.iterdir() if each.suffix in SUFFIXES]
