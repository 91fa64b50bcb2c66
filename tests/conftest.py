"""The project's own pytest plugin, also where the package is not installed."""

from importlib.metadata import entry_points

import pytest

from client_fixtures import plugin

pytest_plugins = ["pytester"]


def pytest_configure(config: pytest.Config):
    if not config.pluginmanager.has_plugin("altinn"):
        config.pluginmanager.register(plugin, "altinn")


@pytest.fixture(scope="session")
def plugin_arguments() -> list[str]:
    """What loads the plugin in a further pytest: nothing where an installation does."""
    installed = {each.name for each in entry_points(group="pytest11")}
    return [] if "altinn" in installed else ["-p", "client_fixtures.plugin"]
