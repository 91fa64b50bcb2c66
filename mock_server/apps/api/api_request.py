"""An authenticated request to an app, and the entries of the endpoint table.

Source: docs/reference/apps.md section 1.1.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from mock_server.apps.engine.instantiation import AppCaller
from mock_server.apps.store import Instance, instances
from mock_server.dotnet.aspnet.query import query_values
from mock_server.request_context import request_origin
from mock_server.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A request to an app, with its world and caller; ``variables`` are those of the path."""

    http_request: Request
    world: World
    caller: AppCaller
    variables: Mapping[str, str]

    @property
    def app_id(self) -> str:
        """Return ``org/app`` as in the path."""
        return f"{self.variables['org']}/{self.variables['app']}"

    @property
    def instances_url(self) -> str:
        """Return the base URL of the app's instances; apps always use https in links."""
        origin = request_origin(self.http_request)
        if self.http_request.app.state.configuration.public_url is None:
            origin = "https://" + origin.partition("://")[2]
        return f"{origin}/{quote(self.app_id)}/instances"

    def find_instance(self) -> Instance | None:
        """Return the instance in the path, or None if it does not exist."""
        return instances(self.world).find(int(self.variables["party"]), self.variables["guid"])

    def query_values(self, name: str) -> list[str]:
        """Return all values of a query parameter; its name is case-insensitive."""
        return query_values(self.http_request, name)


Handler = Callable[[ApiRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The handler of a route, and whether callers without a token have access."""

    handler: Handler
    is_anonymous: bool = False
