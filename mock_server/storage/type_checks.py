"""Does a value fit what a dataclass declares? Asked when one is read back from a snapshot."""

import types
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

FieldCheck = Callable[[Any], bool]


@cache
def field_checks(cls: Any) -> Mapping[str, FieldCheck]:
    """Return a check for each annotated field of *cls*."""
    try:
        hints = get_type_hints(cls)
    except NameError:
        # An annotation that only a type checker can look up: take the others' word for it.
        return dict.fromkeys((field.name for field in fields(cls)), _anything)
    return {name: check_of(hint) for name, hint in hints.items()}


def check_of(hint: Any) -> FieldCheck:
    """Return a check for values of the type *hint*."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return _anything
    if hint is None or hint is type(None):
        return lambda value: value is None
    if origin is Union or origin is types.UnionType:
        checks = [check_of(each) for each in args]
        return lambda value: any(check(value) for check in checks)
    if origin is Literal:
        return lambda value: value in args
    if isinstance(origin, type):
        return _container(origin, args)
    if isinstance(hint, type) and not getattr(hint, "_is_protocol", False):
        return _instance(hint)
    return _anything


def _container(origin: type, args: tuple[Any, ...]) -> FieldCheck:
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        parts = [check_of(each) for each in args]
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(parts)
            and all(check(each) for check, each in zip(parts, value, strict=True))
        )
    if issubclass(origin, Mapping):
        key, item = (check_of(each) for each in args)
        return lambda value: (
            isinstance(value, origin) and all(key(k) and item(v) for k, v in value.items())
        )
    if issubclass(origin, (Sequence, set, frozenset, deque)):
        each_one = check_of(args[0])
        return lambda value: isinstance(value, origin) and all(each_one(v) for v in value)
    return _anything


def _instance(cls: type) -> FieldCheck:
    if cls is float:
        return lambda value: isinstance(value, (float, int)) and not isinstance(value, bool)
    if cls is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    return lambda value: isinstance(value, cls)


def _anything(value: Any) -> bool:  # noqa: ARG001
    return True
