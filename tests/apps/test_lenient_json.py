"""Parts of a multipart request are read as Newtonsoft.Json reads them.

Source: spec/verified-app.md sections 4 (2.2) and 5.
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
        pytest.param("1.5", 0, id="of a real number, the last 32 of its 64 bits"),
        pytest.param("4E0", 0, id="however whole"),
        pytest.param("0.1", -1717986918, id="which are not always nothing"),
        pytest.param("NaN", 0, id="no number"),
        pytest.param("-Infinity", 0, id="a number without end"),
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
def test_a_channel_may_be_spelt_in_many_ways(channel: str, value: int):
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
def test_what_is_no_channel_breaks_the_library(channel: str):
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
        pytest.param('{"text":true}', {"text": "true"}, id="a truth as text"),
        pytest.param('{"text":Infinity}', {"text": "Infinity"}, id="no end as text"),
        pytest.param(r'{"text":"\u00e5\n\/"}', {"text": "å\n/"}, id="escapes"),
        pytest.param(r'{"text":"\ud83d\ude00"}', {"text": "😀"}, id="a pair of surrogates"),
        pytest.param('{"text":-.5e1}', {"text": "-.5e1"}, id="a real number as text"),
        pytest.param('{"x":undefined,"y":[,1]}', {}, id="unknown members without values"),
        pytest.param('{"number":0x1F}', {"number": 31}, id="a hexadecimal number"),
        pytest.param('{"number":null}', {"number": None}, id="no number"),
        pytest.param('{"number":"7"}', {"number": 7}, id="a text as number"),
        pytest.param('{"number":""}', {"number": None}, id="an empty text as number"),
        pytest.param('{"flag":1}', {"flag": True}, id="a number as truth"),
        pytest.param('{"flag":" True "}', {"flag": True}, id="a text as truth"),
        pytest.param('{"maybe":null}', {"maybe": None}, id="no truth where that may be"),
        pytest.param('{"list":[,{"a":"1"}]}', {"list": [None, {"a": "1"}]}, id="a gap in a list"),
        pytest.param('{"map":{"k":null}}', {"map": {"k": None}}, id="a mapping"),
        pytest.param('{"x":{"y":[1,{"z":[]}]},"text":"a"}', {"text": "a"}, id="unknown members"),
        pytest.param('{"text":"a","text":"b"}', {"text": "b"}, id="the last of two counts"),
        pytest.param(
            '{"list":[{"a":"1"}],"list":[{"b":"2"}]}',
            {"list": [{"a": "1"}, {"b": "2"}]},
            id="two lists become one",
        ),
    ],
)
def test_more_than_json_is_read(text: str, document: Any):
    assert read(text) == document


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff{}", id="byte order mark"),
        pytest.param('{"text":"a"} x', id="text behind the document"),
        pytest.param('{"text":"a', id="cut short"),
        pytest.param('{"text"', id="cut behind a name"),
        pytest.param('{"text":', id="cut behind a colon"),
        pytest.param('{"text":[]}', id="a list as text"),
        pytest.param(r'{"text":"\x"}', id="an escape that does not exist"),
        pytest.param('{"number":1.5}', id="half a number"),
        pytest.param('{"number":true}', id="a truth as number"),
        pytest.param('{"number":2147483648}', id="a number too large"),
        pytest.param('{"number":"a"}', id="a word as number"),
        pytest.param('{"number":08}', id="an octal number with an eight"),
        pytest.param('{"flag":null}', id="no truth"),
        pytest.param('{"flag":"ja"}', id="a word as truth"),
        pytest.param('{"list":{}}', id="an object as list"),
        pytest.param('{"map":"x"}', id="a text as mapping"),
        pytest.param('{"list":[{} {}]}', id="no comma"),
        pytest.param("{,}", id="a comma without a member"),
        pytest.param('{"text" /* c */ :"a"}', id="a comment before a colon"),
        pytest.param("/* c", id="a comment without an end"),
        pytest.param("{/}", id="a lonely slash"),
        pytest.param("nullx", id="a literal that goes on"),
        pytest.param('{"x":' + "[" * 64 + "]" * 64 + "}", id="too deep"),
        pytest.param("1", id="a number for an object"),
        pytest.param(f'{{"number": 0x{"f" * 6_000}}}', id="a number of 6 000 hexadecimal digits"),
        pytest.param(f'{{"number": "{"1" * 6_000}"}}', id="a text of 6 000 digits"),
        pytest.param(f'{{"x": {"1" * 200_000}x}}', id="200 000 digits and no number"),
    ],
)
def test_this_is_too_much(text: str):
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
def test_dates_are_read_in_any_form_of_the_neutral_culture(text: str, at: str, has_zone: bool):
    document = read_newtonsoft(f'{{"requestedSendTime": "{text}"}}', NOTIFICATION, NOW)

    moment = document["requestedSendTime"]
    assert (moment.at, moment.has_zone) == (parse_instant(at), has_zone)


@pytest.mark.parametrize("value", ['"15.01.2027"', '"2027-02-30"', '"i morgen"', '" "', "0", "{}"])
def test_this_is_no_date(value: str):
    with pytest.raises(NewtonsoftError):
        read_newtonsoft(f'{{"requestedSendTime": {value}}}', NOTIFICATION, NOW)
