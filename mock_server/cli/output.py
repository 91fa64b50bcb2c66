"""Output of the commands: coloured tables on a terminal, plain text in a pipe, JSON on request."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Final

import typer

from mock_server.matching.formatting import format_norwegian_time

Row = Sequence[str]

MESSAGE_COLUMNS: Final = ("Sent (Norway)", "Channel", "To", "Result", "Text")

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


def print_json(document: Any) -> None:
    """Print *document* as JSON."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def print_table(columns: Row, rows: Sequence[Row]) -> None:
    """Print *rows* under *columns*."""
    if sys.stdout.isatty():
        _print_rich_table(columns, rows)
        return
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def print_messages(messages: Sequence[dict[str, Any]]) -> None:
    """Print messages of the control API as a table."""
    print_table(MESSAGE_COLUMNS, [message_row(each) for each in messages])


def message_row(message: dict[str, Any]) -> Row:
    """Return a message of the control API as the cells of a row."""
    text = " · ".join(filter(None, (message["subject"], message["body"])))
    result = message["result"] or "no delivery report yet"
    return (
        format_norwegian_time(message["sentAt"], with_seconds=True),
        message["channel"],
        message["to"],
        f"{result} (simulator)" if message["route"] == "simulator" else result,
        one_line(text),
    )


def one_line(text: str | None, width: int = 60) -> str:
    """Return *text* without line breaks, cut to *width*."""
    flat = " ".join((text or "").split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


@contextmanager
def spinner(text: str) -> Iterator[None]:
    """Show a spinner with *text* on a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


def _print_rich_table(columns: Row, rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, header_style="bold")
    for row in rows:
        # A message may contain rich's markup; Text prints it unchanged.
        table.add_row(*map(Text, row))
    Console().print(table)
