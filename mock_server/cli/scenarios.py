"""The command ``altinn-mock scenarios``."""

from pathlib import Path

from mock_server.cli.output import AsJson, Row, echo, one_line, print_json, print_table
from mock_server.scenarios.file_format import ScenarioError
from mock_server.scenarios.library import known_scenarios, read_file


def scenarios(as_json: AsJson = False) -> None:
    """List the scenarios that `run` finds by name: yours in ./scenarios, and the bundled ones."""
    rows = [_row(name, str(path)) for name, path in known_scenarios().items()]
    if as_json:
        print_json([{"name": name, "description": text, "file": path} for name, text, path in rows])
    elif rows:
        print_table(("Name", "Description", "File"), rows)
    else:
        echo("No scenarios.")


def _row(name: str, path: str) -> Row:
    try:
        description = read_file(Path(path)).description
    except ScenarioError as error:
        description = f"not valid: {error}"
    return name, one_line(description, 100), path
