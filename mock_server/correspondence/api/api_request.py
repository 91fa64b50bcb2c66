"""One request to this API with all that an endpoint asks for, and what a route leads to.

Source: spec/correspondence.md section 1.
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
    """What kind of body an endpoint is declared for."""

    ANYTHING = auto()
    JSON = auto()
    FORM = auto()
    BINARY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A request that has been let in."""

    request: Request
    world: World
    caller: CorrespondenceCaller
    variables: Mapping[str, str]

    def guid(self, name: str) -> str:
        """Return the id that the path names.

        Raises:
            Invalid: if it is none.
        """
        try:
            return bind_guid([self.variables[name]], Target()) or ""
        except BindingError as error:
            raise InvalidRequest([(name, str(error))]) from None

    @property
    def rule_set(self) -> RuleSet:
        """Return the rule set by which the world goes."""
        return self.world.settings.rules


Handler = Callable[[ApiRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What serves a route.

    ``produces`` is the media type that Accept must allow, None where nobody looks at Accept;
    ``also_accepts`` is another type that an Accept header may name under the documented rules.
    """

    handler: Handler
    policy: AuthorizationPolicy
    consumes: Consumes = Consumes.ANYTHING
    produces: str | None = "application/json"
    also_accepts: str | None = None
