"""Error messages and positions for malformed JSON, from the verified specification.

Source: docs/reference/notifications.md section 7.1.
"""

import pytest

from mock_server.dotnet.json.reader import EmptyBody, ReadError, read_json
from mock_server.dotnet.schema import (
    TEXT,
    DictionaryType,
    IntegerType,
    ListType,
    ObjectType,
    Property,
)

ITEM = ObjectType("N.Item", Property("name", TEXT), Property("number", IntegerType()))
ROOT = ObjectType(
    "N.Root",
    Property("body", TEXT),
    Property("items", ListType(ITEM)),
    Property("words", DictionaryType(TEXT)),
)

NO_TOKENS = (
    "The input does not contain any JSON tokens. Expected the input to start with a valid JSON"
    " token, when isFinalBlock is true."
)
OPEN = (
    "Expected depth to be zero at the end of the JSON payload. There is an open JSON object or"
    " array that should be closed."
)
OBJECT_COMMA = (
    "The JSON object contains a trailing comma at the end which is not supported in this mode."
    " Change the reader options."
)
ARRAY_COMMA = OBJECT_COMMA.replace("object", "array")
NO_NEXT = "Expected start of a property name or value, but instead reached end of data."
NO_VALUE = "Expected a value, but instead reached end of data."
NO_DIGIT = "Expected a digit ('0'-'9'), but instead reached end of data."
NO_END = "Expected end of string, but instead reached end of data."
AFTER_VALUE = " is invalid after a value. Expected either ',', '}', or ']'."
AFTER_ROOT = " is invalid after a single JSON value. Expected end of data."
AFTER_NAME = " is invalid after a property name. Expected a ':'."
NO_NAME = " is an invalid start of a property name. Expected a '\"'."
START = " is an invalid start of a value."
NOT_OPEN = " is invalid without a matching open."
NOT_ESCAPED = " is invalid within a JSON string. The string should be correctly escaped."
NOT_ESCAPABLE = (
    " is an invalid escapable character within a JSON string. The string should be correctly"
    " escaped."
)
NOT_HEX = (
    " is not a hex digit following '\\u' within a JSON string. The string should be correctly"
    " escaped."
)
AFTER_SIGN = (
    " is invalid within a number, immediately after a sign character ('+' or '-'). Expected a"
    " digit ('0'-'9')."
)
AFTER_POINT = (
    " is invalid within a number, immediately after a decimal point ('.'). Expected a digit"
    " ('0'-'9')."
)
NO_DELIMITER = " is an invalid end of a number. Expected a delimiter."
NO_EXPONENT = " is an invalid end of a number. Expected 'E' or 'e'."
ROOT_TYPE = "The JSON value could not be converted to N.Root."
TEXT_TYPE = "The JSON value could not be converted to System.String."
ITEM_TYPE = "The JSON value could not be converted to N.Item."
NUMBER_TYPE = "The JSON value could not be converted to System.Int32."


def literal(text: str, expected: str) -> str:
    return f"'{text}' is an invalid JSON literal. Expected the literal '{expected}'."


@pytest.mark.parametrize(
    ("body", "text", "path", "line", "position"),
    [
        (b" ", NO_TOKENS, "$", 0, 1),
        (b"\n", NO_TOKENS, "$", 1, 0),
        (b" \r\n ", NO_TOKENS, "$", 1, 1),
        (b"\xef\xbb\xbf", NO_TOKENS, "$", 0, 0),
        (b"\xef\xbb", "'0xEF'" + START, "$", 0, 0),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "'0xEF'" + START, "$", 0, 0),
        (b"/**/{}", "'/'" + START, "$", 0, 0),
        (b"\x00", "'0x00'" + START, "$", 0, 0),
        (b"-", NO_DIGIT, "$", 0, 1),
        (b"01", "Invalid leading zero before '1'.", "$", 0, 1),
        (b"1x", "'x'" + NO_DELIMITER, "$", 0, 1),
        (b"tru", literal("tru", "true"), "$", 0, 3),
        (b'"x', NO_END, "$", 0, 2),
        (b"1", ROOT_TYPE, "$", 0, 1),
        (b"true", ROOT_TYPE, "$", 0, 4),
        (b"[1}", ROOT_TYPE, "$", 0, 1),
        (b"{", OPEN, "$", 0, 1),
        (b'{"a', NO_END, "$", 0, 3),
        (b'{"a"', NO_VALUE, "$", 0, 4),
        (b'{"a" ', NO_VALUE, "$", 0, 5),
        (b'{"a": ', OPEN, "$.a", 0, 6),
        (b'{"a":1', "'1'" + NO_DELIMITER, "$.a", 0, 6),
        (b'{"a":true', OPEN, "$", 0, 9),
        (b'{"a":true,', NO_NEXT, "$", 0, 9),
        (b'{"a":true, ', NO_NEXT, "$", 0, 11),
        (b'{"a":true,}', OBJECT_COMMA, "$", 0, 10),
        (b'{"a":true,1}', "'1'" + NO_NAME, "$", 0, 10),
        (b'{"a":true,/**/"b":1}', "'/'" + NO_NAME, "$", 0, 10),
        (b'{"a":true ]', "']'" + NOT_OPEN, "$", 0, 10),
        (b'{"a":true x', "'x'" + AFTER_VALUE, "$", 0, 10),
        (b'{"a":/**/1}', "'/'" + AFTER_VALUE, "$.a", 0, 5),
        (b"{/**/}", "'/'" + AFTER_VALUE, "$", 0, 1),
        (b"{]", "']'" + NO_NAME, "$", 0, 1),
        (b'{"a"}', "'}'" + AFTER_NAME, "$", 0, 4),
        (b'{"a":}', "'}'" + START, "$.a", 0, 5),
        (b'{"a":[,1]}', "','" + START, "$.a", 0, 6),
        (b'{"a":[}', "'}'" + START, "$.a", 0, 6),
        (b'{"a":[1,]}', ARRAY_COMMA, "$.a", 0, 8),
        (b'{"a":[1}', "'}'" + NOT_OPEN, "$.a", 0, 7),
        (b'{"a":[1 2]}', "'2'" + AFTER_VALUE, "$.a", 0, 8),
        (b'{"a":{"b":[x]}}', "'x'" + START, "$.a", 0, 11),
        (b'{"a":-x}', "'x'" + AFTER_SIGN, "$.a", 0, 6),
        (b'{"a":-01}', "Invalid leading zero before '1'.", "$.a", 0, 7),
        (b'{"a":1.}', "'}'" + AFTER_POINT, "$.a", 0, 7),
        (b'{"a":1.e5}', "'e'" + AFTER_POINT, "$.a", 0, 7),
        (b'{"a":1.2x}', "'x'" + NO_EXPONENT, "$.a", 0, 8),
        (b'{"a":1ex}', "'x'" + AFTER_SIGN, "$.a", 0, 7),
        (b'{"a":1e+', NO_DIGIT, "$.a", 0, 8),
        (b'{"a":1.2e5x}', "'x'" + NO_DELIMITER, "$.a", 0, 10),
        (b'{"a":0x1}', "'x'" + NO_DELIMITER, "$.a", 0, 6),
        (b'{"a":tRue}', literal("tRue}", "true"), "$.a", 0, 6),
        (b'{"a":nul\xc3\xa6}', literal("nul\N{LATIN SMALL LETTER AE}", "null"), "$.a", 0, 8),
        (b'{"a":t', literal("t", "true"), "$.a", 0, 6),
        (b'{"a":truex}', "'x'" + AFTER_VALUE, "$", 0, 9),
        (b'{"a":"\x1f"}', "'0x1F'" + NOT_ESCAPED, "$.a", 0, 6),
        (b'{"a":"\n"}', "'0x0A'" + NOT_ESCAPED, "$.a", 0, 6),
        (b'{"a":"\\x"}', "'x'" + NOT_ESCAPABLE, "$.a", 0, 7),
        (b'{"a":"\\u12g4"}', "'g'" + NOT_HEX, "$.a", 0, 10),
        (b'{"a":"\\u00', NO_END, "$.a", 0, 10),
        (b'{"a":"\\', NO_END, "$.a", 0, 7),
        (b"{}x", "'x'" + AFTER_ROOT, "$", 0, 2),
        (b"{} \n/", "'/'" + AFTER_ROOT, "$", 1, 0),
        (b"null x", "'x'" + AFTER_ROOT, "$", 0, 5),
        (b'{"body":1}', TEXT_TYPE, "$.body", 0, 9),
        (b'{"body":[1]}', TEXT_TYPE, "$.body", 0, 9),
        (b'{"body":1', "'1'" + NO_DELIMITER, "$.body", 0, 9),
        (b'{"BODY":\r\n\r1}', TEXT_TYPE, "$.BODY", 1, 2),
        (b'{"b\\u006fdy":true}', TEXT_TYPE, "$.body", 0, 17),
        (b'{"body":"\xc3\xa6","body":1}', TEXT_TYPE, "$.body", 0, 21),
        (b'{"body":"\\ud800"}', TEXT_TYPE, "$.body", 0, 16),
        (b'{"body":"\xff"}', TEXT_TYPE, "$.body", 0, 11),
        (b'{"\\udc00":1}', ROOT_TYPE, "$", 0, 10),
        (b'{"items":{}}', f"{ROOT_TYPE[:-7]}System.Collections.Generic.List`1[N.Item].",
         "$.items", 0, 10),
        (b'{"items":[x', "'x'" + START, "$.items[0]", 0, 10),
        (b'{"items":[{},', NO_NEXT, "$.items[1]", 0, 12),
        (b'{"items":[{} {}', "'{'" + AFTER_VALUE, "$.items[1]", 0, 13),
        (b'{"items":[{},null,5]}', ITEM_TYPE, "$.items[2]", 0, 19),
        (b'{"items":[{"number":null}]}', NUMBER_TYPE, "$.items[0].number", 0, 24),
        (b'{"items":[{"number":1.0}]}', NUMBER_TYPE, "$.items[0].number", 0, 23),
        (b'{"words":{"a b":1}}', TEXT_TYPE, "$.words['a b']", 0, 17),
        (b'{"words":{"a":"x" "b":1}}', "'\"'" + AFTER_VALUE, "$.words", 0, 18),
        (b'{"words":[]}', f"{ROOT_TYPE[:-7]}System.Collections.Generic."
         "Dictionary`2[System.String,System.String].", "$.words", 0, 10),
    ],
)  # fmt: skip
def test_a_malformed_body_has_an_error_with_exact_position(
    body: bytes, text: str, path: str, line: int, position: int
):
    with pytest.raises(ReadError) as raised:
        read_json(body, ROOT)

    message = f"{text} Path: {path} | LineNumber: {line} | BytePositionInLine: {position}."
    assert (raised.value.path, raised.value.message) == (path, message)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("", "."),
        ("$", ".$"),
        ("a-b", ".a-b"),
        ("a:b", ".a:b"),
        ("a,b", ".a,b"),
        ("{", ".{"),
        ("æ", ".æ"),
        ("😀", ".😀"),
        ("a.b", "['a.b']"),
        ("a b", "['a b']"),
        ("a'b", "['a'b']"),
        ('a\\"b', "['a\"b']"),
        ("a/b", "['a/b']"),
        ("a[b", "['a[b']"),
        ("a)b", "['a)b']"),
        ("a\\\\b", "['a\\b']"),
        ("a\\tb", "['a\tb']"),
        ("a\u2028b", "['a\u2028b']"),
    ],
)
def test_a_path_has_special_names_in_brackets(name: str, step: str):
    with pytest.raises(ReadError) as raised:
        read_json(f'{{"{name}":x}}'.encode(), ROOT)

    assert raised.value.path == "$" + step


@pytest.mark.parametrize(("bracket", "what"), [("[", "array"), ('{"a":', "object")])
def test_the_33rd_level_is_too_deep(bracket: str, what: str):
    valid_start = f'{{"a":{bracket * 30}'.encode()

    with pytest.raises(ReadError, match="Expected depth to be zero"):
        read_json(valid_start + b"[", ROOT)
    with pytest.raises(ReadError) as raised:
        read_json(valid_start + f"[{bracket}".encode(), ROOT)

    assert raised.value.message == (
        f"The maximum configured depth of 32 has been exceeded. Cannot read next JSON {what}."
        f" Path: $.a | LineNumber: 0 | BytePositionInLine: {len(valid_start) + 1}."
    )


@pytest.mark.parametrize("body", [b"", b"null", b" null\n", b"\xef\xbb\xbfnull"])
def test_an_empty_body_is_not_a_read_error(body: bytes):
    with pytest.raises(EmptyBody):
        read_json(body, ROOT)
