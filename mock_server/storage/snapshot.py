"""Snapshots: the state of a world as one JSON document, written and read by pydantic.

The type of the state is a parameter; this module defines the format around it.
Source: docs/control-api.md, State (``GET`` / ``PUT /_mock/snapshot``); docs/adr/0011.
"""

import json
from dataclasses import dataclass
from reprlib import repr as short
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import CoreConfig, SchemaSerializer, SchemaValidator, core_schema

from mock_server.domain.errors import UsageError

FORMAT: Final = "altinn-notifications-mock world"
VERSION: Final = 2
_HINT: Final = "use an unchanged document from GET /_mock/snapshot"

MAX_EXACT_INTEGER: Final = 2**53 - 1

StateT = TypeVar("StateT")


@dataclass(slots=True, kw_only=True)
class Snapshot(Generic[StateT]):
    """A snapshot document; ``world`` is the name of the world that it was taken from."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid", strict=True)

    format: Literal["altinn-notifications-mock world"]
    version: Literal[2]
    world: str
    state: StateT


class SnapshotFormat(Generic[StateT]):
    """The snapshot format for one type of state."""

    def __init__(self, snapshot_type: type[Snapshot[StateT]]) -> None:
        schema: Any = _with_exact_integers(TypeAdapter(snapshot_type).core_schema)
        self._serializer = SchemaSerializer(schema, CoreConfig(ser_json_inf_nan="constants"))
        self._validator = SchemaValidator(schema)

    def dump(self, world: str, state: StateT) -> bytes:
        """Return *state* of the world with that name as a JSON document."""
        snapshot = Snapshot(format=FORMAT, version=VERSION, world=world, state=state)
        return self._serializer.to_json(snapshot)

    def load(self, document: bytes) -> StateT:
        """Return the state in a snapshot document.

        Raises:
            UsageError: if *document* is not a snapshot of this type; the message says where.
        """
        try:
            snapshot: Snapshot[StateT] = self._validator.validate_json(document)
        except ValidationError as error:
            raise UsageError(_error_message(document, error)) from error
        return snapshot.state


def snapshot_error(problem: str) -> UsageError:
    """Return the error for a snapshot that cannot be read."""
    return UsageError(f"invalid snapshot, {problem}; {_HINT}")


def _error_message(document: bytes, error: ValidationError) -> str:
    """Return in one line why *document* is invalid: its format, its version, or a field."""
    try:
        content = json.loads(document)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return f"not a snapshot of a world; {_HINT}"
    if content.get("version") != VERSION:
        return (
            f"unsupported snapshot version {short(content.get('version'))}; this server"
            f" supports version {VERSION}. Take a new snapshot with this server"
        )
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return str(snapshot_error(f"at {place}: {first['msg']}, not {short(first['input'])}"))


def _with_exact_integers(schema: Any) -> Any:
    """Return a core schema that writes large integers, such as instants, as text.

    JavaScript rounds integers of more than 15 digits; an instant has 18.
    """
    if isinstance(schema, list):
        return [_with_exact_integers(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "int":
        return _EXACT_INTEGER
    return {name: _with_exact_integers(value) for name, value in schema.items()}


def _serialize_integer(value: int) -> int | str:
    return value if -MAX_EXACT_INTEGER <= value <= MAX_EXACT_INTEGER else str(value)


_EXACT_INTEGER: Final = core_schema.union_schema(
    [
        core_schema.no_info_after_validator_function(
            int, core_schema.str_schema(pattern=r"^-?[0-9]{16,400}$", strict=True)
        ),
        core_schema.int_schema(strict=True),
    ],
    mode="left_to_right",
    custom_error_type="int_type",
    serialization=core_schema.plain_serializer_function_ser_schema(
        _serialize_integer, when_used="json"
    ),
)
