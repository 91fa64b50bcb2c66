"""What commands print: tables and colour on a terminal, plain lines in a pipe, JSON if asked."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from pydantic import AliasChoices, Field

from mock_server.domain.instant import in_norway, parse
from mock_server.server.configuration import PREFIX

Row = Sequence[str]


AsJson = Annotated[
    bool,
    # A field cannot be named json: pydantic's own models have a method of that name.
    Field(
        validation_alias=AliasChoices("json_", PREFIX + "JSON"),
        description="Print JSON, for scripts.",
    ),
]


class CommandError(Exception):
    """A command could not do its work; the message is one line that says what to do.

    ``status`` is 2 when the call was wrong, 1 when it was right and the answer is no.
    """

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


def say(text: str) -> None:
    """Print one line."""
    typer.echo(text)


def show_json(document: Any) -> None:
    """Print *document* for a script."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def show_table(columns: Row, rows: Sequence[Row]) -> None:
    """Print *rows* under *columns*."""
    if sys.stdout.isatty():
        _show_rich(columns, rows)
        return
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def wall_clock(at: str | None) -> str:
    """Return an instant of the control API as a Norwegian clock shows it."""
    return "" if at is None else in_norway(parse(at)).strftime("%Y-%m-%d %H:%M:%S")


def one_line(text: str | None, width: int = 60) -> str:
    """Return *text* without line breaks, cut to *width*."""
    flat = " ".join((text or "").split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show on a terminal that the work goes on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def _show_rich(columns: Row, rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, header_style="bold")
    for row in rows:
        # What people wrote may look like markup; it is shown as it is.
        table.add_row(*map(Text, row))
    Console().print(table)
