"""A short notation for JSON Schema.

``name?: string | null`` is a field that can be left out; ``[x]`` is a list of x.
"""

import json
import textwrap
from collections.abc import Iterable
from typing import Any, Final

from mock_server.web.api_docs.operations import Json

_INDENT: Final = "  "
_WIDTH: Final = 88


class SchemaNotation:
    """A formatter of schemas; *schemas* are the named ones that they refer to."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas

    def format(self, schema: Json, indent: str = "") -> str:
        """Return *schema* as text, with references replaced by their schemas."""
        if "$ref" in schema:
            return self.format(self._schemas[schema["$ref"].rpartition("/")[2]], indent)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return " | ".join(self._format_all(schema[union], indent))
        if "enum" in schema or "const" in schema:
            values = schema.get("enum", [schema.get("const")])
            return _wrap(" | ".join(map(_format_value, values)), indent)
        types = schema.get("type", "any")
        types = [types] if isinstance(types, str) else types
        return " | ".join(self._format_type(each, schema, indent) for each in types)

    def format_field(self, schema: Json, indent: str = "") -> str:
        """Return the schema of a field or a parameter as text, with a default that is not empty."""
        default = schema.get("default")
        suffix = f" = {_format_value(default)}" if default not in (None, [], {}, "") else ""
        return self.format(schema, indent) + suffix

    def _format_all(self, schemas: Iterable[Json], indent: str) -> list[str]:
        return list(dict.fromkeys(self.format(each, indent) for each in schemas))

    def _format_type(self, name: str, schema: Json, indent: str) -> str:
        if name == "array":
            return f"[{self.format(schema.get('items', {}), indent)}]"
        if name == "object":
            return self._format_object(schema, indent)
        if name == "string":
            return str(schema.get("format", "file" if "contentMediaType" in schema else name))
        return name

    def _format_object(self, schema: Json, indent: str) -> str:
        inner = indent + _INDENT
        lines = [
            f"{inner}{name}{'' if name in schema.get('required', ()) else '?'}:"
            f" {self.format_field(field, inner)}"
            for name, field in schema.get("properties", {}).items()
        ]
        additional = schema.get("additionalProperties")
        if isinstance(additional, dict):
            lines.append(f"{inner}…: {self.format(additional, inner)}")
        return "\n".join(["{", *lines, indent + "}"]) if lines else "object"


def _wrap(text: str, indent: str) -> str:
    """Return *text* wrapped, with the lines after the first indented further."""
    return textwrap.fill(text, _WIDTH, subsequent_indent=indent + _INDENT, break_long_words=False)


def _format_value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
