"""The command ``altinn-mock`` with all of its commands.

An invalid call prints one line to standard error and exits with status 2.
"""

import os
import sys
from importlib import import_module
from typing import Annotated, Final, NoReturn

import typer

from mock_server import __version__
from mock_server.cli.output import CommandError, echo
from mock_server.cli.usage_errors import UsageError, unknown_command_message, usage_error_message

# Each command is the function of that name in the module of that name in this folder.
COMMANDS: Final = (
    "serve",
    "run",
    "scenarios",
    "send",
    "inbox",
    "pending",
    "why",
    "advance",
    "ready",
    "record",
    "compare",
    "check",
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
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
    )
    cli.callback()(_root)
    for command in [name] if name in COMMANDS else COMMANDS:
        module = import_module(f"mock_server.cli.{command}")
        cli.command()(getattr(module, command))
    return cli


def main() -> None:
    """Run the command line of this process; without a command it prints the help."""
    _print_every_character()
    arguments = sys.argv[1:]
    name = arguments[0] if arguments else None
    if name is not None and not name.startswith("-") and name not in COMMANDS:
        _exit_with_usage(unknown_command_message(name, COMMANDS), "altinn-mock")
    if not arguments and "_ALTINN_MOCK_COMPLETE" not in os.environ:
        arguments = ["--help"]
    try:
        cli = make_cli(name)
        sys.exit(cli(arguments, prog_name="altinn-mock", standalone_mode=False) or 0)
    except UsageError as error:
        command = f"altinn-mock {name}" if name in COMMANDS else "altinn-mock"
        _exit_with_usage(usage_error_message(error), command)
    except CommandError as error:
        _exit_with_error(str(error), error.status)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)


def _print_every_character() -> None:
    """Replace the characters that the terminal does not have, as on Windows; do not fail."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _exit_with_usage(message: str, command: str) -> NoReturn:
    end = "" if message.endswith("?") else "."
    _exit_with_error(f"{message}{end} See: {command} --help", 2)


def _exit_with_error(message: str, status: int) -> NoReturn:
    line = " ".join(message.split())
    typer.echo(f"altinn-mock: {line}", err=True)
    sys.exit(status)
