"""Judges one figure against one part of a target.

What it is for: units are brought together, bounds are reasoned with (超过90% proves ≥90%, but is no figure), and the
deviation is computed exactly, rounded half-up to two decimals at the end. What it leaves out: which figure answers
which part (``comparison``). Requirements T1, T5, T6 (see ``target_words``).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum

from desktop.domain.target_types import Operator, PartComparison, Quantity, Verdict
from desktop.domain.target_words import conversion, is_duration, is_money

ABOUT_TOLERANCE = Decimal(10)
"""Percent by which a figure may miss a target written with 约. No source fixes it, so callers may pass their own."""

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_CENT = Decimal("0.01")
_MICRO = Decimal("0.000001")
_UP = re.compile(r"(?:增长|提高|提升|上升|增加)[率幅度为]{0,2}$")
_DOWN = re.compile(r"(?:下降|降低|减少|压减|缩短)[率幅度为]{0,2}$")
_OTHER_KIND = re.compile(rf"{_UP.pattern}|{_DOWN.pattern}|[不未]")


class _Sense(Enum):
    """Which direction is the good one."""

    MORE = 1
    LESS = -1
    EITHER = 0


def judge_quantity(
    target: Quantity, actual: Quantity, lower_is_better: bool | None = None, tolerance: Decimal = ABOUT_TOLERANCE
) -> PartComparison:
    """Judge one figure against one part of a target.

    Args:
        target: a part of the target.
        actual: the figure that answers it.
        lower_is_better: good direction of a target without an operator; None: more, but unknown for time and money.
        tolerance: percent allowed for a target written with 约.

    Returns:
        MET or NOT_MET for an exact figure; INEXACT or REPEATS_TARGET for a bound that does not prove failure;
        UNIT_MISMATCH or UNKNOWN when no rule compares the two.
    """
    factors = _factors(target, actual)
    if factors is None:
        return PartComparison(target, actual, Verdict.UNIT_MISMATCH)
    if _opposite_directions(target.name, actual.name):
        return PartComparison(target, actual, Verdict.UNKNOWN)
    goal = _Goal(target, factors[1], lower_is_better, tolerance)
    low = _EXACT.multiply(actual.value, Decimal(factors[0]))
    if actual.upper is None and not actual.operator.is_bound:
        verdict = goal.verdict(low)
        if verdict is Verdict.NOT_MET and _measures_something_else(target.name, actual.name):
            return PartComparison(target, actual, Verdict.UNKNOWN)
        deviation, difference = goal.deviation(low)
        return PartComparison(target, actual, verdict, deviation, difference, implied=verdict)
    high = low if actual.upper is None else _EXACT.multiply(actual.upper, Decimal(factors[0]))
    proven = goal.proven(actual, low, high)
    if goal.is_repeated_by(actual, low, high):
        return PartComparison(target, actual, Verdict.REPEATS_TARGET, implied=proven)
    verdict = Verdict.NOT_MET if proven is Verdict.NOT_MET else Verdict.INEXACT
    return PartComparison(target, actual, verdict, implied=proven)


def _factors(target: Quantity, actual: Quantity) -> tuple[int, int] | None:
    """Factors to one base for actual and target, or None when their units cannot be compared."""
    if not actual.value and not actual.unit and actual.upper is None:
        return 1, 1  # 0 is 0 in every unit
    if not actual.unit and actual.multiplier == 1 and target.multiplier > 1:
        return None  # 1200 against 1000万人次: persons or 万 of them?
    return conversion(actual.unit, target.unit)


def _opposite_directions(target_name: str, actual_name: str) -> bool:
    """增长5% answered by 下降12%: the two percentages do not measure the same."""
    return bool(
        (_UP.search(target_name) and _DOWN.search(actual_name))
        or (_DOWN.search(target_name) and _UP.search(actual_name))
    )


def _measures_something_else(target_name: str, actual_name: str) -> bool:
    """提高5% or 不满意率5% beside a target of ≥90%: a small figure of another kind must not count as failure."""
    return bool(_OTHER_KIND.search(actual_name)) and not _OTHER_KIND.search(target_name)


class _Goal:
    """A part of a target in base units.

    Attributes:
        value, upper: bound, or both ends of a range, in base units.
        sense: the good direction.
        strict: the bound itself does not count (超过, 低于).
    """

    def __init__(self, target: Quantity, scale: int, lower_is_better: bool | None, tolerance: Decimal) -> None:
        self._target = target
        self._scale = Decimal(scale)
        self.value = _EXACT.multiply(target.value, self._scale)
        self.upper = None if target.upper is None else _EXACT.multiply(target.upper, self._scale)
        self.sense = _sense(target, lower_is_better)
        self.strict = target.operator in (Operator.GT, Operator.LT)
        about = target.operator is Operator.ABOUT
        self._slack = abs(self.value) * tolerance / 100 if about else Decimal(0)

    def _ends(self) -> tuple[Decimal, Decimal]:
        """Lowest and highest value that hits the target exactly."""
        return self.value, self.value if self.upper is None else self.upper

    def verdict(self, figure: Decimal) -> Verdict:
        """Judge an exact figure in base units: MET, NOT_MET or UNKNOWN."""
        low, high = self._ends()
        if low <= figure <= high:
            return Verdict.NOT_MET if self.strict else Verdict.MET
        if low - self._slack <= figure <= high + self._slack:
            return Verdict.MET
        if self.sense is _Sense.EITHER:
            return Verdict.UNKNOWN
        return Verdict.MET if (figure > high) is (self.sense is _Sense.MORE) else Verdict.NOT_MET

    def deviation(self, figure: Decimal) -> tuple[Decimal | None, Decimal]:
        """Signed deviation in percent of the nearest end (positive = better) and difference in the target's unit."""
        low, high = self._ends()
        nearest = min(max(figure, low), high)
        gap = _EXACT.subtract(figure, nearest)
        # A third of an hour has no end.
        difference = gap if self._scale == 1 else _EXACT.divide(gap, self._scale).quantize(_MICRO, context=_EXACT)
        if not gap:
            return (Decimal("0.00") if nearest else None), difference
        if self.sense is _Sense.EITHER or not nearest:
            return None, difference
        percent = _EXACT.divide(gap * self.sense.value * 100, abs(nearest))
        return percent.quantize(_CENT, context=_EXACT), difference

    def proven(self, actual: Quantity, low: Decimal, high: Decimal) -> Verdict:
        """What a bound or range proves: MET when every value it allows meets the target, NOT_MET when none does."""
        if actual.operator is Operator.ABOUT or self.sense is _Sense.EITHER:
            return Verdict.UNKNOWN
        open_end = actual.operator in (Operator.GT, Operator.LT)
        least = None if actual.operator in (Operator.LE, Operator.LT) else low
        most = None if actual.operator in (Operator.GE, Operator.GT) else high
        sign = self.sense.value
        worst, best = (least, most) if sign > 0 else (most, least)
        goal = self._ends()[0 if sign > 0 else 1] * sign
        if worst is not None and (worst * sign > goal or (worst * sign == goal and (not self.strict or open_end))):
            return Verdict.MET
        goal -= self._slack
        if best is not None and (best * sign < goal or (best * sign == goal and (self.strict or open_end))):
            return Verdict.NOT_MET
        return Verdict.UNKNOWN

    def is_repeated_by(self, actual: Quantity, low: Decimal, high: Decimal) -> bool:
        """True when the answer is the target's own bound or range."""
        if self.upper is not None:
            return actual.upper is not None and (low, high) == self._ends()
        operator = self._target.operator
        return operator.is_bound and operator is actual.operator and actual.upper is None and low == self.value


def _sense(target: Quantity, lower_is_better: bool | None) -> _Sense:
    """The good direction: by operator, else by what the caller knows, else by the unit."""
    if target.operator in (Operator.GE, Operator.GT):
        return _Sense.MORE
    if target.operator in (Operator.LE, Operator.LT):
        return _Sense.LESS
    if not target.value and target.upper is None:
        return _Sense.LESS  # a target of 0 accidents
    if lower_is_better is not None:
        return _Sense.LESS if lower_is_better else _Sense.MORE
    return _Sense.EITHER if is_duration(target.unit) or is_money(target.unit) else _Sense.MORE
