"""Scoring criteria in words (评分标准): the one door to reading them, their maximum, and the score they lead to.

What it is for: ``共3项，每项得1分``, ``≥95%得2分，90%–95%得1分``, ``每低1%扣5%权重分，扣完为止``, ``比值 × 权重``
are read into parts. The maximum a criterion can give must equal the weight (domain §5). What cannot be read is said
to be unreadable and never guessed. What it leaves out: severities (checks), execution scores and qualitative bands
(rule sets), and judging a condition written in words.

Behind this door: ``criterion_types`` (shapes), ``criterion_words`` (phrases; the numbered requirements),
``criterion_conditions``, ``criterion_parts`` (structure), ``criterion_figures``, ``criterion_expected`` (scores). All
but the shapes are imported when the first criterion is read: most forms have none, and opening one does not wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from desktop.domain.amounts import plain
from desktop.domain.criterion_types import CriterionPart, CriterionScore, PartKind, RatioKind
from desktop.domain.target_types import Quantity
from desktop.domain.target_words import conversion
from desktop.domain.targets import parse_target

__all__ = ["Criterion", "CriterionPart", "CriterionScore", "PartKind", "RatioKind", "read_criterion"]

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_INNER_QUOTES = str.maketrans("“”", "‘’")
_SHOWN = 18
"""Characters of a condition that an explanation repeats."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion as read.

    Attributes:
        text: the source text, always kept.
        parts: what was read, in order; empty when the text cannot be read.
        trouble: Chinese sentence why it cannot be read, ``""`` when it can.
    """

    text: str
    parts: tuple[CriterionPart, ...] = ()
    trouble: str = ""

    def maximum(self, weight: Decimal) -> Decimal | None:
        """The most the criterion can give, exact; may lie above or below the weight, which is then worth a finding.

        Deductions and ratios alone give the whole weight.

        Args:
            weight: 权重 of the row, 0 or more.

        Returns:
            None when the text cannot be read, or says points per thing but not how many things (see ``explain``).
        """
        if not self.parts:
            return None
        if self.parts[0].kind is PartKind.EACH:
            return _each_maximum(self.parts[0], weight)
        total = Decimal(0)
        for item in sorted({part.item for part in self.parts}):
            awards = [p for p in self.parts if p.item == item and p.kind is PartKind.AWARD]
            total = _EXACT.add(total, max((p.value(weight) for p in awards), default=weight))
        return total

    def threshold_target(self) -> tuple[Quantity, ...]:
        """The figures demanded for the greatest award of every item, in order; empty when it demands none."""
        found = []
        for item in sorted({part.item for part in self.parts}):
            awards = [p for p in self.parts if p.item == item and p.kind is PartKind.AWARD]
            best = max(awards, key=lambda p: (p.share or 0, p.points or 0), default=None)
            if best is not None and best.threshold is not None:
                found.append(best.threshold)
        return tuple(found)

    def differing_targets(self, target_text: str) -> tuple[tuple[Quantity, Quantity], ...]:
        """Pairs (figure of the criterion, figure of the target) that differ though they measure the same thing.

        360万人 of a criterion beside the target 363.21万人. A pair needs units that can be compared, and no second
        figure of the target in such a unit.
        """
        pairs = []
        for demanded in self.threshold_target():
            same = [q for q in parse_target(target_text).quantities if conversion(q.unit, demanded.unit)]
            factors = conversion(same[0].unit, demanded.unit) if len(same) == 1 else None
            if factors is None:
                continue
            ends = (same[0].value, same[0].upper), (demanded.value, demanded.upper)
            ours = tuple(None if end is None else end * factors[0] for end in ends[0])
            theirs = tuple(None if end is None else end * factors[1] for end in ends[1])
            if ours != theirs:
                pairs.append((demanded, same[0]))
        return tuple(pairs)

    def expected(self, actual_text: str, target_text: str, weight: Decimal) -> CriterionScore | None:
        """The score the criterion leads to for an actual value.

        Args:
            actual_text: 完成值 as written.
            target_text: 指标值 as written; used where the criterion names no figure of its own.
            weight: 权重 of the row, 0 or more. A criterion that gives more than the weight is held to it.

        Returns:
            None when the criterion, the answer, or what one says about the other cannot be read. Never raises.
        """
        from desktop.domain.criterion_expected import score_of_parts

        most = self.maximum(weight)
        if most is None:
            return None
        return score_of_parts(self.parts, actual_text, target_text, weight, most)

    def explain(self) -> str:
        """How it was understood, or why not, as one Chinese sentence."""
        if self.trouble:
            return self.trouble
        first = self.parts[0]
        if first.kind is PartKind.EACH:
            return _explain_each(first)
        items = sorted({part.item for part in self.parts})
        lines = ["，".join(_in_words(p) for p in self.parts if p.item == item) for item in items]
        if len(items) == 1:
            awards = any(p.kind is PartKind.AWARD for p in self.parts)
            return f"{lines[0]}。" if awards else f"{lines[0]}；最多得权重的全部分数。"
        listed = "；".join(f"第 {number} 项：{line}" for number, line in enumerate(lines, 1))
        return f"{len(items)} 项相加。{listed}。"


@lru_cache(maxsize=2048)
def read_criterion(text: str) -> Criterion:
    """Read a criterion. Never fails: what cannot be read has no parts and a ``trouble`` that says why."""
    from desktop.domain.criterion_parts import read_parts

    reading = read_parts(text)
    return Criterion(text, reading.parts, reading.trouble)


def _each_maximum(part: CriterionPart, weight: Decimal) -> Decimal | None:
    """Points per thing times their number, up to the limit; 得完为止 ends at the weight."""
    points = part.points or Decimal(0)
    steps = None if part.count is None or not part.step else Decimal(int(part.count // part.step))
    total = None if steps is None else _EXACT.multiply(points, steps)
    limit = part.limit if part.limit is not None else (weight if part.share is not None else None)
    if limit is None:
        return total
    return limit if total is None else min(total, limit)


# --- in words ------------------------------------------------------------------------------------


def _explain_each(part: CriterionPart) -> str:
    """Points per thing: ``3 项，每项 1 分，最多 3 分。``."""
    step = "" if part.step in (None, Decimal(1)) else f" {plain(part.step or Decimal(1))} "
    each = f"每{step}{part.unit} {plain(part.points or Decimal(0))} 分"
    most = _each_maximum(part, Decimal(0)) if part.limit is not None or part.share is None else None
    count = f"{part.count} {part.unit}，" if part.count is not None else ""
    if most is not None:
        return f"{count}{each}，最多 {plain(most)} 分。"
    return (
        f"{count}{each}，最多得权重的全部分数。" if part.share is not None else f"{each}，没有写明最多几{part.unit}。"
    )


def _in_words(part: CriterionPart) -> str:
    """One part as a clause."""
    if part.kind is PartKind.RATIO:
        ratio = {
            RatioKind.SHARE: "完成的百分比",
            RatioKind.RELATIVE: "实际值与标准值之比",
            RatioKind.INVERSE: "标准值与实际值之比",
        }[part.ratio or RatioKind.RELATIVE]
        return f"按“{ratio} × 权重”计分"
    if part.kind is PartKind.DEDUCTION:
        return _deduction_in_words(part)
    when = part.condition if len(part.condition) <= _SHOWN else f"…{part.condition[-_SHOWN:]}"
    when = f"“{when.translate(_INNER_QUOTES)}”" if when else ""
    return f"{when}不得分" if part.kind is PartKind.NOTHING else f"{when}得{_amount(part)}"


def _deduction_in_words(part: CriterionPart) -> str:
    """A deduction: ``每低 1%扣权重分的 5%，扣完为止``."""
    if part.points is None and part.share is None:
        return "酌情扣分（没有写明扣多少）"
    most = "" if part.limit is None else f"，最多扣 {plain(part.limit)} 分"
    if part.step is None:
        return f"扣{_amount(part)}{most}"
    verb = {True: "低", False: "超过", None: "有"}[part.falling]
    gap = "" if part.unit == "%" else " "
    return f"每{verb} {plain(part.step)}{gap}{part.unit}扣{_amount(part)}{most or '，扣完为止'}"


def _amount(part: CriterionPart) -> str:
    """Points, or the share of the weight."""
    if part.points is not None:
        least = "" if part.points_from is None else f"{plain(part.points_from)}～"
        return f" {least}{plain(part.points)} 分"
    share = part.share or Decimal(0)
    return "满分" if share == 1 else f"权重分的 {plain(share.scaleb(2))}%"
