"""The configuration of a server, validated once when it starts.

Source: README.md. Every field is an option of ``altinn-mock serve`` and a variable: ``world_ttl``
is ``--world-ttl`` and ``ALTINN_MOCK_WORLD_TTL``.
"""

import os
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from mock_server.domain.durations import parse_cli_duration
from mock_server.domain.enums import AuthMode, Environment, RuleSet
from mock_server.domain.instant import SECOND, Instant, parse_instant
from mock_server.server.web_addresses import (
    is_loopback,
    parse_host_option,
    parse_origin_option,
    parse_url_option,
)
from mock_server.world.clock import ClockMode

EMPTY_DIRECTORY: Final = "empty"

_LOCAL: Final = frozenset({"127.0.0.1", "::1", "0.0.0.0", "::", ""})


class ConfigurationError(Exception):
    """An invalid option or variable; the message is one line that says what is expected."""


def option_name(field: str) -> str:
    """Return the command-line option of a field of the configuration."""
    return "--" + field.replace("_", "-")


def parse_seconds(text: str) -> int:
    """Parse a duration: ``7d``, ``1h30m``, ``P7D``, ``PT5M`` or a number of seconds.

    Raises:
        ValueError: if *text* is not a duration; the message says what is expected.
    """
    return parse_cli_duration(text) // SECOND


def _parse_clock(value: object) -> object:
    if isinstance(value, str) and value not in list(ClockMode):
        try:
            return parse_instant(value)
        except ValueError as error:
            raise ValueError(f"expected running, frozen or an instant: {error}") from error
    return value


def _split_at_commas(value: object) -> object:
    return [part for part in value.split(",") if part] if isinstance(value, str) else value


def _split_texts(value: object) -> object:
    """Return the parts of texts that are separated by commas or spaces."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple):
        return value
    return [part for text in texts for part in str(text).replace(",", " ").split()]


def _host_and_port(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError(f"invalid address {value!r}; expected HOST:PORT, such as localhost:1025")
    return value


def _existing_file(value: Path) -> Path:
    if value.is_dir():
        raise ValueError(f"{value} is a directory; expected a file")
    try:
        value.open("rb").close()
    except OSError as error:
        raise ValueError(f"cannot read {value} ({error.strerror})") from error
    return value


def _directory(value: str) -> str:
    if value != EMPTY_DIRECTORY:
        _existing_file(Path(value))
    return value


def _possible_folder(value: Path) -> Path:
    """Check that a folder exists or can be created, and create nothing."""
    existing = next(each for each in (value, *value.absolute().parents) if each.exists())
    if not existing.is_dir():
        raise ValueError(f"cannot create the folder {value} ({existing} is a file)")
    if not os.access(existing, os.W_OK):
        raise ValueError(f"cannot create the folder {value} ({existing} is read-only)")
    return value


class Configuration(BaseModel):
    """The configuration of a server.

    The description of a field says which values are valid, for error messages.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(5090, ge=0, le=65_535, description="a port number from 0 to 65535")
    public_url: Annotated[str, AfterValidator(parse_url_option)] | None = None
    allow_host: Annotated[
        tuple[Annotated[str, AfterValidator(parse_host_option)], ...], BeforeValidator(_split_texts)
    ] = ()
    allow_origin: Annotated[
        tuple[Annotated[str, AfterValidator(parse_origin_option)], ...],
        BeforeValidator(_split_texts),
    ] = ()
    tls: Literal["self-signed"] | None = Field(None, description="self-signed")
    tls_certificate: Annotated[Path, AfterValidator(_existing_file)] | None = None
    tls_key: Annotated[Path, AfterValidator(_existing_file)] | None = None
    data: Annotated[Path, AfterValidator(_possible_folder)] | None = None
    environment: Environment = Field(Environment.PRODUCTION, description=" or ".join(Environment))
    rules: RuleSet = Field(RuleSet.DOCUMENTED, description=" or ".join(RuleSet))
    auth: AuthMode = Field(AuthMode.PERMISSIVE, description=" or ".join(AuthMode))
    clock: Annotated[ClockMode | Instant, BeforeValidator(_parse_clock)] = ClockMode.RUNNING
    speed: float = Field(1.0, gt=0, le=1_000_000, description="a number above 0, at most 1000000")
    directory: Annotated[str, AfterValidator(_directory)] | None = None
    whitelist: Annotated[tuple[str, ...], BeforeValidator(_split_at_commas)] = ()
    smtp_relay: Annotated[str, AfterValidator(_host_and_port)] | None = None
    control_token: SecretStr | None = Field(
        None, min_length=1, description="at least one character"
    )
    no_outgoing: bool = Field(False, description="true or false")
    request_log: int = Field(1_000, ge=0, description="a number of requests, 0 or more")
    no_refused_log: bool = Field(False, description="true or false")
    signing_key: Annotated[Path, AfterValidator(_existing_file)] | None = None
    world_ttl: Annotated[int, BeforeValidator(lambda v: parse_seconds(str(v)))] | None = Field(
        None, ge=1, description="1 second or more"
    )

    @classmethod
    def read(cls, **given: object) -> Self:
        """Return the configuration with the *given* values and defaults for the others.

        Raises:
            ConfigurationError: for the first value that is not valid.
        """
        try:
            return cls(**given)  # type: ignore[arg-type]
        except ValidationError as error:
            raise ConfigurationError(_error_message(error)) from error

    def base_url(self) -> str:
        """Return the server's URL for a caller on this machine."""
        host = "localhost" if self.host in _LOCAL else self.host
        scheme = "https" if self.tls or self.tls_certificate else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    def is_local(self) -> bool:
        """Return whether only this machine can connect to the server."""
        return is_loopback(self.host)


def _error_message(error: ValidationError) -> str:
    first = error.errors()[0]
    field = str(first["loc"][0])
    option = option_name(field)
    match first["type"]:
        case "value_error":
            return f"{option}: {first['ctx']['error']}"
        case "extra_forbidden":
            return f"unknown option {option}"
        case _:
            expected = Configuration.model_fields[field].description
            return f"invalid {option} {str(first['input'])!r}; expected {expected}"
