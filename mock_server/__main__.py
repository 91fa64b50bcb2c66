"""The command ``altinn-mock``, also ``python -m mock_server``.

It answers what needs no import of the command line: ``--version``, and a missing server.
"""

import sys

from mock_server import __version__
from mock_server.installation import HOW_TO_INSTALL, missing_module


def main() -> None:
    """Run the command line of this process."""
    if sys.argv[1:] == ["--version"]:
        print(__version__)  # noqa: T201
        return
    if missing := missing_module():
        line = f"altinn-mock: the server is not installed here (no module {missing!r})"
        print(f"{line}; {HOW_TO_INSTALL}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    from mock_server.cli.main import main as run_command

    run_command()


if __name__ == "__main__":
    main()
