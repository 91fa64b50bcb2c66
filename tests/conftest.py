"""The project's own pytest plugin, also where the package is not installed."""

import pytest
from hypothesis import settings

from client_fixtures import plugin

pytest_plugins = ["pytester"]

# No test asserts a time: a busy machine is not a failure.
settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")


def pytest_addoption(parser: pytest.Parser):
    parser.addoption("--fuzz-rounds", default=150, type=int, help="requests of each fuzz test")
    parser.addoption("--fuzz-seed", default=1, type=int, help="seed of the fuzz tests")


def pytest_configure(config: pytest.Config):
    if not config.pluginmanager.has_plugin("altinn"):
        config.pluginmanager.register(plugin, "altinn")
