"""A server for tests: on a thread of this process, or the program ``altinn-mock`` on the PATH."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from client_fixtures.server_process import ServerProcess, find_program, server_process
from mock_server.installation import HOW_TO_INSTALL, missing_module

if TYPE_CHECKING:
    from client_fixtures.altinn import Altinn
    from client_fixtures.server import ServerThread


def running_server(app: Any = None) -> AbstractContextManager[ServerThread | ServerProcess]:
    """Run a server until the block ends: on a thread if the server is installed.

    Raises:
        RuntimeError: if it is not installed and no program is on the PATH; the text is one line
            that says what to do.
    """
    missing = missing_module()
    if missing is None:
        from client_fixtures.server import server_thread

        return server_thread(app)
    program = find_program()
    if program is None:
        raise RuntimeError(
            f"no server: it is not installed here (no module {missing!r}) and no altinn-mock is on"
            f" the PATH; {HOW_TO_INSTALL}, or set ALTINN_MOCK_URL to the address of a server"
        )
    return server_process(program)


@contextmanager
def serve(app: Any = None, **options: Any) -> Iterator[Altinn]:
    """Start a server until the block ends, and yield a client of its world.

    ``options`` are those of ``Altinn.reset``: ``now``, ``settings``, ``directory``.
    """
    from client_fixtures.altinn import Altinn

    with running_server(app) as server:
        altinn = Altinn(server.url)
        altinn.reset(**options)
        try:
            yield altinn
        finally:
            altinn.close()
