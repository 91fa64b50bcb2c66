"""Which titles and sender names count as plain text.

Source: spec/verified-correspondence.md section 6. The real service turns the text into Markdown
as if it were HTML, renders that as plain text, and asks whether the same characters come out.
What does not survive that trip is named here, one construct after the other; backticks and
backslashes are not looked at, lists and the emphasis of ``*`` and ``_`` survive.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from mock_server.domain.whitespace import WHITESPACE, trim

_TAG: Final = re.compile(r"<(?:[a-zA-Z!?]|/(?=.))", re.DOTALL)
_HEADING: Final = re.compile(r"#{1,6}(?:[ \t]|\Z)")
_RULER: Final = re.compile(r"(?:-[ \t]*){3,}\Z")
_BLOCK_FENCE: Final = re.compile(r":::|~~~|\^\^|\$\$\Z")
_DEFINITION: Final = re.compile(r"\[[^\[\]]+\]:\s*\S")
_LINK: Final = re.compile(
    r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]"
    r"\([ \t]*(?:[^\s()]|\([^\s()]*\))*"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*\)"
)
_ADDRESS: Final = re.compile(r"(?:(?:https?|ftp)://|www\.|mailto:|tel:)[^\s<]*", re.IGNORECASE)
_ATTRIBUTE: Final = r"(?:[#.][\w:.-]+|[a-zA-Z_:][\w:.-]*(?:=(?:\"[^\"]*\"|'[^']*'|[^\s}\"']+))?)"
_ATTRIBUTES: Final = re.compile(rf"(?<!\{{)\{{\s*(?:{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*)?\s*\}}")
# The character of a pair of marks around a text, and how many of it make one at least.
_MARKS: Final = {"~": 1, "^": 1, "+": 2, "=": 2, '"': 2, ":": 2}


def is_plain_text(text: str) -> bool:
    """Tell whether *text* holds nothing that Markdown or HTML would swallow."""
    seen = text.replace("`", "").replace("\\", "")
    return not (
        "\0" in seen
        or _TAG.search(seen)
        or html.unescape(seen) != seen
        or _opens_a_block(trim(seen))
        or _holds_markup(re.sub(r"\s+", " ", seen))
    )


def _opens_a_block(line: str) -> bool:
    constructs = (_HEADING, _RULER, _BLOCK_FENCE, _DEFINITION)
    return any(construct.match(line) for construct in constructs)


def _holds_markup(line: str) -> bool:
    return bool(
        _LINK.search(line)
        or _ATTRIBUTES.search(line)
        or any("_" in match.group() or "*" in match.group() for match in _ADDRESS.finditer(line))
        or any(_is_paired(line, mark, least) for mark, least in _MARKS.items())
        or _holds_a_formula(line)
    )


def _is_paired(line: str, mark: str, least: int) -> bool:
    """Tell whether a run of *mark* opens and a later one closes."""
    is_open = False
    for start, end in _runs(line, mark):
        if end - start < least:
            continue
        before, after = line[start - 1 : start], line[end : end + 1]
        if is_open and _flanks(after, before):
            return True
        is_open = is_open or _flanks(before, after)
    return False


def _flanks(outside: str, inside: str) -> bool:
    """Tell whether a run between these two characters clings to the *inside* one."""
    if _is_space(inside):
        return False
    return not _is_punctuation(inside) or _is_space(outside) or _is_punctuation(outside)


def _holds_a_formula(line: str) -> bool:
    """Tell whether dollar signs stand around a text as around a formula."""
    runs = list(_runs(line, "$"))
    for index, (start, end) in enumerate(runs):
        if not _is_boundary(line[start - 1 : start]):
            continue
        closing = next((run for run in runs[index + 1 :] if run[1] - run[0] >= end - start), None)
        if (
            closing is not None
            and _is_boundary(line[closing[1] : closing[1] + 1])
            and _is_space(line[end : end + 1]) == _is_space(line[closing[0] - 1 : closing[0]])
        ):
            return True
    return False


def _runs(line: str, mark: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(re.escape(mark) + "+", line))


def _is_boundary(character: str) -> bool:
    return _is_space(character) or _is_punctuation(character)


def _is_space(character: str) -> bool:
    return not character or character in WHITESPACE


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
