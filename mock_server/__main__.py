"""The program ``altinn-mock``, also ``python -m mock_server``.

It imports the command line last: ``--version`` and a missing server need none of it.
"""

import signal
import sys

from mock_server import __version__
from mock_server.installation import HOW_TO_INSTALL, missing_module


def main() -> None:
    """Run the command line; SIGTERM ends a server with exit status 0 from here on.

    uvicorn shuts down gracefully first, then raises the signal again. Process 1 of a container
    ignores SIGTERM unless it handles it, so the handler comes before the imports.
    """
    if sys.argv[1:2] in (["serve"], ["record"]):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
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
