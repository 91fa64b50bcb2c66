"""The OpenAPI document of the Notifications API matches Altinn's own document.

The recording is Altinn's document without its texts. Differences are listed with reasons.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mock_server.web.api_docs.notifications import document

RECORDING = Path(__file__).parents[1] / "recordings" / "notifications" / "openapi.json.gz"
ALTINN: dict[str, Any] = json.loads(gzip.decompress(RECORDING.read_bytes()))
MOCK = document()

# Hints for generators and readers that Altinn does not follow itself: it requires
# channelSchema despite its default, and applies no default to delayDays.
HINTS = {"default", "pattern", "readOnly", "maximum", "minimum", "encoding"}

NEVER_SENT = "499 is never received: the caller has disconnected"
NOT_IN_ALTINN = "returned, but missing in Altinn's document"
FOR_OPERATORS = "not in Altinn's document: for operators only"
NULL_IS_REJECTED = "null gets 400, unlike in Altinn's document"
NEWER = "newer than the recorded document"
NOT_RECORDED = "not in any recording"

OPERATIONS_ONLY_MOCK = {
    ("get", "/health"): FOR_OPERATORS,
    ("get", "/notifications/api/v1/future/log"): NEWER,
    ("get", "/notifications/api/v1/future/enduser/log"): NEWER,
    **{
        ("get", f"/notifications/api/v1/future/dashboard/recipients/notifications/{name}"): NEWER
        for name in ("email", "phonenumber", "shipmentid")
    },
    **{
        ("post", f"/notifications/api/v1/trigger/{name}"): FOR_OPERATORS
        for name in (
            "deleteoldstatusfeedrecords",
            "pastdueorders",
            "sendemail",
            "sendsms",
            "sendsmsanytime",
            "sendsmsdaytime",
            "terminateexpirednotifications",
        )
    },
}
ANSWERS = {"499": NEVER_SENT, "503": NOT_IN_ALTINN, "400": NOT_IN_ALTINN, "401": NOT_IN_ALTINN}
MEMBERS = {
    ("AltinnProblemDetails", "code"): "a string, where Altinn describes its class",
    ("AltinnProblemDetails", "detail"): NOT_RECORDED,
    ("AltinnProblemDetails", "instance"): NOT_RECORDED,
    ("AltinnProblemDetails", "source"): NOT_RECORDED,
    ("ValidationProblemDetails", "detail"): NOT_RECORDED,
    ("ValidationProblemDetails", "instance"): NOT_RECORDED,
    ("ValidationProblemDetails", "traceId"): NOT_IN_ALTINN,
    ("IDeliveryManifestExt", "type"): NOT_IN_ALTINN,
    ("EmailTemplateExt", "fromAddress"): NULL_IS_REJECTED,
    ("EmailTemplateExt", "subject"): NULL_IS_REJECTED,
    ("EmailTemplateExt", "body"): NULL_IS_REJECTED,
    ("SmsTemplateExt", "senderNumber"): NULL_IS_REJECTED,
    ("SmsTemplateExt", "body"): NULL_IS_REJECTED,
}
SCHEMAS_ONLY_MOCK = {"NotificationLogSummaryExt": NEWER}
SCHEMAS_ONLY_ALTINN = {"ErrorCode": "the class behind the code of a problem"}


def without_hints(part: Any) -> Any:
    """Return *part* without hints, with enumerations in alphabetical order."""
    if isinstance(part, dict):
        return {
            name: sorted(value) if name == "enum" else without_hints(value)
            for name, value in part.items()
            if name not in HINTS
        }
    return [without_hints(each) for each in part] if isinstance(part, list) else part


def operations(of: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path): operation
        for path, methods in of["paths"].items()
        for method, operation in methods.items()
    }


def in_both() -> Iterator[tuple[tuple[str, str], dict[str, Any], dict[str, Any]]]:
    mock = operations(MOCK)
    for name, altinn in operations(ALTINN).items():
        yield name, altinn, mock[name]


def parameters(operation: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {
        (each["in"], each["name"]): (each.get("required", False), without_hints(each["schema"]))
        for each in operation.get("parameters", [])
    }


def test_the_operations_are_altinns_and_the_listed_ones():
    altinn, mock = set(operations(ALTINN)), set(operations(MOCK))

    assert altinn - mock == set()
    assert mock - altinn == set(OPERATIONS_ONLY_MOCK)


def test_every_operation_has_the_same_parameters_and_body():
    different = [
        name
        for name, altinn, mock in in_both()
        if parameters(altinn) != parameters(mock)
        or without_hints(altinn.get("requestBody")) != without_hints(mock.get("requestBody"))
        or altinn.get("deprecated") != mock.get("deprecated")
    ]

    assert different == []


def test_every_operation_has_the_same_responses():
    different = {
        (name, status)
        for name, altinn, mock in in_both()
        for status in altinn["responses"].keys() | mock["responses"].keys()
        if without_hints(altinn["responses"].get(status, {}).get("content"))
        != without_hints(mock["responses"].get(status, {}).get("content"))
    }

    assert {status for _, status in different} <= set(ANSWERS)


def test_every_schema_has_the_same_properties_of_the_same_types():
    altinn, mock = ALTINN["components"]["schemas"], MOCK["components"]["schemas"]

    different = {
        (name, member)
        for name in altinn.keys() & mock.keys()
        for member in altinn[name]["properties"].keys() | mock[name]["properties"].keys()
        if without_hints(altinn[name]["properties"].get(member))
        != without_hints(mock[name]["properties"].get(member))
    }

    assert altinn.keys() - mock.keys() == set(SCHEMAS_ONLY_ALTINN)
    assert mock.keys() - altinn.keys() == set(SCHEMAS_ONLY_MOCK)
    assert different == set(MEMBERS)


def test_every_schema_requires_the_same_properties():
    altinn, mock = ALTINN["components"]["schemas"], MOCK["components"]["schemas"]

    assert {
        name: mock[name].get("required")
        for name in altinn.keys() & mock.keys()
        if altinn[name].get("required") != mock[name].get("required")
    } == {}


def test_every_reference_has_a_schema():
    text = json.dumps(MOCK)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert names <= MOCK["components"]["schemas"].keys()


def test_every_operation_has_a_summary():
    assert [name for name, each in operations(MOCK).items() if not each["summary"]] == []
