"""The command ``altinn-mock`` with all of its commands.

An invalid call prints one line to standard error and exits with status 2.
"""

import sys
from importlib import import_module
from typing import Annotated, Final, NoReturn

import typer

from mock_server import __version__
from mock_server.cli.output import CommandError, echo
from mock_server.server.configuration import ConfigurationError

# Each command is the function of that name in the module of that name in this folder.
COMMANDS: Final = (
    "serve",
    "run",
    "send",
    "inbox",
    "advance",
    "ready",
    "check",
    "record",
    "compare",
)


def _print_version(is_given: bool) -> None:
    if is_given:
        echo(__version__)
        raise typer.Exit


def _root(
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Emulator of Altinn's notification platform, with a clock you control."""


def make_cli(name: str | None = None) -> typer.Typer:
    """Return the application with all commands, or with one if *name* is a command.

    The imports of the other commands take longer than most commands run.
    """
    cli = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
    )
    cli.callback()(_root)
    for command in [name] if name in COMMANDS else COMMANDS:
        module = import_module(f"mock_server.cli.{command}")
        cli.command()(getattr(module, command))
    return cli


def main() -> None:
    """Run the command line of this process."""
    try:
        cli = make_cli(*sys.argv[1:2])
        sys.exit(cli(prog_name="altinn-mock", standalone_mode=False) or 0)
    except typer.BadParameter as error:
        # Options are read as text, so only the variable of a flag can have an invalid value.
        variable = error.param.envvar if error.param else None
        _exit_with_error(f"invalid {variable}; expected true or false", error.exit_code)
    except typer.TyperException as error:
        _exit_with_error(f"{error.format_message()} See: altinn-mock --help", error.exit_code)
    except ConfigurationError as error:
        _exit_with_error(str(error), 2)
    except CommandError as error:
        _exit_with_error(str(error), error.status)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)


def _exit_with_error(message: str, status: int) -> NoReturn:
    line = " ".join(message.split())
    typer.echo(f"altinn-mock: {line}", err=True)
    sys.exit(status)
