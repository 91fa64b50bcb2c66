"""docs/rule-sets.md lists every place in the code that asks for the rule set."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mock_server"
PAGE = (ROOT / "docs/rule-sets.md").read_text(encoding="utf-8")
# Defaults, options, and descriptions of the API: they select no behaviour.
WITHOUT_BEHAVIOUR = {
    ("cli/compare.py", "compare"),
    ("control/schemas/settings.py", "SettingsModel"),
    ("server/configuration.py", "Configuration"),
    ("web/api_docs/emulated_apis.py", "_JSON_BODIES"),
    ("world/settings.py", "WorldSettings"),
}


def places_in_code() -> Iterator[tuple[str, str]]:
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in names_with_rule_set(tree, ""):
            yield path.relative_to(PACKAGE).as_posix(), name


def names_with_rule_set(node: ast.AST, name: str) -> Iterator[str]:
    """Yield the qualified name of each function, class or constant that names a rule set."""
    for child in ast.iter_child_nodes(node):
        if (
            isinstance(child, ast.Attribute)
            and isinstance(child.value, ast.Name)
            and child.value.id == "RuleSet"
        ):
            yield name
        yield from names_with_rule_set(child, name_of(child, name))


def name_of(node: ast.AST, name: str) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return f"{name}.{node.name}" if name else node.name
    if not name and isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    if not name and isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return name


def rows() -> Iterator[list[str]]:
    """Yield the cells of the tables that have a column Code."""
    for table in re.findall(r"\| Code \|\n\|[-|]+\n((?:\|.*\n)+)", PAGE):
        for line in table.splitlines():
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def places_on_page() -> Iterator[tuple[str, str]]:
    for row in rows():
        for part in row[-1].split(";"):
            module, *names = re.findall(r"`([^`]+)`", part)
            yield from ((module, name) for name in names)


def test_each_place_in_the_code_is_listed():
    assert set(places_in_code()) - WITHOUT_BEHAVIOUR - set(places_on_page()) == set()


def test_each_listed_place_is_in_the_code():
    assert set(places_on_page()) - set(places_in_code()) == set()


def test_each_difference_says_what_differs_and_has_a_public_source():
    differences = list(rows())

    assert len(differences) > 25
    for what, documented, deployed, source, _ in differences:
        assert what
        assert documented != deployed
        assert re.search(r"\(https://docs\.altinn\.studio/\S+\)", source), what


def test_the_page_begins_with_the_rule():
    assert PAGE.splitlines()[2].startswith(
        "`documented` (the default) is the service as recorded, plus what Altinn's documents say"
        " otherwise. Where the documents are silent, the service counts."
    )


def test_each_statement_has_a_source_and_a_test_that_exists():
    table = PAGE.partition("| Statement | Source | Test |")[2]
    statements = [line for line in table.splitlines() if "`test_" in line]
    tests = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    }

    assert len(statements) > 35
    for line in statements:
        assert "(https://docs.altinn.studio/" in line, line
        assert set(re.findall(r"`(test_\w+)`", line)) <= tests, line
