"""One request to this API with all that an endpoint asks for, and the table of endpoints.

Source: spec/notifications-api.md, sections 1 and 3.4.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mock_server.domain.errors import PlatformError
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.notifications.api.authorization import AuthorizationPolicy
from mock_server.world.world import World


class MissingCreator(PlatformError):
    """Nobody can be made out as the owner of what was asked for."""


class InvalidForm(InvalidRequest):
    """A form that breaks rules, which is always answered as a problem by type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A request that has been let in.

    ``api_url`` is what links in answers begin with, up to and including ``/v1``.
    """

    request: Request
    world: World
    creator: str | None
    api_url: str
    variables: Mapping[str, str]

    def require_creator(self) -> str:
        """Return the creator, which may be blank.

        Raises:
            NoCreator: if there is none.
        """
        if self.creator is None:
            raise MissingCreator
        return self.creator

    def require_named_creator(self) -> str:
        """Return the creator where a blank one does not count.

        Raises:
            NoCreator: if there is none, or a blank one.
        """
        if self.creator is None or is_blank(self.creator):
            raise MissingCreator
        return self.creator


Handler = Callable[[ApiRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What serves a route: the function, who may call it, and whether it is declared for JSON."""

    handler: Handler
    policy: AuthorizationPolicy | None = None
    consumes_json: bool = False
