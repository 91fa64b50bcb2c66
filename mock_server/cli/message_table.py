"""Messages as the commands show them: one row each."""

from typing import Any, Final

from mock_server.cli.output import Row, one_line, show_table, wall_clock

COLUMNS: Final = ("Left (Norway)", "Channel", "To", "Result", "Text")


def row(message: dict[str, Any]) -> Row:
    """Return a message of the control API as cells."""
    said = " · ".join(filter(None, (message["subject"], message["body"])))
    result = message["result"] or "no report yet"
    return (
        wall_clock(message["sentAt"]),
        message["channel"],
        message["to"],
        f"{result} (simulator)" if message["route"] == "simulator" else result,
        one_line(said),
    )


def show_messages(messages: list[dict[str, Any]]) -> None:
    """Print *messages*, oldest first."""
    show_table(COLUMNS, [row(each) for each in messages])
