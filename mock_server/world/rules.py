"""Rules that a test has configured to apply a number of times."""

from collections.abc import Callable
from typing import Protocol, TypeVar


class CountedRule(Protocol):
    """A rule with its remaining count; ``times`` None is unlimited."""

    times: int | None


Rule = TypeVar("Rule", bound=CountedRule)


def consume_first(rules: list[Rule], is_match: Callable[[Rule], bool]) -> Rule | None:
    """Return the first matching rule and count its use; delete it after its last use."""
    for index, rule in enumerate(rules):
        if is_match(rule):
            if rule.times is not None:
                rule.times -= 1
                if rule.times <= 0:
                    del rules[index]
            return rule
    return None
