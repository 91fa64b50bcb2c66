"""Texts, tokens, dates and languages of apps, compared with the recorded functions.

Source: tests/recordings/app/functions.jsonl.gz; docs/reference/apps.md sections 2.4 to 2.7.
"""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mock_server.apps.domain.languages import selected_language, service_owner_name
from mock_server.apps.domain.notification import CustomText
from mock_server.apps.domain.owners import InstanceOwner, UnidentifiedOwnerError
from mock_server.apps.domain.texts import (
    TokenValues,
    app_title,
    default_body,
    default_subject,
    format_due_date,
    replace_tokens,
)
from mock_server.domain.enums import RuleSet
from mock_server.domain.instant import parse_instant

RECORDING = Path(__file__).parents[1] / "recordings" / "app" / "functions.jsonl.gz"


def recorded(function: str) -> list[dict[str, Any]]:
    with gzip.open(RECORDING, "rt", encoding="utf-8") as lines:
        return [each for each in map(json.loads, lines) if each["function"] == function]


def token_values(arguments: dict[str, Any]) -> TokenValues:
    return TokenValues(
        app_id=arguments["appId"],
        owner_name=arguments["instanceOwnerName"],
        service_owner_name=arguments["serviceOwnerName"],
        organisation_number=arguments["orgNumber"],
        person_number=arguments["nationalIdentityNumber"],
        due=parse_instant(arguments["dueDate"]) if arguments["dueDate"] else None,
    )


def language(arguments: dict[str, Any]) -> str | dict[str, Any]:
    names = arguments["owner"]
    owner = InstanceOwner(
        person_number=names.get("personNumber"),
        organisation_number=names.get("organisationNumber"),
        external_identifier=names.get("externalIdentifier"),
    )
    has_party = arguments.get("party", ...) is not None or not owner.external_identifier
    profile = arguments.get("profileLanguage") if has_party or owner.person_number else None
    try:
        return selected_language(owner, profile, arguments["requestedLanguage"])
    except UnidentifiedOwnerError:
        return {"error": True}


def title(arguments: dict[str, Any]) -> str | None:
    titles = arguments["metadataFile"].get("title") or {}
    return app_title(titles, arguments["language"], RuleSet.DEPLOYED)


def without_exception(output: Any) -> Any:
    return {"error": True} if isinstance(output, dict) else output


FUNCTIONS: dict[str, Callable[[dict[str, Any]], object]] = {
    "default_body": lambda arguments: default_body(arguments["language"], token_values(arguments)),
    "default_subject": lambda arguments: default_subject(arguments["language"]),
    "replace_tokens": lambda arguments: replace_tokens(
        arguments["text"], token_values(arguments), arguments["title"], RuleSet.DEPLOYED
    ),
    "printable_due_date": lambda arguments: format_due_date(
        parse_instant(arguments["dueDate"]), RuleSet.DEPLOYED
    ),
    "service_owner_name": lambda arguments: service_owner_name(
        arguments["names"], arguments["language"]
    ),
    "custom_text_language": lambda arguments: CustomText(**arguments["texts"]).in_language(
        arguments["language"]
    ),
    "notification_language": language,
    "title_from_real_metadata_file": title,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_returns_the_recorded_values(name: str):
    lines = recorded(name)

    results = {line["id"]: FUNCTIONS[name](line["input"]) for line in lines}

    assert lines
    assert results == {line["id"]: without_exception(line["output"]) for line in lines}


def test_every_recorded_function_is_tested():
    with gzip.open(RECORDING, "rt", encoding="utf-8") as lines:
        assert {each["function"] for each in map(json.loads, lines)} == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("due", "documented", "deployed"),
    [
        ("2026-12-31T00:00:00Z", "31-12-2026", "31-12-2026 01:00:00"),
        ("2026-03-12T16:15:44Z", "12-03-2026", "12-03-2026 17:15:44"),
        ("2025-07-01T14:00:00Z", "01-07-2025", "01-07-2025 16:00:00"),
        ("2026-12-31T23:30:00Z", "31-12-2026", "01-01-2027 00:30:00"),
    ],
)
def test_a_due_date_is_a_documented_date_or_a_deployed_norwegian_date_time(
    due: str, documented: str, deployed: str
):
    assert format_due_date(parse_instant(due), RuleSet.DOCUMENTED) == documented
    assert format_due_date(parse_instant(due), RuleSet.DEPLOYED) == deployed


def test_the_documented_example_has_exactly_these_texts():
    values = TokenValues(
        app_id="ttd/notification-instantiation-ttd",
        owner_name="ASTROLOG NÆR",
        service_owner_name="The Norwegian Test Department",
        person_number="54928201018",
    )

    assert default_subject("en") == "New form created in Altinn"
    assert default_body("en", values) == (
        "The Norwegian Test Department has created a new form (notification-instantiation-ttd)"
        " for ASTROLOG NÆR with social security number 54928201018"
        " - open your Altinn inbox to view the form."
    )
