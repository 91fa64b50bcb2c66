"""Tables and progress on a terminal, also a narrow one."""

import io
import re
import sys
from collections.abc import Callable

import pytest

from mock_server.cli import output, progress
from mock_server.cli.output import CommandError, print_table
from mock_server.cli.progress import show_progress

COLUMNS = ("Time", "To", "Text")
ROW = (
    "2026-01-05 11:01:00",
    "ola@example.com",
    "Fristen er i morgen, og det er viktig å svare",
)
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Terminal]:
    """Replace the output with a terminal of some columns."""

    def replace(columns: int) -> Terminal:
        stream = Terminal()
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", stream)
        return stream

    return replace


def text_of(stream: Terminal) -> str:
    return ESCAPES.sub("", stream.getvalue())


def test_a_narrow_terminal_shows_each_row_as_a_paragraph(terminal: Callable[[int], Terminal]):
    stream = terminal(45)

    print_table(COLUMNS, [ROW])

    assert text_of(stream).splitlines() == [
        "2026-01-05 11:01:00",
        "  ola@example.com",
        "  Fristen er i morgen, og det er viktig å",
        "    svare",
    ]


def test_a_wide_terminal_shows_a_table(terminal: Callable[[int], Terminal]):
    stream = terminal(120)

    print_table(COLUMNS, [ROW])

    lines = text_of(stream).splitlines()
    assert len(lines) == 5
    assert ROW[2] in lines[3]


def test_progress_counts_orders_and_messages(
    terminal: Callable[[int], Terminal], monkeypatch: pytest.MonkeyPatch
):
    stream = terminal(100)
    monkeypatch.setattr(progress, "INTERVAL", 0.001)
    readings = iter([(None, "starting"), (0.5, "2 orders, 1 messages")])

    def read() -> progress.Reading:
        try:
            return next(readings)
        except StopIteration:
            raise CommandError("no server") from None

    with show_progress("Advancing", read):
        while "2 orders, 1 messages" not in text_of(stream):
            pass


def test_there_is_no_progress_in_a_pipe(monkeypatch: pytest.MonkeyPatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)

    with show_progress("Advancing", lambda: (0.5, "half")):
        pass

    assert stream.getvalue() == ""
    assert output.terminal_width() > 0
