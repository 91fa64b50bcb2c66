"""Schemas of OpenAPI 3.0, as the Notifications API's own document has them, in the words of 3.1."""

from typing import Any


def to_openapi_31(part: Any) -> Any:
    """Return *part* of a document with null as a type of its own in place of ``nullable``."""
    if isinstance(part, list):
        return [to_openapi_31(each) for each in part]
    if not isinstance(part, dict):
        return part
    read = {name: to_openapi_31(each) for name, each in part.items()}
    if read.get("nullable") is True:
        del read["nullable"]
        read["type"] = [read["type"], "null"]
        if "enum" in read:
            read["enum"] = [*read["enum"], None]
    return read
