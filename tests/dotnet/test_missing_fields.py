"""Required fields: the quick check of a complete document agrees with the list of errors."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from mock_server.dotnet.aspnet import annotations
from mock_server.notifications.api import required_fields

SETTINGS = {"emailSettings": {"subject": "s", "body": "b"}, "smsSettings": {"body": "b"}}
RECIPIENTS = {
    "recipientEmail": {"emailAddress": "a@b.no", "emailSettings": {"subject": "s", "body": "b"}},
    "recipientSms": {"phoneNumber": "+4799999999", "smsSettings": {"body": "b"}},
    "recipientPerson": {"nationalIdentityNumber": "1", **SETTINGS},
}
CHAIN = {
    "idempotencyId": "1",
    "recipient": RECIPIENTS,
    "reminders": [{"recipient": RECIPIENTS}, None],
}
V1 = {
    "recipients": [],
    "emailTemplate": {"fromAddress": "", "subject": "s", "body": "b"},
    "smsTemplate": {"senderNumber": "", "body": "b"},
}
DOCUMENTS = [(CHAIN, required_fields.CHAIN), (V1, required_fields.ORDER)]


def variants(document: Any) -> Iterator[Any]:
    """Yield the document with one part of it replaced or left out."""
    for path in list(paths(document)):
        for value in (None, "", " ", {}, []):
            changed = copy.deepcopy(document)
            parent = changed
            for step in path[:-1]:
                parent = parent[step]
            # Only values of the right type come from the reader.
            if value is None or isinstance(parent[path[-1]], type(value)):
                parent[path[-1]] = value
                yield copy.deepcopy(changed)
        if isinstance(parent, dict):
            del parent[path[-1]]
            yield changed


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each part of *value*."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for step, each in items:
        yield (*before, step)
        if isinstance(each, dict | list):
            yield from paths(each, (*before, step))


@pytest.mark.parametrize(("document", "required"), DOCUMENTS)
def test_a_complete_document_has_no_missing_fields(document: Any, required: Any):
    assert annotations.missing_fields(document, required) == []


@pytest.mark.parametrize(("document", "required"), DOCUMENTS)
def test_the_quick_check_agrees_with_the_list_of_errors(document: Any, required: Any):
    documents = list(variants(document))
    found = [annotations.missing_fields(each, required) for each in documents]

    assert found == [list(annotations._missing_fields(each, required)) for each in documents]
    assert any(found)
    assert not all(found)
