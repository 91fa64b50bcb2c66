"""The OpenAPI document matches the routes, the errors and the responses of the server."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from openapi_spec_validator import validate
from pydantic import TypeAdapter
from starlette.routing import BaseRoute, Mount, Route

from mock_server.apps.api import request_bodies as app_bodies
from mock_server.apps.api.endpoints import instances
from mock_server.apps.api.routes import ENDPOINTS as APPS
from mock_server.correspondence.api import search_query
from mock_server.correspondence.api.routes import ENDPOINTS as CORRESPONDENCE
from mock_server.dotnet.aspnet.routing import EVERY_METHOD
from mock_server.notifications.api.routes import ENDPOINTS as NOTIFICATIONS
from mock_server.server.routes import routes as control_routes
from mock_server.tokens import exchange, token_generator
from mock_server.tokens.routes import routes as platform_routes
from mock_server.web.api_docs.control_operations import OPERATIONS, NoContent, Operation
from mock_server.web.api_docs.document import openapi_document
from mock_server.web.api_docs.examples import EXAMPLES
from mock_server.web.api_docs.notifications import document as notifications_document
from mock_server.web.api_docs.operations import to_openapi_31
from tests.control.control_client import ControlClient

Json = dict[str, Any]
OperationKey = tuple[str, str]

METHODS = {"get", "put", "post", "patch", "delete"}
OLA = "08900499559"
KARI = "26818099001"
JENS = "urn:altinn:person:idporten-email:jens@example.com"


def flattened(routes: Iterator[BaseRoute] | list[BaseRoute]) -> Iterator[Route]:
    for each in routes:
        if isinstance(each, Mount):
            yield from flattened(each.routes)
        elif isinstance(each, Route) and "{path:path}" not in each.path:
            yield each


CONTROL = list(flattened(list(control_routes)))
DOCUMENT = openapi_document(CONTROL)
SCHEMAS: Json = DOCUMENT["components"]["schemas"]


def operations(document: Json = DOCUMENT) -> Iterator[tuple[OperationKey, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield (method, path), operation


def table_routes() -> Iterator[OperationKey]:
    for route in (*NOTIFICATIONS, *CORRESPONDENCE, *APPS):
        yield ("get" if route.method == EVERY_METHOD else route.method.lower()), route.path


def starlette_routes() -> Iterator[OperationKey]:
    for route in (*CONTROL, *flattened(list(platform_routes))):
        for method in (route.methods or set()) - {"HEAD"}:
            yield method.lower(), without_names(route.path)


def without_names(path: str) -> str:
    """Return a path without the names of its variables."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def test_the_document_describes_exactly_the_served_routes():
    described = [(method, without_names(path)) for (method, path), _ in operations()]
    served = [
        (method, without_names(path)) for method, path in (*table_routes(), *starlette_routes())
    ]

    assert sorted(described) == sorted(served)


def test_control_operations_have_no_obsolete_entries():
    described = {f"{method.upper()} {path}" for (method, path), _ in operations()}

    assert [key for key in OPERATIONS if key not in described] == []


def test_every_operation_has_the_fields_that_openapi_requires():
    for (method, path), operation in operations():
        named = [each["name"] for each in operation.get("parameters", []) if each["in"] == "path"]

        assert method in METHODS
        assert operation["responses"]
        assert all(each["description"] for each in operation["responses"].values())
        assert named == re.findall(r"\{(\w+)\}", path), path


def test_every_operation_has_one_tag_and_a_summary():
    tags = {each["name"] for each in DOCUMENT["tags"]}

    assert [key for key, each in operations() if len(set(each["tags"]) & tags) != 1] == []
    assert [key for key, each in operations() if not each["summary"]] == []


def test_every_reference_has_a_schema_and_every_schema_is_used():
    # A schema that only refers to itself would pass; there is no such schema.
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))

    assert referred - SCHEMAS.keys() == set()
    assert SCHEMAS.keys() - referred <= set(notifications_document()["components"]["schemas"])


def test_the_document_is_valid_openapi(control: ControlClient):
    validate(control.get("/openapi.json"))


def test_every_operation_has_an_id_of_its_own_and_says_who_may_call_it():
    ids = [each["operationId"] for _, each in operations()]

    assert len(set(ids)) == len(ids)
    assert [each for each in ids if not re.fullmatch(r"[a-z][A-Za-z]+", each)] == []
    assert [key for key, each in operations() if "security" not in each] == []


def test_schema_names_have_no_module_and_no_suffix():
    assert [name for name in SCHEMAS if "__" in name or name.endswith("Model")] == []


def test_every_security_requirement_has_a_scheme():
    schemes = DOCUMENT["components"]["securitySchemes"].keys()

    demanded = {
        name for _, each in operations() for one in each.get("security", []) for name in one
    }
    assert demanded == schemes


def test_null_is_a_type_as_in_openapi_3_1():
    assert DOCUMENT["openapi"] == "3.1.0"
    assert "nullable" not in json.dumps(DOCUMENT)
    assert to_openapi_31({"type": "string", "enum": ["a"], "nullable": True}) == {
        "type": ["string", "null"],
        "enum": ["a", None],
    }


def test_the_notifications_api_is_described_as_in_its_own_document():
    own = to_openapi_31(notifications_document())
    ours = dict(operations())

    for key, operation in operations(own):
        for part in ("responses", "security", "deprecated"):
            assert ours[key].get(part) == operation.get(part), key
        assert without_examples(ours[key].get("requestBody")) == operation.get("requestBody")
        assert [
            each for each in operation.get("parameters", []) if each not in ours[key]["parameters"]
        ] == []
    schemas = own["components"]["schemas"]
    assert {name: SCHEMAS[name] for name in schemas} == schemas


def without_examples(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    return {name: without_examples(each) for name, each in part.items() if name != "example"}


def prepare_world(control: ControlClient) -> Mapping[str, str]:
    """Set up a world with messages, and return values for the variables of paths."""
    control.send("POST", "/reset", {"now": "2026-01-05T20:00:00Z", "mode": "frozen"})
    control.client.delete(f"/w/{OPERATIONS['POST /_mock/fork'].example['world']}/_mock")
    control.send("PUT", "/outcomes", [{"result": "NoReport", "channel": "email", "times": 1}])
    shipment = control.email()
    control.sms()
    control.person_email(KARI)
    control.send("PUT", f"/directory/persons/{KARI}", {"name": "Kari Nordmann"})
    control.advance("PT1H")
    control.client.get(f"{control.prefix}/notifications/api/v1/nothing-here")
    return {
        "{id}": control.get("/inbox")["messages"][0]["id"],
        "explain/{id}": f"explain/{shipment}",
        "{number}/users/{userId}": "991825827/users/20011",
        "persons/{key}": f"persons/{OLA}",
        "organizations/{key}": "organizations/991825827",
        "external-identities/{key}": f"external-identities/{JENS}",
        "resources/{key}": "resources/ttd-skjema",
        "whitelist/{number}": "whitelist/+4799999999",
    }


def fill_path(path: str, ids: Mapping[str, str]) -> str:
    """Return a path of the document below ``/_mock``, with values for its variables."""
    path = path.removeprefix("/_mock")
    for variable in sorted(ids, key=len, reverse=True):
        path = path.replace(variable, ids[variable])
    return path


def split_names(names: str) -> set[str]:
    return set(names.split(", "))


UNKNOWN_FIELD = re.compile(r"unknown field '(?:0\.)?zzzzzz'; expected one of ([\w, ]+)")
STRICT = {
    key: operation
    for key, operation in OPERATIONS.items()
    if operation.body is not None and operation.body != dict[str, Any]
}


def body_schema(key: str) -> Json:
    method, path = key.split()
    body = DOCUMENT["paths"][path][method.lower()]["requestBody"]
    schema: Json = body["content"]["application/json"]["schema"]
    return schema.get("items", schema)


def test_a_described_body_has_the_fields_that_the_server_accepts(control: ControlClient):
    accepted, described, ids = {}, {}, prepare_world(control)
    for key in STRICT:
        method, path = key.split()
        is_list = OPERATIONS[key].body.__class__.__name__ == "GenericAlias"
        unknown_field: Any = [{"zzzzzz": 1}] if is_list else {"zzzzzz": 1}
        _, detail = control.rejected(method, fill_path(path, ids), unknown_field)
        match = UNKNOWN_FIELD.search(detail)
        accepted[key] = split_names(match[1]) if match else detail
        described[key] = set(SCHEMAS[body_schema(key)["$ref"].split("/")[-1]]["properties"])

    assert accepted == described


def test_an_operation_without_a_described_body_reads_none(control: ControlClient):
    reads_body, ids = [], prepare_world(control)
    for key in OPERATIONS.keys() - STRICT.keys() - {"GET /_mock/inbox/stream"}:
        method, path = key.split()
        query = {"GET /_mock/inbox/wait": "?timeout=0"}.get(key, "")
        response = control.request(method, fill_path(path, ids) + query, {"zzzzzz": 1})
        if UNKNOWN_FIELD.search(response.text):
            reads_body.append(key)

    assert reads_body == []


def test_a_described_query_has_the_parameters_that_the_server_accepts(control: ControlClient):
    accepted, described, ids = {}, {}, prepare_world(control)
    for key in OPERATIONS.keys() - {"GET /_mock/docs"}:
        method, path = key.split()
        _, detail = control.rejected(method, fill_path(path, ids) + "?zzzzzz=1")
        match = UNKNOWN_FIELD.search(detail)
        accepted[key] = split_names(match[1]) if match else set()
        parameters = DOCUMENT["paths"][path][method.lower()].get("parameters", [])
        described[key] = {each["name"] for each in parameters if each["in"] == "query"}
        assert match or "takes no query parameters" in detail

    assert accepted == described


def json_operations() -> Iterator[tuple[str, Operation]]:
    for key, operation in OPERATIONS.items():
        if not isinstance(operation.response, str | NoContent):
            yield key, operation


def test_real_responses_match_their_schemas(control: ControlClient):
    ids = prepare_world(control)
    for key, operation in json_operations():
        method, path = key.split()
        query = {"GET /_mock/inbox/wait": "?timeout=0"}.get(key, "")

        response = control.request(method, fill_path(path, ids) + query, operation.example)

        assert response.status_code == operation.status, (key, response.text)
        TypeAdapter(operation.response).validate_json(response.content)
        if method != "GET":
            ids = prepare_world(control)


def test_the_prepared_world_has_messages_of_every_kind(control: ControlClient):
    prepare_world(control)

    assert control.get("/inbox")["count"]
    assert control.get("/pending")["count"]
    assert control.get("/suppressed")["count"]
    assert control.get("/timeline")["count"]
    assert control.get("/requests")["requests"][-1]["unmatched"]


def test_every_example_body_of_the_control_api_is_accepted(control: ControlClient):
    rejected_examples = {}
    for key, operation in OPERATIONS.items():
        if operation.example is not None:
            method, path = key.split()
            response = control.request(
                method, fill_path(path, prepare_world(control)), operation.example
            )
            if response.status_code not in (operation.status, 204):
                rejected_examples[key] = response.text

    assert rejected_examples == {}


def test_the_example_scenario_passes(control: ControlClient):
    report = control.send("POST", "/scenarios/run", OPERATIONS["POST /_mock/scenarios/run"].example)

    assert report["passed"], report
    assert report["timeline"]


def test_an_error_is_described(control: ControlClient):
    status, detail = control.rejected("GET", "/inbox/nobody")

    assert status == 404
    assert detail
    assert "4XX" in DOCUMENT["paths"]["/_mock/inbox/{id}"]["get"]["responses"]


@pytest.mark.parametrize("path", EXAMPLES)
def test_every_example_body_of_the_emulated_apis_is_accepted(control: ControlClient, path: str):
    url = control.prefix + path.format(org="ttd", app="skjema")

    response = control.client.post(url, json=EXAMPLES[path])

    assert response.status_code in (200, 201, 202), response.text


def test_every_example_is_in_the_document():
    paths_with_example = {
        path
        for (_, path), operation in operations()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "example" in content
    }

    assert EXAMPLES.keys() <= paths_with_example


READ = re.compile(
    r"(?:query(?:_params)?\.get|query\.(?:value|required|date_time)|request\.query_values)\(\"(\w+)\""
    r"|(?:_whole_number\(request|query_flag\(request), \"(\w+)\""
    r"|_PARTY_ID_PARAMETER: Final = \"(\w+)\""
)


@pytest.mark.parametrize(
    ("modules", "tags"),
    [
        ((search_query,), ("Correspondence",)),
        ((instances, app_bodies), ("Apps",)),
        ((exchange, token_generator), ("Tokens",)),
    ],
)
def test_described_parameters_of_the_emulated_apis_are_those_that_the_code_reads(
    modules: tuple[Any, ...], tags: tuple[str, ...]
):
    source = "".join(inspect.getsource(each) for each in modules)
    read = {name for match in READ.findall(source) for name in match if name}

    described = {
        each["name"]
        for _, operation in operations()
        if operation["tags"][0] in tags
        for each in operation.get("parameters", [])
        if each["in"] == "query"
    }

    assert described == read


def test_the_document_names_the_world_of_the_request(control: ControlClient):
    document = control.get("/openapi.json")

    assert document["servers"][0]["url"] == control.prefix
    assert control.client.get("/_mock/openapi.json").json()["servers"][0]["url"] == "/"
    assert {**document, "servers": None} == {**DOCUMENT, "servers": None}
