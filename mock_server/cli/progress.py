"""Progress of a long command on a terminal: a bar, and the orders and messages so far."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from mock_server.cli.output import CommandError

INTERVAL: Final = 0.5  # seconds between two readings

# Reads the share that is done (None if it is not known) and a description of it.
Reading = tuple[float | None, str]


@contextmanager
def show_progress(title: str, read: Callable[[], Reading]) -> Iterator[None]:
    """Show the progress that *read* returns, until the block ends; only on a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = [
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        is_done = Event()

        def update() -> None:
            while not is_done.wait(INTERVAL):
                try:
                    share, text = read()
                except CommandError:
                    continue
                total = None if share is None else 1.0
                progress.update(task, total=total, completed=share or 0, description=text)

        reader = Thread(target=update, daemon=True)
        reader.start()
        try:
            yield
        finally:
            is_done.set()
            reader.join()
