"""One OpenAPI document of all that the server serves.

Source: design/control-api.md, State.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.routing import Route

from mock_server import __version__
from mock_server.web.api_docs.control_api import CONTROL_TOKEN, TAG, control_api
from mock_server.web.api_docs.emulated_apis import TOKEN, apps_api, correspondence_api
from mock_server.web.api_docs.examples import EXAMPLES
from mock_server.web.api_docs.notifications import document as notifications_document
from mock_server.web.api_docs.openapi_30 import to_openapi_31
from mock_server.web.api_docs.operations import Json, parameter, sentence
from mock_server.web.api_docs.tokens import tokens_api

TAGS: Final = {
    TAG: "What a test may do with the platform: its clock, people, inbox, faults, questions.",
    "Notifications": "The Notifications API.",
    "Correspondence": "The Correspondence API.",
    "Apps": "Altinn apps; any org and app is served.",
    "Tokens": "Tokens, their exchange, the keys that sign them.",
}
_INFO: Final = {
    "title": "altinn-notifications-mock",
    "version": __version__,
    "summary": "A test double of Altinn's notification platform.",
    "description": "Every path leads to the world named default; behind /w/{world} it leads to a"
    " world of its own, which shares nothing with the others.",
}


def openapi_document(control_routes: Iterable[Route]) -> Json:
    """Return the document, without the servers at which it holds."""
    control_paths, control_schemas = control_api(control_routes)
    message_paths, message_schemas = correspondence_api()
    app_paths, app_schemas = apps_api()
    notifications = to_openapi_31(notifications_document())
    parts = (
        notifications["components"]["schemas"],
        message_schemas,
        app_schemas,
        control_schemas,
    )
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": {
            **control_paths,
            **_as_part(notifications["paths"]),
            **message_paths,
            **app_paths,
            **tokens_api(),
        },
        "components": {
            "schemas": dict(sorted(_merge_schemas(parts).items())),
            "securitySchemes": {
                TOKEN: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                CONTROL_TOKEN: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Where the server was started with --control-token.",
                },
            },
        },
    }


def _as_part(paths: Json) -> Json:
    """Return the paths of Notifications with what only a document of several APIs needs."""
    return {
        path: {method: _as_one_of_many(path, each) for method, each in methods.items()}
        for path, methods in paths.items()
    }


def _as_one_of_many(path: str, operation: Json) -> Json:
    read = _with_example(path, _with_id(path, operation))
    return {**read, "tags": ["Notifications"], "summary": sentence(read["summary"])}


def _with_id(path: str, operation: Json) -> Json:
    known = operation.get("parameters", [])
    if "{id}" not in path or any(each["in"] == "path" for each in known):
        return operation
    return {**operation, "parameters": [parameter("id", "path"), *known]}


def _with_example(path: str, operation: Json) -> Json:
    body = operation.get("requestBody")
    if body is None or path not in EXAMPLES:
        return operation
    content = {
        media_type: {**each, "example": EXAMPLES[path]}
        for media_type, each in body["content"].items()
    }
    return {**operation, "requestBody": {**body, "content": content}}


def _merge_schemas(parts: Iterable[Json]) -> dict[str, Any]:
    """Return all named schemas; two of one name would be a fault of ours.

    Raises:
        ValueError: if there are two.
    """
    joined: Json = {}
    for part in parts:
        if twice := joined.keys() & part.keys():
            raise ValueError(f"two schemas of one name: {', '.join(sorted(twice))}")
        joined |= part
    return joined
