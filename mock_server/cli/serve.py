"""The command ``altinn-mock serve``."""

import asyncio
import gc
import logging
import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from mock_server.cli.output import CommandError, echo
from mock_server.cli.server_options import with_server_options
from mock_server.server.configuration import Configuration

BACKLOG: Final = 2048
SHUTDOWN_TIMEOUT: Final = 2  # seconds; a stream of events never ends by itself
KEEP_ALIVE: Final = 60  # seconds; longer than clients keep an idle connection
GC_THRESHOLDS: Final = (2_000, 10, 10)


@with_server_options
def serve(configuration: Configuration) -> None:
    """Start the server."""
    import uvicorn

    from mock_server.control.recording import REFUSED_LOG
    from mock_server.real_time import real_time_loop
    from mock_server.server.app import create_app
    from mock_server.server.http_protocol import http_protocol
    from mock_server.server.tls import load_certificate, make_certificate

    listening = _open_socket(configuration)
    configuration = configuration.model_copy(update={"port": listening.getsockname()[1]})
    app = create_app(configuration)
    certificate = load_certificate(configuration)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    if configuration.no_refused_log:
        logging.getLogger(REFUSED_LOG).setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        http=http_protocol(),
        log_config=None,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
    )
    config.load()
    with ExitStack() as stack:
        lines = _startup_lines(configuration)
        if configuration.tls:
            folder = configuration.data or Path(stack.enter_context(TemporaryDirectory()))
            certificate, ca_file = make_certificate(configuration, folder)
            lines.append(f"the certificate is signed by the CA in {ca_file}")
        config.ssl = certificate
        for line in lines:
            echo(line)
        tune_garbage_collector()
        runner = stack.enter_context(asyncio.Runner(loop_factory=real_time_loop))
        runner.run(uvicorn.Server(config).serve(sockets=[listening]))


def tune_garbage_collector() -> None:
    """Make the garbage collector of this process look at each object at most once.

    Orders, notifications and messages live as long as their world, and are freed with it, since
    they are not in reference cycles. With the defaults the collector scans all of them again and
    again, in pauses that grow with the store. A test's process keeps the defaults.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    if _freeze_survivors not in gc.callbacks:
        gc.callbacks.append(_freeze_survivors)


def _freeze_survivors(phase: str, _info: dict[str, int]) -> None:
    """Exempt the objects that outlived a collection from later ones."""
    if phase == "stop":
        gc.freeze()


def _open_socket(configuration: Configuration) -> socket.socket:
    host, port = configuration.host, configuration.port
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except socket.gaierror as error:
        raise CommandError(f"--host {host}: {error.strerror}") from error
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise CommandError(
            f"cannot listen on {host}:{port} ({why}); use another --port or --host,"
            " or stop the program that listens there"
        ) from error


def _startup_lines(configuration: Configuration) -> list[str]:
    lines = [f"altinn-mock running on {configuration.base_url()} (press Ctrl+C to quit)"]
    if not configuration.is_local():
        lines.append(
            f"warning: {configuration.host} accepts connections from other machines, also to the"
            " control API; use --control-token to restrict it"
        )
        if not configuration.allow_host:
            lines.append("warning: every host name is accepted; use --allow-host to restrict them")
    return lines
