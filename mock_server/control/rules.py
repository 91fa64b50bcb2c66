"""Outcomes, faults and condition scripts: three lists of rules, in the order in which they count.

Source: design/control-api.md, What goes wrong: outcomes and faults.
"""

from collections.abc import Callable, Iterable
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
    """One list: where the world keeps it, the shape of a rule and how a rule is shown."""

    path: str
    of: Callable[[World], list[Any]]
    shape: Any
    shown: Callable[[Any], dict[str, Any]]

    async def get(self, request: Request) -> Response:
        """Show the rules that are left."""
        return self._answer(request)

    async def replace(self, request: Request) -> Response:
        """Let other rules take the place of all."""
        asked = await parse_list(request, self.shape)
        self.of(world_of(request))[:] = _rules(asked)
        return self._answer(request)

    async def append(self, request: Request) -> Response:
        """Add one rule behind the others."""
        asked = await parse_body(request, self.shape)
        self.of(world_of(request)).extend(_rules([asked]))
        return self._answer(request)

    async def clear(self, request: Request) -> Response:
        """Forget all rules."""
        self.of(world_of(request)).clear()
        return Response(status_code=204)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of this list."""
        return [
            Route(self.path, self.get, methods=["GET"]),
            Route(self.path, self.replace, methods=["PUT"]),
            Route(self.path, self.append, methods=["POST"]),
            Route(self.path, self.clear, methods=["DELETE"]),
        ]

    def _answer(self, request: Request) -> Response:
        left = (rule for rule in self.of(world_of(request)) if not _is_exhausted(rule))
        return JSONResponse([self.shown(rule) for rule in left])


def _rules(asked: Iterable[Any]) -> list[Any]:
    return [shape.to_engine() for shape in asked]


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
