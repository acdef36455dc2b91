"""Targets and actual values: the one door to reading, comparing, describing and printing them.

What it is for: ``≥98%``, ``不低于20场次``, ``医疗机构≥40% 病种≥70%``, ``显著提升``, ``2022年12月底前完成``
become values that can be compared, and canonical text again. The source text is always kept.
What it leaves out: severities and thresholds (checks), scores (``scoring``).

Behind this door: ``target_types`` (shapes), ``target_words`` (word tables; the numbered requirements), ``quantities``,
``levels``, ``target_dates`` (readers), ``comparison``, ``quantity_judgement`` (verdicts), ``suggestions``.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from desktop.domain.comparison import compare
from desktop.domain.folding import is_empty
from desktop.domain.levels import parse_level
from desktop.domain.quantities import find_quantities
from desktop.domain.quantity_judgement import ABOUT_TOLERANCE, judge_quantity
from desktop.domain.suggestions import looks_like_ocr_operator, suggest_number
from desktop.domain.target_dates import find_dates
from desktop.domain.target_types import (
    Comparison,
    DateSpan,
    Expectation,
    ExpectationKind,
    Ladder,
    Level,
    Operator,
    PartComparison,
    Quantity,
    Verdict,
)
from desktop.domain.target_words import MULTIPLIERS, fold_target, is_duration, is_money, lower_is_better, text_key

__all__ = [
    "ABOUT_TOLERANCE",
    "Comparison",
    "DateSpan",
    "Expectation",
    "ExpectationKind",
    "Ladder",
    "Level",
    "Operator",
    "PartComparison",
    "Quantity",
    "Verdict",
    "compare",
    "describe",
    "format_quantity",
    "judge_quantity",
    "looks_like_ocr_operator",
    "lower_is_better",
    "parse_actual",
    "parse_target",
    "suggest_number",
]


def parse_target(text: str, year: int | None = None) -> Expectation:
    """Read a target.

    Args:
        text: the cell's text.
        year: the form's year, used where a date is written without one; None leaves such dates unknown.

    Returns:
        Never fails: what the grammar does not know is FREE text. A text with figures is QUANTITIES, even when it
        holds a date as well (2022年12月完成100%).
    """
    return _parse(text, year)


def parse_actual(text: str, year: int | None = None) -> Expectation:
    """Read an actual value; prose is allowed and gives the figures it holds. Arguments as ``parse_target``."""
    return _parse(text, year)


@lru_cache(maxsize=8192)
def _parse(text: str, year: int | None) -> Expectation:
    """One reading for targets and answers, so that an answer equal to its target reads equal."""
    if is_empty(text):
        return Expectation(text, ExpectationKind.EMPTY)
    folded = fold_target(text)
    key = text_key(text)
    found = find_dates(folded, year)
    quantities = find_quantities(text, folded, [(date.start, date.end) for date in found])
    spans = tuple(date.span for date in found if date.span is not None)
    level = parse_level(key)
    if level is not None:
        kind = ExpectationKind.LEVEL
    elif quantities:
        kind = ExpectationKind.QUANTITIES
    else:
        kind = ExpectationKind.DATE if spans else ExpectationKind.FREE
    only_date = spans[0].last if len(spans) == 1 else None
    return Expectation(text, kind, quantities, level, only_date, spans, key)


# --- and back ------------------------------------------------------------------------------------

_MULTIPLIER_WORDS = {10**power: word for word, power in MULTIPLIERS.items()}


def format_quantity(quantity: Quantity) -> str:
    """Canonical text: name, operator symbol, number as printed, multiplier, unit: ``病种≥70%``, ``≥1000万人次``.

    Reading it gives the same quantity, but for its ``printed`` text.
    """
    number = _number(quantity.value, quantity)
    if quantity.upper is not None:
        number = f"{number}～{_number(quantity.upper, quantity)}"
    word = _MULTIPLIER_WORDS.get(quantity.multiplier, "")
    return f"{quantity.name}{quantity.operator}{number}{word}{quantity.unit}{quantity.suffix}"


def _number(value: Decimal, quantity: Quantity) -> str:
    """The value in its printed multiple with its printed decimals."""
    return f"{value / quantity.multiplier:.{quantity.decimals}f}"


# --- in words ------------------------------------------------------------------------------------

_WORDS = {
    Operator.GE: "不低于",
    Operator.GT: "要超过",
    Operator.LE: "不超过",
    Operator.LT: "要低于",
    Operator.EQ: "等于",
    Operator.ABOUT: "大约",
    Operator.NONE: "达到",
}


def describe(target: Expectation) -> str:
    """The target as a Chinese sentence for the guided page, e.g. ``不超过 30 分钟，越短越好。`` for ``≤30分钟``."""
    if target.kind is ExpectationKind.EMPTY:
        return "这一项没有设定指标值。"
    if target.kind is ExpectationKind.QUANTITIES:
        return "，".join(_in_words(quantity) for quantity in target.quantities) + _shorter_is_better(target) + "。"
    if target.kind is ExpectationKind.DATE and target.date is not None:
        day = target.date
        return f"应在 {day.year} 年 {day.month} 月 {day.day} 日前完成，提前完成也算达到。"
    if target.level is not None:
        return _level_in_words(target.level, target.text.strip())
    return f"请对照“{target.text.strip()}”写明完成情况。"


def _in_words(quantity: Quantity) -> str:
    """One figure in words, with its name in front: ``病种不低于 70%``."""
    unit = _MULTIPLIER_WORDS.get(quantity.multiplier, "") + quantity.unit
    gap = "" if unit in ("%", "‰", "") else " "
    number = f"{_number(quantity.value, quantity)}{gap}{unit}{quantity.suffix}"
    if quantity.upper is not None:
        upper = f"{_number(quantity.upper, quantity)}{gap}{unit}{quantity.suffix}"
        return f"{quantity.name}在 {number} 到 {upper} 之间"
    word = _WORDS[quantity.operator]
    if quantity.operator is Operator.GE and _is_counted(quantity):
        word = "不少于"
    return f"{quantity.name}{word} {number}"


def _is_counted(quantity: Quantity) -> bool:
    """True for things one counts (次, 家, 人), of which one says 不少于 rather than 不低于."""
    unit = quantity.unit
    return unit not in ("", "%", "‰", "百分点", "分", "成") and not is_money(unit)


def _shorter_is_better(target: Expectation) -> str:
    """The clause for limits of time."""
    limits = (Operator.LE, Operator.LT)
    timed = all(q.operator in limits and is_duration(q.unit) for q in target.quantities)
    return "，越短越好" if timed else ""


def _level_in_words(level: Level, text: str) -> str:
    """One sentence on what a level asks for."""
    if level.ladder is Ladder.COVERAGE:
        return "应当全部覆盖，没有遗漏；可以填 100% 或“全覆盖”。"
    if level.ladder in (Ladder.IMPROVE, Ladder.REDUCE):
        return f"应当达到“{text}”或更高的程度，请写明达到的程度和依据。"
    return f"应当达到“{text}”，请写明完成情况和依据。"
