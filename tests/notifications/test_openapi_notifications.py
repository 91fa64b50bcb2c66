"""Our description of this API says what the real service's own says.

The recording is the service's document without its texts. What differs is listed with reasons.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mock_server.web.api_docs.notifications import document

RECORDING = Path(__file__).parents[1] / "recordings" / "notifications" / "openapi.json.gz"
THEIRS: dict[str, Any] = json.loads(gzip.decompress(RECORDING.read_bytes()))
OURS = document()

# Advice to generators and readers, which the service itself does not keep to: it demands
# channelSchema despite its default, and applies none to delayDays.
ADVICE = {"default", "pattern", "readOnly", "maximum", "minimum", "encoding"}

NEVER_ANSWERED = "499 reaches nobody: the caller has gone"
NOT_IN_THEIRS = "answered, and missing in the service's document"
FOR_OPERATORS = "left out of the service's document, since callers have no use for it"
NULL_IS_REFUSED = "null is answered 400, whatever the service's document says"
NOT_WRITTEN = "never written in the recordings"

OPERATIONS_ONLY_OURS = {
    ("get", "/health"): FOR_OPERATORS,
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
ANSWERS = {"499": NEVER_ANSWERED, "503": NOT_IN_THEIRS, "400": NOT_IN_THEIRS, "401": NOT_IN_THEIRS}
MEMBERS = {
    ("AltinnProblemDetails", "code"): "written as text, where the service describes its class",
    ("AltinnProblemDetails", "detail"): NOT_WRITTEN,
    ("AltinnProblemDetails", "instance"): NOT_WRITTEN,
    ("AltinnProblemDetails", "source"): NOT_WRITTEN,
    ("ValidationProblemDetails", "detail"): NOT_WRITTEN,
    ("ValidationProblemDetails", "instance"): NOT_WRITTEN,
    ("ValidationProblemDetails", "traceId"): NOT_IN_THEIRS,
    ("IDeliveryManifestExt", "type"): NOT_IN_THEIRS,
    ("EmailTemplateExt", "fromAddress"): NULL_IS_REFUSED,
    ("EmailTemplateExt", "subject"): NULL_IS_REFUSED,
    ("EmailTemplateExt", "body"): NULL_IS_REFUSED,
    ("SmsTemplateExt", "senderNumber"): NULL_IS_REFUSED,
    ("SmsTemplateExt", "body"): NULL_IS_REFUSED,
}
SCHEMAS_ONLY_THEIRS = {"ErrorCode": "the class behind the code of a problem"}


def bare(part: Any) -> Any:
    """Return *part* without advice, enumerations in alphabetical order."""
    if isinstance(part, dict):
        return {
            name: sorted(value) if name == "enum" else bare(value)
            for name, value in part.items()
            if name not in ADVICE
        }
    return [bare(each) for each in part] if isinstance(part, list) else part


def operations(of: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path): operation
        for path, methods in of["paths"].items()
        for method, operation in methods.items()
    }


def in_both() -> Iterator[tuple[tuple[str, str], dict[str, Any], dict[str, Any]]]:
    ours = operations(OURS)
    for name, theirs in operations(THEIRS).items():
        yield name, theirs, ours[name]


def parameters(operation: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {
        (each["in"], each["name"]): (each.get("required", False), bare(each["schema"]))
        for each in operation.get("parameters", [])
    }


def test_the_operations_are_the_services_and_those_listed():
    theirs, ours = set(operations(THEIRS)), set(operations(OURS))

    assert theirs - ours == set()
    assert ours - theirs == set(OPERATIONS_ONLY_OURS)


def test_every_operation_takes_the_same_parameters_and_body():
    different = [
        name
        for name, theirs, ours in in_both()
        if parameters(theirs) != parameters(ours)
        or bare(theirs.get("requestBody")) != bare(ours.get("requestBody"))
        or theirs.get("deprecated") != ours.get("deprecated")
    ]

    assert different == []


def test_every_operation_gives_the_same_answers():
    different = {
        (name, status)
        for name, theirs, ours in in_both()
        for status in theirs["responses"].keys() | ours["responses"].keys()
        if bare(theirs["responses"].get(status, {}).get("content"))
        != bare(ours["responses"].get(status, {}).get("content"))
    }

    assert {status for _, status in different} <= set(ANSWERS)


def test_every_document_has_the_same_members_of_the_same_types():
    theirs, ours = THEIRS["components"]["schemas"], OURS["components"]["schemas"]

    different = {
        (name, member)
        for name in theirs.keys() & ours.keys()
        for member in theirs[name]["properties"].keys() | ours[name]["properties"].keys()
        if bare(theirs[name]["properties"].get(member))
        != bare(ours[name]["properties"].get(member))
    }

    assert theirs.keys() ^ ours.keys() == set(SCHEMAS_ONLY_THEIRS)
    assert different == set(MEMBERS)


def test_every_document_demands_the_same_members():
    theirs, ours = THEIRS["components"]["schemas"], OURS["components"]["schemas"]

    assert {
        name: ours[name].get("required")
        for name in theirs.keys() & ours.keys()
        if theirs[name].get("required") != ours[name].get("required")
    } == {}


def test_every_reference_leads_to_a_schema():
    text = json.dumps(OURS)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert names <= OURS["components"]["schemas"].keys()


def test_every_operation_says_what_it_is_for():
    assert [name for name, each in operations(OURS).items() if not each["summary"]] == []
