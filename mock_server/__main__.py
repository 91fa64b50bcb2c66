"""``python -m mock_server``: the same as ``altinn-mock``."""

from mock_server.cli.main import main

main()
