"""Grade and cap of a total, and remarks on scores that look too good for the money spent.

What it is for: what a form says of its total beyond adding it up. What it leaves out: scores of rows (``scoring``),
severities (checks). Every threshold comes from the scheme; caps and remarks are local practice.
Requirements S5–S7 (see ``scoring_scheme``). Rates are in percent.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from desktop.domain.amounts import plain, round_half_up
from desktop.domain.scoring_scheme import Grade, ScoringScheme
from desktop.domain.target_types import Comparison


@dataclass(frozen=True, slots=True)
class Cap:
    """The most points a total may have.

    Attributes:
        most: the points.
        below: the edge in percent that the execution rate lies under.
        sentence: ``最高可得 89 分：执行率 73.2% 低于 80%。``
    """

    most: Decimal
    below: Decimal
    sentence: str


class RemarkKind(Enum):
    """What a remark is about."""

    OVER_FULFILMENT = "超额完成"
    AHEAD_OF_SPENDING = "得分高于执行"
    UNSPENT = "资金结余"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something worth a look; the sentence says what, with figures, and what to do."""

    kind: RemarkKind
    sentence: str


def grade(total: Decimal | None, scheme: ScoringScheme) -> Grade | None:
    """The first grade whose least points the total reaches (half-open: 90 is 优, 89.99 is 良); None without a total."""
    if total is None:
        return None
    return next((step for step in scheme.grades.grades if total >= step.least), scheme.grades.grades[-1])


def cap(scheme: ScoringScheme, rate: Decimal | None) -> Cap | None:
    """How far the execution rate caps the total.

    Args:
        scheme: its ``caps`` may be None.
        rate: in percent as the form shows it, so that the sentence and the form agree; None when undefined.

    Returns:
        The strictest step whose edge the rate lies under (80 itself is not under 80); None when nothing is capped.
    """
    if scheme.caps is None or rate is None:
        return None
    under = [step for step in scheme.caps.steps if rate < step.below]
    if not under:
        return None
    step = under[-1]
    sentence = f"最高可得 {plain(step.most)} 分：执行率 {plain(rate)}% 低于 {plain(step.below)}%。"
    return Cap(step.most, step.below, sentence)


def over_fulfilment(scheme: ScoringScheme, comparison: Comparison) -> Remark | None:
    """A remark when a figure is better than its target by the scheme's percentage or more.

    Deviations come from ``targets.compare`` (percent of the target, two decimals, positive = better).
    """
    limit = scheme.limits.over_fulfilment
    if limit is None:
        return None
    beyond = [part for part in comparison.parts if part.deviation_percent is not None]
    best = max(beyond, key=lambda part: part.deviation_percent or Decimal(0), default=None)
    if best is None or best.actual is None or best.deviation_percent is None or best.deviation_percent < limit:
        return None
    sentence = (
        f"完成 {best.actual.printed}，优于指标值 {best.target.printed} 的幅度是 {plain(best.deviation_percent)}%，"
        f"不小于 {plain(limit)}%，请说明偏差原因。"
    )
    return Remark(RemarkKind.OVER_FULFILMENT, sentence)


def spending_remarks(
    scheme: ScoringScheme, rate: Decimal | None, points: Decimal | None, weight: Decimal | None
) -> tuple[Remark, ...]:
    """Remarks on spending: much unspent, or indicators scored well ahead of the money.

    Args:
        scheme: its limits are exceeded only by more than the limit.
        rate: execution rate in percent; None (undefined) gives no remark.
        points: sum of 得分 of the indicators without the execution row; None when not known.
        weight: sum of their 分值. The ratio of the two is compared with the rate, in percentage points.
    """
    if rate is None:
        return ()
    remarks = []
    ahead, unspent = scheme.limits.ahead_of_spending, scheme.limits.unspent
    if ahead is not None and points is not None and weight:
        earned = Fraction(points) / Fraction(weight) * 100
        gap = earned - Fraction(rate)
        if gap > ahead:
            sentence = (
                f"指标得分率 {_percent(earned)} 比执行率 {_percent(rate)} 高 {_number(gap)} 个百分点，"
                f"超过 {plain(ahead)} 个百分点，请核对指标得分。"
            )
            remarks.append(Remark(RemarkKind.AHEAD_OF_SPENDING, sentence))
    if unspent is not None and 100 - rate > unspent:
        left = _percent(100 - rate)
        sentence = f"执行率 {_percent(rate)}，还有 {left} 没有用完，超过 {plain(unspent)}%，请说明原因。"
        remarks.append(Remark(RemarkKind.UNSPENT, sentence))
    return tuple(remarks)


def _number(value: Fraction | Decimal) -> str:
    """Two decimals half-up, trailing zeros dropped."""
    return plain(round_half_up(value, 2))


def _percent(value: Fraction | Decimal) -> str:
    """``_number`` with a percent sign."""
    return f"{_number(value)}%"
