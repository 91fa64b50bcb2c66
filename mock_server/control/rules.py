"""Endpoints for the lists of rules: outcomes, faults and condition scripts.

Source: docs/control-api.md, Outcomes and faults.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from mock_server.control.schemas.parsing import parse_body, parse_list
from mock_server.control.schemas.rules import (
    ConditionModel,
    FaultModel,
    OutcomeModel,
    condition_json,
    rule_json,
)
from mock_server.request_context import world_of
from mock_server.world.world import World


@dataclass(frozen=True, slots=True)
class RuleListEndpoints:
    """The endpoints of one list of rules."""

    path: str
    rules_of: Callable[[World], list[Any]]
    model: Any
    to_json: Callable[[Any], dict[str, Any]]

    async def get(self, request: Request) -> Response:
        """List the rules, without exhausted ones."""
        return self._response(request)

    async def replace(self, request: Request) -> Response:
        """Replace all rules."""
        rules = await parse_list(request, self.model)
        self.rules_of(world_of(request))[:] = [each.to_engine() for each in rules]
        return self._response(request)

    async def append(self, request: Request) -> Response:
        """Append a rule."""
        rule = await parse_body(request, self.model)
        self.rules_of(world_of(request)).append(rule.to_engine())
        return self._response(request)

    async def clear(self, request: Request) -> Response:
        """Delete all rules."""
        self.rules_of(world_of(request)).clear()
        return Response(status_code=204)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of this list."""
        return [
            Route(self.path, self.get, methods=["GET"]),
            Route(self.path, self.replace, methods=["PUT"]),
            Route(self.path, self.append, methods=["POST"]),
            Route(self.path, self.clear, methods=["DELETE"]),
        ]

    def _response(self, request: Request) -> Response:
        active = (rule for rule in self.rules_of(world_of(request)) if not _is_exhausted(rule))
        return JSONResponse([self.to_json(rule) for rule in active])


def _is_exhausted(rule: Any) -> bool:
    return getattr(rule, "times", None) == 0


OUTCOMES = RuleListEndpoints(
    "/_mock/outcomes", lambda world: world.outcomes.rules, OutcomeModel, rule_json
)
FAULTS = RuleListEndpoints("/_mock/faults", lambda world: world.faults.rules, FaultModel, rule_json)
CONDITIONS = RuleListEndpoints(
    "/_mock/conditions", lambda world: world.conditions.scripts, ConditionModel, condition_json
)

routes = [*OUTCOMES.routes(), *FAULTS.routes(), *CONDITIONS.routes()]
