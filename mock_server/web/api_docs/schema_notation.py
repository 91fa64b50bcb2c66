"""JSON Schema as a few lines that a person can read.

``name?: string | null`` is a member that may be absent; ``[x]`` is a list of x.
"""

import json
import textwrap
from collections.abc import Iterable
from typing import Any, Final

from mock_server.web.api_docs.operations import Json

_INDENT: Final = "  "
_WIDTH: Final = 88


class SchemaNotation:
    """Writes schemas; *schemas* are the named ones, by their name."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas

    def format(self, schema: Json, indent: str = "") -> str:
        """Return *schema* in words, what it refers to written out."""
        if "$ref" in schema:
            return self.format(self._schemas[schema["$ref"].rpartition("/")[2]], indent)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return " | ".join(self._each(schema[union], indent))
        if "enum" in schema or "const" in schema:
            values = schema.get("enum", [schema.get("const")])
            return _filled(" | ".join(map(_value, values)), indent)
        kinds = schema.get("type", "any")
        kinds = [kinds] if isinstance(kinds, str) else kinds
        return " | ".join(self._of_kind(kind, schema, indent) for kind in kinds)

    def member(self, schema: Json, indent: str = "") -> str:
        """Return the schema of a member or a parameter in words, with its default."""
        # An empty list goes without saying.
        default = schema.get("default")
        shown = f" = {_value(default)}" if default not in (None, [], {}, "") else ""
        return self.format(schema, indent) + shown

    def _each(self, schemas: Iterable[Json], indent: str) -> list[str]:
        return list(dict.fromkeys(self.format(each, indent) for each in schemas))

    def _of_kind(self, kind: str, schema: Json, indent: str) -> str:
        if kind == "array":
            return f"[{self.format(schema.get('items', {}), indent)}]"
        if kind == "object":
            return self._object(schema, indent)
        if kind == "string":
            return str(schema.get("format", "file" if "contentMediaType" in schema else kind))
        return kind

    def _object(self, schema: Json, indent: str) -> str:
        inner = indent + _INDENT
        lines = [
            f"{inner}{name}{'' if name in schema.get('required', ()) else '?'}:"
            f" {self.member(member, inner)}"
            for name, member in schema.get("properties", {}).items()
        ]
        more = schema.get("additionalProperties")
        if isinstance(more, dict):
            lines.append(f"{inner}…: {self.format(more, inner)}")
        return "\n".join(["{", *lines, indent + "}"]) if lines else "object"


def _filled(text: str, indent: str) -> str:
    """Return *text* broken into lines where it is long, the others further in than the first."""
    return textwrap.fill(text, _WIDTH, subsequent_indent=indent + _INDENT, break_long_words=False)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
