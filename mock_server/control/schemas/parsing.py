"""Bodies and queries, read strictly: what is not known or not possible is refused with advice."""

from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from mock_server.control.schemas.error_messages import format_validation_error
from mock_server.domain import instant
from mock_server.domain.durations import format_duration, parse_duration
from mock_server.domain.errors import UsageError

ModelT = TypeVar("ModelT")
Query = TypeVar("Query", bound=BaseModel)


def _instant(value: object) -> int:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not an instant; write it like 2026-01-05T10:00:00Z")
    return instant.parse_instant(value)


Instant = Annotated[
    int,
    BeforeValidator(_instant),
    PlainSerializer(instant.format_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Duration = Annotated[
    int,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "duration"}, {"type": "number", "minimum": 0}]}
    ),
]


class ControlModel(BaseModel):
    """A JSON object of the control API: camelCase, nothing unknown, nothing converted."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        serialize_by_alias=True,
        strict=True,
        validate_by_name=False,
    )

    def explicit_fields(self) -> dict[str, Any]:
        """Return the fields that were written, by their Python names, values as they are."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    def to_json(self) -> dict[str, Any]:
        """Return the object as JSON, without what is not set."""
        return self.model_dump(mode="json", exclude_none=True)


async def parse_body(request: Request, model: type[ModelT], *, empty: bytes = b"") -> ModelT:
    """Read the body of *request* as *model*; no body at all as *empty*.

    Raises:
        MisuseError: if it is anything else; the message says what to write.
    """
    return parse_json(await request.body() or empty, model)


async def parse_list(request: Request, model: type[ModelT]) -> list[ModelT]:
    """Read the body of *request* as a list of *model*.

    Raises:
        MisuseError: if it is anything else; the message says what to write.
    """
    models: type[list[ModelT]] = list[model]  # type: ignore[valid-type]
    return await parse_body(request, models)


def parse_json(text: str | bytes, model: type[ModelT]) -> ModelT:
    """Read *text* as *model*, a model or a list of one.

    Raises:
        MisuseError: if it is anything else; the message says what to write.
    """
    try:
        # mypy takes no class for hashable; all of them are.
        read: ModelT = _adapter(model).validate_json(text)  # type: ignore[arg-type]
    except ValidationError as error:
        raise UsageError(format_validation_error(error, model)) from error
    return read


def parse_query(request: Request, model: type[Query]) -> Query:
    """Read the query string as *model*.

    Raises:
        MisuseError: if it is anything else; the message says what to write.
    """
    pairs = request.query_params.multi_items()
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(name for name, _ in pairs if len(request.query_params.getlist(name)) > 1)
        raise UsageError(f"{twice!r} is given twice; give it once, or ask twice")
    try:
        return model.model_validate_strings(values)
    except ValidationError as error:
        raise UsageError(
            format_validation_error(error, model).replace("the body", "the query")
        ) from error


@cache
def _adapter(model: type[ModelT]) -> TypeAdapter[ModelT]:
    return TypeAdapter(model)
