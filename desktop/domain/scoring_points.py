"""Points as people write them, with two decimals, and the points of a form's headings against a rule of weights.

What it leaves out: reading points (``amounts.parse_points``) and computing scores (``scoring``).
Requirement S1 (see ``scoring_scheme``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from desktop.domain.amounts import plain, round_half_up
from desktop.domain.level_points import split_points
from desktop.domain.scoring_scheme import WeightPart, WeightRule

DECIMALS = 2
"""Scores are printed with at most two decimals (domain §5)."""


def format_points(points: Decimal | Fraction) -> str:
    """Points as people write them: two decimals half-up, trailing zeros dropped: ``9.47``, ``9.5``, ``10``."""
    return plain(round_half_up(points, DECIMALS))


@dataclass(frozen=True, slots=True)
class WeightDifference:
    """Points of a heading that differ from the rule.

    Attributes:
        heading: the heading as the form names it; the rule's name where the form lacks it; 其余指标 for the rest.
        expected: points by the rule, None when it knows no such heading.
        found: points in the form, None when it has no such heading.
    """

    heading: str
    expected: Decimal | None
    found: Decimal | None


def weight_differences(rule: WeightRule, given: Mapping[str, Decimal]) -> tuple[WeightDifference, ...]:
    """Compare the points of a form's level 1 headings with a rule.

    Args:
        rule: named parts find their heading by name; parts without names take what is left, in order; ``rest`` takes
            all that is left together.
        given: heading (points in brackets behind it are ignored) -> its points, 预算执行率 included, in form order.
    """
    left = dict(given)
    found: list[tuple[str, WeightPart | None, Decimal | None]] = []
    for part in rule.parts:
        if part.headings:
            name = next((name for name in left if _bare(name) in part.headings), None)
            found.append((name or part.headings[0], part, None if name is None else left.pop(name)))
    for part in rule.parts:
        if part.rest:
            found.append(("其余指标", part, sum(left.values(), Decimal(0)) if left else None))
            left = {}
        elif not part.headings:
            name = next(iter(left), "")
            found.append((name or "没有填写的一级指标", part, left.pop(name) if name else None))
    found += [(name, None, points) for name, points in left.items()]
    pairs = [WeightDifference(name, part.weight if part else None, points) for name, part, points in found]
    return tuple(pair for pair in pairs if pair.expected != pair.found)


def _bare(heading: str) -> str:
    """A heading without the points printed behind it: ``产出指标（50分）`` -> ``产出指标``."""
    return split_points("".join(heading.split()))[0]
