"""One request to an app that has been let in, and the table's entries.

Source: spec/altinn-app.md section 1.1.
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
    """A request with what an endpoint asks for; ``variables`` are those of the path."""

    request: Request
    world: World
    caller: AppCaller
    variables: Mapping[str, str]

    @property
    def app_id(self) -> str:
        """Return ``org/app`` as the path spells it."""
        return f"{self.variables['org']}/{self.variables['app']}"

    @property
    def instances_url(self) -> str:
        """Return what links to this app's instances begin with; apps always write https."""
        origin = request_origin(self.request)
        if self.request.app.state.configuration.public_url is None:
            origin = "https://" + origin.partition("://")[2]
        return f"{origin}/{quote(self.app_id)}/instances"

    def instance(self) -> Instance | None:
        """Return the instance that the path names."""
        return instances(self.world).find(int(self.variables["party"]), self.variables["guid"])

    def query(self, name: str) -> list[str]:
        """Return all values of a query parameter, whatever its letter case."""
        return query_values(self.request, name)


Handler = Callable[[ApiRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What serves a route, and whether only somebody who has logged in may call it."""

    handler: Handler
    is_anonymous: bool = False
