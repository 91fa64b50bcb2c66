"""Code blocks of the documentation run, or at least parse."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITTEN = sorted(
    path
    for path in DOCS.rglob("*.md")
    if path.relative_to(DOCS).parts[0] in ("tutorial", "how-to", "explanation")
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SNIPPET = re.compile(r'^--8<-- "(.+)"$', re.MULTILINE)
# Not checked: no compiler is installed where the tests run.
UNCHECKED = {"java", "kotlin", "csharp", "text", "console"}
CHECKED = {"python", "sh", "js", "yaml"}


class Block(NamedTuple):
    """A code block and where it stands."""

    name: str
    language: str
    code: str


def blocks() -> Iterator[Block]:
    for path in WRITTEN:
        found = BLOCK.findall(path.read_text(encoding="utf-8"))
        for number, (language, code) in enumerate(found, 1):
            name = f"{path.relative_to(DOCS).with_suffix('')}-{number}".replace("/", "-")
            yield Block(name, language, code)


def without_snippets(language: str) -> list[Block]:
    return [each for each in blocks() if each.language == language and "--8<--" not in each.code]


def test_every_block_has_a_language_that_is_checked_or_known_not_to_be():
    assert {each.language for each in blocks()} <= UNCHECKED | CHECKED


def test_every_included_file_exists():
    included = [
        name for path in WRITTEN for name in SNIPPET.findall(path.read_text(encoding="utf-8"))
    ]

    assert included
    assert [name for name in included if not (ROOT / name).is_file()] == []


def test_the_python_blocks_pass_as_tests(tmp_path: Path, altinn_url: str):
    examples = without_snippets("python")
    for each in examples:
        (tmp_path / f"test_{each.name.replace('-', '_')}.py").write_text(
            each.code, encoding="utf-8"
        )
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = os.environ | {
        "ALTINN_MOCK_URL": altinn_url,
        "PYTHONPATH": paths,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    plugins = ("-p", "client_fixtures.plugin", "-p", "no:cacheprovider")

    result = subprocess.run(
        (sys.executable, "-W", "error", "-m", "pytest", "-q", *plugins, str(tmp_path)),
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
    tests = sum(each.code.count("\ndef test_") for each in examples)
    assert f"{tests} passed" in result.stdout


@pytest.mark.skipif(
    not all(map(shutil.which, ("sh", "curl", "jq"))), reason="not installed here: curl, jq"
)
@pytest.mark.parametrize("block", without_snippets("sh"), ids=lambda each: each.name)
def test_a_shell_block_runs(block: Block, altinn_url: str):
    has_world = "/w/" in block.code
    server = altinn_url if has_world else f"{altinn_url}/w/{block.name}-{os.getpid()}"

    result = subprocess.run(
        ("sh", "-eu", "-c", block.code.replace("http://127.0.0.1:5090", server)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="not installed here: node")
@pytest.mark.parametrize("block", without_snippets("js"), ids=lambda each: each.name)
def test_a_javascript_block_parses(block: Block, tmp_path: Path):
    script = tmp_path / "block.mjs"
    script.write_text(block.code, encoding="utf-8")

    result = subprocess.run(
        ("node", "--check", str(script)), capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("block", without_snippets("yaml"), ids=lambda each: each.name)
def test_a_yaml_block_parses(block: Block):
    assert YAML(typ="safe").load(block.code)


def yaml_files() -> Iterator[Path]:
    yield from [ROOT / "compose.yaml", ROOT / "mkdocs.yml"]
    yield from sorted((ROOT / "examples/ci").glob("*.yml"))
    yield from sorted((ROOT / ".github").rglob("*.yml"))


@pytest.mark.parametrize("path", list(yaml_files()), ids=lambda path: path.name)
def test_a_yaml_file_parses(path: Path):
    assert YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def test_the_package_file_of_the_node_example_parses():
    path = ROOT / "examples/testcontainers/node/package.json"

    assert "testcontainers" in json.loads(path.read_text())["devDependencies"]


def pages(entries: list[object]) -> Iterator[str]:
    for entry in entries:
        match entry:
            case str():
                yield entry
            case dict():
                for value in entry.values():
                    yield from pages(value if isinstance(value, list) else [value])


def test_every_page_is_in_the_navigation():
    site = YAML(typ="safe").load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    listed = sorted(pages(site["nav"]))

    written = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))
    assert listed == [path for path in written if not path.startswith("adr/")]
