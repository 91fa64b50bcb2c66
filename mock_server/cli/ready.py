"""``altinn-mock ready``: does a server answer? The health check of the container."""

from mock_server.cli.api_client import Server, ServerOptions
from mock_server.cli.options import takes
from mock_server.cli.output import say


@takes(ServerOptions)
def ready(asked: ServerOptions) -> None:
    """Tell whether a server is ready; exit status 1 when it is not."""
    with Server(asked) as server:
        server.get("/ready")
    say(f"{asked.url} is ready")
