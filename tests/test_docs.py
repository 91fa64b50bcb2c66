"""The documents agree with the code: endpoints, options, commands, fixtures, deviations."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import BaseRoute, Mount, Route
from typer.core import TyperGroup
from typer.main import get_command

from client_fixtures import plugin
from client_fixtures.setup import KEYS
from mock_server.apps.api.routes import ENDPOINTS as APPS
from mock_server.cli.main import make_cli
from mock_server.correspondence.api.routes import ENDPOINTS as CORRESPONDENCE
from mock_server.dotnet.aspnet.routing import EVERY_METHOD
from mock_server.notifications.api.routes import ENDPOINTS as NOTIFICATIONS
from mock_server.server.configuration import Configuration
from mock_server.server.routes import routes as control_routes
from mock_server.tokens.routes import routes as platform_routes

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTROL_API = (ROOT / "docs/control-api.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FIXTURE = r"altinn(_\w+)?"
REPOSITORY = "https://github.com/altinn/altinn-notifications-mock/blob/main/"
HEADINGS = [
    "Install and run",
    "What is emulated",
    "Endpoints",
    "Fixtures, markers, commands, variables",
    "Known deviations from Altinn",
    "Non-goals",
    "Help",
]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each table row."""
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def section(heading: str) -> str:
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def starlette_routes(routes: Iterator[BaseRoute] | list[BaseRoute]) -> Iterator[Route]:
    for each in routes:
        if isinstance(each, Mount):
            yield from starlette_routes(each.routes)
        elif isinstance(each, Route) and "{path:path}" not in each.path:
            yield each


def emulated() -> Iterator[str]:
    for route in (*NOTIFICATIONS, *CORRESPONDENCE, *APPS):
        yield f"{'GET' if route.method == EVERY_METHOD else route.method} {route.path}"
    for each in starlette_routes(list(platform_routes)):
        yield from (f"{method} {each.path}" for method in (each.methods or set()) - {"HEAD"})


def test_the_readme_has_its_headings_in_order():
    assert re.findall(r"^## (.+)$", README, re.MULTILINE) == HEADINGS


def test_the_readme_lists_every_emulated_endpoint():
    listed = [cells[0].strip("`") for cells in rows(section("Endpoints")) if "`" in cells[0]]

    assert sorted(listed) == sorted(emulated())


def test_each_endpoint_has_a_status():
    for cells in rows(section("Endpoints")):
        if "`" in cells[0]:
            assert re.match(r"complete$|partial: |absent: ", cells[1]), cells


def test_the_control_api_page_names_every_path():
    words = {
        word
        for route in starlette_routes(list(control_routes))
        for word in route.path.split("/")
        if word and "{" not in word
    }

    assert {word for word in words if word not in CONTROL_API} == set()


def serve_options() -> dict[str, Any]:
    application = get_command(make_cli("serve"))
    assert isinstance(application, TyperGroup)
    return {str(each.name): each for each in application.commands["serve"].params}


def test_each_field_of_the_configuration_is_an_option_of_serve():
    assert list(serve_options()) == list(Configuration.model_fields)


def test_the_readme_lists_the_options_of_serve():
    listed = [cells for cells in rows(README) if cells[0].startswith("`--")]

    assert listed == [
        [
            f"`--{name.replace('_', '-')}`",
            f"`{option.envvar}`",
            f"`{option.default}`" if option.default else "",
            option.help,
        ]
        for name, option in serve_options().items()
    ]


def test_the_readme_lists_the_commands():
    listed = [cells[0] for cells in rows(README) if cells[0].startswith("`altinn-mock ")]
    commands = [each.callback.__name__ for each in make_cli().registered_commands if each.callback]

    assert sorted(listed) == sorted(f"`altinn-mock {name}`" for name in commands)


def test_the_readme_lists_the_fixtures():
    first = [cells[0].strip("`") for cells in rows(README)]
    listed = [cell for cell in first if re.fullmatch(FIXTURE, cell)]

    fixtures = [name for name in vars(plugin) if re.fullmatch(FIXTURE, name)]
    assert sorted(listed) == sorted(fixtures)


def test_the_readme_lists_the_arguments_of_the_marker():
    text = section("Fixtures, markers, commands, variables")

    assert [key for key in KEYS if f"`{key}`" not in text] == []


def test_the_readme_lists_the_deviations_in_the_code():
    listed = plain(section("Known deviations from Altinn"))

    missing = [text for text in deviations() if plain(text) not in listed]

    assert missing == []


def deviations() -> Iterator[str]:
    for path in (ROOT / "mock_server").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for found in re.findall(r"Deviation: (.+?)(?:\n\s*\n|\"\"\")", text, re.DOTALL):
            yield from re.split(r"(?<=\.)\s+", found.strip())


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").split()).rstrip(".").lower()


def test_continuous_integration_runs_the_test_command_of_the_readme():
    command = next(line for line in README.splitlines() if "pytest -n auto" in line)
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")

    for step in command.split(" && "):
        command_line = step.strip().replace(".venv/bin/", "").replace(" -q ", " --quiet ")
        assert command_line.replace("python3 -m venv .venv", "python3 -m venv") in script


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_are_valid(document: Path):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = text.replace(REPOSITORY, "")  # the README is also shown by the package registry
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_decisions_are_numbered_without_gaps():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/adr").glob("*.md"))]

    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
