"""What to write instead: the sentence that a refused request is answered with."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from mock_server.matching.formatting import suggest

_SHOWN = 3


def format_validation_error(error: ValidationError, shape: Any) -> str:
    """Say what is wrong with what was read as *shape*, a model or a list of one."""
    found = error.errors(include_url=False, include_context=False)
    return "; ".join(_sentence(each, shape) for each in found[:_SHOWN])


def _sentence(found: Mapping[str, Any], shape: Any) -> str:
    path: Sequence[int | str] = found["loc"]
    message = str(found["msg"]).removeprefix("Value error, ").replace("Input should be ", "write ")
    # Which branch of a union was taken, "(object)", is no part of the path that the caller wrote.
    where = ".".join(str(step) for step in path if str(step)[0] != "(") or "the body"
    match found["type"]:
        case "json_invalid":
            return f"the body is no JSON document: {message.removeprefix('Invalid JSON: ')}"
        case "extra_forbidden":
            return f"{where!r} is not known; {suggest(str(path[-1]), _names(shape, path))}"
        case "missing":
            return f"{where!r} is missing"
        case "value_error":
            return f"{where}: {message}" if path else message
        case _:
            return f"{where}: {message}, not {_shown(found['input'])}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _names(shape: Any, path: Sequence[int | str]) -> list[str]:
    model = _model(shape)
    for step in path[:-1]:
        field = next((f for n, f in _fields(model) if n == step), None)
        model = model if field is None else _model(field.annotation) or model
    return [name for name, _ in _fields(model)]


def _fields(model: type[BaseModel] | None) -> Iterator[tuple[str, Any]]:
    if model is not None:
        for name, field in model.model_fields.items():
            yield field.alias or name, field


def _model(shape: Any) -> type[BaseModel] | None:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return shape
    return next((found for each in get_args(shape) if (found := _model(each))), None)
