"""Tests that run the examples: in Python, with Node, and with curl and jq."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


def run(*command: str, url: str) -> subprocess.CompletedProcess[str]:
    paths = [str(ROOT), str(EXAMPLES / "python"), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "ALTINN_MOCK_URL": url,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=EXAMPLES, check=False
    )


def requires_programs(*programs: str) -> pytest.MarkDecorator:
    missing = [each for each in programs if shutil.which(each) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed here: {', '.join(missing)}")


@pytest.mark.parametrize(
    ("path", "passed"),
    [
        ("test_first.py", 1),
        ("python/test_caseworker.py", 5),
        ("python/test_caseworker_async.py", 3),
    ],
)
def test_the_python_examples_pass(path: str, passed: int, altinn_url: str):
    plugins = ("-p", "client_fixtures.plugin", "-p", "anyio.pytest_plugin")

    result = run(
        *(sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *plugins,
        path,
        url=altinn_url,
    )

    assert result.returncode == 0, result.stdout
    assert f"{passed} passed" in result.stdout


@requires_programs("node")
def test_the_node_example_passes(altinn_url: str):
    result = run("node", "--test", "node/reminder.test.mjs", url=altinn_url)

    assert result.returncode == 0, result.stdout
    assert "# pass 2" in result.stdout or "pass 2" in result.stdout


@requires_programs("sh", "curl", "jq")
def test_the_shell_example_passes(altinn_url: str):
    result = run("sh", "shell/reminder.sh", url=altinn_url)

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "It is 2026-01-06T05:00:00Z.",
        "Pending until 2026-01-06T08:01:00Z: daytime SMS are sent between 09:00 and 17:00 Norwegian"
        " time.",
        "2026-01-06T08:01:00Z to +4799999999: Fristen er i morgen",
        "The shipment is Order_Completed.",
    ]


def test_the_first_readme_example_equals_the_example_file():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    if not blocks:
        pytest.skip("the README has no example yet")

    assert blocks[0] == (EXAMPLES / "test_first.py").read_text(encoding="utf-8")
