"""Authorized requests to the Correspondence API, and the endpoints that handle them.

Source: docs/reference/correspondence.md section 1.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from starlette.requests import Request
from starlette.responses import Response

from mock_server.correspondence.api.authorization import AuthorizationPolicy
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.domain.enums import RuleSet
from mock_server.dotnet.aspnet.binding import BindingError, Target, bind_guid
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.world.world import World


class Consumes(Enum):
    """The content type that an endpoint declares for its request body."""

    ANYTHING = auto()
    JSON = auto()
    FORM = auto()
    BINARY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """An authorized request."""

    http_request: Request
    world: World
    caller: CorrespondenceCaller
    path_parameters: Mapping[str, str]

    def guid(self, name: str) -> str:
        """Return the path parameter *name* as a GUID.

        Raises:
            InvalidRequest: if it is not a valid GUID.
        """
        try:
            return bind_guid([self.path_parameters[name]], Target()) or ""
        except BindingError as error:
            raise InvalidRequest([(name, str(error))]) from None

    @property
    def rule_set(self) -> RuleSet:
        """Return the rule set of the world."""
        return self.world.settings.rules


Handler = Callable[[ApiRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """The handler of a route, with its requirements for requests.

    ``produces`` is the media type that the Accept header must allow; with None, the header is not
    checked. ``also_accepts`` is another media type that Accept may name under the documented rules.
    """

    handler: Handler
    policy: AuthorizationPolicy
    consumes: Consumes = Consumes.ANYTHING
    produces: str | None = "application/json"
    also_accepts: str | None = None
