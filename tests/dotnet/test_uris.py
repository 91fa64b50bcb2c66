"""URIs: absolute, relative or neither, and the checks of the order endpoints.

Source: docs/reference/notifications.md section 10.5.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.dotnet.uri_texts import is_well_formed_unescaped, to_display_string
from mock_server.dotnet.uris import (
    AbsoluteUri,
    ConditionUrl,
    classify_condition_url,
    classify_uri,
    parse_absolute_uri,
)
from tests.dotnet.recorded_bodies import read_lines

RECORDED = read_lines("uris")
NOT_WELL_FORMED = "ConditionEndpoint must be a valid absolute URI or null."
NOT_WEB = "ConditionEndpoint must use http or https scheme."


def test_a_recorded_invalid_uri_is_neither_absolute_nor_relative():
    wrong = [
        each["text"]
        for each in RECORDED
        if (classify_uri(each["text"]) is None) != ("kind" in each and each["kind"] is None)
    ]

    assert len(RECORDED) > 150
    assert wrong == []


def test_older_endpoints_check_as_recorded():
    recorded = [each for each in RECORDED if "older" in each]

    wrong = [each for each in recorded if classify_condition_url(each["text"]) != each["older"]]

    assert len(recorded) > 60
    assert wrong == []


def test_newer_endpoints_check_as_recorded():
    recorded = [each for each in RECORDED if "newer" in each]

    wrong = [each for each in recorded if newer_messages(each["text"]) != each["newer"]]

    assert len(recorded) > 60
    assert wrong == []


def newer_messages(text: str) -> list[str]:
    messages = [] if is_well_formed_unescaped(text) else [NOT_WELL_FORMED]
    uri = parse_absolute_uri(text)
    if classify_uri(text) == "absolute" and uri is not None and uri.scheme not in ("http", "https"):
        messages.append(NOT_WEB)
    return messages


@pytest.mark.parametrize(
    "text",
    [
        "https://",
        "https:///x",
        "https:////x",
        "https://vg..no",
        "https://.vg.no",
        "https://vg.no..",
        "https://vg.a._no",
        "https://vg.no.-",
        "https://1._no",
        "https://vg.no:65536",
        "https://vg.no:-1",
        "https://vg.no: 80",
        "https://vg.no\\x",
        "https://vg no",
        "https://vg%20no",
        "https://a@b@vg.no",
        "https://a@",
        "https://[::1",
        "https://[::1]x",
        "https://[::g]",
        "ftp://vg,no",
        "mailto:a@b c",
        "hxxp://a b",
        "c:x",
        "file:c:x",
        "vsmacros://c:x",
        "\\\\\\",
        "x" * 1025 + ":y",
    ],
)
def test_a_known_scheme_with_an_invalid_authority_is_neither(text: str):
    assert classify_uri(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            "x",
            "vg.no/x",
            "/",
            "/x",
            "//",
            "//vg.no/x",
            "///",
            "\\",
            "\\x",
            " \\\\server\\x",
        ],
        *["http:x", "https:/x", "https:", "HTTP:", "file:x", "file:/x", "1http://x", "ht_tp://x"],
        *[":x", "://x", "c:", "1:b/c?"],
    ],
)
def test_a_text_without_scheme_or_authority_is_relative(text: str):
    assert classify_uri(text) == "relative"


@pytest.mark.parametrize(
    "text",
    [
        *["https://vg", "https://vg.no.", "https://vg.no:", "https://@vg.no", "http:\\\\vg.no"],
        *["https:/\\vg.no", "https://-vg.no", "https://-", "https://a_b.no", "https://æ.no"],
        *["https://vg._no", "https://vg.-no", "https://a._b.no", "https://vg._"],
        *["https://" + "a" * 64 + ".no", "https://[::1]:80/x", "https://[fe80::1%25eth0]/"],
        *["urn:a:b", "mailto:", "mailto:a@b.no", "tel:+47", "C:/x", "c:\\x", "\\\\server\\x"],
        *[
            "file:///x",
            "file://host/x",
            "file://",
            "file:c:/x",
            "foo://",
            "foo:///c:/x",
            "foo://..",
        ],
        *[
            "news:x y",
            " \t\r\nhttps://vg.no \n",
            "https://a b@vg.no",
            "https://vg.no?x",
            "ws://x#y",
        ],
    ],
)
def test_any_other_text_with_a_scheme_is_absolute(text: str):
    assert classify_uri(text) == "absolute"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("HTTPS://User@VG.No:080/A%20b?c=d#e", {
            "scheme": "https", "user": "User@", "host": "vg.no", "port": 80, "path": "/A%20b",
            "query": "c=d", "fragment": "e"}),
        ("https://[::0001]", {"scheme": "https", "host": "[::1]"}),
        ("urn:a?b", {"scheme": "urn", "has_authority": False, "path": "a", "query": "b"}),
        ("ftp://x/?a#b", {"scheme": "ftp", "host": "x", "path": "/?a", "fragment": "b"}),
        ("mailto:a@b.no?x", {"scheme": "mailto", "user": "a@", "host": "b.no", "query": "x"}),
        ("\\\\server\\x", {"scheme": "file", "host": "server", "path": "\\x"}),
        ("/x y ", {"scheme": "file", "path": "/x y"}),
        ("c|\\x", {"scheme": "file", "path": "/c:/x"}),
    ],
)  # fmt: skip
def test_an_absolute_uri_has_parts(text: str, parts: dict[str, Any]):
    assert parse_absolute_uri(text) == AbsoluteUri(**parts)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("https://vg.no/ /{x}", ConditionUrl.VALID),
        ("https://vg", ConditionUrl.INVALID),
        ("https://127.0.0.1", ConditionUrl.INVALID),
        ("https://æ.no", ConditionUrl.INVALID),
        ("ftp://vg.no", ConditionUrl.INVALID),
        ("x", ConditionUrl.INVALID),
        ("//", ConditionUrl.INVALID),
        ("///", ConditionUrl.INVALID),
        ("/", ConditionUrl.CRASHES),
        ("/x", ConditionUrl.CRASHES),
        ("//host/x", ConditionUrl.CRASHES),
    ],
)
def test_older_endpoints_require_a_web_host_and_crash_on_paths(text: str, verdict: ConditionUrl):
    assert classify_condition_url(text) is verdict


@pytest.mark.parametrize("character", [*' "<>^`{|}[]\t\x7f😀'])
def test_an_unescaped_special_character_is_not_well_formed(character: str):
    assert not is_well_formed_unescaped(f"https://vg.no/a{character}b")
    assert not is_well_formed_unescaped(f"https://vg.no/?a{character}b")
    assert not is_well_formed_unescaped(f"https://vg.no/#a{character}b")


@pytest.mark.parametrize(
    "character",
    ["%20", "%22", "%3C", "%3e", "%5E", "%60", "%7B", "%7C", "%7D", "%F0%9F%98%80", "æ%25"],
)
def test_an_escape_that_is_decoded_for_display_is_not_well_formed(character: str):
    assert not is_well_formed_unescaped(f"https://vg.no/a{character}b")


@pytest.mark.parametrize(
    "character",
    [
        *["%5B", "%5D", "%0A", "%7F", "%5C", "%25", "%23", "%3F", "%2F", "%zz", "%", "%80", "%C3"],
        *["%C3(", "æ", "%C3%A6", "\xa0", "\u200b", "\u2028", "\ufeff", "\ue000", "\\", "..", "//x"],
    ],
)
def test_other_uris_are_well_formed(character: str):
    assert is_well_formed_unescaped(f"https://vg.no/a{character}")


def test_a_backslash_is_a_slash_only_in_a_path():
    assert is_well_formed_unescaped("https://vg.no/\\x")
    assert not is_well_formed_unescaped("https://vg.no/?\\x")
    assert not is_well_formed_unescaped("urn:a\\x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTPS://VG.No", "https://vg.no/"),
        ("http:\\\\vg.no/a\\..\\b", "http://vg.no/b"),
        ("https://vg.no:443/a/./b/../c/", "https://vg.no/a/c/"),
        ("https://vg.no:080/%41%2F%zz", "https://vg.no:80/A%2F%25zz"),
        ("https://vg.no/a/..", "https://vg.no/"),
        ("https://vg.no?a%20b#%C3%A6%C3", "https://vg.no/?a b#æ%C3"),
        ("https://a%20@vg.no/%2e%2e/\ue000?\ue000", "https://a%20@vg.no/%EE%80%80?\ue000"),
        ("urn:a:b%20c", "urn:a:b c"),
        ("c:\\x", "file:///c:/x"),
    ],
)
def test_a_display_string_is_canonical(text: str, expected: str):
    uri = parse_absolute_uri(text)

    assert uri is not None
    assert to_display_string(uri) == expected


@given(st.one_of(st.text(), st.text(alphabet="hc:/\\@[]%.?#|1x \t")))
def test_any_text_is_classified(text: str):
    uri = parse_absolute_uri(text)

    assert is_well_formed_unescaped(text) in (True, False)
    assert classify_condition_url(text) in ConditionUrl
    assert (classify_uri(text) == "absolute") <= (uri is not None)
    if uri is not None:
        to_display_string(uri)
