"""Parts of an OpenAPI operation, and conversion of OpenAPI 3.0 to 3.1."""

import re
from collections.abc import Callable
from typing import Any, Final

Json = dict[str, Any]

_METHOD_AND_PATH: Final = re.compile(r"^[A-Z]+ \S+: ")


def summary_of(endpoint: Callable[..., Any]) -> str:
    """Return the first line of a docstring, without a leading method and path or a full stop."""
    first_line = (endpoint.__doc__ or "").partition("\n")[0]
    text = _METHOD_AND_PATH.sub("", first_line, count=1).rstrip(".")
    return text[:1].upper() + text[1:]


def parameter(name: str, place: str, schema: Json | None = None, *, required: bool = False) -> Json:
    """Return a parameter, by default a string; path parameters are always required."""
    return {
        "name": name,
        "in": place,
        "required": required or place == "path",
        "schema": schema or {"type": "string"},
    }


def content(schema: Json, media_type: str = "application/json", example: Any = None) -> Json:
    """Return the content of a request or response body."""
    described = {"schema": schema} if example is None else {"schema": schema, "example": example}
    return {"content": {media_type: described}}


def to_openapi_31(part: Any) -> Any:
    """Return *part* of an OpenAPI 3.0 document with type ``null`` instead of ``nullable``."""
    if isinstance(part, list):
        return [to_openapi_31(each) for each in part]
    if not isinstance(part, dict):
        return part
    converted = {name: to_openapi_31(each) for name, each in part.items()}
    if converted.get("nullable") is True:
        del converted["nullable"]
        converted["type"] = [converted["type"], "null"]
        if "enum" in converted:
            converted["enum"] = [*converted["enum"], None]
    return converted
