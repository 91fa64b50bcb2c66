"""How a server is started: options and ``ALTINN_MOCK_*`` variables, read once.

Source: design/control-api.md, Command line. Every field is an option of ``altinn-mock serve``
and a variable: ``world_ttl`` is ``--world-ttl`` and ``ALTINN_MOCK_WORLD_TTL``.
"""

from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from mock_server.domain.durations import read_short_duration
from mock_server.domain.enums import Auth, Environment, Rules
from mock_server.domain.instant import SECOND, Instant, parse
from mock_server.world.clock import ClockMode

PREFIX: Final = "ALTINN_MOCK_"
EMPTY: Final = "empty"

_LOCAL: Final = frozenset({"127.0.0.1", "::1", "0.0.0.0", "::", ""})


class ConfigurationError(Exception):
    """An option or variable cannot be used; the message is one line that says what to write."""


def seconds(text: str) -> int:
    """Read a duration: ``7d``, ``1h30m``, ``P7D``, ``PT5M`` or a number of seconds.

    Raises:
        ValueError: if *text* is anything else; the message says what to write.
    """
    return read_short_duration(text) // SECOND


def _clock(value: object) -> object:
    if isinstance(value, str) and value not in list(ClockMode):
        try:
            return parse(value)
        except ValueError as error:
            raise ValueError(f"write running, frozen or an instant: {error}") from error
    return value


def _listed(value: object) -> object:
    return [part for part in value.split(",") if part] if isinstance(value, str) else value


def _host_and_port(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError("write it as HOST:PORT, for example localhost:1025")
    return value


def _existing_file(value: Path) -> Path:
    if value.is_dir():
        raise ValueError(f"{value} is a directory; name a file")
    try:
        value.open("rb").close()
    except OSError as error:
        raise ValueError(f"cannot read {value} ({error.strerror})") from error
    return value


def _directory(value: str) -> str:
    if value != EMPTY:
        _existing_file(Path(value))
    return value


def _writable_directory(value: Path) -> Path:
    try:
        value.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"cannot make the directory {value} ({error.strerror})") from error
    return value


class Options(BaseSettings):
    """The options of one command: fields become options and variables, see ``commands.options``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, validate_default=False
    )

    @classmethod
    def read(cls, **given: object) -> Self:
        """Return the options *given*; variables and defaults fill up.

        Raises:
            ConfigurationError: naming the first one that cannot be used.
        """
        try:
            return cls(**given)
        except ValidationError as error:
            raise ConfigurationError(_explain(error)) from error


class Configuration(Options):
    """What a server is told at its start."""

    host: str = Field(
        "127.0.0.1",
        description="The address to listen on; 0.0.0.0 is every one.",
        json_schema_extra={"metavar": "ADDRESS"},
    )
    port: int = Field(
        5090,
        ge=0,
        le=65_535,
        description="The port; 0 takes a free one.",
        json_schema_extra={"metavar": "PORT"},
    )
    data: Annotated[Path, AfterValidator(_writable_directory)] | None = Field(
        None,
        description="Directory in which what has left is kept; in memory when not given.",
        json_schema_extra={"metavar": "FOLDER"},
    )
    environment: Environment = Field(
        Environment.PRODUCTION, description="The environment that worlds play."
    )
    rules: Rules = Field(
        Rules.DOCUMENTED, description="Follow the documentation, or what is deployed."
    )
    auth: Auth = Field(Auth.PERMISSIVE, description="How much a caller must prove.")
    clock: Annotated[ClockMode | Instant, BeforeValidator(_clock)] = Field(
        ClockMode.RUNNING,
        description="running, frozen, or an instant at which the clock stands.",
        json_schema_extra={"metavar": "MODE"},
    )
    speed: float = Field(
        1.0,
        gt=0,
        le=1_000_000,
        description="Seconds per real second of a running clock.",
        json_schema_extra={"metavar": "NUMBER"},
    )
    directory: Annotated[str, AfterValidator(_directory)] | None = Field(
        None,
        description="File with the people of new worlds, or: empty.",
        json_schema_extra={"metavar": "FILE"},
    )
    whitelist: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (),
        description="Mobile numbers that SMS reach in tt02, separated by commas.",
        json_schema_extra={"metavar": "NUMBERS"},
    )
    smtp_relay: Annotated[str, AfterValidator(_host_and_port)] | None = Field(
        None,
        description="Pass every e-mail that leaves on to this server, HOST:PORT.",
        json_schema_extra={"metavar": "HOST:PORT"},
    )
    control_token: SecretStr | None = Field(
        None,
        min_length=1,
        description="Calls to /_mock need this bearer token.",
        json_schema_extra={"metavar": "TOKEN"},
    )
    no_outgoing: bool = Field(False, description="Call no condition endpoint.")
    request_log: int = Field(
        1_000,
        ge=0,
        description="How many calls GET /_mock/requests remembers in each world; 0 is none.",
        json_schema_extra={"metavar": "NUMBER"},
    )
    signing_key: Annotated[Path, AfterValidator(_existing_file)] | None = Field(
        None,
        description="PEM file of the RSA key that signs tokens.",
        json_schema_extra={"metavar": "FILE"},
    )
    world_ttl: Annotated[int, BeforeValidator(lambda v: seconds(str(v)))] | None = Field(
        None,
        ge=1,
        description="Forget a world that nobody has called for so long, for example 2h.",
        json_schema_extra={"metavar": "DURATION"},
    )

    def own_address(self) -> str:
        """Return where a caller on this machine reaches the server."""
        host = "localhost" if self.host in _LOCAL else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    wanted = first["msg"].removeprefix("Value error, ")
    if wanted.startswith("Input should be "):
        wanted = f"write {wanted.removeprefix('Input should be ')}"
    option = str(first["loc"][0]).rstrip("_").replace("_", "-") if first["loc"] else ""
    return f"--{option}: {wanted}" if option else wanted
