"""Turns the fields of an ``Options`` model into the options of a command.

A command takes one value, its model; typer wants a parameter for every option. This is the one
place that translates, so that an option, its variable and its default are written down once.
"""

import inspect
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, TypeVar, get_origin

import typer
from pydantic.fields import FieldInfo

from mock_server.server.configuration import PREFIX, Options

Asked = TypeVar("Asked", bound=Options)


def option_name(field: str) -> str:
    """Return how *field* is written on the command line."""
    return "--" + field.rstrip("_").replace("_", "-")


def variable_name(field: str) -> str:
    """Return the environment variable of *field*."""
    return PREFIX + field.rstrip("_").upper()


def is_argument(field: FieldInfo) -> bool:
    """Tell whether *field* is given by its place, without a name."""
    return isinstance(field.json_schema_extra, dict) and "argument" in field.json_schema_extra


def takes(model: type[Asked]) -> Callable[[Callable[[Asked], None]], Callable[..., None]]:
    """Return a decorator that makes a command of a function of *model*."""

    def decorate(function: Callable[[Asked], None]) -> Callable[..., None]:
        def command(**given: Any) -> None:
            # An empty text was given, and is for the model to judge; these three were not.
            function(model.read(**{k: v for k, v in given.items() if v not in (None, False, [])}))

        parameters = [_parameter(name, field) for name, field in model.model_fields.items()]
        command.__name__ = function.__name__
        command.__doc__ = function.__doc__
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {each.name: each.annotation for each in parameters}
        return command

    return decorate


def _parameter(name: str, field: FieldInfo) -> inspect.Parameter:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    told = f"{field.description} [{variable_name(name)}{_default(field)}]"
    declared = (
        typer.Argument(help=field.description, metavar=str(extra["argument"]))
        if is_argument(field)
        else typer.Option(
            option_name(name),
            help=told,
            metavar=str(extra["metavar"]) if "metavar" in extra else None,
        )
    )
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_annotated(field, declared)
    )


def _annotated(field: FieldInfo, declared: Any) -> Any:
    """Return the type as typer knows it: flags and closed sets stay, the rest is text."""
    kind = field.annotation
    if kind is bool:
        return Annotated[bool, declared]
    if is_argument(field) and get_origin(kind) is tuple:
        return Annotated[list[str] | None, declared]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Annotated[kind | None, declared]
    return Annotated[str | None, declared]


def _default(field: FieldInfo) -> str:
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    return "" if default in (None, False, ()) else f", default {default}"
