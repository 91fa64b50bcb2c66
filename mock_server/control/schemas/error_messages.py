"""Validation errors of pydantic as sentences that suggest a correction."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from mock_server.matching.formatting import suggest

REQUEST_BODY: Final = "the request body"
_MAX_ERRORS: Final = 3
_MAX_VALUE_LENGTH: Final = 60


def format_validation_error(
    error: ValidationError, model: Any, document: str = REQUEST_BODY
) -> str:
    """Return one sentence for each of the first errors.

    *model* is a model or a list of one; *document* is what was validated, in words.
    """
    errors = error.errors(include_url=False, include_context=False)
    return "; ".join(_format_error(each, model, document) for each in errors[:_MAX_ERRORS])


def _format_error(error: Mapping[str, Any], model: Any, document: str) -> str:
    path: Sequence[int | str] = error["loc"]
    # A union adds the name of its branch, "(object)", which is not in the document.
    where = ".".join(str(step) for step in path if str(step)[0] != "(")
    message = str(error["msg"])
    match error["type"]:
        case "json_invalid":
            return f"{document} is not valid JSON: {message.removeprefix('Invalid JSON: ')}"
        case "extra_forbidden":
            return f"unknown field {where!r}; {suggest(str(path[-1]), _field_names(model, path))}"
        case "missing":
            return f"missing field {where!r}"
        case "value_error":
            message = message.removeprefix("Value error, ")
            return f"{where}: {message}" if path else message
        case _:
            return f"{where or document}: {format_type_error(error)}"


def format_type_error(error: Mapping[str, Any]) -> str:
    """Return what one error of pydantic expected, and the value that it got."""
    message = str(error["msg"])
    for comparison in ("greater", "less"):
        message = message.replace(f"Input should be {comparison}", f"expected a value {comparison}")
    return f"{message.replace('Input should be', 'expected')}, got {_short_repr(error['input'])}"


def _short_repr(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MAX_VALUE_LENGTH else text[: _MAX_VALUE_LENGTH - 1] + "…"


def _field_names(model: Any, path: Sequence[int | str]) -> list[str]:
    parent = _model_in(model)
    for step in path[:-1]:
        field = next((each for name, each in _fields(parent) if name == step), None)
        parent = parent if field is None else _model_in(field.annotation) or parent
    return [name for name, _ in _fields(parent)]


def _fields(model: type[BaseModel] | None) -> Iterator[tuple[str, Any]]:
    if model is not None:
        for name, field in model.model_fields.items():
            yield field.alias or name, field


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model in *annotation*, which may be a union or a collection."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)
