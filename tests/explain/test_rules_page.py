"""Every rule that an explanation names stands in docs/rules.md, with its public source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([a-z0-9-]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
RULE_ID = re.compile(r"[a-z]+(-[a-z]+)*")
# The calls that name a rule, and where in them it stands.
NAMING = {"record_decision": 3, "_schedule_retry": 3, "PendingCause": 2, "_suppress_order": 4}
MODULES = sorted(
    path
    for path in (ROOT / "mock_server").rglob("*.py")
    if path.relative_to(ROOT / "mock_server").parts[0] != "dotnet"
)


def named_rules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        callee = node.func
        name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
        places = [each.value for each in node.keywords if each.arg == "rule"]
        if name in NAMING and len(node.args) > NAMING[name]:
            places.append(node.args[NAMING[name]])
        for place in places:
            yield from texts(place)


def texts(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def used_rules() -> set[str]:
    from mock_server.explain import decisions

    found = {
        rule
        for path in MODULES
        for rule in named_rules(ast.parse(path.read_text(encoding="utf-8")))
    }
    return {each for each in found if RULE_ID.fullmatch(each)} | {
        rule for _, rule in vars(decisions)["_REASONS"].values()
    }


def test_there_is_a_section_for_each_rule_in_use():
    assert used_rules() - SECTIONS.keys() == set()


def test_no_section_is_about_a_rule_that_nothing_uses():
    assert SECTIONS.keys() - used_rules() == set()


@pytest.mark.parametrize("rule", SECTIONS)
def test_a_rule_names_its_public_source(rule: str):
    assert re.search(r"^Source: \S+", SECTIONS[rule], re.MULTILINE)
