"""Detection of a package of the user with the same name as one of this distribution."""

import re
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("client_fixtures", "mock_server")


def check_package_names() -> None:
    """Check that Python finds the packages of this distribution under their names.

    Raises:
        ImportError: if it finds another one; the message is one line and names it.
    """
    installed = Path(__file__).resolve().parents[1]
    for name in PACKAGES:
        spec = find_spec(name)
        found = Path(spec.origin).resolve() if spec and spec.origin else Path(name)
        if found.parent != installed / name:
            folder = found.parent if found.name == "__init__.py" else found
            raise ImportError(
                f"{folder} has the same name as a package of altinn-notifications-mock; rename it,"
                " or remove its folder from the path (run `pytest`, not `python -m pytest`)",
                name=name,
            )


def advice_about_import(error: str) -> str | None:
    """Return advice if *error* says that a package of this distribution lacks a module or name.

    pytest adds the folders of tests to the path after the plugins are imported, so a package of
    the user with the same name is not found.
    """
    for name in PACKAGES:
        if re.search(rf"No module named '{name}\.|cannot import name .* from '{name}[.']", error):
            return (
                f"{name} is a package of altinn-notifications-mock; if you have a package with"
                " that name, rename it"
            )
    return None
