"""Creation of worlds from the configuration: directory, outbox, settings, signing key.

Source: docs/control-api.md, Worlds and Directory; README.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Final

from mock_server.control.schemas.directory import parse_directory
from mock_server.domain.errors import UsageError
from mock_server.real_time import real_now
from mock_server.server.configuration import EMPTY_DIRECTORY, Configuration, ConfigurationError
from mock_server.server.world_state import add_stores
from mock_server.storage.outbox import TinyOutbox, outbox_path
from mock_server.tokens.signing import Signer, new_key
from mock_server.world.clock import ClockMode
from mock_server.world.directory import Directory
from mock_server.world.outbox import Outbox
from mock_server.world.settings import WorldSettings
from mock_server.world.world import World

KEY_FILE: Final = "signing-key.pem"

WrapOutbox = Callable[[Outbox], Outbox]


@dataclass(frozen=True, slots=True)
class WorldFactory:
    """Creates worlds, each with its own copy of the directory."""

    configuration: Configuration
    directory: Directory
    wrap_outbox: WrapOutbox

    def __call__(self, name: str) -> World:
        """Return a new world with that name."""
        return self._create(name, self.wrap_outbox(self._outbox(name)))

    def in_memory(self, name: str) -> World:
        """Return a new world with that name that writes no file and relays nothing."""
        return self._create(name, TinyOutbox())

    def adopt(self, world: World) -> None:
        """Give *world*, rebuilt in memory, the outbox of its name; its messages stay."""
        messages = list(world.outbox.all())
        world.outbox = self.wrap_outbox(self._outbox(world.name))
        world.outbox.restore(messages)

    def _create(self, name: str, outbox: Outbox) -> World:
        clock = self.configuration.clock
        world = World(
            name,
            real_now() if isinstance(clock, ClockMode) else clock,
            settings=self.settings(),
            directory=copy_directory(self.directory),
            outbox=outbox,
            mode=clock if isinstance(clock, ClockMode) else ClockMode.FROZEN,
        )
        add_stores(world)
        world.clock.speed = self.configuration.speed
        for number in self.configuration.whitelist:
            world.whitelist.add(number)
        return world

    def settings(self) -> WorldSettings:
        """Return the settings of new worlds."""
        return WorldSettings(
            environment=self.configuration.environment,
            rules=self.configuration.rules,
            auth=self.configuration.auth,
            allow_outgoing_calls=not self.configuration.no_outgoing,
        )

    def _outbox(self, name: str) -> TinyOutbox:
        folder = self.configuration.data
        return TinyOutbox(None if folder is None else outbox_path(folder, name))


def create_data_folder(configuration: Configuration) -> None:
    """Create the data directory, if one is configured.

    Raises:
        ConfigurationError: if it cannot be created.
    """
    folder = configuration.data
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"--data: cannot create {folder} ({error.strerror})") from error


def load_directory(configuration: Configuration) -> Directory:
    """Return the directory of new worlds.

    Raises:
        ConfigurationError: if the file is not a valid directory.
    """
    if configuration.directory == EMPTY_DIRECTORY:
        return Directory()
    if configuration.directory is None:
        return parse_directory(files("mock_server").joinpath("data/directory.json").read_bytes())
    try:
        return parse_directory(Path(configuration.directory).read_bytes())
    except UsageError as error:
        raise ConfigurationError(f"--directory {configuration.directory}: {error}") from error


def load_signer(configuration: Configuration) -> Signer:
    """Return the signer of tokens, with the configured key or a generated one.

    Raises:
        ConfigurationError: if the file is not a valid key.
    """
    file = configuration.signing_key
    if file is None:
        return Signer() if configuration.data is None else _kept_signer(configuration.data)
    try:
        return Signer(file.read_bytes())
    except ValueError as error:
        raise ConfigurationError(f"--signing-key {file}: {error}") from error


def _kept_signer(folder: Path) -> Signer:
    """Return the key of a data directory, so that tokens stay valid after a restart."""
    file = folder / KEY_FILE
    try:
        if not file.exists():
            file.touch(mode=0o600)
            file.write_bytes(new_key())
        return Signer(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"--data {folder}: cannot use {KEY_FILE} ({error})") from error


def copy_directory(directory: Directory) -> Directory:
    """Return a copy of *directory* that shares its entries, which are immutable."""
    return Directory(
        **{each.name: dict(getattr(directory, each.name)) for each in fields(directory)}
    )
