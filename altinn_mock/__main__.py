"""The command ``altinn-mock``, also ``python -m altinn_mock``."""

import sys

from altinn_mock.package_names import check_package_names


def main() -> None:
    """Run the command line of this process."""
    try:
        check_package_names()
    except ImportError as error:
        print(f"altinn-mock: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    from mock_server.__main__ import main as run_command

    run_command()


if __name__ == "__main__":
    main()
