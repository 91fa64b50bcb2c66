"""Parts of a multipart request to an app, read as in Newtonsoft.Json.

Source: docs/reference/apps.md sections 2.2 and 1 to 4.
"""

from typing import Any

import pytest

from mock_server.apps.api.request_schemas import NOTIFICATION
from mock_server.domain.instant import parse_instant
from mock_server.dotnet.newtonsoft.reader import NewtonsoftError, read_newtonsoft
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    BooleanType,
    DictionaryType,
    IntegerType,
    ListType,
    ObjectType,
    Property,
)

NOW = parse_instant("2026-01-05T10:00:00Z")
ANYTHING = ObjectType(
    "X",
    Property("text", TEXT),
    Property("number", IntegerType(nullable=True)),
    Property("flag", FLAG),
    Property("maybe", BooleanType(nullable=True)),
    Property("list", ListType(ObjectType("Y", Property("a", TEXT), Property("b", TEXT)))),
    Property("map", DictionaryType(TEXT)),
)


def read(text: str) -> Any:
    return read_newtonsoft(text, ANYTHING, NOW)


@pytest.mark.parametrize(
    ("channel", "value"),
    [
        pytest.param("1.5", 0, id="low 32 bits of a real number"),
        pytest.param("4E0", 0, id="low 32 bits of an integral real number"),
        pytest.param("0.1", -1717986918, id="low 32 bits that are not zero"),
        pytest.param("NaN", 0, id="not a number"),
        pytest.param("-Infinity", 0, id="infinity"),
        pytest.param("2147483648", -2147483648, id="one too many"),
        pytest.param("-2147483649", 2147483647, id="one too few"),
        pytest.param("true", 1, id="true"),
        pytest.param("0x1", 1, id="hexadecimal"),
        pytest.param("010", 8, id="octal"),
        pytest.param('"EmailAndSMS "', 4, id="a name in any case with blanks around it"),
        pytest.param('"Email, Sms"', 1, id="names joined"),
        pytest.param('" -1"', -1, id="a number as text"),
    ],
)
def test_a_channel_has_many_forms(channel: str, value: int):
    document = read_newtonsoft(f'{{"notificationChannel": {channel}}}', NOTIFICATION, NOW)

    assert document == {"notificationChannel": value}


@pytest.mark.parametrize(
    "channel",
    [
        "null",
        "undefined",
        '""',
        '" "',
        '"Email,"',
        '"Post"',
        "[]",
        "{}",
        "+1",
        "9223372036854775808",
    ],
)
def test_an_invalid_channel_is_an_error(channel: str):
    with pytest.raises(NewtonsoftError):
        read_newtonsoft(f'{{"notificationChannel": {channel}}}', NOTIFICATION, NOW)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("  // only a comment", None, id="only a comment"),
        pytest.param("undefined", None, id="undefined"),
        pytest.param('""', None, id="an empty text for an object"),
        pytest.param(
            "/* c */{'text':'a',}", {"text": "a"}, id="comments, quotes, a comma too many"
        ),
        pytest.param("{TEXT:5}", {"text": "5"}, id="a name without quotes, a number as text"),
        pytest.param('{"text":true}', {"text": "true"}, id="a boolean as text"),
        pytest.param('{"text":Infinity}', {"text": "Infinity"}, id="infinity as text"),
        pytest.param(r'{"text":"\u00e5\n\/"}', {"text": "å\n/"}, id="escapes"),
        pytest.param(r'{"text":"\ud83d\ude00"}', {"text": "😀"}, id="a pair of surrogates"),
        pytest.param('{"text":-.5e1}', {"text": "-.5e1"}, id="a real number as text"),
        pytest.param('{"x":undefined,"y":[,1]}', {}, id="unknown members without values"),
        pytest.param('{"number":0x1F}', {"number": 31}, id="a hexadecimal number"),
        pytest.param('{"number":null}', {"number": None}, id="no number"),
        pytest.param('{"number":"7"}', {"number": 7}, id="a text as number"),
        pytest.param('{"number":""}', {"number": None}, id="an empty text as number"),
        pytest.param('{"flag":1}', {"flag": True}, id="a number as boolean"),
        pytest.param('{"flag":" True "}', {"flag": True}, id="a text as boolean"),
        pytest.param('{"maybe":null}', {"maybe": None}, id="null as nullable boolean"),
        pytest.param('{"list":[,{"a":"1"}]}', {"list": [None, {"a": "1"}]}, id="a gap in a list"),
        pytest.param('{"map":{"k":null}}', {"map": {"k": None}}, id="a dictionary"),
        pytest.param('{"x":{"y":[1,{"z":[]}]},"text":"a"}', {"text": "a"}, id="unknown members"),
        pytest.param('{"text":"a","text":"b"}', {"text": "b"}, id="the last duplicate is used"),
        pytest.param(
            '{"list":[{"a":"1"}],"list":[{"b":"2"}]}',
            {"list": [{"a": "1"}, {"b": "2"}]},
            id="two lists become one",
        ),
    ],
)
def test_extensions_of_json_are_read(text: str, document: Any):
    assert read(text) == document


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff{}", id="byte order mark"),
        pytest.param('{"text":"a"} x', id="text after the document"),
        pytest.param('{"text":"a', id="incomplete string"),
        pytest.param('{"text"', id="end after a name"),
        pytest.param('{"text":', id="end after a colon"),
        pytest.param('{"text":[]}', id="a list as text"),
        pytest.param(r'{"text":"\x"}', id="an invalid escape"),
        pytest.param('{"number":1.5}', id="a real number as integer"),
        pytest.param('{"number":true}', id="a boolean as number"),
        pytest.param('{"number":2147483648}', id="a number too large"),
        pytest.param('{"number":"a"}', id="a word as number"),
        pytest.param('{"number":08}', id="an octal number with an eight"),
        pytest.param('{"flag":null}', id="null as boolean"),
        pytest.param('{"flag":"ja"}', id="a word as boolean"),
        pytest.param('{"list":{}}', id="an object as list"),
        pytest.param('{"map":"x"}', id="a text as dictionary"),
        pytest.param('{"list":[{} {}]}', id="no comma"),
        pytest.param("{,}", id="a comma without a member"),
        pytest.param('{"text" /* c */ :"a"}', id="a comment before a colon"),
        pytest.param("/* c", id="an unterminated comment"),
        pytest.param("{/}", id="a single slash"),
        pytest.param("nullx", id="a literal with a suffix"),
        pytest.param('{"x":' + "[" * 64 + "]" * 64 + "}", id="too deep"),
        pytest.param("1", id="a number for an object"),
        pytest.param(f'{{"number": 0x{"f" * 6_000}}}', id="a number of 6 000 hexadecimal digits"),
        pytest.param(f'{{"number": "{"1" * 6_000}"}}', id="a text of 6 000 digits"),
        pytest.param(f'{{"x": {"1" * 200_000}x}}', id="200 000 digits and a letter"),
    ],
)
def test_a_malformed_document_is_an_error(text: str):
    with pytest.raises(NewtonsoftError):
        read(text)


@pytest.mark.parametrize(
    ("text", "at", "has_zone"),
    [
        ("2027-01-15", "2027-01-15T00:00:00Z", False),
        ("2027-01-15 10:00:00Z", "2027-01-15T10:00:00Z", True),
        ("2027-01-15T10:00", "2027-01-15T10:00:00Z", False),
        ("2027-01-15T10:00:00.1234567+02:00", "2027-01-15T08:00:00.1234567Z", True),
        ("1/15/2027", "2027-01-15T00:00:00Z", False),
    ],
)
def test_a_date_is_read_in_any_format_of_the_invariant_culture(text: str, at: str, has_zone: bool):
    document = read_newtonsoft(f'{{"requestedSendTime": "{text}"}}', NOTIFICATION, NOW)

    date_time = document["requestedSendTime"]
    assert (date_time.at, date_time.has_zone) == (parse_instant(at), has_zone)


@pytest.mark.parametrize("value", ['"15.01.2027"', '"2027-02-30"', '"i morgen"', '" "', "0", "{}"])
def test_an_invalid_date_is_an_error(value: str):
    with pytest.raises(NewtonsoftError):
        read_newtonsoft(f'{{"requestedSendTime": {value}}}', NOTIFICATION, NOW)
