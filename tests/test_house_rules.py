"""Rules of the house that no linter knows: sizes, names, one writer, no state in modules."""

import ast
import importlib
import inspect
import pkgutil
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import BaseRoute, Mount, Route

import client_fixtures
import mock_server

ROOT = Path(__file__).parent.parent
PACKAGES = ("mock_server", "client_fixtures")
MODULES = sorted(path for name in (*PACKAGES, "tests") for path in (ROOT / name).rglob("*.py"))
OURS = [path for path in MODULES if path.relative_to(ROOT).parts[0] in PACKAGES]
NAMELESS = {"utils", "helpers", "common", "misc", "base", "models", "manager"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", OURS, ids=name_of)
def test_a_module_stays_small(module: Path):
    assert len(module.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_has_a_telling_name(module: Path):
    assert module.stem not in NAMELESS


@pytest.mark.parametrize("module", OURS, ids=name_of)
def test_a_module_keeps_no_state_of_its_own(module: Path):
    tree = ast.parse(module.read_text(encoding="utf-8"))

    rebound = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Global)]
    filled = [
        statement.lineno
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and is_empty_container(statement.value)
    ]

    assert rebound == []
    assert filled == []


def is_empty_container(value: ast.expr | None) -> bool:
    """A module's empty list or dictionary waits to be filled; a full one is a table."""
    match value:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id="list" | "dict" | "set" | "defaultdict"), args=[]):
            return True
        case _:
            return False


def test_every_endpoint_is_async_so_that_a_world_has_one_writer():
    threaded = [
        route.path
        for route in routes()
        if not inspect.iscoroutinefunction(inspect.unwrap(route.endpoint))
    ]

    assert threaded == []


def routes() -> Iterator[Route]:
    """Every Starlette route that a module holds."""
    for module in modules("mock_server"):
        for value in vars(module).values():
            if isinstance(value, list | tuple):
                yield from flattened(value)


def flattened(found: list[BaseRoute] | tuple[BaseRoute, ...]) -> Iterator[Route]:
    for each in found:
        if isinstance(each, Route):
            yield each
        elif isinstance(each, Mount):
            yield from flattened(each.routes)


def modules(package: str) -> Iterator[object]:
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, package + "."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def test_there_are_routes_to_check():
    assert len(list(routes())) > 10


def test_one_module_reads_real_time():
    reading = [
        name_of(path)
        for path in (ROOT / "mock_server").rglob("*.py")
        if path.name != "real_time.py"
        and {"time", "sched"} & {name.partition(".")[0] for name in imported(path)}
    ]

    assert reading == []


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_all_that_is_listed_as_public_is_there():
    public = client_fixtures.__all__

    assert sorted(public) == list(public)
    assert [name for name in public if getattr(client_fixtures, name, None) is None] == []


def test_the_newest_heading_of_the_changelog_is_the_version():
    headings = [
        line.split()[1]
        for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    ]

    assert headings[0] == PROJECT["project"]["version"] == mock_server.__version__


def test_the_wheel_holds_two_packages_and_the_scenarios(tmp_path: Path):
    builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(ROOT))

    wheel = next(iter(builder.build(directory=str(tmp_path), versions=["standard"])))

    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == set(PACKAGES)
    assert "mock_server/data/directory.json" in names
    assert {f"mock_server/_scenarios/{path.name}" for path in (ROOT / "scenarios").iterdir()} <= {
        *names
    }


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-runtime.lock"])
def test_a_lock_file_pins_what_the_project_asks_for(name: str):
    lock = (ROOT / name).read_text()
    pinned = {line.partition("==")[0] for line in lock.splitlines() if "==" in line}
    asked = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
    if name == "requirements.lock":
        asked += PROJECT["dependency-groups"]["dev"]

    assert {plain(each) for each in asked} - pinned == set()


def test_the_lock_files_agree():
    everything = (ROOT / "requirements.lock").read_text().splitlines()
    runtime = (ROOT / "requirements-runtime.lock").read_text().splitlines()

    assert {line for line in runtime if "==" in line} <= set(everything)


def plain(requirement: str) -> str:
    name = requirement.partition(";")[0]
    for mark in "[<>=":
        name = name.partition(mark)[0]
    return name.strip().lower().replace(".", "-").replace("_", "-")


def test_the_image_is_made_of_files_that_are_there_and_let_in():
    let_in = (ROOT / ".dockerignore").read_text().splitlines()
    copied = [
        source
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]

    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert [source for source in copied if f"!{source}" not in let_in] == []
