"""Installing beside an application, wheel and sdist: these tests need the package registry.

``.ci/run`` runs them: ``pytest -m registry``.
"""

import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.registry


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sdist and the wheel, built from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def wheel(distributions: list[Path]) -> Path:
    return next(each for each in distributions if each.suffix == ".whl")


def environment(folder: Path, *requirements: str) -> Path:
    """Create an environment with *requirements*, and return its Python."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    install = [scripts / "python", "-m", "pip", "install", "--quiet", *requirements]
    subprocess.run(install, check=True, capture_output=True)
    return scripts / "python"


def installed(python: Path) -> dict[str, str]:
    """Return the releases in an environment."""
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format", "json"], check=True, capture_output=True
    )
    return {each["name"].lower(): each["version"] for each in json.loads(listed.stdout)}


def would_install(python: Path, *requirements: str) -> dict[str, str]:
    """Return the releases that pip would install for *requirements*."""
    report = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--dry-run", "--report", "-", *requirements],
        check=True,
        capture_output=True,
    )
    metadata = [each["metadata"] for each in json.loads(report.stdout)["install"]]
    return {each["name"].lower(): each["version"] for each in metadata}


@pytest.mark.parametrize(
    ("fastapi", "extra"), [("0.115.0", ""), ("0.115.14", "[server]")], ids=["client", "server"]
)
def test_nothing_of_an_application_changes(fastapi: str, extra: str, wheel: Path, tmp_path: Path):
    application = (f"fastapi=={fastapi}", "httpx==0.27.0", "pydantic==2.9.0", "uvicorn==0.35.0")
    python = environment(tmp_path / "venv", *application)
    before = installed(python)

    # The server requires starlette, as FastAPI does: pip must know the application's pins.
    pins = application if extra else ()
    added = would_install(python, f"{wheel}{extra}", *pins)

    assert "altinn-notifications-mock" in added
    assert {name: version for name, version in added.items() if name in before} == {}


def test_the_client_alone_runs_its_fixtures_with_a_server_of_its_own(wheel: Path, tmp_path: Path):
    python = environment(tmp_path / "venv", str(wheel), "pytest")
    test = tmp_path / "test_clock.py"
    test.write_text("def test_clock(altinn): assert altinn.now.year == 2026", encoding="utf-8")
    program = Path(sys.executable).parent

    without = subprocess.run(
        [python, "-m", "pytest", test], capture_output=True, encoding="utf-8", env={"PATH": ""}
    )
    beside = subprocess.run(
        [python, "-m", "pytest", test],
        capture_output=True,
        encoding="utf-8",
        env={"PATH": str(program)},
    )

    assert "starlette" not in installed(python)
    assert "no server: it is not installed here" in without.stdout
    assert "1 passed" in beside.stdout, beside.stdout


def test_the_wheel_contains_the_packages_with_their_types(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()

    for package in ("altinn_mock", "client_fixtures", "mock_server"):
        assert f"{package}/py.typed" in names
    assert "mock_server/_scenarios/reminder.yaml" in names
    assert [name for name in names if re.search(r"__pycache__|(^|/)tests?/", name)] == []


def test_the_sdist_contains_what_its_tests_need(distributions: list[Path]):
    sdist = next(each for each in distributions if each.name.endswith(".tar.gz"))

    with tarfile.open(sdist) as file:
        names = {name.partition("/")[2] for name in file.getnames()}

    assert {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "tests/conftest.py"} <= names
    assert [name for name in names if name.startswith((".venv", "dist", ".git/"))] == []


def test_the_distributions_are_valid_for_the_registry(distributions: list[Path], wheel: Path):
    checked = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", *distributions],
        capture_output=True,
        encoding="utf-8",
    )
    assert checked.returncode == 0, checked.stdout

    metadata = next(
        name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/METADATA")
    )
    description = zipfile.ZipFile(wheel).read(metadata).decode()
    relative = re.findall(r"\]\((?!https?://|#)([^)]*)\)", description)
    assert relative == []
