"""The entry point of the pytest plugin ``altinn``.

It imports the packages of this distribution before pytest adds the folders of the tests to the
path, so they are found; a package of the user with the same name is reported in one line.
"""

import pytest

from altinn_mock.package_names import check_package_names

try:
    check_package_names()
except ImportError as error:
    raise pytest.UsageError(str(error)) from None

import mock_server
from client_fixtures import plugin

__all__ = ["mock_server", "plugin"]
