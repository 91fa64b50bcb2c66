"""Messages for calls that the command line cannot parse, instead of those of typer."""

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import typer

from mock_server.matching.formatting import suggest

# The class of all errors of typer about a call, whichever release of typer is installed.
UsageError: Final[type[Exception]] = typer.BadParameter.__mro__[1]

VARIABLE_PREFIX: Final = "ALTINN_MOCK_"
# Kubernetes sets variables such as ALTINN_MOCK_SERVICE_HOST for a service of that name.
_SERVICE_LINK: Final = re.compile(r"ALTINN_MOCK_(SERVICE_|PORT_\d)")


def usage_error_message(error: Any) -> str:
    """Return what is wrong with a call, in one line that suggests a correction."""
    match type(error).__name__:
        case "NoSuchOption":
            known = [name for each in error.ctx.command.params for name in each.opts]
            return f"unknown option {error.option_name}; {suggest(error.option_name, known)}"
        case "BadOptionUsage" if "requires" in error.message:
            return f"{error.option_name} needs a value"
        case "BadOptionUsage":
            return f"{error.option_name} takes no value"
        case "MissingParameter":
            return f"give {error.param.metavar or error.param.opts[0]}"
        case "BadParameter":
            # Options are read as text, so only the variable of a flag can have an invalid value.
            return f"invalid {error.param.envvar}; expected true or false"
        case _:
            unexpected = re.search(r" \((.*)\)", error.format_message())
            return f"unexpected argument {unexpected[1] if unexpected else ''!r}"


def unknown_command_message(name: str, commands: Iterable[str]) -> str:
    """Return what is wrong with the name of a command."""
    return f"unknown command {name!r}; {suggest(name, commands)}"


def unknown_variables(known: Iterable[str]) -> Iterator[str]:
    """Yield a warning for each variable of this process that has our prefix but no meaning."""
    names = set(known)
    for name in sorted(os.environ):
        is_ours = name.startswith(VARIABLE_PREFIX) and not _SERVICE_LINK.match(name)
        if is_ours and name not in names:
            yield f"unknown variable {name}; {suggest(name, names)}"
