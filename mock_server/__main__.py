"""The program ``altinn-mock``, also ``python -m mock_server``."""

import signal
import sys


def main() -> None:
    """Run the command line; SIGTERM ends ``serve`` with exit status 0 from here on.

    uvicorn shuts down gracefully first, then raises the signal again. Process 1 of a container
    ignores SIGTERM unless it handles it, so the handler comes before the imports.
    """
    if sys.argv[1:2] == ["serve"]:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from mock_server.cli.main import main as run_command

    run_command()


if __name__ == "__main__":
    main()
