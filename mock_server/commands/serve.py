"""``altinn-mock serve``: the server itself."""

import asyncio
import ipaddress
import logging
import socket
import sys

from mock_server.commands.options import takes
from mock_server.commands.printing import CommandError, say
from mock_server.configuration import Configuration

BACKLOG = 2048


@takes(Configuration)
def serve(configuration: Configuration) -> None:
    """Start the emulator, and serve until it is told to stop."""
    import uvicorn

    from mock_server.app import create_app
    from mock_server.garbage import expect_long_lives
    from mock_server.ticker import real_time_loop

    app = create_app(configuration)
    listening = _socket(configuration)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, log_level="warning", access_log=False, ws="none")
    )
    for line in _greeting(configuration, listening):
        say(line)
    expect_long_lives()
    with asyncio.Runner(loop_factory=real_time_loop) as runner:
        runner.run(server.serve(sockets=[listening]))


def _socket(configuration: Configuration) -> socket.socket:
    host, port = configuration.host, configuration.port
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        advice = (
            "choose another --port, or stop what listens there" if error.errno else "see --host"
        )
        raise CommandError(
            f"cannot listen on {host}:{port} ({error.strerror}); {advice}"
        ) from error


def _greeting(configuration: Configuration, listening: socket.socket) -> list[str]:
    port = listening.getsockname()[1]
    host = f"[{configuration.host}]" if ":" in configuration.host else configuration.host
    lines = [f"altinn-mock listens on http://{host}:{port} (Ctrl+C stops it)"]
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
