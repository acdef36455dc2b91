"""The shapes of a scoring criterion (评分标准) as read, and of the score it leads to. Plain values.

What it leaves out: reading (``criterion_words``, ``criterion_parts``), computing a score (``criterion_expected``), and
the door to all of it (``criteria``), which is what other packages import.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from desktop.domain.target_types import Quantity


class PartKind(Enum):
    """What one phrase of a criterion does."""

    AWARD = "得分"
    """Points or a share of the weight, given when a condition holds."""
    NOTHING = "不得分"
    EACH = "每项得分"
    """Points per counted thing."""
    DEDUCTION = "扣分"
    RATIO = "按比例计分"


class RatioKind(Enum):
    """What a ratio formula multiplies the weight with."""

    SHARE = "比例"
    """The percentage itself (到位率 × 权重)."""
    RELATIVE = "实际与标准之比"
    INVERSE = "标准与实际之比"


@dataclass(frozen=True, slots=True)
class CriterionPart:
    """One phrase of a criterion.

    Attributes:
        kind: what it does.
        item: parts of one item exclude or refine one another, the items are added up. Counted from 0.
        span: where the phrase stands in the source text, as (start, end).
        condition: the words in front of it, as written.
        points: points given or taken; the upper end of a range (8～10分).
        points_from: lower end of a range of points, else None.
        share: share of the weight given or taken, 1 = all of it (得满分), 0.05 = 5%权重分. One of points and share is
            set but for NOTHING, RATIO, and a deduction at discretion (酌情扣分).
        threshold: the one figure the condition compares with; None when it has none, or none that can be read.
        above: lower bound of the condition excludes its figure (only for 90%<X≤95%).
        of_target: the condition is that the indicator's own target is reached.
        count: EACH: how many things can count; None when the text does not say.
        step: EACH, DEDUCTION: per how many of ``unit`` (每2次, 每低1%); None for a deduction made once.
        unit: EACH, DEDUCTION: unit of ``step``.
        falling: DEDUCTION: True for each step below the standard (每低), False above (每超), None for counted events.
        limit: EACH: most points that can be collected; DEDUCTION: most points that can be taken.
        ratio: RATIO: which ratio.
    """

    kind: PartKind
    item: int
    span: tuple[int, int]
    condition: str = ""
    points: Decimal | None = None
    points_from: Decimal | None = None
    share: Decimal | None = None
    threshold: Quantity | None = None
    above: bool = False
    of_target: bool = False
    count: int | None = None
    step: Decimal | None = None
    unit: str = ""
    falling: bool | None = None
    limit: Decimal | None = None
    ratio: RatioKind | None = None

    def value(self, weight: Decimal) -> Decimal:
        """Points given or taken at this weight; 0 where neither points nor share is set."""
        if self.points is not None:
            return self.points
        return Decimal(0) if self.share is None else self.share * weight


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """The score a criterion leads to.

    Attributes:
        low: least score that agrees with the criterion, two decimals half-up, never below 0.
        high: greatest one; equal to ``low`` when the criterion leaves no room. Never above the weight or the maximum.
        sentence: Chinese sentence with the figures and the rule.
    """

    low: Decimal
    high: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading gave.

    Attributes:
        parts: in the order of the text; empty when the text cannot be read.
        trouble: Chinese sentence why it cannot be read, ``""`` when it can.
    """

    parts: tuple[CriterionPart, ...] = ()
    trouble: str = ""
