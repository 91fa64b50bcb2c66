"""Tests of form binding: lists, dictionaries, dates and notations of field names.

Source: docs/reference/correspondence.md section 1.7.
"""

from typing import Any

import pytest

from mock_server.correspondence.api.request_schemas import INITIALIZE
from mock_server.domain.enums import RuleSet
from mock_server.domain.instant import parse_instant
from mock_server.dotnet.aspnet.form_binding import FormBinder
from mock_server.dotnet.aspnet.form_values import FormValues
from mock_server.dotnet.aspnet.model_state import ModelState
from mock_server.dotnet.schema import Document

NOW = parse_instant("2025-03-10T08:00:00Z")


def bind(*fields: tuple[str, str]) -> tuple[Document, dict[str, list[str]]]:
    """Return the document of a form, and the model state of its fields."""
    state = ModelState()
    document = FormBinder(FormValues(fields), state, NOW).document(INITIALIZE[RuleSet.DOCUMENTED])
    return document, dict(state.entries())


def bind_document(*fields: tuple[str, str]) -> Document:
    return bind(*fields)[0]


def bind_message(*fields: tuple[str, str]) -> Any:
    prefixed = ((f"Correspondence.{name}", value) for name, value in fields)
    return bind_document(*prefixed)["correspondence"]


def test_a_list_ends_at_the_first_gap():
    fields = [(f"Recipients[{number}]", str(number)) for number in (0, 1, 3)]

    assert bind_document(*fields) == {"recipients": ["0", "1"]}
    assert bind_document(fields[2]) == {"recipients": []}


def test_a_list_can_be_repeated_fields_without_index():
    document, errors = bind(("recipients", "a"), ("Recipients", "b"))

    assert document == {"recipients": ["a", "b"]}
    assert errors == {"Recipients": []}


def test_a_list_can_have_named_indexes():
    fields = [("Recipients.index", "x"), ("Recipients.index", "y"), ("Recipients[y]", "a")]

    assert bind_document(*fields) == {"recipients": [None, "a"]}


@pytest.mark.parametrize(
    "name",
    [
        "Correspondence.Content.MessageTitle",
        "CORRESPONDENCE.content.messagetitle",
        "Correspondence[Content][MessageTitle]",
    ],
)
def test_a_field_name_has_several_notations(name: str):
    assert bind_document((name, "Hei")) == {"correspondence": {"content": {"messageTitle": "Hei"}}}


def test_objects_in_a_list_are_bound_by_their_fields():
    options = bind_message(
        ("ReplyOptions[0].LinkURL", "https://a.no"),
        ("ReplyOptions[0].Unknown", "x"),
        ("ReplyOptions[1].LinkText", "b"),
        ("ReplyOptions[2].Unknown", "x"),
        ("ReplyOptions[3].LinkText", "d"),
    )

    assert options == {"replyOptions": [{"linkURL": "https://a.no"}, {"linkText": "b"}]}


def test_an_object_requires_a_known_field():
    assert bind_document(("Correspondence.Notification.Unknown", "x")) == {"correspondence": {}}
    assert bind_document(("Unknown", "x")) == {}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([("PropertyList.a", "1"), ("PropertyList.b", "2")], {"a": "1", "b": "2"}),
        ([("PropertyList[a]", "1")], {"a": "1"}),
        (
            [
                ("PropertyList[0].Key", "a"),
                ("PropertyList[0].Value", "1"),
                ("PropertyList[1].Key", "b"),
                ("PropertyList[1].Value", "2"),
            ],
            {"a": "1", "b": "2"},
        ),
        ([("PropertyList.a.b", "1")], {"a": None}),
        ([("PropertyList.a", " ")], {"a": None}),
        ([("PropertyList", '{"a": "1"}')], {}),
    ],
)
def test_a_dictionary_has_several_notations(
    fields: list[tuple[str, str]], expected: dict[str, Any]
):
    assert bind_message(*fields) == {"propertyList": expected}


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-03-11T10:00:00+01:00", "2025-03-11T09:00:00Z"),
        ("2025-03-11T10:00:00", "2025-03-11T10:00:00Z"),
        ("03/11/2025 10:00:00 +00:00", "2025-03-11T10:00:00Z"),
        ("03/11/2025 10:00:00", "2025-03-11T10:00:00Z"),
        ("Tue, 11 Mar 2025 10:00:00 GMT", "2025-03-11T10:00:00Z"),
    ],
)
def test_a_date_has_several_formats(text: str, instant: str):
    assert bind_message(("DueDateTime", text))["dueDateTime"].at == parse_instant(instant)


def test_a_blank_field_is_null_where_null_is_allowed():
    document = bind_message(
        ("MessageSender", " "), ("DueDateTime", ""), ("IgnoreReservation", ""), ("Sender", "")
    )

    assert set(document.values()) == {None}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("Correspondence.DueDateTime", "x", "The value 'x' is not valid for DueDateTime."),
        ("Correspondence.IsConfidential", "x", "The value 'x' is not valid for IsConfidential."),
        ("Correspondence.IsConfidential", "", "The value '' is invalid."),
        (
            "Correspondence.Notification.NotificationChannel",
            "Fax",
            "The value 'Fax' is not valid for NotificationChannel.",
        ),
        ("Correspondence.Notification.NotificationTemplate", "5", "The value '5' is invalid."),
        ("ExistingAttachments[0]", "x", "The value 'x' is not valid."),
        ("IdempotentKey", "x", "The value 'x' is not valid for IdempotentKey."),
    ],
)
def test_an_invalid_value_is_reported_with_its_field_name(name: str, value: str, text: str):
    assert bind((name, value))[1] == {name: [text]}


def test_booleans_and_enum_names_are_case_insensitive():
    document = bind_message(
        ("Notification.SendReminder", "True"),
        ("Notification.NotificationChannel", "emailandsms"),
        ("Content.Attachments[0].ExpirationInDays", "14"),
    )

    assert document["notification"] == {"sendReminder": True, "notificationChannel": 4}
    assert document["content"]["attachments"] == [{"expirationInDays": 14}]
