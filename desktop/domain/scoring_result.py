"""What scoring gives back, and how an entered score agrees with it.

What it leaves out: how the score comes about (``scoring``, which is the door to this module). Requirements S2–S4, S8
(see ``scoring_scheme``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from desktop.domain.amounts import Amount

_HALF_CENT = Decimal("0.005")


class Basis(Enum):
    """What an expected score rests on."""

    FULL = "达到目标"
    RATIO = "按比例"
    SHARES = "各项目标均分"
    BAND = "定性分档"
    UNMET = "未达到，分数没有规定"
    EXECUTION = "预算执行率"
    CRITERION = "评分标准"
    UNKNOWN = "不能算出"


@dataclass(frozen=True, slots=True)
class ExpectedScore:
    """The score that the rules give, as far as they give one.

    Attributes:
        basis: what it rests on.
        weight: the row's points; None when they cannot be read.
        low, high: the range it lies in, 0 ≤ low ≤ high ≤ weight; both None when nothing is known (``UNKNOWN``).
            Edges of bands are exact, not rounded.
        exact: the one score, two decimals; None when only a range or nothing is known.
        high_excluded: ``high`` itself is out (the upper edge of a lower band; full points for an unmet target).
        sentence: why, in Chinese, with both figures.
    """

    basis: Basis
    weight: Decimal | None
    low: Decimal | None
    high: Decimal | None
    exact: Decimal | None
    sentence: str
    high_excluded: bool = False


class Agreement(Enum):
    """How an entered score agrees with the expected one."""

    AGREES = "一致"
    WHOLE_POINT = "取整到 1 分"
    BELOW = "偏低"
    ABOVE = "偏高"
    UNKNOWN = "不能判断"


def unknown(weight: Decimal | None, sentence: str) -> ExpectedScore:
    """Nothing is known; the sentence says why and what to do."""
    return ExpectedScore(Basis.UNKNOWN, weight, None, None, None, sentence)


def exact(basis: Basis, weight: Decimal, score: Decimal, sentence: str) -> ExpectedScore:
    """One score."""
    return ExpectedScore(basis, weight, score, score, score, sentence)


# --- an entered score against the expected one ---------------------------------------------------


def agreement(expected: ExpectedScore, given: Amount) -> Agreement:
    """How an entered score agrees.

    Compared at the decimals it is printed with, two at most. A whole number within 0.5 of the expected score is
    ``WHOLE_POINT`` (a hint only, domain §5), but full points on an unmet target and more than the weight are ``ABOVE``.
    """
    if expected.weight is not None and given.value > expected.weight:
        return Agreement.ABOVE
    if given.value < 0:
        return Agreement.BELOW
    if expected.low is None or expected.high is None:
        return Agreement.UNKNOWN
    graded_down = expected.basis in (Basis.RATIO, Basis.SHARES, Basis.UNMET)
    graded_down = graded_down or (expected.basis is Basis.CRITERION and expected.high < (expected.weight or 0))
    if graded_down and expected.weight and given.value >= expected.weight:
        return Agreement.ABOVE
    if expected.exact is None:
        return _in_band(expected.low, expected.high, expected.high_excluded, given.value)
    gap = max(expected.low - given.value, given.value - expected.high, Decimal(0))
    if not gap:
        return Agreement.AGREES
    if expected.basis is not Basis.FULL:
        if given.decimals == 1 and gap <= Decimal("0.05"):
            return Agreement.AGREES
        if given.value == given.value.to_integral_value() and gap <= Decimal("0.5"):
            return Agreement.WHOLE_POINT
    return Agreement.BELOW if given.value < expected.low else Agreement.ABOVE


def _in_band(low: Decimal, high: Decimal, high_excluded: bool, given: Decimal) -> Agreement:
    """Whether a score lies in a band; its lower edge may have been rounded to two decimals."""
    if given < low - _HALF_CENT:
        return Agreement.BELOW
    return Agreement.ABOVE if given > high or (high_excluded and given == high) else Agreement.AGREES
