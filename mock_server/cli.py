"""``altinn-mock``: the commands, joined.

Source: design/control-api.md, Command line.
A call that cannot be understood ends with one line on standard error and exit status 2.
"""

import sys
from typing import Annotated, NoReturn

import typer

from mock_server import __version__
from mock_server.commands.advance import advance
from mock_server.commands.check import check
from mock_server.commands.inbox import inbox
from mock_server.commands.printing import CommandError, say
from mock_server.commands.ready import ready
from mock_server.commands.run import run
from mock_server.commands.send import send
from mock_server.commands.serve import serve
from mock_server.configuration import ConfigurationError


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


def make_cli() -> typer.Typer:
    """Return the commands as one."""
    cli = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
    )
    cli.callback()(_every_command)
    for command in (serve, run, send, inbox, advance, ready, check):
        cli.command()(command)
    return cli


def main() -> None:
    """Run the command that the process was called with."""
    try:
        sys.exit(make_cli()(prog_name="altinn-mock", standalone_mode=False) or 0)
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
