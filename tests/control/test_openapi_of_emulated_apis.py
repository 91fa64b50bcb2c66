"""Tests that the document of the server describes the responses of Correspondence and apps.

Every recorded response of Altinn is checked, by status, media type and body.
"""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app

RECORDINGS = Path(__file__).parents[1] / "recordings"
GUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
# What the recordings have in place of values that differ from run to run.
ANY = "{any}"
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
}

Json = dict[str, Any]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> Json:
    described: Json = client.get("/_mock/openapi.json").json()
    return described


def recorded_exchanges(product: str) -> Iterator[tuple[str, str, Json]]:
    """Yield method, path and response of every recorded request of a product."""
    for path in sorted((RECORDINGS / product).glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from exchanges_in(json.loads(line))


def exchanges_in(part: Any) -> Iterator[tuple[str, str, Json]]:
    if isinstance(part, list):
        for each in part:
            yield from exchanges_in(each)
    elif isinstance(part, dict):
        request, response = part.get("request"), part.get("response")
        if isinstance(request, dict) and isinstance(response, dict) and "path" in request:
            yield request["method"], request["path"].partition("?")[0], response
        for each in part.values():
            yield from exchanges_in(each)


def operation_of(document: Json, method: str, path: str) -> Json | None:
    """Return the operation for a path; those without parameters come first."""
    for template in sorted(document["paths"], key=lambda each: each.count("{")):
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path.rstrip("/"), re.IGNORECASE):
            operation: Json | None = document["paths"][template].get(method.lower())
            return operation
    return None


def problems(document: Json, schema: Json, value: Any, place: str = "") -> list[str]:
    """Return in what *value* differs from *schema*."""
    if value == ANY:
        return []
    if "$ref" in schema:
        named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return problems(document, named, value, place)
    if "anyOf" in schema:
        found = [problems(document, each, value, place) for each in schema["anyOf"]]
        return [] if [] in found else min(found, key=len)
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else types
    if names and not any(isinstance(value, TYPES[name]) for name in names):
        return [f"{place} is {value!r}, not {types}"]
    if isinstance(value, list):
        items = schema.get("items", {})
        return [each for item in value for each in problems(document, items, item, f"{place}[]")]
    return object_problems(document, schema, value, place) if isinstance(value, dict) else []


def object_problems(document: Json, schema: Json, value: Json, place: str) -> list[str]:
    fields, additional = schema.get("properties", {}), schema.get("additionalProperties", {})
    found = [
        f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value
    ]
    for name, each in value.items():
        if name not in fields and additional is False:
            found.append(f"{place}.{name} is not described")
        else:
            field = fields.get(name, additional if isinstance(additional, dict) else {})
            found += problems(document, field, each, f"{place}.{name}")
    return found


def undescribed(document: Json, operation: Json, response: Json) -> list[str]:
    """Return in what a response differs from those of its operation."""
    status, body = str(response["status"]), response.get("body")
    described = operation["responses"].get(status)
    if described is None:
        return [f"{status} is not described"]
    headers = {name.lower(): value for name, value in (response.get("headers") or {}).items()}
    media_type = (headers.get("content-type") or "").partition(";")[0]
    if body is None or not media_type:
        return []
    content = described.get("content", {})
    if media_type not in content:
        return [f"{status} with {media_type} is not described"]
    return problems(document, content[media_type]["schema"], body, status)


# These recordings have a body of another type by a fault of the request: 404 by routing, or a
# method that the path does not have.
ROUTING = (404, 405)


@pytest.mark.parametrize("product", ["correspondence", "app"])
def test_every_recorded_response_is_described(document: Json, product: str):
    found: dict[str, list[str]] = {}
    count = 0
    for method, path, response in recorded_exchanges(product):
        operation = operation_of(document, method, path)
        if operation is None:
            assert response["status"] in ROUTING, (method, path, response)
            continue
        if response["status"] == 405:
            continue
        count += 1
        if differences := undescribed(document, operation, response):
            found.setdefault(f"{method} {path}", []).extend(differences)

    assert count > 500
    assert {path: sorted(set(each))[:5] for path, each in found.items()} == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"/correspondence/api/v1/correspondence/{GUID}/content", 404),
        ("GET", "/correspondence/api/v1/correspondence/x/notification/check", 400),
        ("GET", f"/correspondence/api/v1/attachment/{GUID}/download", 404),
        ("DELETE", f"/correspondence/api/v1/attachment/{GUID}", 404),
        ("GET", f"/correspondence/api/v1/correspondence/{GUID}/attachment/{GUID}/download", 404),
        ("GET", f"/correspondence/api/v1/correspondence/{GUID}/attachments/downloadall", 404),
        ("POST", f"/correspondence/api/v1/correspondence/{GUID}/forward", 415),
        ("GET", f"/correspondence/api/v1/correspondence/{GUID}/forward/check", 404),
        ("PUT", f"/ttd/skjema/instances/1/{GUID}/process/next", 404),
        ("GET", "/authentication/api/v1/exchange/nobody", 401),
        ("POST", "/maskinporten/token", 400),
        ("GET", "/api/GetPlatformAccessToken", 400),
    ],
)
def test_a_response_of_the_server_is_described(
    client: TestClient, document: Json, method: str, path: str, status: int
):
    response = client.request(method, path)
    operation = operation_of(document, method, path)

    assert response.status_code == status
    assert operation is not None
    body = response.json() if "json" in response.headers.get("content-type", "") else None
    answered = {"status": status, "headers": dict(response.headers), "body": body}
    assert undescribed(document, operation, answered) == []


def test_no_response_of_an_emulated_api_is_described_vaguely(document: Json):
    vague = [
        path
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if operation["tags"] != ["Control"]
        for status in operation["responses"]
        if not status.isdecimal()
    ]

    assert vague == []
