"""``altinn-mock check``: would a server start so, and are these files what they should be?

Nothing is started and nothing is changed. Exit status 2 with the first thing that is wrong.
"""

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from mock_server.cli.options import takes
from mock_server.cli.output import CommandError, say
from mock_server.domain.errors import MisuseError
from mock_server.server.configuration import Configuration


def _listed(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


class CheckOptions(Configuration):
    """The options of ``serve``, and files."""

    files: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (),
        description="Scenarios and directories.",
        json_schema_extra={"argument": "[FILE]..."},
    )


@takes(CheckOptions)
def check(asked: CheckOptions) -> None:
    """Check options and files without starting a server."""
    from mock_server.server.world_factory import start_directory, start_signer

    directory = start_directory(asked)
    start_signer(asked)
    say(f"options: fine; worlds begin with {len(directory.persons)} persons")
    for path in asked.files:
        say(f"{path}: {_kind_of(path)}")


def _kind_of(path: Path) -> str:
    """Say what a file is.

    Raises:
        CommandError: if it is neither a scenario nor a directory.
    """
    from mock_server.control.schemas.directory import read_directory
    from mock_server.scenarios.file_format import ScenarioError
    from mock_server.scenarios.library import read_file

    try:
        if _is_directory(path):
            return f"a directory, {len(read_directory(path.read_bytes()).persons)} persons"
        return f"a scenario, {len(read_file(path).steps)} steps"
    except MisuseError as error:
        raise CommandError(f"{path}: {error}") from error
    except ScenarioError as error:
        raise CommandError(str(error)) from error


def _is_directory(path: Path) -> bool:
    """Tell whether a file is meant as a directory: JSON that tells no story."""
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and "steps" not in document
