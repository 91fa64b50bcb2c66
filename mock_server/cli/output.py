"""Output of the commands: coloured tables on a terminal, plain text in a pipe, JSON on request."""

import json
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

Row = Sequence[str]

NARROW: Final = 100  # columns; below, a table has a paragraph for each row

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class CommandError(Exception):
    """An error that ends a command; the message is one line that says what to do.

    ``status`` is the exit status: 2 for an invalid call, 1 for a valid call that failed.
    """

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


def echo(text: str) -> None:
    """Print one line."""
    typer.echo(text)


def warn(text: str) -> None:
    """Print one line to standard error."""
    typer.echo(text, err=True)


def print_json(document: Any) -> None:
    """Print *document* as JSON."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def print_table(columns: Row, rows: Sequence[Row]) -> None:
    """Print *rows* under *columns*; on a narrow terminal, each row as a paragraph."""
    if not sys.stdout.isatty():
        _print_plain_table(columns, rows)
    elif (width := terminal_width()) < NARROW:
        for row in rows:
            print_paragraph(row, width)
    else:
        _print_rich_table(columns, rows)


def print_row(row: Row) -> None:
    """Print a row without its columns: a line, or a paragraph on a narrow terminal."""
    if sys.stdout.isatty() and (width := terminal_width()) < NARROW:
        print_paragraph(row, width)
    else:
        echo("  ".join(cell for cell in row if cell))


def print_paragraph(row: Row, width: int) -> None:
    """Print the cells of a row, the first in bold, in lines of at most *width* characters."""
    first, *others = row
    echo(typer.style(first, bold=True))
    for cell in filter(None, others):
        echo(textwrap.fill(cell, width, initial_indent="  ", subsequent_indent="    "))


def terminal_width() -> int:
    """Return the number of columns of the terminal."""
    return shutil.get_terminal_size().columns


def one_line(text: str | None, width: int = 60) -> str:
    """Return *text* without line breaks, cut to *width*."""
    flat = " ".join((text or "").split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def _print_plain_table(columns: Row, rows: Sequence[Row]) -> None:
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def _print_rich_table(columns: Row, rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, header_style="bold")
    for row in rows:
        # A message may contain rich's markup; Text prints it unchanged.
        table.add_row(*map(Text, row))
    Console().print(table)
