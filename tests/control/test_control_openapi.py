"""What is described is what is served: compared with routes, refusals and answers."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
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
from mock_server.web.api_docs.openapi_30 import to_openapi_31
from tests.control.caller import Caller

Json = dict[str, Any]
Call = tuple[str, str]

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


def operations(document: Json = DOCUMENT) -> Iterator[tuple[Call, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield (method, path), operation


def of_tables() -> Iterator[Call]:
    for route in (*NOTIFICATIONS, *CORRESPONDENCE, *APPS):
        yield ("get" if route.method == EVERY_METHOD else route.method.lower()), route.path


def of_routers() -> Iterator[Call]:
    for route in (*CONTROL, *flattened(list(platform_routes))):
        for method in (route.methods or set()) - {"HEAD"}:
            yield method.lower(), bare(route.path)


def bare(path: str) -> str:
    """A path with its variables unnamed: Starlette spells them with a type."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def test_every_route_is_described_and_nothing_else():
    described = [(method, bare(path)) for (method, path), _ in operations()]
    served = [(method, bare(path)) for method, path in (*of_tables(), *of_routers())]

    assert sorted(described) == sorted(served)


def test_the_table_of_the_control_api_has_no_call_that_is_gone():
    described = {f"{method.upper()} {path}" for (method, path), _ in operations()}

    assert [call for call in OPERATIONS if call not in described] == []


def test_every_operation_has_what_openapi_demands():
    for (method, path), operation in operations():
        named = [each["name"] for each in operation.get("parameters", []) if each["in"] == "path"]

        assert method in METHODS
        assert operation["responses"]
        assert all(each["description"] for each in operation["responses"].values())
        assert named == re.findall(r"\{(\w+)\}", path), path


def test_every_operation_is_of_one_face_and_says_what_it_is_for():
    tags = {each["name"] for each in DOCUMENT["tags"]}

    assert [call for call, each in operations() if len(set(each["tags"]) & tags) != 1] == []
    assert [call for call, each in operations() if not each["summary"]] == []


def test_every_reference_leads_to_a_schema_and_every_schema_is_referred_to():
    # A schema that only itself refers to would pass; there are no such ones here.
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))

    assert referred - SCHEMAS.keys() == set()
    assert SCHEMAS.keys() - referred <= set(notifications_document()["components"]["schemas"])


def test_every_schema_has_a_name_of_its_own_without_the_way_to_its_module():
    assert [name for name in SCHEMAS if "__" in name or name.endswith("Model")] == []


def test_every_demand_for_a_token_is_of_a_kind_that_is_described():
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

    for call, operation in operations(own):
        for part in ("responses", "security", "deprecated"):
            assert ours[call].get(part) == operation.get(part), call
        assert without_examples(ours[call].get("requestBody")) == operation.get("requestBody")
        assert [
            each for each in operation.get("parameters", []) if each not in ours[call]["parameters"]
        ] == []
    schemas = own["components"]["schemas"]
    assert {name: SCHEMAS[name] for name in schemas} == schemas


def without_examples(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    return {name: without_examples(each) for name, each in part.items() if name != "example"}


def staged(caller: Caller) -> Mapping[str, str]:
    """Make a world in which something has happened; return what stands for variables of paths."""
    caller.done("POST", "/reset", {"now": "2026-01-05T20:00:00Z", "mode": "frozen"})
    shipment = caller.email()
    caller.sms()
    caller.person_email(KARI)
    caller.done("PUT", f"/directory/persons/{KARI}", {"name": "Kari Nordmann"})
    caller.advance("PT1H")
    caller.client.get(f"{caller.prefix}/notifications/api/v1/nothing-here")
    return {
        "{id}": caller.get("/inbox")["messages"][0]["id"],
        "explain/{id}": f"explain/{shipment}",
        "{number}/users/{userId}": "991825827/users/20011",
        "persons/{key}": f"persons/{OLA}",
        "organizations/{key}": "organizations/991825827",
        "external-identities/{key}": f"external-identities/{JENS}",
        "resources/{key}": "resources/ttd-skjema",
        "whitelist/{number}": "whitelist/+4799999999",
    }


def filled(path: str, ids: Mapping[str, str]) -> str:
    """A path of the document behind ``/_mock``, with values for its variables."""
    path = path.removeprefix("/_mock")
    for variable in sorted(ids, key=len, reverse=True):
        path = path.replace(variable, ids[variable])
    return path


def members(names: str) -> set[str]:
    return set(names.split(", "))


UNKNOWN = re.compile(r"'(?:0\.)?zzzzzz' is not known; write one of ([\w, ]+)")
STRICT = {
    call: known
    for call, known in OPERATIONS.items()
    if known.body is not None and known.body != dict[str, Any]
}


def schema_of_body(call: str) -> Json:
    method, path = call.split()
    body = DOCUMENT["paths"][path][method.lower()]["requestBody"]
    schema: Json = body["content"]["application/json"]["schema"]
    return schema.get("items", schema)


def test_a_described_body_has_the_members_that_the_server_knows(caller: Caller):
    told, described, ids = {}, {}, staged(caller)
    for call in STRICT:
        method, path = call.split()
        is_list = OPERATIONS[call].body.__class__.__name__ == "GenericAlias"
        odd: Any = [{"zzzzzz": 1}] if is_list else {"zzzzzz": 1}
        _, detail = caller.refused(method, filled(path, ids), odd)
        found = UNKNOWN.search(detail)
        told[call] = members(found[1]) if found else detail
        described[call] = set(SCHEMAS[schema_of_body(call)["$ref"].split("/")[-1]]["properties"])

    assert told == described


def test_a_call_without_a_described_body_reads_none(caller: Caller):
    reading, ids = [], staged(caller)
    for call in OPERATIONS.keys() - STRICT.keys() - {"GET /_mock/inbox/stream"}:
        method, path = call.split()
        query = {"GET /_mock/inbox/wait": "?timeout=0"}.get(call, "")
        response = caller.call(method, filled(path, ids) + query, {"zzzzzz": 1})
        if UNKNOWN.search(response.text):
            reading.append(call)

    assert reading == []


def test_a_described_query_has_the_parameters_that_the_server_reads(caller: Caller):
    told, described, ids = {}, {}, staged(caller)
    for call in OPERATIONS.keys() - {"GET /_mock/docs"}:
        method, path = call.split()
        _, detail = caller.refused(method, filled(path, ids) + "?zzzzzz=1")
        found = UNKNOWN.search(detail)
        told[call] = members(found[1]) if found else set()
        parameters = DOCUMENT["paths"][path][method.lower()].get("parameters", [])
        described[call] = {each["name"] for each in parameters if each["in"] == "query"}
        assert found or "takes no query" in detail

    assert told == described


def answers_in_json() -> Iterator[tuple[str, Operation]]:
    for call, known in OPERATIONS.items():
        if not isinstance(known.answer, str | NoContent):
            yield call, known


def test_real_answers_are_as_described(caller: Caller):
    ids = staged(caller)
    for call, known in answers_in_json():
        method, path = call.split()
        query = {"GET /_mock/inbox/wait": "?timeout=0"}.get(call, "")

        response = caller.call(method, filled(path, ids) + query, known.example)

        assert response.status_code == 200, (call, response.text)
        TypeAdapter(known.answer).validate_json(response.content)
        if method != "GET":
            ids = staged(caller)


def test_the_world_of_that_test_has_something_of_everything(caller: Caller):
    staged(caller)

    assert caller.get("/inbox")["count"]
    assert caller.get("/pending")["count"]
    assert caller.get("/suppressed")["count"]
    assert caller.get("/timeline")["count"]
    assert caller.get("/requests")["requests"][-1]["unmatched"]


def test_every_example_of_a_body_is_taken(caller: Caller):
    refused = {}
    for call, known in OPERATIONS.items():
        if known.example is not None:
            method, path = call.split()
            response = caller.call(method, filled(path, staged(caller)), known.example)
            if response.status_code not in (200, 204):
                refused[call] = response.text

    assert refused == {}


def test_the_example_of_a_scenario_passes(caller: Caller):
    report = caller.done("POST", "/scenarios/run", OPERATIONS["POST /_mock/scenarios/run"].example)

    assert report["passed"], report
    assert report["timeline"]


def test_a_refusal_is_as_described(caller: Caller):
    status, detail = caller.refused("GET", "/inbox/nobody")

    assert status == 404
    assert detail
    assert "4XX" in DOCUMENT["paths"]["/_mock/inbox/{id}"]["get"]["responses"]


@pytest.mark.parametrize("path", EXAMPLES)
def test_every_example_of_the_emulated_apis_is_taken(caller: Caller, path: str):
    url = caller.prefix + path.format(org="ttd", app="skjema")

    response = caller.client.post(url, json=EXAMPLES[path])

    assert response.status_code in (200, 201, 202), response.text


def test_every_example_is_shown():
    shown = {
        path
        for (_, path), operation in operations()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "example" in content
    }

    assert EXAMPLES.keys() <= shown


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
def test_the_parameters_of_the_emulated_apis_are_those_that_are_read(
    modules: tuple[Any, ...], tags: tuple[str, ...]
):
    source = "".join(inspect.getsource(each) for each in modules)
    read = {name for found in READ.findall(source) for name in found if name}

    described = {
        each["name"]
        for _, operation in operations()
        if operation["tags"][0] in tags
        for each in operation.get("parameters", [])
        if each["in"] == "query"
    }

    assert described == read


def test_the_document_is_served_for_the_world_that_asks(caller: Caller):
    document = caller.get("/openapi.json")

    assert document["servers"][0]["url"] == caller.prefix
    assert caller.client.get("/_mock/openapi.json").json()["servers"][0]["url"] == "/"
    assert {**document, "servers": None} == {**DOCUMENT, "servers": None}
