"""Which share of its points an unmet target has earned, as an exact ratio with the formula that people can follow.

What it is for: ≥-type actual ÷ target, ≤-type target ÷ actual, both figures in one unit. What it leaves out: reading
and judging the figures (``targets``), points and rounding (``scoring``). Requirements S2, S8 (see ``scoring_scheme``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from desktop.domain.amounts import plain
from desktop.domain.target_types import PartComparison, Verdict
from desktop.domain.target_words import conversion


@dataclass(frozen=True, slots=True)
class Share:
    """What one target has earned.

    Attributes:
        value: 0 to 1, exact.
        formula: ``90 ÷ 95``; ``""`` for a target that is met.
    """

    value: Fraction
    formula: str = ""


def share_of(part: PartComparison) -> Share | None:
    """The share that one part has earned.

    Returns:
        1 for a part that is met or provably met. For an unmet one with an exact figure the ratio of actual and target.
        None where no ratio says it: no exact figure, units that cannot be compared, a negative target, or a figure
        that lies exactly on a bound that does not count (超过95% answered 95%).
    """
    if part.implied is Verdict.MET:
        return Share(Fraction(1))
    target, actual = part.target, part.actual
    if part.verdict is not Verdict.NOT_MET or actual is None or actual.upper is not None or actual.operator.is_bound:
        return None
    if not actual.value and not actual.unit:
        factors: tuple[int, int] | None = (1, 1)
    else:
        factors = conversion(actual.unit, target.unit)
    if factors is None or target.value < 0:
        return None
    figure = Fraction(actual.value) * factors[0]
    low = Fraction(target.value) * factors[1]
    high = low if target.upper is None else Fraction(target.upper) * factors[1]
    # Shown in the smaller unit and the smaller multiple of the two, so that both figures look as written.
    scale = min(factors) * min(target.multiplier, actual.multiplier)
    if figure < low:
        return Share(max(figure, Fraction(0)) / low, f"{_shown(figure, scale)} ÷ {_shown(low, scale)}")
    if figure > high:
        return Share(high / figure, f"{_shown(high, scale)} ÷ {_shown(figure, scale)}")
    return None


def _shown(value: Fraction, scale: int) -> str:
    """A figure in the chosen unit; its decimals end, because units and multiples are whole multiples of each other."""
    scaled = value / scale
    return plain(Decimal(scaled.numerator) / Decimal(scaled.denominator))
