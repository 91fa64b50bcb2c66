"""One operation as it is described, whichever face serves it."""

import re
from collections.abc import Callable
from typing import Any, Final

Json = dict[str, Any]

_CALL: Final = re.compile(r"^[A-Z]+ \S+: ")


def summary_of(endpoint: Callable[..., Any]) -> str:
    """Return the first line of an endpoint's docstring, without the call that it may name."""
    return sentence((endpoint.__doc__ or "").partition("\n")[0])


def sentence(text: str) -> str:
    """Return *text* as a heading has it: no call before it, no full stop behind it."""
    text = _CALL.sub("", text, count=1).rstrip(".")
    return text[:1].upper() + text[1:]


def parameter(name: str, place: str, schema: Json | None = None, *, required: bool = False) -> Json:
    """Describe a parameter, text unless *schema* says something else; one of a path is needed."""
    return {
        "name": name,
        "in": place,
        "required": required or place == "path",
        "schema": schema or {"type": "string"},
    }


def content(schema: Json, media_type: str = "application/json", example: Any = None) -> Json:
    """Describe what a body or an answer consists of."""
    shown = {"schema": schema} if example is None else {"schema": schema, "example": example}
    return {"content": {media_type: shown}}
