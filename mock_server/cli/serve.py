"""``altinn-mock serve``: the server itself."""

import asyncio
import ipaddress
import logging
import os
import socket
import sys
from typing import Final

from mock_server.cli.options import takes
from mock_server.cli.output import CommandError, say
from mock_server.server.configuration import Configuration

BACKLOG: Final = 2048
GRACE: Final = 2  # seconds; a stream of events never ends by itself


@takes(Configuration)
def serve(configuration: Configuration) -> None:
    """Start the emulator, and serve until it is told to stop."""
    import uvicorn

    from mock_server.cli.garbage import expect_long_lives
    from mock_server.real_time import real_time_loop
    from mock_server.server.app import create_app

    listening = _socket(configuration)
    configuration = configuration.model_copy(update={"port": listening.getsockname()[1]})
    app = create_app(configuration)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=GRACE,
        )
    )
    for line in _greeting(configuration):
        say(line)
    expect_long_lives()
    with asyncio.Runner(loop_factory=real_time_loop) as runner:
        runner.run(server.serve(sockets=[listening]))


def _socket(configuration: Configuration) -> socket.socket:
    host, port = configuration.host, configuration.port
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except socket.gaierror as error:
        raise CommandError(f"--host {host}: {error.strerror}") from error
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise CommandError(
            f"cannot listen on {host}:{port} ({why}); choose another --port or --host,"
            " or stop what listens there"
        ) from error


def _greeting(configuration: Configuration) -> list[str]:
    lines = [f"altinn-mock listens on {configuration.own_address()} (Ctrl+C stops it)"]
    if not _is_loopback(configuration.host):
        lines.append(
            f"{configuration.host} is open to other machines, the control API too;"
            " --control-token shuts that"
        )
    return lines


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
