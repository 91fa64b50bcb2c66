"""The texts, tokens, dates and languages of apps are those that the real library gave.

Source: golden/app/functions; spec/altinn-app.md sections 2.4 to 2.7.
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


def facts(given: dict[str, Any]) -> TokenValues:
    return TokenValues(
        app_id=given["appId"],
        owner_name=given["instanceOwnerName"],
        service_owner_name=given["serviceOwnerName"],
        organisation_number=given["orgNumber"],
        person_number=given["nationalIdentityNumber"],
        due=parse_instant(given["dueDate"]) if given["dueDate"] else None,
    )


def language(given: dict[str, Any]) -> str | dict[str, Any]:
    names = given["owner"]
    owner = InstanceOwner(
        person_number=names.get("personNumber"),
        organisation_number=names.get("organisationNumber"),
        external_identifier=names.get("externalIdentifier"),
    )
    is_known = given.get("party", ...) is not None or not owner.external_identifier
    profile = given.get("profileLanguage") if is_known or owner.person_number else None
    try:
        return selected_language(owner, profile, given["requestedLanguage"])
    except UnidentifiedOwnerError:
        return {"error": True}


def title(given: dict[str, Any]) -> str | None:
    titles = given["metadataFile"].get("title") or {}
    return app_title(titles, given["language"], RuleSet.DEPLOYED)


def without_exception(output: Any) -> Any:
    return {"error": True} if isinstance(output, dict) else output


FUNCTIONS: dict[str, Callable[[dict[str, Any]], object]] = {
    "default_body": lambda given: default_body(given["language"], facts(given)),
    "default_subject": lambda given: default_subject(given["language"]),
    "replace_tokens": lambda given: replace_tokens(
        given["text"], facts(given), given["title"], RuleSet.DEPLOYED
    ),
    "printable_due_date": lambda given: format_due_date(
        parse_instant(given["dueDate"]), RuleSet.DEPLOYED
    ),
    "service_owner_name": lambda given: service_owner_name(given["names"], given["language"]),
    "custom_text_language": lambda given: CustomText(**given["texts"]).in_language(
        given["language"]
    ),
    "notification_language": language,
    "title_from_real_metadata_file": title,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_recorded_answer_is_given(name: str):
    lines = recorded(name)

    given = {line["id"]: FUNCTIONS[name](line["input"]) for line in lines}

    assert lines
    assert given == {line["id"]: without_exception(line["output"]) for line in lines}


def test_every_recorded_function_is_one_of_these():
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
def test_a_due_date_is_a_date_by_the_seed_and_a_norwegian_time_as_deployed(
    due: str, documented: str, deployed: str
):
    assert format_due_date(parse_instant(due), RuleSet.DOCUMENTED) == documented
    assert format_due_date(parse_instant(due), RuleSet.DEPLOYED) == deployed


def test_the_seeds_example_comes_out_to_the_letter():
    about = TokenValues(
        app_id="ttd/notification-instantiation-ttd",
        owner_name="ASTROLOG NÆR",
        service_owner_name="The Norwegian Test Department",
        person_number="54928201018",
    )

    assert default_subject("en") == "New form created in Altinn"
    assert default_body("en", about) == (
        "The Norwegian Test Department has created a new form (notification-instantiation-ttd)"
        " for ASTROLOG NÆR with social security number 54928201018"
        " - open your Altinn inbox to view the form."
    )
