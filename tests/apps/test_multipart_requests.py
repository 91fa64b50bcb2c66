"""Multipart bodies, split exactly as in ASP.NET Core.

Source: docs/reference/apps.md sections 1 to 4; tests/recordings/app/multipart-shape.jsonl.gz.
"""

import pytest

from mock_server.apps.api.multipart_request import MultipartRequestError, Part, read_parts
from mock_server.dotnet.aspnet.multipart import MalformedMultipart

TYPE = "multipart/form-data; boundary=b"
UNEXPECTED_END = (
    "IOException while reading a section of the request: Unexpected end of Stream, the content"
    " may have already been read by another component. "
)


def body(*parts: str, end: str = "--b--\r\n") -> bytes:
    return ("".join(f"--b\r\n{part}\r\n" for part in parts) + end).encode()


def part(name: str = "a", content: str = "1", content_type: str = "text/plain") -> str:
    disposition = f'Content-Disposition: form-data; name="{name}"'
    return f"{disposition}\r\nContent-Type: {content_type}\r\n\r\n{content}"


def parse(content: bytes, content_type: str = TYPE) -> list[Part]:
    return read_parts(content_type, content).parts


def test_parts_have_name_content_type_and_content():
    parts = parse(body(part("a", "1"), part("b", "", "application/json; charset=utf-8")))

    assert [(each.name, each.content_type, each.content) for each in parts] == [
        ("a", "text/plain", b"1"),
        ("b", "application/json; charset=utf-8", b""),
    ]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        pytest.param(b"text before\r\n" + body(part()), 1, id="text before"),
        pytest.param(body(part()) + b"text behind", 1, id="text after"),
        pytest.param(body(), 0, id="no part at all"),
        pytest.param(b"--b  \r\n" + part().encode() + b"\r\n--b--", 1, id="blanks after boundary"),
        pytest.param(body(part(content="--b")), 1, id="a boundary inside a line"),
    ],
)
def test_text_around_the_parts_is_ignored(content: bytes, count: int):
    assert len(parse(content)) == count


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("form-data; name=a", "a"),
        ('attachment; NAME="a"', "a"),
        ("form-data; name='a'", "'a'"),
        ("form-data; name*=utf-8''a", None),
        ("form-data", None),
        ('form-data; name=""', ""),
        ('form-data; name="a b"; filename="c;d.txt"', "a b"),
    ],
)
def test_a_name_is_read_with_or_without_quotes(disposition: str, name: str | None):
    content = body(f"Content-Disposition: {disposition}\r\nContent-Type: text/plain\r\n\r\n1")

    assert [each.name for each in parse(content)] == [name]


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        pytest.param(b"", UNEXPECTED_END, id="nothing"),
        pytest.param(body(part(), end=""), UNEXPECTED_END, id="no last boundary"),
        pytest.param(body(part())[:-9], UNEXPECTED_END, id="cut inside the last boundary"),
        pytest.param(
            body(part())[:40],
            f"Part number 1 doesn't have a content type, {UNEXPECTED_END}",
            id="cut inside a header",
        ),
        pytest.param(
            body("Content-Type: text/plain\r\n\r\n1", 'Content-Disposition: x; name="a"\r\n\r\n1'),
            "Part number 1 doesn't have a content disposition,"
            " Part number 2 doesn't have a content type",
            id="both kinds of header missing",
        ),
        pytest.param(
            body("Content-Type: text/plain\r\n\r\n1", end=""),
            f"Part number 1 doesn't have a content disposition, {UNEXPECTED_END}",
            id="a missing header and no end",
        ),
        pytest.param(
            body("Content-Disposition: =;\r\nContent-Type: text/plain\r\n\r\n1"),
            "Part number 1 doesn't have a content disposition",
            id="an invalid disposition",
        ),
    ],
)
def test_the_error_lists_all_errors_of_the_parts(content: bytes, detail: str):
    with pytest.raises(MultipartRequestError) as error:
        parse(content)

    assert str(error.value) == detail


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        pytest.param("multipart/form-data", body(part()), id="no boundary"),
        pytest.param("multipart/form-data; boundary=", body(part()), id="an empty boundary"),
        pytest.param("multipart/form-data; =", body(part()), id="no media type"),
        pytest.param(f"multipart/x; boundary={'b' * 4089}", b"", id="a boundary too long"),
        pytest.param(TYPE, body("no header\r\n\r\n1"), id="an invalid header"),
        pytest.param(
            TYPE,
            body("".join(f"X{n}: 1\r\n" for n in range(17)) + "\r\n1"),
            id="too many headers",
        ),
        pytest.param(TYPE, b"x" * 20_000, id="too much before the first boundary"),
        pytest.param(TYPE, body(part()) + b"x" * 20_000, id="too much after the last boundary"),
        pytest.param(
            TYPE, (body(part(content="1" * 100)).replace(b"\r\n", b"\n")), id="only line feeds"
        ),
    ],
)
def test_a_malformed_body_is_a_server_error(content_type: str, content: bytes):
    with pytest.raises(MalformedMultipart):
        parse(content, content_type)


def test_many_parts_are_read_in_order():
    parts = parse(body(*(part(content=str(number)) for number in range(100_000))))

    assert [each.content for each in parts] == [b"%d" % number for number in range(100_000)]


def test_a_body_that_is_not_multipart_is_one_part_without_a_name():
    (only,) = parse(b"{}", "application/json")

    assert (only.name, only.json()) == (None, "{}")
    assert read_parts(None, b"{}").parts == []
