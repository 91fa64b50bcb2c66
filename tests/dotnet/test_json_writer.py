"""JSON as Altinn writes it: layout and escaped characters.

Source: docs/reference/notifications.md sections 4.1 and 4.2; docs/reference/correspondence.md
section 5.3.
"""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.dotnet.json.writer import write_json

SURROGATES = range(0xD800, 0xE000)
RECENT = "\u0897\u1c89\u2427\u2ffc\u31ef\ua7cb"
DOCUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda write_text: st.one_of(st.lists(write_text), st.dictionaries(st.text(), write_text)),
    max_leaves=10,
)


def write_text(text: str, **options: bool) -> str:
    return write_json(text, **options).decode()[1:-1]


def test_a_response_is_indented_by_two_blanks():
    document = {"a": 1, "b": [True, None], "c": {"d": "x"}, "e": [], "f": {}, "g": -5}

    assert write_json(document).decode() == "\n".join(
        [
            "{",
            '  "a": 1,',
            '  "b": [',
            "    true,",
            "    null",
            "  ],",
            '  "c": {',
            '    "d": "x"',
            "  },",
            '  "e": [],',
            '  "f": {},',
            '  "g": -5',
            "}",
        ]
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ('"\\\b\f\n\r\t', '\\"\\\\\\b\\f\\n\\r\\t'),
        ("\x00\x0b\x1f\x7f\x80\x9f\xa0", "\\u0000\\u000B\\u001F\\u007F\\u0080\\u009F\\u00A0"),
        ("\u2000\u2028\u2029\u202f\u3000\ufeff", "\\u2000\\u2028\\u2029\\u202F\\u3000\\uFEFF"),
        ("\ue000\uf8ff\u0378\ufffe", "\\uE000\\uF8FF\\u0378\\uFFFE"),
        ("😀", "\\uD83D\\uDE00"),
        ("\\u001f", "\\\\u001f"),
    ],
)
def test_invisible_characters_are_escaped(text: str, escaped: str):
    assert write_text(text) == escaped


@pytest.mark.parametrize(
    "text", ["'<>&+/`", "æøå ÆØÅ é ß", "\xad\u200b\u200f\ufffd", "日本 Ω Ж", RECENT]
)
def test_visible_characters_are_not_escaped(text: str):
    assert write_text(text) == text


def test_a_basic_plane_character_is_escaped_by_its_category():
    wrong = []
    for code in set(range(0x80, 0x10000)) - set(SURROGATES):
        character = chr(code)
        is_invisible = unicodedata.category(character) in {"Cc", "Cn", "Co", "Zl", "Zp", "Zs"}
        if is_invisible or character == "\ufeff":
            expected = {f"\\u{code:04X}"}
            if unicodedata.category(character) == "Cn":
                expected.add(character)
        else:
            expected = {character}
        if write_text(character) not in expected:
            wrong.append(hex(code))

    assert wrong == []


def test_a_submitted_document_is_one_line_with_default_escapes():
    document: dict[str, Any] = {
        "to": "+47 'a' <b>",
        "text": 'æ😀"\\\n`&',
        "none": None,
        "list": [1, []],
    }

    assert write_json(document, indented=False, relaxed=False).decode() == (
        '{"to":"\\u002B47 \\u0027a\\u0027 \\u003Cb\\u003E",'
        '"text":"\\u00E6\\uD83D\\uDE00\\u0022\\\\\\n\\u0060\\u0026","none":null,"list":[1,[]]}'
    )


@given(DOCUMENTS, st.booleans(), st.booleans())
def test_any_written_document_can_be_read(document: Any, indented: bool, relaxed: bool):
    assert json.loads(write_json(document, indented=indented, relaxed=relaxed)) == document
