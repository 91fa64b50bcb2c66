"""The OpenAPI document of the control API and all emulated APIs.

Source: docs/control-api.md, State.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.routing import Route

from mock_server import __version__
from mock_server.web.api_docs.control_api import CONTROL_TOKEN, TAG, control_api
from mock_server.web.api_docs.emulated_apis import TOKEN, apps_api, correspondence_api
from mock_server.web.api_docs.examples import EXAMPLES
from mock_server.web.api_docs.notifications import document as notifications_document
from mock_server.web.api_docs.operations import Json, parameter, to_openapi_31
from mock_server.web.api_docs.tokens import tokens_api

TAGS: Final = {
    TAG: "The API that tests use to control the emulator: clock, directory, inbox, faults.",
    "Notifications": "The Notifications API.",
    "Correspondence": "The Correspondence API.",
    "Apps": "Altinn apps, for any org and app.",
    "Tokens": "Tokens, token exchange and signing keys.",
}
_INFO: Final = {
    "title": "altinn-notifications-mock",
    "version": __version__,
    "summary": "An emulator of Altinn's notification platform.",
    "description": "Paths belong to the world named default. Each path also exists under"
    " /w/{world}, an isolated world.",
}


def openapi_document(control_routes: Iterable[Route]) -> Json:
    """Return the document, without ``servers``."""
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
            **_complete_paths(notifications["paths"]),
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
                    "description": "Required if the server was started with --control-token.",
                },
            },
        },
    }


def _complete_paths(paths: Json) -> Json:
    """Return the paths of Notifications with tags, examples and path parameters."""
    return {
        path: {method: _complete_operation(path, each) for method, each in methods.items()}
        for path, methods in paths.items()
    }


def _complete_operation(path: str, operation: Json) -> Json:
    return {**_with_example(path, _with_id(path, operation)), "tags": ["Notifications"]}


def _with_id(path: str, operation: Json) -> Json:
    parameters = operation.get("parameters", [])
    if "{id}" not in path or any(each["in"] == "path" for each in parameters):
        return operation
    return {**operation, "parameters": [parameter("id", "path"), *parameters]}


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
    """Return the named schemas of all APIs.

    Raises:
        ValueError: if two schemas have the same name.
    """
    merged: Json = {}
    for part in parts:
        if duplicates := merged.keys() & part.keys():
            raise ValueError(f"duplicate schema names: {', '.join(sorted(duplicates))}")
        merged |= part
    return merged
