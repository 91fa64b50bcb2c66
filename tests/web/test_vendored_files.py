"""Vendored files are the ones that the registry had. See mock_server/web/vendor/README.md."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "mock_server/web/vendor", ROOT / "tests/web/vendor")
ENTRIES = [
    pytest.param(folder, entry, id=entry["file"])
    for folder in FOLDERS
    for entry in json.loads((folder / "vendored.json").read_text())
]


@pytest.mark.parametrize(("folder", "entry"), ENTRIES)
def test_a_vendored_file_is_unchanged(folder: Path, entry: dict[str, Any]):
    content = (folder / entry["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


@pytest.mark.parametrize(("folder", "entry"), ENTRIES)
def test_a_vendored_file_has_a_version_a_licence_and_an_origin(folder: Path, entry: dict[str, Any]):
    assert entry.keys() == {
        "file",
        "package",
        "version",
        "license",
        "licenseFile",
        "origin",
        "path",
        "integrity",
        "sha256",
    }
    assert (folder / entry["licenseFile"]).is_file()
    assert entry["version"] in entry["origin"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: each.parent.name)
def test_every_file_of_the_folder_is_listed(folder: Path):
    entries = json.loads((folder / "vendored.json").read_text())
    listed = {each[name] for each in entries for name in ("file", "licenseFile")}

    own = {"vendored.json", "README.md"}
    assert {each.name for each in folder.iterdir()} - own == listed
