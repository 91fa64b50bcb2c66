"""Rules that a test has planned: the first that fits is used, so many times."""

from collections.abc import Callable
from typing import Protocol, TypeVar


class CountedRule(Protocol):
    """A rule with what is left of it; ``times`` None never runs out."""

    times: int | None


Rule = TypeVar("Rule", bound=CountedRule)


def consume_first(rules: list[Rule], fits: Callable[[Rule], bool]) -> Rule | None:
    """Use up the first rule that fits; one that runs out is forgotten. None if none fits."""
    for index, rule in enumerate(rules):
        if fits(rule):
            if rule.times is not None:
                rule.times -= 1
                if rule.times <= 0:
                    del rules[index]
            return rule
    return None
