"""The project's own pytest plugin, also where the package is not installed."""

import pytest

from client_fixtures import plugin

pytest_plugins = ["pytester"]


def pytest_configure(config: pytest.Config):
    if not config.pluginmanager.has_plugin("altinn"):
        config.pluginmanager.register(plugin, "altinn")
