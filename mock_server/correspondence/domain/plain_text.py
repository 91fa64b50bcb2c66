"""Detection of markup in titles and sender names.

Source: docs/reference/correspondence.md section 3.3. Altinn converts the text from HTML to
Markdown, renders the Markdown as plain text and compares the result with the text. This module
looks for the constructs that this conversion changes. Backticks and backslashes are ignored. Lists
and emphasis with ``*`` or ``_`` count as plain text.
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
# Characters that mark up a text between two runs of them, with the minimum length of a run.
_MARKS: Final = {"~": 1, "^": 1, "+": 2, "=": 2, '"': 2, ":": 2}


def is_plain_text(text: str) -> bool:
    """Return whether *text* contains no Markdown or HTML markup."""
    relevant = text.replace("`", "").replace("\\", "")
    return not (
        "\0" in relevant
        or _TAG.search(relevant)
        or html.unescape(relevant) != relevant
        or _is_block_start(trim(relevant))
        or _has_inline_markup(re.sub(r"\s+", " ", relevant))
    )


def _is_block_start(line: str) -> bool:
    constructs = (_HEADING, _RULER, _BLOCK_FENCE, _DEFINITION)
    return any(construct.match(line) for construct in constructs)


def _has_inline_markup(line: str) -> bool:
    return bool(
        _LINK.search(line)
        or _ATTRIBUTES.search(line)
        or any("_" in match.group() or "*" in match.group() for match in _ADDRESS.finditer(line))
        or any(_has_paired_marks(line, mark, min_length) for mark, min_length in _MARKS.items())
        or _has_formula(line)
    )


def _has_paired_marks(line: str, mark: str, min_length: int) -> bool:
    """Return whether one run of *mark* opens markup and a later one closes it."""
    is_open = False
    for start, end in _mark_spans(line, mark):
        if end - start < min_length:
            continue
        before, after = line[start - 1 : start], line[end : end + 1]
        if is_open and _is_attached(after, before):
            return True
        is_open = is_open or _is_attached(before, after)
    return False


def _is_attached(outside: str, inside: str) -> bool:
    """Return whether a run between the two characters belongs to the *inside* character."""
    if _is_space(inside):
        return False
    return not _is_punctuation(inside) or _is_space(outside) or _is_punctuation(outside)


def _has_formula(line: str) -> bool:
    """Return whether two runs of dollar signs enclose a formula."""
    runs = list(_mark_spans(line, "$"))
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


def _mark_spans(line: str, mark: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(re.escape(mark) + "+", line))


def _is_boundary(character: str) -> bool:
    return _is_space(character) or _is_punctuation(character)


def _is_space(character: str) -> bool:
    return not character or character in WHITESPACE


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
