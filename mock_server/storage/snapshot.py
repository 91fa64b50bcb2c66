"""A whole world as one JSON document, and back.

Source: design/control-api.md, State (``GET`` / ``PUT /_mock/snapshot``).
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass, replace
from types import ModuleType
from typing import Any, Final

import mock_server.apps
import mock_server.correspondence
import mock_server.domain
import mock_server.notifications
import mock_server.world
from mock_server.domain.errors import UsageError
from mock_server.domain.messages import Message
from mock_server.storage.object_reader import MalformedError, Reader
from mock_server.storage.object_register import Register
from mock_server.storage.object_writer import Writer
from mock_server.storage.type_checks import check_of
from mock_server.world.dead_delivery_reports import DeadDeliveryReport
from mock_server.world.world import World

FORMAT: Final = "altinn-notifications-mock world"
VERSION: Final = 1
ADVICE: Final = "put back a document that GET /_mock/snapshot gave, unchanged"

# Named by the path, not by the document; and what is written in a form of its own.
_APART: Final = frozenset({"name", "outbox", "ids", "stores"})
# What plain attributes hold; the others are data classes, which say it themselves.
PLAIN: Final[dict[str, Any]] = {
    "created_at": int,
    "unsaved_messages": list[Message],
    "messages": dict[str, Message],
    "awaiting_delivery_report": dict[str, int],
    "dead_delivery_reports": list[DeadDeliveryReport],
    "last_sequence": int,
}


class Snapshots:
    """Writes worlds down and puts them back; *modules* hold the classes that may occur."""

    def __init__(self, modules: Iterable[ModuleType] | None = None) -> None:
        self._register = Register(engine_modules() if modules is None else modules)

    def dump(self, world: World) -> dict[str, Any]:
        """Return *world* as a JSON document. No advance may be under way."""
        state = {name: value for name, value in vars(world).items() if name not in _APART}
        return {
            "format": FORMAT,
            "version": VERSION,
            "world": world.name,
            "ids": world.ids.state(),
            "state": Writer(self._register).document(
                {
                    "world": state,
                    "stores": list(world.stores.values()),
                    "outbox": list(world.outbox.all()),
                }
            ),
        }

    def load(self, world: World, document: object) -> None:
        """Make *world* what the document says; it keeps its name and may be another one.

        Raises:
            MisuseError: if *document* is no snapshot; *world* is then as it was.
        """
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise UsageError(f"this is no snapshot of a world; {ADVICE}")
        if document.get("version") != VERSION:
            raise UsageError(
                f"this snapshot has version {document.get('version')!r}, this server reads"
                f" version {VERSION}; take it anew with this server"
            )
        try:
            state, stores, outbox = self._read(world, document)
            world.ids.restore(_ids(document.get("ids")))
        except (ValueError, TypeError, OverflowError) as problem:
            raise UsageError(f"the snapshot cannot be read, {problem}; {ADVICE}") from problem
        for name, value in state.items():
            setattr(world, name, value)
        for store in stores:
            world.add_store(store)
        world.outbox.clear()
        world.outbox.add_many(outbox)

    def _read(
        self, world: World, document: dict[str, Any]
    ) -> tuple[dict[str, Any], list[object], list[Message]]:
        read = Reader(self._register).value(document.get("state"))
        if not isinstance(read, dict) or set(read) != {"world", "stores", "outbox"}:
            raise MalformedError("at state: it holds a world, stores and an outbox")
        state, stores, outbox = read["world"], read["stores"], read["outbox"]
        kinds = [*map(type, stores)] if isinstance(stores, list) else None
        if kinds != [*world.stores]:
            raise MalformedError("at state.stores: it holds the stores of a world")
        if not check_of(list[Message])(outbox):
            raise MalformedError("at state.outbox: it holds messages")
        for name in state.keys() | vars(world).keys() - _APART:
            if name not in state or not _fits(name, state[name], getattr(world, name, None)):
                raise MalformedError(f"at state.world: {name!r} does not fit")
        # Whether this server may call out is not for a document to say.
        outgoing = world.settings.allow_outgoing_calls
        state["settings"] = replace(state["settings"], allow_outgoing_calls=outgoing)
        return state, stores, outbox


def engine_modules() -> Iterator[ModuleType]:
    """Import and return all modules of rules and engine: the state of a world is made of theirs."""
    for package in (
        mock_server.domain,
        mock_server.world,
        mock_server.notifications,
        mock_server.correspondence,
        mock_server.apps,
    ):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)


def _ids(state: Any) -> list[object]:
    if not isinstance(state, list) or len(state) != 3 or not check_of(list[int])(state[1]):
        raise MalformedError("at ids: it holds where the source of ids stood")
    ids: list[object] = state
    return ids


def _fits(name: str, value: Any, present: Any) -> bool:
    if name in PLAIN:
        return check_of(PLAIN[name])(value)
    return is_dataclass(present) and type(value) is type(present)
