"""Each rule that an explanation can name has a section in docs/rules.md, with a public source."""

import ast
import re
from pathlib import Path

import pytest

from mock_server.domain.rule_ids import RuleId

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([a-z0-9-]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def rules_named_in(path: Path) -> set[str]:
    return {
        RuleId[node.attr].value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "RuleId"
    }


def test_each_rule_has_a_section():
    assert set(RuleId) - SECTIONS.keys() == set()


def test_each_section_is_about_a_rule():
    assert SECTIONS.keys() - set(RuleId) == set()


def test_each_rule_is_in_use():
    used = {rule for path in (ROOT / "mock_server").rglob("*.py") for rule in rules_named_in(path)}
    assert set(RuleId) - used == set()


@pytest.mark.parametrize("rule", SECTIONS)
def test_a_rule_names_its_public_source(rule: str):
    assert re.search(r"^Source: \S+", SECTIONS[rule], re.MULTILINE)
