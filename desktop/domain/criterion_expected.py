"""The score a criterion leads to for an actual value: a range, a sentence, or None where the text decides nothing.

What it is for: the score explainer beside 得分, and the check that a score follows its formula. What it leaves out:
judging prose. A condition in words (制度健全) is left to people: None. An answer that is a bound (超过90%) gives the
range of what the bound allows. Points are rounded half-up to two decimals at the very end (domain §5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from desktop.domain.amounts import plain, round_half_up
from desktop.domain.criterion_figures import Points, Scale, best_points, converted
from desktop.domain.criterion_types import CriterionPart, CriterionScore, PartKind, RatioKind
from desktop.domain.criterion_words import NUM, number
from desktop.domain.target_types import Expectation, ExpectationKind, Operator, Quantity, Verdict
from desktop.domain.target_words import conversion, fold_target
from desktop.domain.targets import compare, parse_actual, parse_target

_JUDGED = (Verdict.MET, Verdict.NOT_MET, Verdict.INEXACT, Verdict.REPEATS_TARGET)
_COMPLETION = re.compile(r"完成率|完成比例|达成率")
_TINY = Fraction(1, 10**9)
_EVENTS = re.compile(
    rf"(?P<none>未|没有|没|无)?(?:发现|出现|发生|存在|查出|查处)(?:了|违规|违纪|问题|共|为)*\s*(?P<n>{NUM})\s*"
)
_BEYOND = 10**15
_INNER_QUOTES = str.maketrans("“”", "‘’")
_SHOWN = 24
"""Characters of an answer that a sentence repeats; the figure usually stands at its end."""


def score_of_parts(
    parts: Sequence[CriterionPart], actual_text: str, target_text: str, weight: Decimal, most: Decimal
) -> CriterionScore | None:
    """The score of an actual value. ``most``: what the criterion can give; arguments as ``Criterion.expected``."""
    target, actual = parse_target(target_text), parse_actual(actual_text)
    if actual.kind is ExpectationKind.EMPTY:
        return None
    low = high = Fraction(0)
    exact = True
    items = [[part for part in parts if part.item == item] for item in sorted({part.item for part in parts})]
    for item in items:
        found = _item(item, target, actual, weight, alone=len(items) == 1)
        if found is None:
            return None
        (least, greatest), is_exact = found
        low, high, exact = low + least, high + greatest, exact and is_exact
    return _result(low, high, exact, actual_text, weight, most)


def _result(
    low: Fraction, high: Fraction, exact: bool, actual_text: str, weight: Decimal, most: Decimal
) -> CriterionScore | None:
    """Rounded, held within weight and maximum, and said in a sentence; None when every score would do."""
    limit = min(weight, most)
    least, greatest = (max(Decimal(0), min(round_half_up(points, 2), limit)) for points in (low, high))
    shown = " ".join(actual_text.split()).rstrip("。；;，,").translate(_INNER_QUOTES)
    shown = shown if len(shown) <= _SHOWN else f"…{shown[-_SHOWN:]}"
    clamped = (
        f"（评分标准算得 {plain(round_half_up(high, 2))} 分，不能超过权重 {plain(weight)} 分）" if high > limit else ""
    )
    if not least and greatest == limit > 0:
        return None  # everything is possible, so nothing is said
    if least == greatest:
        return CriterionScore(least, greatest, f"按评分标准，完成值“{shown}”应得 {plain(least)} 分{clamped}。")
    why = "评分标准对这种情形没有写得更细" if exact else "完成值不是确切的数"
    between = f"{plain(least)} 至 {plain(greatest)} 分之间"
    return CriterionScore(least, greatest, f"按评分标准，完成值“{shown}”的得分应在 {between}（{why}）{clamped}。")


# --- one item ------------------------------------------------------------------------------------


def _item(
    parts: Sequence[CriterionPart], target: Expectation, actual: Expectation, weight: Decimal, alone: bool
) -> tuple[Points, bool] | None:
    """Points of one item, and whether the answer is an exact figure."""
    if parts[0].kind is PartKind.EACH:
        return _each(parts[0], actual)
    lead = _lead(parts, target, alone)
    if lead is None:
        return _in_words(parts, target, actual, weight) if alone else None
    answer = _answer(lead, actual)
    if answer is None or any(part.kind is PartKind.AWARD and not (part.threshold or part.of_target) for part in parts):
        return None
    scale = Scale(parts, lead, weight)
    ends = [scale.at(x) for x in _ends(answer, lead)]
    known = [points for points in ends if points is not None]
    if not known or len(known) < len(ends):
        return None
    return (min(low for low, _ in known), max(high for _, high in known)), len(ends) == 1


def _lead(parts: Sequence[CriterionPart], target: Expectation, alone: bool) -> Quantity | None:
    """The figure everything is measured against: of the first award, else of a ratio or deduction, else the target."""
    own = target.quantities[0] if len(target.quantities) == 1 else None
    by_figure = [part for part in parts if part.threshold is not None and part.kind is not PartKind.NOTHING]
    awards = [part for part in by_figure if part.kind is PartKind.AWARD]
    rising = any(part.falling is False for part in parts)
    if awards or by_figure:
        part = (awards or by_figure)[0]
        figure = part.threshold
        if figure is None or not _is_absolute(part, figure, own, parts):
            return None
        bare = rising and figure.operator is Operator.GE and not figure.has_operator_text
        return replace(figure, operator=Operator.LE) if bare else figure
    if any(part.ratio is RatioKind.SHARE for part in parts):
        return own if own and own.unit == "%" else Quantity(Operator.GE, Decimal(100), "%", "100%")
    to_target = any(part.of_target or part.ratio or part.falling is not None for part in parts)
    if not (to_target and alone) or own is None or own.upper is not None or own.operator is Operator.ABOUT:
        return None
    if own.operator is Operator.NONE:
        return replace(own, operator=Operator.LE if rising else Operator.GE)
    return own


def _is_absolute(part: CriterionPart, figure: Quantity, own: Quantity | None, parts: Sequence[CriterionPart]) -> bool:
    """False where 完成率90% may be of a percentage target: 90 % of it, or 90 % itself, cannot be told apart.

    A target of 100 %, or one that a band names, settles it.
    """
    if own is None or not _COMPLETION.search(part.condition) or not own.unit == figure.unit == "%":
        return True
    named = {other.threshold.value for other in parts if other.threshold is not None}
    return own.value == 100 or own.value in named


def _answer(lead: Quantity, actual: Expectation) -> Quantity | None:
    """The one figure of the actual value that answers; None when there is none, or more than one could."""
    fitting = [q for q in actual.quantities if conversion(q.unit, lead.unit)]
    if len(fitting) > 1 and lead.name:
        fitting = [q for q in fitting if q.name and (q.name in lead.name or lead.name in q.name)]
    if len(fitting) != 1:
        return None
    wanted = Expectation(lead.printed, ExpectationKind.QUANTITIES, (lead,))
    part = compare(wanted, replace(actual, quantities=(fitting[0],))).parts[0]
    return part.actual if part.verdict in _JUDGED else None


def _ends(answer: Quantity, lead: Quantity) -> Iterator[Fraction]:
    """The value in the lead's unit, or the two ends of what a bound or a range allows. 约 allows everything."""
    value = converted(answer.value, answer.unit, lead.unit) or Fraction(0)
    if not answer.operator.is_bound and answer.upper is None:
        yield value
        return
    if answer.upper is not None:
        yield value
        yield converted(answer.upper, answer.unit, lead.unit) or value
        return
    beyond = (abs(value) + abs(Fraction(lead.value)) + 1) * _BEYOND
    if answer.operator in (Operator.GE, Operator.GT):
        yield value if answer.operator is Operator.GE else value + _TINY
    else:
        yield Fraction(0)
    if answer.operator in (Operator.LE, Operator.LT):
        yield value if answer.operator is Operator.LE else value - _TINY
    else:
        yield beyond


# --- counts and words ----------------------------------------------------------------------------


def _each(part: CriterionPart, actual: Expectation) -> tuple[Points, bool] | None:
    """每项得1分: full steps of the one count the answer gives, up to the number of items and the limit."""
    given = [q for q in actual.quantities if q.unit and conversion(q.unit, part.unit)]
    if len(given) != 1 or part.points is None or not part.step or part.unit in ("%", "百分点"):
        return None
    counted = Quantity(Operator.GE, Decimal(1), part.unit, "")
    answer = _answer(counted, replace(actual, quantities=(given[0],)))
    if answer is None:
        return None
    most = None if part.count is None else part.count * Fraction(part.points)
    points = [max(0, x // Fraction(part.step)) * Fraction(part.points) for x in _ends(answer, counted)]
    limits = [Fraction(part.limit)] if part.limit is not None else []
    capped = [min([one, *limits, *([] if most is None else [most])]) for one in points]
    return (min(capped), max(capped)), len(points) == 1


def _in_words(
    parts: Sequence[CriterionPart], target: Expectation, actual: Expectation, weight: Decimal
) -> tuple[Points, bool] | None:
    """Without a figure of its own: counted events, or a target in words that is reached or not."""
    best = best_points(parts, weight)
    counted = [part for part in parts if part.kind is PartKind.DEDUCTION]
    if len(counted) == 1 and counted[0].step and counted[0].falling is None:
        events = _events(actual.text, counted[0].unit)
        if events is None:
            return None
        taken = events // Fraction(counted[0].step) * Fraction(counted[0].value(weight))
        taken = taken if counted[0].limit is None else min(taken, Fraction(counted[0].limit))
        left = max(Fraction(0), best - taken)
        vetoed = any(part.kind is PartKind.NOTHING for part in parts)
        return (Fraction(0) if vetoed else left, left), True
    awards = [part for part in parts if part.kind is PartKind.AWARD]
    if counted or len(awards) != 1 or not awards[0].of_target:
        return None
    verdict = compare(target, actual).implied
    if verdict is Verdict.MET:
        return (best, best), True
    refused = any(part.kind is PartKind.NOTHING for part in parts)
    return ((Fraction(0), Fraction(0)), True) if verdict is Verdict.NOT_MET and refused else None


def _events(text: str, unit: str) -> Fraction | None:
    """How many events an answer admits (发现2例), 0 for 未发现1例; None when it gives no or several counts."""
    folded = fold_target(text)
    found = [match for match in _EVENTS.finditer(folded) if folded.startswith(unit, match.end())]
    if len(found) != 1:
        return None
    count = number(found[0]["n"])
    return Fraction(0) if found[0]["none"] else (None if count is None else Fraction(count))
