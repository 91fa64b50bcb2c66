"""Rules that no linter checks: sizes, names, prose, one writer, no state in modules."""

import ast
import importlib
import inspect
import io
import pkgutil
import re
import tokenize
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import BaseRoute, Mount, Route

import client_fixtures
import mock_server

ROOT = Path(__file__).parent.parent
PACKAGES = ("mock_server", "client_fixtures", "altinn_mock")
MODULES = sorted(path for name in (*PACKAGES, "tests") for path in (ROOT / name).rglob("*.py"))
OURS = [path for path in MODULES if path.relative_to(ROOT).parts[0] in PACKAGES]
VAGUE_NAMES = {"utils", "helpers", "common", "misc", "base", "models", "manager"}
SMALL_MODULES = {
    "altinn_mock/__main__.py": "python -m altinn_mock needs this file",
    "altinn_mock/plugin.py": "the entry point of pytest",
    "mock_server/cli/ready.py": "each command has its own module",
    "mock_server/domain/json.py": "a type that all packages import",
    "mock_server/server/routes.py": "joins the routes of three packages",
}
PROSE = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = sorted((ROOT / "mock_server").rglob("*.html"))
# In these packages, only docstrings and comments are checked: their texts can be Altinn's.
EMULATED = ("notifications", "correspondence", "apps", "tokens", "dotnet", "domain")
FORBIDDEN_WORDS = re.compile(
    r"\b(left the platform|has left|taken up|takes up|taken on|held back|whoever|whom|somebody"
    r"|nobody|(is|are) no (?!longer\b)|gives up|given up|let go|turned down|comes to nothing"
    r"|on its way|fits|fitting|fate)(?!\w)",
    re.IGNORECASE,
)
FORBIDDEN_BEGINNING = re.compile(r"(Let|Say|Tell|Go through|What|Whoever)\b")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", OURS, ids=name_of)
def test_a_module_is_neither_large_nor_tiny(module: Path):
    lines = len(module.read_text(encoding="utf-8").splitlines())

    assert lines < 400
    assert lines >= 25 or module.name == "__init__.py" or name_of(module) in SMALL_MODULES


def test_the_list_of_small_modules_is_up_to_date():
    small = [name_of(each) for each in OURS if len(each.read_text().splitlines()) < 25]

    assert [each for each in SMALL_MODULES if each not in small] == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_has_no_vague_name(module: Path):
    assert module.stem not in VAGUE_NAMES


@pytest.mark.parametrize("module", OURS, ids=name_of)
def test_a_module_has_no_state(module: Path):
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
    """Return whether *value* is empty: an empty container is state, a full one is a table."""
    match value:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id="list" | "dict" | "set" | "defaultdict"), args=[]):
            return True
        case _:
            return False


def test_every_endpoint_is_async():
    threaded = [
        route.path
        for route in routes()
        if not inspect.iscoroutinefunction(inspect.unwrap(route.endpoint))
    ]

    assert threaded == []


def routes() -> Iterator[Route]:
    """Yield every Starlette route in a list of any module."""
    for module in modules("mock_server"):
        for value in vars(module).values():
            if isinstance(value, list | tuple):
                yield from flattened(value)


def flattened(entries: list[BaseRoute] | tuple[BaseRoute, ...]) -> Iterator[Route]:
    for each in entries:
        if isinstance(each, Route):
            yield each
        elif isinstance(each, Mount):
            yield from flattened(each.routes)


def modules(package: str) -> Iterator[object]:
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, package + "."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def test_the_check_of_endpoints_finds_routes():
    assert len(list(routes())) > 10


def test_only_one_module_uses_real_time():
    readers = [
        name_of(path)
        for path in (ROOT / "mock_server").rglob("*.py")
        if path.name != "real_time.py"
        and {"time", "sched"} & {name.partition(".")[0] for name in imported(path)}
    ]

    assert readers == []


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_public_names_exist():
    public = client_fixtures.__all__

    assert sorted(public) == list(public)
    assert [name for name in public if getattr(client_fixtures, name, None) is None] == []


@pytest.mark.parametrize("module", OURS, ids=name_of)
def test_a_module_uses_no_forbidden_words(module: Path):
    source = module.read_text(encoding="utf-8")
    texts = [*docstrings(source), comments(source), *own_texts(module, source)]

    assert [found for text in texts for found in forbidden(text)] == []


@pytest.mark.parametrize("module", OURS, ids=name_of)
def test_a_docstring_begins_with_a_verb_or_a_noun(module: Path):
    source = module.read_text(encoding="utf-8")

    assert [each for each in docstrings(source) if FORBIDDEN_BEGINNING.match(each)] == []


@pytest.mark.parametrize("document", PROSE, ids=name_of)
def test_a_document_uses_no_forbidden_words(document: Path):
    text = document.read_text(encoding="utf-8").replace("**Gives up.**", "")
    without_code = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)

    assert forbidden(without_code) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_uses_no_forbidden_words(page: Path):
    assert forbidden(page.read_text(encoding="utf-8")) == []


def forbidden(text: str) -> list[str]:
    """Return each forbidden word in *text*, with the words around it."""
    line = " ".join(text.split())
    return [
        line[max(0, found.start() - 30) : found.end() + 30]
        for found in FORBIDDEN_WORDS.finditer(line)
    ]


def docstrings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text is not None:
                yield text


def comments(source: str) -> str:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return "\n".join(each.string.lstrip("# ") for each in tokens if each.type == tokenize.COMMENT)


def own_texts(module: Path, source: str) -> Iterator[str]:
    """Yield the texts of the mock in *source*: errors, help texts, events and decisions."""
    is_emulated = module.relative_to(ROOT).parts[1] in EMULATED
    for node in ast.walk(ast.parse(source)):
        if not is_emulated or is_record(node):
            yield from (
                each.value
                for each in ast.walk(node)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
            if not is_emulated:
                return


def is_record(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("record_event", "record_decision")
    )


def test_the_newest_heading_of_the_changelog_is_the_version():
    headings = [
        line.split()[1]
        for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    ]

    assert headings[0] == PROJECT["project"]["version"] == mock_server.__version__


def test_the_wheel_contains_three_packages_and_the_scenarios(tmp_path: Path):
    builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(ROOT))

    wheel = next(iter(builder.build(directory=str(tmp_path), versions=["standard"])))

    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert packages == set(PACKAGES)
    assert "mock_server/data/directory.json" in names
    assert {f"mock_server/_scenarios/{path.name}" for path in (ROOT / "scenarios").iterdir()} <= {
        *names
    }


BUILD = PROJECT["build-system"]["requires"]
RUNTIME = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["server"]
LOCKED = {
    "requirements-runtime.lock": RUNTIME,
    "requirements-build.lock": BUILD,
    "requirements.lock": RUNTIME + BUILD + PROJECT["dependency-groups"]["dev"],
}


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_file_pins_all_requirements(name: str):
    lock = (ROOT / name).read_text()
    pinned = {line.partition("==")[0] for line in lock.splitlines() if "==" in line}

    assert {distribution_name(each) for each in LOCKED[name]} - pinned == set()


@pytest.mark.parametrize("name", ["requirements-runtime.lock", "requirements-build.lock"])
def test_the_lock_files_agree(name: str):
    everything = (ROOT / "requirements.lock").read_text().splitlines()
    part = (ROOT / name).read_text().splitlines()

    assert {line for line in part if "==" in line} <= set(everything)


def distribution_name(requirement: str) -> str:
    name = requirement.partition(";")[0]
    for mark in "[<>=":
        name = name.partition(mark)[0]
    return name.strip().lower().replace(".", "-").replace("_", "-")


def test_the_files_of_the_image_exist_and_are_included():
    included = (ROOT / ".dockerignore").read_text().splitlines()
    copied = [
        source
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]

    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert [source for source in copied if f"!{source}" not in included] == []
