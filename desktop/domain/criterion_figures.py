"""Points of one item as a function of one figure: bands, steps and ratios, in exact fractions.

What it is for: ``criterion_expected``. A place where the text leaves several readings gives the range of them: a
band's end that two bands share, a step begun but not full (每低1% at 0.5 %), a stretch the text says nothing about.
What it leaves out: finding the figure, rounding, sentences. Requirements C2–C5 (see ``criterion_words``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from desktop.domain.criterion_types import CriterionPart, PartKind, RatioKind
from desktop.domain.target_types import Operator, Quantity
from desktop.domain.target_words import conversion

Points = tuple[Fraction, Fraction]
"""Least and greatest points."""

_FALLS_SHORT = re.compile(r"未|不|没|否则|低于|其他|其它|其余|超过|超出|高于")
_SAID_INCLUDED = re.compile(r"(?<!不)含")
_CENT = Fraction(1, 100)
_PERCENT = ("%", "百分点", "个百分点")
_LOWER = (Operator.LE, Operator.LT)


def converted(value: Decimal, source: str, target: str) -> Fraction | None:
    """A value in ``source`` expressed in ``target``; None when the units cannot be compared."""
    factors = conversion(source, target)
    return None if factors is None else Fraction(value) * factors[0] / factors[1]


def best_points(parts: Sequence[CriterionPart], weight: Decimal) -> Fraction:
    """The most one item gives: its greatest award, or the weight where it has ratios or deductions alone."""
    awards = [Fraction(part.value(weight)) for part in parts if part.kind is PartKind.AWARD]
    return max(awards) if awards else Fraction(weight)


class Scale:
    """The points of one item for every value of its figure, which is measured in ``lead``'s unit."""

    def __init__(self, parts: Sequence[CriterionPart], lead: Quantity, weight: Decimal) -> None:
        self._parts, self._lead, self._weight = parts, lead, weight
        self._best = best_points(parts, weight)
        self._bands = [part for part in parts if self._is_band(part)]

    def _is_band(self, part: CriterionPart) -> bool:
        """True for awards and refusals bound to a figure, or to the target, which then is the lead."""
        bound = part.threshold is not None or part.of_target
        return part.kind in (PartKind.AWARD, PartKind.NOTHING) and bound

    def at(self, x: Fraction) -> Points | None:
        """Points at one exact value; None when they cannot be computed."""
        hit = self._band_at(x)
        points = self._outside(x) if hit is None else hit
        if points is None:
            return None
        if any(part.kind is PartKind.DEDUCTION and part.falling is None for part in self._parts):
            points = (Fraction(0), points[1])  # counted events or discretion may still take points
        return max(Fraction(0), min(points[0], self._best)), max(Fraction(0), min(points[1], self._best))

    # --- bands -----------------------------------------------------------------------------------

    def _band_at(self, x: Fraction) -> Points | None:
        """Points of the band that holds ``x``; None outside all of them."""
        inside = [part for part in self._bands if self._holds(part, x, soft=False)]
        inside = inside or [part for part in self._bands if self._holds(part, x, soft=True)]
        said = [part for part in inside if _SAID_INCLUDED.search(part.condition)]
        inside = said if len(inside) > 1 and len(said) == 1 else inside
        if len(inside) > 1 and all(self._quantity(part).upper is None for part in inside):
            inside = [max(inside, key=self._strictness)]
        if not inside:
            return None
        values = [Fraction(part.value(self._weight)) for part in inside]
        least = [
            value if part.points_from is None else Fraction(part.points_from)
            for part, value in zip(inside, values, strict=True)
        ]
        return min(least), max(values)

    def _quantity(self, part: CriterionPart) -> Quantity:
        """The figure of a band."""
        return self._lead if part.threshold is None else part.threshold

    def _strictness(self, part: CriterionPart) -> Fraction:
        """Greater for the band that asks more: ≥90% before ≥80%, ≤5 before ≤10."""
        figure = self._quantity(part)
        value = converted(figure.value, figure.unit, self._lead.unit) or Fraction(0)
        return -value if figure.operator in _LOWER else value

    def _holds(self, part: CriterionPart, x: Fraction, soft: bool) -> bool:
        """True when ``x`` lies in the band; ``soft``: the upper end of a range, which texts leave open, counts too."""
        figure = self._quantity(part)
        low = converted(figure.value, figure.unit, self._lead.unit)
        if low is None:
            return False
        if figure.upper is not None:
            high = converted(figure.upper, figure.unit, self._lead.unit) or low
            inner = low < x < high
            return inner or (x == low and not part.above) or (soft and x == high)
        return {
            Operator.GE: x >= low,
            Operator.GT: x > low,
            Operator.LE: x <= low,
            Operator.LT: x < low,
            Operator.EQ: x == low,
        }.get(figure.operator, False)

    # --- outside the bands -----------------------------------------------------------------------

    def _outside(self, x: Fraction) -> Points | None:
        """Ratio, steps, nothing; where the text is silent, anything below the greatest award."""
        for part in self._parts:
            if part.kind is PartKind.RATIO and part.ratio is not None:
                return self._ratio(part.ratio, x)
        steps = [part for part in self._parts if part.kind is PartKind.DEDUCTION and part.falling is not None]
        if steps:
            return self._deducted(steps[0], x) if len(steps) == 1 else None
        for part in self._parts:
            if part.kind is PartKind.NOTHING and part.threshold is None and _FALLS_SHORT.search(part.condition):
                return Fraction(0), Fraction(0)
        return Fraction(0), max(Fraction(0), self._best - _CENT)

    def _ratio(self, kind: RatioKind, x: Fraction) -> Points | None:
        """Weight times the ratio."""
        standard, weight = Fraction(self._lead.value), Fraction(self._weight)
        if kind is RatioKind.SHARE:
            points = weight * x / 100 if self._lead.unit == "%" else None
        elif kind is RatioKind.RELATIVE:
            points = weight * x / standard if standard > 0 else None
        else:
            points = weight * standard / x if x > 0 else None
        return None if points is None else (points, points)

    def _deducted(self, part: CriterionPart, x: Fraction) -> Points | None:
        """What is left: between every begun step taken and only full steps taken, of the weight or of the award."""
        standard = Fraction(self._lead.value)
        gap: Fraction | None = standard - x if part.falling else x - standard
        if part.unit in _PERCENT and self._lead.unit != "%":
            gap = gap / standard * 100 if gap is not None and part.unit == "%" and standard > 0 else None
        elif part.unit not in _PERCENT:
            factors = conversion(self._lead.unit, part.unit)
            gap = gap * factors[0] / factors[1] if gap is not None and factors else None
        if gap is None or not part.step:
            return None
        steps = max(Fraction(0), gap) / Fraction(part.step)
        amounts = {Fraction(part.value(self._weight))}
        if part.share is not None:
            amounts.add(Fraction(part.share) * self._best)
        most = self._best if part.limit is None else Fraction(part.limit)
        taken = (min(most, math.floor(steps) * min(amounts)), min(most, math.ceil(steps) * max(amounts)))
        return self._best - taken[1], self._best - taken[0]
