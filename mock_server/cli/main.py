"""``altinn-mock``: the commands, joined.

Source: design/control-api.md, Command line.
A call that cannot be understood ends with one line on standard error and exit status 2.
"""

import sys
from importlib import import_module
from typing import Annotated, Final, NoReturn

import typer

from mock_server import __version__
from mock_server.cli.output import CommandError, say
from mock_server.server.configuration import ConfigurationError

# A command is the function of that name in the module of that name in ``commands``.
COMMANDS: Final = ("serve", "run", "send", "inbox", "advance", "ready", "check")


def _version(asked: bool) -> None:
    if asked:
        say(__version__)
        raise typer.Exit


def _every_command(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A test double of Altinn's notification platform, under a clock that you control."""


def make_cli(wanted: str | None = None) -> typer.Typer:
    """Return the commands as one; only the *wanted* one, if it is one of them.

    Importing what the other commands need takes longer than most commands do.
    """
    cli = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
    )
    cli.callback()(_every_command)
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        module = import_module(f"mock_server.cli.{name}")
        cli.command()(getattr(module, name))
    return cli


def main() -> None:
    """Run the command that the process was called with."""
    try:
        cli = make_cli(*sys.argv[1:2])
        sys.exit(cli(prog_name="altinn-mock", standalone_mode=False) or 0)
    except typer.TyperException as error:
        _stop(f"{error.format_message()} See: altinn-mock --help", error.exit_code)
    except ConfigurationError as error:
        _stop(str(error), 2)
    except CommandError as error:
        _stop(str(error), error.status)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)


def _stop(reason: str, status: int) -> NoReturn:
    line = " ".join(reason.split())
    typer.echo(f"altinn-mock: {line}", err=True)
    sys.exit(status)
