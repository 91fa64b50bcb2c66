"""The documentation page: the OpenAPI document as HTML that works offline.

Source: docs/control-api.md, State.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from mock_server.web.api_docs.operations import Json
from mock_server.web.api_docs.schema_notation import SchemaNotation

_TEMPLATES: Final = Environment(
    loader=PackageLoader("mock_server", "web/api_docs/templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_NON_WORD: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of an operation."""

    name: str
    place: str
    type: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A request or response body; ``status`` and ``description`` are empty for a request."""

    media_type: str = ""
    schema: str = ""
    example: str = ""
    status: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationEntry:
    """An operation."""

    anchor: str
    method: str
    path: str
    summary: str
    is_deprecated: bool
    parameters: list[Parameter]
    bodies: list[Content]
    responses: list[Content]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The operations of one API."""

    anchor: str
    name: str
    description: str
    entries: list[OperationEntry]


def render_page(document: Json) -> str:
    """Return the HTML page for an OpenAPI document."""
    notation = SchemaNotation(document["components"]["schemas"])
    sections = [
        Section(
            anchor=_anchor(tag["name"]),
            name=tag["name"],
            description=tag["description"],
            entries=list(_entries(document, tag["name"], notation)),
        )
        for tag in document["tags"]
    ]
    count = sum(len(section.entries) for section in sections)
    template = _TEMPLATES.get_template("docs.html")
    return template.render(info=document["info"], sections=sections, count=count)


def _entries(document: Json, tag: str, notation: SchemaNotation) -> Iterator[OperationEntry]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield _entry(path, method.upper(), operation, notation)


def _entry(path: str, method: str, operation: Json, notation: SchemaNotation) -> OperationEntry:
    return OperationEntry(
        anchor=_anchor(f"{method} {path}"),
        method=method,
        path=path,
        summary=operation["summary"],
        is_deprecated=operation.get("deprecated", False),
        parameters=[
            Parameter(
                name=each["name"],
                place=each["in"],
                type=notation.format_field(each["schema"]),
                required=each.get("required", False),
            )
            for each in operation.get("parameters", [])
        ],
        bodies=list(_contents(operation.get("requestBody", {}), notation)),
        responses=[
            content
            for status, response in operation["responses"].items()
            for content in _response_contents(status, response, notation)
        ],
    )


def _response_contents(status: str, response: Json, notation: SchemaNotation) -> Iterator[Content]:
    heading: dict[str, Any] = {"status": status, "description": response["description"]}
    if "content" not in response:
        yield Content(**heading)
    yield from _contents(response, notation, **heading)


def _contents(described: Json, notation: SchemaNotation, **heading: Any) -> Iterator[Content]:
    for media_type, content in described.get("content", {}).items():
        example = content.get("example")
        yield Content(
            media_type=media_type,
            schema=notation.format(content["schema"]),
            example="" if example is None else json.dumps(example, indent=2, ensure_ascii=False),
            **heading,
        )


def _anchor(text: str) -> str:
    return _NON_WORD.sub("-", text.lower()).strip("-")
