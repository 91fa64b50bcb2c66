"""Faults that a test has configured; they apply a given number of times, never at random.

Source: docs/control-api.md, Outcomes and faults.
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
    """One fault of a dependency, or of requests to the emulated APIs.

    ``times`` None is unlimited; ``path`` is a glob. ``close`` drops the connection, or makes the
    dependency unreachable. ``decision`` is returned by ``authorization`` instead of a failure.
    ``when`` is ``after`` if the request is handled first and only its response is lost or replaced.
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
    when: str | None = None
    times: int | None = None

    def matches_request(self, method: str, path: str) -> bool:
        """Return whether the rule applies to this request."""
        return (
            self.dependency is None
            and (self.method is None or self.method.upper() == method.upper())
            and (self.path is None or fnmatchcase(path, self.path))
        )


@dataclass(slots=True)
class Faults:
    """The faults of a world, in order; the first matching one is used."""

    rules: list[FaultRule] = field(default_factory=list)

    def consume_dependency_fault(self, dependency: Dependency) -> FaultRule | None:
        """Return the first fault of *dependency*, and count its use."""
        if not self.rules:
            return None
        return consume_first(self.rules, lambda rule: rule.dependency is dependency)

    def consume_request_fault(self, method: str, path: str) -> FaultRule | None:
        """Return the first fault that matches a request, and count its use."""
        if not self.rules:
            return None
        return consume_first(self.rules, lambda rule: rule.matches_request(method, path))

    def call(self, dependency: Dependency) -> str | None:
        """Simulate one call to *dependency*; return the configured decision, if any.

        Raises:
            DependencyFailure: if a fault is configured for the call.
        """
        rule = self.consume_dependency_fault(dependency)
        if rule is None:
            return None
        if rule.decision is not None:
            return rule.decision
        raise DependencyFailure(dependency, None if rule.close else rule.status or 500)

    def call_concurrently(self, dependency: Dependency, calls: int) -> None:
        """Simulate a number of concurrent *calls* to *dependency*; each can use up a fault.

        Raises:
            DependencyFailure: if a fault is configured for one of the calls.
        """
        failures = []
        for _ in range(calls):
            try:
                self.call(dependency)
            except DependencyFailure as failure:
                failures.append(failure)
        if failures:
            raise failures[0]
