"""Strict parsing of request bodies and queries: unknown fields and invalid values are errors."""

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

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

from mock_server.control.schemas.error_messages import format_validation_error
from mock_server.domain import instant
from mock_server.domain.durations import format_duration, parse_duration
from mock_server.domain.errors import UsageError

if TYPE_CHECKING:
    from starlette.requests import Request

ModelT = TypeVar("ModelT")
QueryT = TypeVar("QueryT", bound=BaseModel)


_EXAMPLE: Final = "2026-01-05T10:00:00Z"


def _instant(value: object) -> int:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a valid instant; expected for example {_EXAMPLE}")
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
    """A JSON object of the control API: camelCase, no unknown fields, no type conversion."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        strict=True,
        validate_by_name=False,
    )

    def explicit_fields(self) -> dict[str, Any]:
        """Return the values of the fields that were set explicitly, by their Python names."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    def to_json(self) -> dict[str, Any]:
        """Return the object as JSON, without fields of null."""
        return self.model_dump(mode="json", exclude_none=True, by_alias=True)


async def parse_body(request: "Request", model: type[ModelT], *, empty: bytes = b"") -> ModelT:
    """Parse the body of *request* as *model*, an absent body as *empty*.

    Raises:
        UsageError: if the body is not valid; the message suggests a correction.
    """
    return parse_json(await request.body() or empty, model)


async def parse_list(request: "Request", model: type[ModelT]) -> list[ModelT]:
    """Parse the body of *request* as a list of *model*.

    Raises:
        UsageError: if the body is not valid; the message suggests a correction.
    """
    models: type[list[ModelT]] = list[model]  # type: ignore[valid-type]
    return await parse_body(request, models)


def parse_json(text: str | bytes, model: type[ModelT]) -> ModelT:
    """Parse *text* as *model*, a model or a list of one.

    Raises:
        UsageError: if the text is not valid; the message suggests a correction.
    """
    try:
        # mypy does not know that classes are hashable.
        parsed: ModelT = _adapter(model).validate_json(text)  # type: ignore[arg-type]
    except ValidationError as error:
        raise UsageError(format_validation_error(error, model)) from error
    return parsed


def parse_query(request: "Request", model: type[QueryT]) -> QueryT:
    """Parse the query string of *request* as *model*.

    Raises:
        UsageError: if the query is not valid; the message suggests a correction.
    """
    pairs = request.query_params.multi_items()
    values = dict(pairs)
    if len(values) < len(pairs):
        repeated = next(name for name, _ in pairs if len(request.query_params.getlist(name)) > 1)
        raise UsageError(f"query parameter {repeated!r} is given more than once")
    try:
        return model.model_validate_strings(values)
    except ValidationError as error:
        raise UsageError(format_validation_error(error, model, "the query string")) from error


@cache
def _adapter(model: type[ModelT]) -> TypeAdapter[ModelT]:
    return TypeAdapter(model)
