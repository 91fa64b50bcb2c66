"""The command ``altinn-mock ready``, the health check of the container."""

from mock_server.cli.api_client import ControlClient, ControlToken, Url
from mock_server.cli.output import echo


def ready(url: Url, control_token: ControlToken = None) -> None:
    """Check that a server is ready; exit with status 1 if not."""
    with ControlClient(url, control_token) as client:
        client.check_server()
    echo(f"{client.url} is ready")
