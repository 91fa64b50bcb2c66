"""What a test has planned to go wrong: exact, by count, never by probability.

Source: design/control-api.md, What goes wrong.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from mock_server.domain.enums import Dependency
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import Duration
from mock_server.world.rules import consume_first


@dataclass(slots=True, kw_only=True)
class FaultRule:
    """One planned failure, of a dependency or of the emulated HTTP surface.

    ``times`` None never runs out; ``path`` is a glob. ``close`` drops the connection, or makes the
    dependency unreachable. ``decision`` is a good answer of ``authorization`` that says so.
    """

    dependency: Dependency | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: Duration | None = None
    close: bool = False
    decision: str | None = None
    times: int | None = None

    def matches_request(self, method: str, path: str) -> bool:
        """Tell whether the rule is about this request."""
        return (
            self.dependency is None
            and (self.method is None or self.method.upper() == method.upper())
            and (self.path is None or fnmatchcase(path, self.path))
        )


@dataclass(slots=True)
class Faults:
    """The planned failures of a world, in order; the first that fits is taken."""

    rules: list[FaultRule] = field(default_factory=list)

    def consume_dependency_fault(self, dependency: Dependency) -> FaultRule | None:
        """Use up the first rule about *dependency*; one that runs out is forgotten."""
        if not self.rules:
            return None
        return consume_first(self.rules, lambda rule: rule.dependency is dependency)

    def consume_request_fault(self, method: str, path: str) -> FaultRule | None:
        """Use up the first rule about such a request; one that runs out is forgotten."""
        if not self.rules:
            return None
        return consume_first(self.rules, lambda rule: rule.matches_request(method, path))

    def call(self, dependency: Dependency) -> str | None:
        """Let *dependency* answer: None as a rule, else the planned decision.

        Raises:
            DependencyFailure: if its failure is planned.
        """
        rule = self.consume_dependency_fault(dependency)
        if rule is None:
            return None
        if rule.decision is not None:
            return rule.decision
        raise DependencyFailure(dependency, None if rule.close else rule.status or 500)

    def call_concurrently(self, dependency: Dependency, calls: int) -> None:
        """Let *dependency* answer so many calls that do not wait for each other.

        Raises:
            DependencyFailure: if the failure of one of them is planned.
        """
        failures = []
        for _ in range(calls):
            try:
                self.call(dependency)
            except DependencyFailure as failure:
                failures.append(failure)
        if failures:
            raise failures[0]
