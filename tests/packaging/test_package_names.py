"""A package of the user with the name of one of this distribution's is said in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

import altinn_mock
import client_fixtures
import mock_server
from altinn_mock.package_names import PACKAGES, advice_about_import
from altinn_mock.plugin import plugin

ROOT = Path(__file__).parents[2]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in *folder*, where this project is on the path after the folder."""
    environment = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": ""}
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=environment,
        check=False,
    )


def test_the_own_name_gives_the_names_of_the_client():
    assert altinn_mock.Altinn is client_fixtures.Altinn
    assert altinn_mock.__version__ == mock_server.__version__
    assert [name for name in altinn_mock.__all__ if not hasattr(altinn_mock, name)] == []
    with pytest.raises(AttributeError, match="'Alltin'"):
        _ = altinn_mock.Alltin


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_with_the_same_name_is_reported(name: str, tmp_path: Path):
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    line = f"{tmp_path / name} has the same name as a package of altinn-notifications-mock; rename"

    tests = run(tmp_path, "-m", "pytest", "-p", "altinn_mock.plugin")
    command = run(tmp_path, "-m", "altinn_mock", "--version")

    assert (tests.returncode, tests.stdout) == (4, "")
    assert tests.stderr.startswith(f"ERROR: {line}")
    assert (command.returncode, command.stdout) == (2, "")
    assert command.stderr.startswith(f"altinn-mock: {line}")


def test_a_test_that_imports_such_a_package_gets_advice(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.mkpydir("mock_server")
    pytester.makepyfile("from mock_server.people import KARI")

    result = pytester.runpytest_inprocess(plugins=[plugin])

    result.stdout.fnmatch_lines(
        [
            "E   ModuleNotFoundError: No module named 'mock_server.people'",
            "mock_server is a package of altinn-notifications-mock; if you have a package *",
        ]
    )


def test_other_failed_imports_get_no_advice():
    assert advice_about_import("No module named 'mock_servers.people'") is None
    assert advice_about_import("No module named 'people'") is None
