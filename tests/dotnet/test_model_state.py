"""Order and number of errors in model state, and problem documents.

Source: docs/reference/notifications.md section 6.
"""

import random

import pytest

from mock_server.dotnet.aspnet.model_state import (
    ModelState,
    coded_problem,
    problem,
    trace_id,
    validation_problem,
)
from tests.dotnet.recorded_bodies import read_lines

TRACE = "0af7651916cd43dd8448eb211c80319c"


def sorted_keys(keys: list[str]) -> list[str]:
    state = ModelState()
    for key in keys:
        state.add(key, "x")
    return list(state.errors())


def test_keys_are_in_the_recorded_order():
    # Altinn omits errors above 199.
    recorded: list[list[str]] = [keys for keys in read_lines("error-keys") if len(keys) < 200]
    shuffle = random.Random(1).sample

    wrongly_sorted = [keys for keys in recorded if sorted_keys(shuffle(keys, len(keys))) != keys]

    assert len(recorded) > 200
    assert wrongly_sorted == []


@pytest.mark.parametrize(
    "keys",
    [
        ["", "$", "request", "$.x", "$.a[0].b"],
        ["To", "From"],
        ["Seq", "OrderBy", "PageSize"],
        ["Attachments[2]", "Attachments[10]", "Attachments[2].SasUrl", "Attachments[10].Filename"],
        ["Recipients[0]", "Recipients[1]", "Recipients[0].EmailAddress"],
    ],
)
def test_a_level_is_sorted_by_length_then_alphabetically(keys: list[str]):
    assert sorted_keys(keys[::-1]) == keys


def test_keys_that_differ_only_in_case_are_the_same():
    state = ModelState()
    state.add("Body", "one")
    state.add("bODY", "two")
    state.add("Body.", "three")

    assert state.errors() == {"Body": ["one", "two", "three"]}


def test_the_200th_message_is_the_last_and_is_generic():
    state = ModelState()
    for number in range(199):
        state.add(f"Recipients[{number}]", "x")
    assert "" not in state.errors()

    state.add("Body", "x")
    state.add("Subject", "x")

    assert len(state.errors()) == 200
    assert state.errors()[""] == ["The input was not valid."]


def test_a_key_without_errors_is_valid():
    state = ModelState()
    state.mark_key("b.c")
    state.mark_key("a")

    assert (state.is_valid, state.has_error("a"), state.errors()) == (True, False, {})


def test_a_key_keeps_the_letter_case_of_its_first_use():
    state = ModelState()
    state.mark_key("b.c")
    state.mark_key("a")

    state.add("A", "x")

    assert (state.is_valid, state.has_error("a"), state.errors()) == (False, True, {"a": ["x"]})
    assert list(state.entries()) == [("a", ["x"]), ("b.c", [])]


def test_problems_have_their_fields_in_order():
    rfc = "https://tools.ietf.org/html/rfc9110#section-15.5"

    assert list(validation_problem({"Body": ["x"]}, "id").items()) == [
        ("type", f"{rfc}.1"),
        ("title", "One or more validation errors occurred."),
        ("status", 400),
        ("errors", {"Body": ["x"]}),
        ("traceId", "id"),
    ]
    assert list(problem(415, "id").items()) == [
        ("type", f"{rfc}.16"),
        ("title", "Unsupported Media Type"),
        ("status", 415),
        ("traceId", "id"),
    ]
    assert list(coded_problem(422, "NOT-00001", "Missing", "id").items()) == [
        ("type", "urn:altinn:error:NOT-00001"),
        ("title", "Missing"),
        ("status", 422),
        ("code", "NOT-00001"),
        ("traceId", "id"),
        ("statusDescription", "Unprocessable Entity"),
    ]


def repeat_ab(size: int) -> str:
    return "ab" * size


@pytest.mark.parametrize(
    ("traceparent", "trace"),
    [
        (f"00-{TRACE}-b7ad6b7169203331-01", f"00-{TRACE}-{'ab' * 8}-01"),
        (f"01-{TRACE}-b7ad6b7169203331-00", f"00-{TRACE}-{'ab' * 8}-00"),
        (None, f"00-{'ab' * 16}-{'ab' * 8}-00"),
        ("x", f"00-{'ab' * 16}-{'ab' * 8}-00"),
        (f"00-{TRACE.upper()}-b7ad6b7169203331-01", f"00-{'ab' * 16}-{'ab' * 8}-00"),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", f"00-{'ab' * 16}-{'ab' * 8}-00"),
        (f"00-{TRACE}-{'0' * 16}-01", f"00-{'ab' * 16}-{'ab' * 8}-00"),
        (f"00-{TRACE}-b7ad6b7169203331-01-x", f"00-{'ab' * 16}-{'ab' * 8}-00"),
    ],
)
def test_a_trace_id_continues_the_callers_trace(traceparent: str | None, trace: str):
    assert trace_id(traceparent, repeat_ab) == trace
