"""The shapes of targets, actual values and what a comparison says. Plain values without behaviour.

What it leaves out: reading (``quantities``, ``levels``, ``target_dates``), judging (``comparison``), and the
door to all of it (``targets``), which is what other packages import.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum


class Operator(StrEnum):
    """How a figure is bounded. The value is the canonical way to write it before the number."""

    GE = "≥"
    LE = "≤"
    GT = ">"
    LT = "<"
    EQ = "="
    ABOUT = "约"
    NONE = ""

    @property
    def is_bound(self) -> bool:
        """True when the operator leaves the figure open, so that an actual value written with it is not exact."""
        return self not in (Operator.EQ, Operator.NONE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a target or an actual value.

    Attributes:
        operator: bound written before or after the number; NONE for a bare number (达到 is bare: it bounds nothing).
        value: exact value with the multiplier applied; percentages in percent.
        unit: unit without multiplier (``人次`` for 万人次, ``元/人``, ``%``); ``""`` when none is written.
        printed: the source text of number, operator and unit. Not compared.
        name: what the figure is of when the text says so (医疗机构, 病种, 参保人数), else ``""``.
        decimals: decimals printed, before the multiplier.
        multiplier: power of ten written as 千, 万, 亿 …; 1 when none.
        has_operator_text: an operator symbol or word is written.
        upper: upper end of a range (80%～90%), else None; ``value`` is then the lower end.
        suffix: words glued behind the unit (消化 of 100%消化), else ``""``.
        start: where ``printed`` begins in the source text. Not compared.
    """

    operator: Operator
    value: Decimal
    unit: str
    printed: str = field(compare=False)
    name: str = ""
    decimals: int = 0
    multiplier: int = 1
    has_operator_text: bool = False
    upper: Decimal | None = None
    suffix: str = ""
    start: int = field(default=0, compare=False)


class Ladder(Enum):
    """Families of level words. Words are ranked inside one family only."""

    IMPROVE = "提升"
    REDUCE = "降低"
    COVERAGE = "覆盖"
    OUTCOME = "达成情况"
    STATE = "状态"


@dataclass(frozen=True, slots=True)
class Level:
    """A level word.

    Attributes:
        ladder: the family.
        rung: rank inside the family; for IMPROVE and REDUCE 0 none, 1 有所, 2 明显, 3 显著; for OUTCOME
            0 未达成, 1 部分达成, 2 达成; 1 elsewhere.
        word: the canonical word (有所提高, 全覆盖, 明确).
        vague: says that something moves but not how far (不断提高): at least rung 1, maybe more.
    """

    ladder: Ladder
    rung: int
    word: str
    vague: bool = False


class ExpectationKind(Enum):
    """What a cell's text mainly is."""

    EMPTY = "空"
    QUANTITIES = "数量"
    LEVEL = "程度"
    DATE = "日期"
    FREE = "文字"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date as precisely as it is written.

    Attributes:
        first: earliest day meant, None for "before …".
        last: latest day meant; the deadline when it is a target. None when the year is unknown.
    """

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """A target or an actual value as read. The same reading serves both, prose included.

    Attributes:
        text: the source text, always kept.
        kind: what the text mainly is; figures go before dates, dates before levels.
        quantities: all figures found, in order. Years, dates, document and version numbers are none.
        level: the level when the whole text is one, else None. Prose is judged by ``levels.judge``.
        date: latest day meant when exactly one date is written, else None.
        dates: all dates written.
        key: the text folded for comparing (width, spaces, operator variants, closing stop).
    """

    text: str
    kind: ExpectationKind
    quantities: tuple[Quantity, ...] = ()
    level: Level | None = None
    date: dt.date | None = None
    dates: tuple[DateSpan, ...] = ()
    key: str = ""


class Verdict(StrEnum):
    """What comparing says. Only MET and NOT_MET are judgements of the work; the rest ask the user for something."""

    MET = "met"
    NOT_MET = "not_met"
    INEXACT = "inexact"
    """The actual value carries an operator, 约 or a range: a bound, not a figure."""
    REPEATS_TARGET = "repeats_target"
    """The actual value only repeats a target that has an operator."""
    NO_FIGURE = "no_figure"
    """The target asks for figures and the actual value gives none that answers it."""
    PARTLY_UNKNOWN = "partly_unknown"
    """Some parts are answered with figures, others are not."""
    UNIT_MISMATCH = "unit_mismatch"
    UNREADABLE = "unreadable"
    """The figure is written with letters in place of digits; see ``Comparison.suggestion``."""
    UNKNOWN = "unknown"
    """Not comparable by rule. Never to be shown as a failure."""
    EMPTY = "empty"
    """No actual value."""
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class PartComparison:
    """One part of a target beside the figure that answers it.

    Attributes:
        target: the part.
        actual: the figure matched to it, None when there is none.
        verdict: never PARTLY_UNKNOWN.
        deviation_percent: signed, positive = better than the target, in percent of the target, 2 decimals half-up.
            None when nothing can be said: no exact figure, a target of 0, or an unknown direction.
        difference: actual - target in the target's unit; None without an exact figure.
        implied: what a bound proves all the same (超过90% against ≥90%: MET), else the same as ``verdict`` when
            that is a judgement, else UNKNOWN.
    """

    target: Quantity
    actual: Quantity | None
    verdict: Verdict
    deviation_percent: Decimal | None = None
    difference: Decimal | None = None
    implied: Verdict = Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing an actual value with its target.

    Attributes:
        verdict: the most serious verdict of the parts.
        parts: one per quantity of the target, in its order; empty for levels, dates and free text.
        partial: the text itself says 部分达成; only with NOT_MET.
        suggestion: a readable form of an unreadable figure (1OO% -> 100%), else None.
        implied: MET when every part is met or provably met, NOT_MET when one is not, else UNKNOWN.
    """

    verdict: Verdict
    parts: tuple[PartComparison, ...] = ()
    partial: bool = False
    suggestion: str | None = None
    implied: Verdict = Verdict.UNKNOWN
