"""Compares an actual value with its target, part by part.

What it is for: says met or not met only where a rule proves it, and otherwise what is missing: a figure, a unit,
an exact value. What it leaves out: scores, thresholds for deviations, severities (checks and definitions).
Arithmetic is exact; percentages of deviation are rounded half-up to two decimals at the very end.
Requirements T1, T3–T6 (see ``target_words``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from desktop.domain import levels
from desktop.domain.quantity_judgement import ABOUT_TOLERANCE, judge_quantity
from desktop.domain.suggestions import suggest_number
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
from desktop.domain.target_words import conversion

_FULL = re.compile(r"全覆盖|全面覆盖|全部覆盖")
_CLAUSE = re.compile(r"[，,；;。\n]")
_TOTAL = re.compile(r"(?:共|共计|合计|总计|累计|总数|总数为)$")
_NOT_ACHIEVED = re.compile(
    r"(?:(?<!按)计划|拟|预计|力争|争取|目标|目标值|指标值|未|没有)(?:召开|举办|开展|组织|完成|达到|实现|为|数)?$"
)
"""End of the name of a figure that was planned or missed rather than reached: 计划召开4次, 目标值90%."""

_NEVER_HAPPENED = re.compile(r"未发生|没有发生|无.{0,6}发生|零(?:发生|事故|投诉|差错)")
_SERIOUS_FIRST = (
    Verdict.NOT_MET,
    Verdict.UNIT_MISMATCH,
    Verdict.UNREADABLE,
    Verdict.NO_FIGURE,
    Verdict.UNKNOWN,
    Verdict.REPEATS_TARGET,
    Verdict.INEXACT,
    Verdict.MET,
)


def compare(
    target: Expectation,
    actual: Expectation,
    *,
    lower_is_better: bool | None = None,
    about_tolerance: Decimal = ABOUT_TOLERANCE,
) -> Comparison:
    """Compare an actual value with its target.

    Args:
        target: from ``parse_target``.
        actual: from ``parse_actual``.
        lower_is_better: the good direction of a target without an operator, when the definition or the indicator's
            name tells it (``target_words.lower_is_better``). None: more is better, except for time and money, where a
            different figure is UNKNOWN.
        about_tolerance: percent by which a figure may fall short of a target written with 约.
    """
    if target.kind is ExpectationKind.EMPTY:
        return Comparison(Verdict.NO_TARGET)
    if actual.kind is ExpectationKind.EMPTY:
        return Comparison(Verdict.EMPTY)
    if target.kind is ExpectationKind.QUANTITIES:
        return _compare_quantities(target, actual, lower_is_better, about_tolerance)
    if target.key == actual.key:
        return _judged(Verdict.MET)
    if target.kind is ExpectationKind.DATE:
        return _judged(_compare_dates(target, actual))
    return _compare_words(target, actual)


def _judged(verdict: Verdict, partial: bool = False) -> Comparison:
    """A comparison without parts, of words or dates: MET, NOT_MET or UNKNOWN, which imply themselves."""
    return Comparison(verdict, partial=partial, implied=verdict)


# --- words and dates -----------------------------------------------------------------------------


def _compare_words(target: Expectation, actual: Expectation) -> Comparison:
    """Levels and free text. Free text is met when the answer says the same words without denying them."""
    if target.level is None:
        outcome = actual.level if actual.level and actual.level.ladder is Ladder.OUTCOME else None
        if outcome is not None:
            return _judged(Verdict.MET if outcome.rung == 2 else Verdict.NOT_MET, outcome.rung == 1)
        if len(target.key) < 2:
            return _judged(Verdict.UNKNOWN)
        return _judged(levels.claims_phrases(actual.key, re.compile(re.escape(target.key))))
    if target.level.ladder is Ladder.COVERAGE and actual.quantities:
        covered = _coverage(actual)
        if covered is not Verdict.UNKNOWN:
            return _judged(covered)
    verdict, partial = levels.judge(target.level, actual.key)
    return _judged(verdict, partial)


def _coverage(actual: Expectation) -> Verdict:
    """全覆盖 answered with a percentage: 100% is met, less is not, when that percentage is all the text says."""
    shares = [q for q in actual.quantities if q.unit == "%"]
    if len(shares) != 1 or _CLAUSE.search(actual.key):
        return Verdict.UNKNOWN
    share = shares[0]
    if share.value >= 100 and share.operator in (Operator.NONE, Operator.EQ, Operator.GE):
        return Verdict.MET
    exact = share.operator in (Operator.NONE, Operator.EQ) and share.upper is None
    return Verdict.NOT_MET if exact else Verdict.UNKNOWN


def _compare_dates(target: Expectation, actual: Expectation) -> Verdict:
    """Every date of the answer has to lie on the same side of the deadline; 按时完成 is taken at its word."""
    deadline = target.date
    if deadline is None:
        return Verdict.UNKNOWN
    verdicts = {_on_time(deadline.toordinal(), span) for span in actual.dates}
    if len(verdicts) == 1:
        unfinished = levels.claims_phrases(actual.key, re.compile("完成")) is Verdict.NOT_MET
        return Verdict.NOT_MET if unfinished else verdicts.pop()
    if verdicts:
        return Verdict.UNKNOWN
    on_time = levels.claims_phrases(
        actual.key, re.compile("(?:按时|按期|如期|及时|提前|准时).{0,4}?(?:完成|支付|拨付|开展|办结)")
    )
    if on_time is not Verdict.UNKNOWN:
        return on_time
    judged = levels.judge(Level(Ladder.STATE, 1, "完成"), actual.key).verdict
    whole_outcome = actual.level is not None and actual.level.ladder is Ladder.OUTCOME
    return judged if judged is Verdict.NOT_MET or whole_outcome else Verdict.UNKNOWN


def _on_time(deadline: int, span: DateSpan) -> Verdict:
    """Whether a written date lies before the deadline (both as day numbers)."""
    if span.last is None:
        return Verdict.UNKNOWN
    if span.last.toordinal() <= deadline:
        return Verdict.MET
    late = span.first is not None and span.first.toordinal() > deadline
    return Verdict.NOT_MET if late else Verdict.UNKNOWN


# --- quantities ----------------------------------------------------------------------------------


def _compare_quantities(
    target: Expectation, actual: Expectation, lower_is_better: bool | None, tolerance: Decimal
) -> Comparison:
    """Match the parts, judge each, and take the most serious verdict."""
    wanted = target.quantities
    if not actual.quantities:
        return _without_figure(target, actual)
    matched = _match(wanted, actual)
    parts = tuple(
        _pick(part, candidates, lower_is_better, tolerance, actual)
        for part, candidates in zip(wanted, matched, strict=True)
    )
    verdicts = {part.verdict for part in parts}
    if verdicts == {Verdict.NO_FIGURE}:
        return _without_figure(target, actual)
    verdict = next(v for v in _SERIOUS_FIRST if v in verdicts)
    if verdict is Verdict.NO_FIGURE:
        verdict = Verdict.PARTLY_UNKNOWN
    implied = {part.implied for part in parts}
    whole = Verdict.NOT_MET if Verdict.NOT_MET in implied else Verdict.UNKNOWN
    return Comparison(verdict, parts, implied=Verdict.MET if implied == {Verdict.MET} else whole)


def _without_figure(target: Expectation, actual: Expectation) -> Comparison:
    """An answer without any figure: 全覆盖 for 100%, a stock answer, a misspelt number, or just words."""
    verdict, partial, suggestion = Verdict.NO_FIGURE, False, None
    outcome = actual.level if actual.level and actual.level.ladder is Ladder.OUTCOME else None
    single = target.quantities[0] if len(target.quantities) == 1 else None
    if outcome is not None and outcome.rung < 2:
        verdict, partial = Verdict.NOT_MET, outcome.rung == 1
    elif (
        single
        and single.unit == "%"
        and single.value == 100
        and single.operator in (Operator.NONE, Operator.EQ, Operator.GE)
    ):
        everything = (
            re.compile(f"{_FULL.pattern}|(?:全部|全面|均已){re.escape(single.suffix)}") if single.suffix else _FULL
        )
        covered = levels.claims_phrases(actual.key, everything)
        verdict = covered if covered is Verdict.MET else verdict
    elif single and (single.operator in (Operator.LE, Operator.LT) or not single.value):
        verdict = Verdict.MET if _NEVER_HAPPENED.search(actual.key) else verdict
    if verdict is Verdict.NO_FIGURE:
        suggestion = suggest_number(actual.text)
        verdict = Verdict.UNREADABLE if suggestion else verdict
    implied = verdict if verdict in (Verdict.MET, Verdict.NOT_MET) else Verdict.UNKNOWN
    parts = tuple(PartComparison(quantity, None, verdict, implied=implied) for quantity in target.quantities)
    return Comparison(verdict, parts, partial, suggestion, implied)


def _match(wanted: Sequence[Quantity], actual: Expectation) -> list[list[Quantity]]:
    """For every part of the target the figures that may answer it: namesakes first, then unit and order."""
    given = list(actual.quantities)
    if len(wanted) == 1:
        return [_candidates(wanted[0], given)]
    result: list[list[Quantity]] = [[] for _ in wanted]
    for index, part in enumerate(wanted):
        namesake = next((q for q in given if _same_name(part.name, q.name)), None)
        if namesake is not None:
            result[index] = [namesake]
            given.remove(namesake)
    ordered = all(not q.name for q in actual.quantities) or all(not part.name for part in wanted)
    if ordered:
        for index, part in enumerate(wanted):
            fitting = next((q for q in given if not result[index] and conversion(q.unit, part.unit)), None)
            if fitting is not None:
                result[index] = [fitting]
                given.remove(fitting)
    return result


def _same_name(wanted: str, given: str) -> bool:
    """True when one name holds the other (医疗机构, 医疗机构覆盖率)."""
    return bool(wanted and given) and (wanted in given or given in wanted)


def _candidates(part: Quantity, given: list[Quantity]) -> list[Quantity]:
    """Figures that may answer a target of one part; one with a foreign unit only when there is no other figure."""
    fitting = [q for q in given if conversion(q.unit, part.unit)]
    if not fitting:
        return given if len(given) == 1 else []
    same_unit = [q for q in fitting if q.unit == part.unit]
    fitting = same_unit or fitting
    named = [q for q in fitting if _same_name(part.name, q.name)]
    return named or fitting


def _pick(
    part: Quantity,
    candidates: list[Quantity],
    lower_is_better: bool | None,
    tolerance: Decimal,
    actual: Expectation,
) -> PartComparison:
    """Judge a part; among several figures take the leading or the total one, or what all agree on."""
    if not candidates:
        return PartComparison(part, None, Verdict.NO_FIGURE)
    if len(candidates) == 1 and conversion(candidates[0].unit, part.unit) is None and _CLAUSE.search(actual.key):
        return PartComparison(part, None, Verdict.NO_FIGURE)  # prose about something else
    achieved = [q for q in candidates if not _NOT_ACHIEVED.search(q.name)]
    if not achieved:
        return PartComparison(part, None, Verdict.NO_FIGURE)
    whole = [q for q in achieved if "其中" not in actual.text[: q.start]]
    judged = [judge_quantity(part, q, lower_is_better, tolerance) for q in whole or achieved]
    answers = [result for result in judged if result.verdict is not Verdict.REPEATS_TARGET]
    judged = answers or judged[:1]
    if len(judged) == 1:
        return judged[0]
    for result in judged:
        if result.actual is not None and _leads(actual.text, result.actual):
            return result
    if len({result.verdict for result in judged}) == 1:
        return min(judged, key=lambda result: result.deviation_percent or Decimal(0))
    return PartComparison(part, None, Verdict.UNKNOWN)


def _leads(text: str, quantity: Quantity) -> bool:
    """True for the figure a text begins with or calls the total (共5次)."""
    before = text[: quantity.start].rstrip()
    return not before or _TOTAL.search(before[-3:]) is not None
