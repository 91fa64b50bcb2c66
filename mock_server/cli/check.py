"""The command ``altinn-mock check``.

It starts no server. It exits with status 2 and reports the first error.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from mock_server.cli.output import CommandError, echo
from mock_server.cli.server_options import with_server_options
from mock_server.domain.errors import UsageError
from mock_server.server.configuration import Configuration


@with_server_options
def check(
    configuration: Configuration,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Scenario and directory files to check."),
    ] = None,
) -> None:
    """Check options and files without starting a server."""
    from mock_server.server.tls import load_certificate
    from mock_server.server.world_factory import load_directory, load_signer

    directory = load_directory(configuration)
    # The key of a data directory is created by the first start, not here.
    load_signer(configuration.model_copy(update={"data": None}))
    load_certificate(configuration)
    echo(f"options OK; new worlds start with {len(directory.persons)} persons")
    for path in files or ():
        echo(f"{path}: {_describe_file(path)}")


def _describe_file(path: Path) -> str:
    """Return what a file contains.

    Raises:
        CommandError: if it is neither a scenario nor a directory.
    """
    from mock_server.control.schemas.directory import parse_directory
    from mock_server.scenarios.file_format import ScenarioError
    from mock_server.scenarios.library import read_file

    try:
        if _is_directory(path):
            return f"a directory, {len(parse_directory(path.read_bytes()).persons)} persons"
        return f"a scenario, {len(read_file(path).steps)} steps"
    except UsageError as error:
        raise CommandError(f"{path}: {error}") from error
    except ScenarioError as error:
        raise CommandError(str(error)) from error


def _is_directory(path: Path) -> bool:
    """Return whether a file is meant as a directory: a JSON object without ``steps``."""
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and "steps" not in document
