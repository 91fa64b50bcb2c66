"""Content-Type and Accept headers.

Source: docs/reference/notifications.md sections 2.3 and 6.1.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.dotnet.aspnet.media_types import (
    JSON,
    PROBLEM,
    BodyCharset,
    body_charset,
    is_json,
    problem_type,
)


@pytest.mark.parametrize(
    "content_type",
    [
        *["application/json", "Application/JSON", " application/json", "application/json;"],
        *["application/json ; charset=utf-8", "application/json, text/plain", "application/json/x"],
        *["application/json text/plain", "application/problem+json", "application/vnd.api+json"],
        *["application/*+json", "application/+json", "/"],
    ],
)
def test_json_types_are_accepted(content_type: str):
    assert is_json(content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        *[
            "text/json",
            "text/x+json",
            "*/*",
            "*/json",
            "application/*",
            "application/jsonx",
            "json",
            "",
        ],
        *["application/json+xml", "text/plain", "multipart/form-data; boundary=x", "nonsense"],
    ],
)
def test_other_types_are_not_accepted(content_type: str):
    assert not is_json(content_type)


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("application/json", BodyCharset.UTF_8),
        ("application/json;charset=UTF-8", BodyCharset.UTF_8),
        ('application/json; charset="utf-8"', BodyCharset.UTF_8),
        ("application/json; a=b; Charset=utf-8", BodyCharset.UTF_8),
        ("application/json; charset", BodyCharset.UTF_8),
        ("application/json; charset=utf-8; charset=utf-16", BodyCharset.UTF_8),
        ("application/json, text/plain; charset=latin1", BodyCharset.UTF_8),
        ("application/json; charset=utf-8, text/plain", BodyCharset.UTF_8),
        ("application/json; charset=utf-16", BodyCharset.UTF_16),
        ("application/json; charset=UTF-16LE", BodyCharset.UTF_16),
        ("application/json; charset=unicode", BodyCharset.UTF_16),
        ("application/json; charset=utf-16be", BodyCharset.UNREADABLE),
        ("application/json; charset=utf8", BodyCharset.UNREADABLE),
        ("application/json; charset=iso-8859-1", BodyCharset.UNREADABLE),
        ("application/json; charset=banan", BodyCharset.UNREADABLE),
        ("application/json; charset=", BodyCharset.INVALID),
        ('application/json; charset=""', BodyCharset.INVALID),
        ("/", BodyCharset.UNREADABLE),
        ("", BodyCharset.UNREADABLE),
        (None, BodyCharset.UNREADABLE),
    ],
)
def test_the_charset_of_a_body(content_type: str | None, charset: BodyCharset):
    assert body_charset(content_type) is charset


@pytest.mark.parametrize(
    "accept",
    [
        *["application/problem+json", "application/problem+json, application/json"],
        *["application/json;q=0.5, application/problem+json", "application/*+json"],
        *["text/html, APPLICATION/problem+json;q=0.1"],
    ],
)
def test_a_problem_has_its_media_type_if_requested_by_name(accept: str):
    assert problem_type(accept) == PROBLEM


@pytest.mark.parametrize(
    "accept",
    [
        *[
            None,
            "",
            "nonsense",
            "text/html",
            "*/*",
            "application/*",
            "application/json",
            "image/png",
        ],
        *["application/json, application/problem+json", "application/vnd.x+json"],
        *[
            "application/problem+json;q=0.1, application/json",
            "application/problem+json, */*;q=0.1",
        ],
        *["application/problem+json;q=x;v=1", 'text/plain;a=",application/problem+json"'],
    ],
)
def test_a_problem_is_json_by_default(accept: str | None):
    assert problem_type(accept) == JSON


@given(st.text())
def test_any_header_has_a_result(header: str):
    assert is_json(header) in (True, False)
    assert body_charset(header) in BodyCharset
    assert problem_type(header) in (JSON, PROBLEM)
