"""A request to the Notifications API, and the endpoints that handle it.

Source: docs/reference/notifications.md sections 1 and 3.4.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mock_server.domain.errors import PlatformError
from mock_server.domain.immutable import immutable
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.notifications.api.authorization import AuthorizationPolicy
from mock_server.tokens.caller import Caller
from mock_server.world.world import World


class MissingCreator(PlatformError):
    """The request names no service owner."""


class InvalidForm(InvalidRequest):
    """The form is not valid; its error response ignores the Accept header."""


@immutable
class ApiRequest:
    """An authorized request.

    ``api_url`` is the start of links in responses, up to and including ``/v1``.
    """

    http_request: Request
    world: World
    caller: Caller
    creator: str | None
    api_url: str
    variables: Mapping[str, str]

    def require_creator(self) -> str:
        """Return the creator, which may be blank.

        Raises:
            MissingCreator: if there is none.
        """
        if self.creator is None:
            raise MissingCreator
        return self.creator

    def require_named_creator(self) -> str:
        """Return the creator, which must not be blank.

        Raises:
            MissingCreator: if there is none, or it is blank.
        """
        if self.creator is None or is_blank(self.creator):
            raise MissingCreator
        return self.creator


Handler = Callable[[ApiRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The handler of a route, its authorization policy, and whether it requires JSON."""

    handler: Handler
    policy: AuthorizationPolicy | None = None
    consumes_json: bool = False
