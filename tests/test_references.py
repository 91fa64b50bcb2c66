"""Every pointer to a page of the documentation leads somewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
CODE = [
    path
    for folder in ("mock_server", "client_fixtures", "tests", "benchmarks", "examples")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path != Path(__file__)
]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
FILES = {path: path.read_text(encoding="utf-8") for path in (*CODE, *PAGES)}

NUMBER = r"\d+(?:\.\d+)*"
ITEM = rf"{NUMBER}(?:\s*\([^)]*\))?"
SECTIONS = rf"\b[Ss]ections?\s+({ITEM}(?:(?:,|\s+and|,\s+and|\s+to)\s+{ITEM})*)(?![\w-])"
PATH = r"(?<![\w./-])((?:docs/[\w./-]+|README|CHANGELOG)\.md)"
POINTER = re.compile(rf"(?:{PATH}|\]\(([\w./-]+\.md)\)|`([\w-]+\.md)`)(?:,?\s+{SECTIONS})?")
CITED_HEADING = re.compile(rf"{PATH},\s+((?:``|[A-Z])[^.;:()\"]*)")
DECISION = re.compile(r"docs/adr/(\d{4})(?!\d)")
RECORDING = re.compile(r"tests/recordings/[\w*/.-]+\.gz")
EXAMPLES = re.compile(
    rf"([\w/-]+\.md)\)?\s+section\s+{NUMBER},\s+examples?\s+(X?\d+)(?:\s+(?:to|and)\s+(X?\d+))?"
)
NOTES = re.compile(r"(?<![\w/])(?:(?:spec|design)/[\w-]+\.md|verified-\w+\.md|golden/\w|seeds/\d)")


@dataclass(frozen=True)
class Pointer:
    """A file and a section of it, and where they are named."""

    place: str
    page: Path
    sections: tuple[str, ...]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def headings(page: Path) -> list[str]:
    lines = page.read_text(encoding="utf-8").splitlines()
    return [line.lstrip("#").strip().replace("`", "") for line in lines if re.match(r"#+ ", line)]


@cache
def section_numbers(page: Path) -> list[str]:
    found = [re.match(rf"({NUMBER})\.? ", heading) for heading in headings(page)]
    return [match[1] for match in found if match]


def place_of(path: Path, offset: int) -> str:
    return f"{name_of(path)}:{FILES[path].count(chr(10), 0, offset) + 1}"


def numbers_in(sections: str | None) -> tuple[str, ...]:
    """The numbers of a list such as "1.3 (O5), 3.7 and 4.2 to 4.5", notes left out."""
    return tuple(re.findall(NUMBER, re.sub(r"\([^)]*\)", "", sections or "")))


def pointers(path: Path) -> Iterator[Pointer]:
    """Every page that is named, from the root of the project or by a link, with its sections."""
    for match in POINTER.finditer(FILES[path]):
        from_root, link, bare, sections = match.groups()
        place = place_of(path, match.start())
        if from_root:
            if sections or path.suffix == ".py":
                yield Pointer(place, ROOT / from_root, numbers_in(sections))
        elif path.suffix == ".md" and (link or path.parent == REFERENCE):
            yield Pointer(place, path.parent / (link or bare), numbers_in(sections))


def all_pointers() -> Iterator[Pointer]:
    for path in FILES:
        yield from pointers(path)


def test_pages_exist():
    assert [each.place for each in all_pointers() if not each.page.is_file()] == []


def test_sections_exist():
    found = [(each, number) for each in all_pointers() for number in each.sections]

    assert len(found) > 300
    assert [
        f"{each.place}: {each.page.name} has no section {number}"
        for each, number in found
        if number not in section_numbers(each.page)
    ] == []


@pytest.mark.parametrize("page", sorted(REFERENCE.glob("*.md")), ids=name_of)
def test_a_reference_page_cites_sections_of_its_own(page: Path):
    blanked = POINTER.sub(lambda match: " " * len(match[0]), FILES[page])

    assert [
        f"{place_of(page, match.start())}: no section {number}"
        for match in re.finditer(SECTIONS, blanked)
        for number in numbers_in(match[1])
        if number not in section_numbers(page)
    ] == []


@pytest.mark.parametrize("page", sorted(REFERENCE.glob("*.md")), ids=name_of)
def test_section_numbers_are_unique(page: Path):
    numbers = section_numbers(page)

    assert len(numbers) > 10
    assert len(numbers) == len(set(numbers))


def test_cited_headings_exist():
    assert [
        f"{place_of(path, match.start())}: {match[1]} has no heading {heading}"
        for path in FILES
        for match in CITED_HEADING.finditer(without_notes(FILES[path]))
        for heading in missing_headings(ROOT / match[1], match[2])
    ] == []


def without_notes(text: str) -> str:
    """The text without what stands in parentheses; offsets stay."""
    return re.sub(r"\s\([^()]*\)(?=[,.;])", lambda match: "," * len(match[0]), text)


def missing_headings(page: Path, citation: str) -> list[str]:
    """The parts of a citation such as "Settings, whitelist and State" that begin no heading."""
    paragraph = citation.replace("`", "").split("\n\n")[0]
    rest = re.sub(",+", ",", " ".join(paragraph.split())).strip(",")
    missing = []
    while rest[:1].isupper():
        parts = re.split(r"(, | and )", rest)
        lengths = range(len(parts), 0, -2)
        found = [length for length in lengths if begins_heading(page, "".join(parts[:length]))]
        if not found:
            missing.append(parts[0])
        rest = "".join(parts[max(found, default=1) + 1 :])
    return missing


def begins_heading(page: Path, cited: str) -> bool:
    return any(each == cited or each.startswith(f"{cited}:") for each in headings(page))


def test_decisions_exist():
    cited = {match[1] for text in FILES.values() for match in DECISION.finditer(text)}

    assert cited
    assert [each for each in cited if not list(ROOT.glob(f"docs/adr/{each}-*.md"))] == []


def test_recordings_exist():
    cited = {name for text in FILES.values() for name in RECORDING.findall(text)}

    assert [each for each in cited if not list(ROOT.glob(each))] == []


def test_cited_examples_exist():
    assert [
        f"{place_of(path, match.start())}: {match[1]} has no example {example}"
        for path, text in FILES.items()
        for match in EXAMPLES.finditer(text)
        for example in (match[2], match[3])
        if example and f"\n| {example} |" not in FILES[REFERENCE / Path(match[1]).name]
    ] == []


def test_nothing_points_outside_the_project():
    assert [
        f"{place_of(path, match.start())}: {match[0]}"
        for path, text in FILES.items()
        for match in NOTES.finditer(text)
    ] == []


def test_every_reference_page_is_cited():
    cited = {each.page for path in CODE for each in pointers(path)}

    assert {page for page in REFERENCE.glob("*.md") if page not in cited} == set()
