"""The options of a server, one list for ``serve`` and ``check``."""

import inspect
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any, Final

import typer

from mock_server.cli.output import CommandError, warn
from mock_server.cli.usage_errors import VARIABLE_PREFIX, unknown_variables
from mock_server.server.configuration import Configuration, ConfigurationError, option_name


def _option(
    field: str, description: str, metavar: str | None = None, *, is_repeatable: bool = False
) -> inspect.Parameter:
    """Return the option of a field of the configuration, with its variable and default.

    Values are read as text and validated by the configuration. The shell completes enums.
    """
    default = Configuration.model_fields[field].default
    choices = list(type(default)) if isinstance(default, StrEnum) else []
    option = typer.Option(
        option_name(field),
        envvar=f"{VARIABLE_PREFIX}{field.upper()}",
        help=description,
        metavar=metavar or (f"<{'|'.join(choices)}>" if choices else None),
        autocompletion=(lambda: choices) if choices else None,
    )
    is_flag = isinstance(default, bool)
    text = list[str] if is_repeatable else str
    return inspect.Parameter(
        field,
        inspect.Parameter.KEYWORD_ONLY,
        default=default if is_flag else str(default) if default else None,
        annotation=Annotated[bool if is_flag else text | None, option],
    )


OPTIONS: Final = [
    _option("host", "Address to listen on; 0.0.0.0 listens on all interfaces.", "ADDRESS"),
    _option("port", "Port to listen on; 0 picks a free port.", "PORT"),
    _option("public_url", "Base URL of links in responses; by default as requested.", "URL"),
    _option(
        "allow_host",
        "Accept requests to this host name. Can be repeated.",
        "NAME",
        is_repeatable=True,
    ),
    _option(
        "allow_origin",
        "Accept requests of web pages of this origin. Can be repeated.",
        "ORIGIN",
        is_repeatable=True,
    ),
    _option("tls", "Serve HTTPS with a new certificate and print its CA file.", "self-signed"),
    _option("tls_certificate", "Serve HTTPS with this PEM certificate.", "FILE"),
    _option("tls_key", "Private key of the certificate, PEM.", "FILE"),
    _option(
        "data",
        "Folder in which worlds are kept after a restart; without it they are kept in memory.",
        "FOLDER",
    ),
    _option("environment", "Altinn environment to emulate."),
    _option("rules", "Follow Altinn's documentation, or the deployed services."),
    _option("auth", "Token validation: permissive or strict."),
    _option("clock", "running, frozen, or an instant to freeze the clock at.", "MODE"),
    _option("speed", "Speed of a running clock, in seconds per real second.", "NUMBER"),
    _option("directory", 'Directory file for new worlds, or "empty".', "FILE"),
    _option("whitelist", "Whitelisted mobile numbers for SMS in tt02, comma-separated.", "NUMBERS"),
    _option("smtp_relay", "Forward every sent e-mail to this SMTP server, HOST:PORT.", "HOST:PORT"),
    _option("control_token", "Bearer token required for calls to /_mock.", "TOKEN"),
    _option("no_outgoing", "Do not call condition endpoints over HTTP."),
    _option(
        "request_log",
        "Number of requests to keep per world for GET /_mock/requests; 0 keeps none.",
        "NUMBER",
    ),
    _option("no_refused_log", "Do not log a line for each refused request."),
    _option("signing_key", "PEM file with the RSA key that signs tokens.", "FILE"),
    _option("world_ttl", "Delete a world after this much inactivity, for example 2h.", "DURATION"),
]


def _variables() -> Iterator[str]:
    """Yield the names of all variables that a command or the fixtures read."""
    yield "ALTINN_MOCK_URL"
    yield from (f"{VARIABLE_PREFIX}{each.name.upper()}" for each in OPTIONS)


def with_server_options(command: Callable[..., None]) -> Callable[..., None]:
    """Return *command* with the options of a server in place of its first parameter.

    The first parameter is the configuration that is read from these options.
    """
    _, *own = inspect.signature(command).parameters.values()

    @wraps(command)
    def with_options(**values: Any) -> None:
        for warning in unknown_variables(_variables()):
            warn(f"altinn-mock: warning: {warning}")
        options = {each.name: values.pop(each.name) for each in OPTIONS}
        given = {name: value for name, value in options.items() if value not in (None, [])}
        try:
            command(Configuration.read(**given), **values)
        except ConfigurationError as error:
            raise CommandError(str(error)) from error

    parameters = [*own, *OPTIONS]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {each.name: each.annotation for each in parameters}
    return with_options
