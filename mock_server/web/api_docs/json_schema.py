"""JSON Schema of the control API's shapes, by pydantic, in few words."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from mock_server.web.api_docs.operations import Json, parameter

_REFERENCE: Final = "#/components/schemas/{model}"


class _Schemas(GenerateJsonSchema):
    """Names a shape without its surname, and leaves out what goes without saying."""

    def normalize_name(self, name: str) -> str:
        """Return the name that a shape has in the document."""
        return super().normalize_name(name).removesuffix("Model")

    def field_title_should_be_set(self, _schema: Any) -> bool:
        """Let no member have a title: it has a name."""
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Write ``type: [text, null]`` where there is one type only."""
        inner = self.generate_inner(schema["schema"])
        if isinstance(inner.get("type"), str) and "enum" not in inner:
            return {**inner, "type": [inner["type"], "null"]}
        return super().nullable_schema(schema)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out a default of null: the member is not required."""
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def schemas_for(types: Iterable[Any]) -> tuple[Mapping[Any, Json], Json]:
    """Return a schema for each of *types*, and the named ones that these refer to."""
    named = {repr(each): each for each in types}
    found, rest = TypeAdapter.json_schemas(
        [(name, "validation", TypeAdapter(each)) for name, each in named.items()],
        ref_template=_REFERENCE,
        schema_generator=_Schemas,
    )
    definitions = rest.get("$defs", {})
    for each in definitions.values():
        each.pop("title", None)
    return {name: found[name, "validation"] for name in named}, definitions


def query_parameters(query: type[BaseModel]) -> tuple[list[Json], Json]:
    """Return the parameters that *query* reads, and the named schemas that these refer to."""
    schema = query.model_json_schema(ref_template=_REFERENCE, schema_generator=_Schemas)
    definitions = schema.get("$defs", {})
    for each in definitions.values():
        each.pop("title", None)
    return [
        parameter(name, "query", _without_null(member))
        for name, member in schema["properties"].items()
    ], definitions


def _without_null(member: Json) -> Json:
    """Return the schema of a parameter: null has no way of standing in a query."""
    if "anyOf" in member:
        given = [each for each in member["anyOf"] if each != {"type": "null"}]
        return given[0] if len(given) == 1 else {**member, "anyOf": given}
    if isinstance(member.get("type"), list):
        return {**member, "type": member["type"][0]}
    return member
