"""Expected scores of indicators and of budget execution, each with the sentence that explains it.

What it is for: the score explainer (why this number, with both figures) and checks of 得分. What it leaves out:
criteria in words (评分标准), grades, caps and remarks (``grades``), severities (checks).

Everything is exact until the end; a score is rounded half-up to two decimals once. One exception: an unmet target
never gets full points, so a ratio that would round up to them is cut instead (362.95 of 363.21 with 4 points: 3.99).
Requirements S2–S4, S8 (see ``scoring_scheme``).

Several targets in one cell: all met gives full points. When one is unmet, no document says how the points divide
between them, so the score is only known to be below full points, unless the scheme says ``equal-shares``.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from desktop.domain.amounts import Amount, RateVerdict, parse_points, plain, rate_is_legal, round_half_up
from desktop.domain.scoring_points import DECIMALS, format_points
from desktop.domain.scoring_result import Agreement, Basis, ExpectedScore, agreement, exact, unknown
from desktop.domain.scoring_scheme import BandRule, ScoringScheme, SeveralTargets
from desktop.domain.scoring_shares import share_of
from desktop.domain.targets import (
    Comparison,
    Expectation,
    ExpectationKind,
    Ladder,
    Verdict,
    compare,
    lower_is_better,
    parse_actual,
    parse_target,
)

__all__ = ["Agreement", "Basis", "ExpectedScore", "agreement", "execution_score", "expected_score"]

_CENT = Decimal("0.01")
_MET, _PARTLY = 2, 1
_RUNG_WORDS = ("未达成", "部分达成", "达成")


# --- indicators ----------------------------------------------------------------------------------


def expected_score(
    scheme: ScoringScheme,
    target_text: str,
    actual_text: str,
    weight: str,
    *,
    indicator: str = "",
    year: int | None = None,
) -> ExpectedScore:
    """The score of one indicator.

    Args:
        scheme: the form's rules.
        target_text: the target's cell.
        actual_text: the actual value's cell.
        weight: 分值 as printed, ``10分`` or ``15.0``.
        indicator: its name, which tells the good direction of a target without an operator (投诉率).
        year: the form's year, for dates written without one.

    Returns:
        Never fails: what no rule fixes comes back as a range or as ``UNKNOWN`` with the reason.
    """
    points = _weight(weight)
    if isinstance(points, ExpectedScore):
        return points
    target, actual = parse_target(target_text, year), parse_actual(actual_text, year)
    comparison = compare(target, actual, lower_is_better=lower_is_better(indicator))
    if comparison.verdict is Verdict.NO_TARGET:
        return unknown(points, "这一行没有指标值，得分无法自动算出。")
    if comparison.verdict is Verdict.EMPTY:
        return unknown(points, "这一行还没有填写完成值，得分无法自动算出。")
    if target.kind is ExpectationKind.QUANTITIES:
        return _quantitative(scheme, target, actual, comparison, points)
    if _is_measured(target, actual):
        return _measured(target, actual, comparison, points)
    return _qualitative(scheme.bands, target, actual, comparison.verdict, points)


def _weight(text: str) -> Decimal | ExpectedScore:
    """The points of a row, or why nothing can be expected of it."""
    try:
        points = parse_points(text)
    except ValueError as error:
        return unknown(None, f"分值读不出来：{error}")
    if points is None:
        return unknown(None, "这一行没有填写分值，得分无法自动算出。")
    if points.value < 0:
        return unknown(None, f"分值“{_short(text)}”是负数，得分无法自动算出，请核对。")
    return points.value


def _quantitative(
    scheme: ScoringScheme, target: Expectation, actual: Expectation, comparison: Comparison, weight: Decimal
) -> ExpectedScore:
    """Met gives full points, an unmet target its ratio."""
    if comparison.implied is Verdict.MET:
        return _full(target, actual, comparison, weight)
    if Verdict.NOT_MET not in (comparison.verdict, comparison.implied):
        return unknown(weight, _open_question(target, actual, comparison.verdict))
    several = len(comparison.parts) > 1
    if several and scheme.several is SeveralTargets.NOT_CALCULABLE:
        return _unmet(target, actual, weight, f"{len(comparison.parts)} 项指标值各占多少分没有规定")
    shares = [share_of(part) for part in comparison.parts]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        figures = all(part.actual and not part.actual.operator.is_bound for part in comparison.parts)
        return _unmet(target, actual, weight, "按比例算不出得分" if figures else "完成值没有准确的数，按比例算不出得分")
    earned = Fraction(weight) * sum((share.value for share in known), Fraction(0)) / len(known)
    score = _below_full(earned, weight)
    each = " + ".join(share.formula or "1" for share in known)
    formula = f"（{each}）÷ {len(known)}" if several else each
    cut = "（没有达到目标，不进位成满分）" if round_half_up(earned, DECIMALS) > score else ""
    sentence = f"{_both(target, actual, comparison)}得分 {formula} × {plain(weight)} = {format_points(score)} 分{cut}。"
    return exact(Basis.SHARES if several else Basis.RATIO, weight, score, sentence)


def _below_full(score: Fraction, weight: Decimal) -> Decimal:
    """Rounded half-up to two decimals, but never up to full points and never below 0."""
    rounded = round_half_up(score, DECIMALS)
    return max(min(rounded, weight - _CENT), Decimal(0))


def _is_measured(target: Expectation, actual: Expectation) -> bool:
    """True for dates, and for 全覆盖 answered with a percentage: these are met or not, like a figure."""
    if actual.level is not None and actual.level.ladder is Ladder.OUTCOME:
        return False
    covered = target.level is not None and target.level.ladder is Ladder.COVERAGE and bool(actual.quantities)
    return covered or target.kind is ExpectationKind.DATE


def _measured(target: Expectation, actual: Expectation, comparison: Comparison, weight: Decimal) -> ExpectedScore:
    """Full points when met; below them, without a rule how far, when not."""
    if comparison.verdict is Verdict.MET:
        return _full(target, actual, comparison, weight)
    if comparison.verdict is Verdict.NOT_MET:
        return _unmet(target, actual, weight, "没有按比例计分的规定")
    return unknown(weight, _open_question(target, actual, comparison.verdict))


def _qualitative(
    bands: BandRule, target: Expectation, actual: Expectation, verdict: Verdict, weight: Decimal
) -> ExpectedScore:
    """The band of a stock answer; of other words only whether they reach the target."""
    outcome = actual.level if actual.level and actual.level.ladder is Ladder.OUTCOME else None
    said, asked = _quoted(actual.text), _quoted(target.text)
    if outcome is not None:
        return _band(bands, outcome.rung, outcome.rung, weight, f"完成情况{said}属于“{_RUNG_WORDS[outcome.rung]}”一档")
    if verdict is Verdict.MET:
        return _band(bands, _MET, _MET, weight, f"完成情况{said}达到{asked}，属于“达成”一档")
    if verdict is Verdict.NOT_MET:
        return _band(bands, 0, _PARTLY, weight, f"完成情况{said}没有达到{asked}")
    choices = "；".join(f"{_RUNG_WORDS[rung]}：{_range_words(bands, rung, rung, weight)}" for rung in (2, 1, 0))
    return unknown(weight, f"文字不能自动判断是否达到{asked}，请自行判断后打分。{choices}。")


def _band(bands: BandRule, lowest: int, highest: int, weight: Decimal, why: str) -> ExpectedScore:
    """The range from the lower edge of one band to the upper edge of another."""
    low, high = _edges(bands, lowest, highest, weight)
    sentence = f"{why}，得分应在 {_range_words(bands, lowest, highest, weight)}之间。"
    if not weight:
        return exact(Basis.BAND, weight, weight, "这一行的分值为 0，得分也为 0 分。")
    return ExpectedScore(Basis.BAND, weight, low, high, None, sentence, high_excluded=highest < _MET)


def _edges(bands: BandRule, lowest: int, highest: int, weight: Decimal) -> tuple[Decimal, Decimal]:
    """Lower and upper end of the bands in points, exact."""
    return weight * bands.edges(lowest)[0] / 100, weight * bands.edges(highest)[1] / 100


def _range_words(bands: BandRule, lowest: int, highest: int, weight: Decimal) -> str:
    """``8 分（含）到 10 分（含）``, ``6 分（含）到 8 分（不含）``."""
    low, high = _edges(bands, lowest, highest, weight)
    return f"{format_points(low)} 分（含）到 {format_points(high)} 分（{'含' if highest == _MET else '不含'}）"


# --- execution -----------------------------------------------------------------------------------


def execution_score(
    weight: str, budget: Amount | None, executed: Amount | None, printed_rate: Amount | None = None
) -> ExpectedScore:
    """The score of budget execution: weight × rate, at most the weight, at least 0, two decimals half-up.

    Args:
        weight: 分值 as printed.
        budget: 全年预算数; None when blank.
        executed: 全年执行数 in the same unit; None when blank.
        printed_rate: the rate beside them in percent; when it is right at its decimals, a score computed from it is
            as right as one from the amounts, and ``low`` and ``high`` hold both.

    Returns:
        ``UNKNOWN`` when the budget is blank, 0 or negative, or the executed amount is blank: the rate is then
        undefined, which is not 0.
    """
    points = _weight(weight)
    if isinstance(points, ExpectedScore):
        return points
    if budget is None or budget.value <= 0:
        return unknown(points, "全年预算数没有填写或不大于 0，执行率无法计算，这一行算不出得分。")
    if executed is None:
        return unknown(points, "全年执行数没有填写，执行率无法计算，这一行算不出得分。")
    ratio = Fraction(executed.value) / Fraction(budget.value)
    score = _of_rate(points, ratio)
    rate = plain(round_half_up(ratio * 100, DECIMALS))
    if ratio >= 1:
        over = f"执行率 {rate}% 超过 100%，最高" if ratio > 1 else "执行率 100%，"
        return exact(Basis.EXECUTION, points, score, f"{over}得满分 {format_points(points)} 分。")
    formula = f"{plain(executed.value)} ÷ {plain(budget.value)} × {plain(points)}"
    sentence = f"执行率 {rate}%，得分 {formula} = {format_points(score)} 分。"
    if ratio < 0:
        sentence = f"执行率 {rate}% 小于 0，得 0 分。"
    expected = exact(Basis.EXECUTION, points, score, sentence)
    return _with_printed_rate(expected, printed_rate, executed, budget)


def _of_rate(weight: Decimal, ratio: Fraction) -> Decimal:
    """Weight × rate between 0 and the weight, two decimals half-up."""
    return min(round_half_up(Fraction(weight) * min(max(ratio, Fraction(0)), Fraction(1)), DECIMALS), weight)


def _with_printed_rate(
    expected: ExpectedScore, printed: Amount | None, executed: Amount, budget: Amount
) -> ExpectedScore:
    """Widen the range to the score that a legally rounded or cut rate gives."""
    if printed is None or expected.weight is None or expected.exact is None:
        return expected
    if rate_is_legal(printed, executed, budget) in (RateVerdict.WRONG, RateVerdict.UNDEFINED):
        return expected
    other = _of_rate(expected.weight, Fraction(printed.value) / 100)
    return replace(expected, low=min(expected.exact, other), high=max(expected.exact, other))


# --- results and words ---------------------------------------------------------------------------


def _full(target: Expectation, actual: Expectation, comparison: Comparison, weight: Decimal) -> ExpectedScore:
    """Full points; says so when the answer is a bound that proves the target rather than a figure."""
    proof = "达到目标" if comparison.verdict is Verdict.MET else "虽然不是准确的数，但足以说明达到目标"
    words = f"{_both(target, actual, comparison)}{proof}，得满分 {format_points(weight)} 分。"
    return exact(Basis.FULL, weight, weight, words)


def _unmet(target: Expectation, actual: Expectation, weight: Decimal, why: str) -> ExpectedScore:
    """Below full points, without a rule how far."""
    if not weight:
        return exact(Basis.UNMET, weight, weight, "这一行的分值为 0，得分也为 0 分。")
    words = (
        f"目标 {_short(target.text)}，完成 {_short(actual.text)}，没有达到；{why}，"
        f"得分应低于满分 {format_points(weight)} 分。"
    )
    return ExpectedScore(Basis.UNMET, weight, Decimal(0), weight, None, words, high_excluded=True)


_QUESTIONS = {
    Verdict.INEXACT: "完成值{actual}不是准确的数，得分无法自动算出，请填写实际数字。",
    Verdict.REPEATS_TARGET: "完成值{actual}只重复了指标值，得分无法自动算出，请填写实际数字。",
    Verdict.NO_FIGURE: "指标值{target}是数字，完成值里没有对应的数字，得分无法自动算出，请填写实际数字。",
    Verdict.PARTLY_UNKNOWN: "指标值{target}有几项，完成值没有逐项写明数字，得分无法自动算出，请补全。",
    Verdict.UNIT_MISMATCH: "指标值{target}和完成值{actual}的单位不同，得分无法自动算出，请统一单位。",
    Verdict.UNREADABLE: "完成值{actual}里的数字读不出来，得分无法自动算出，请核对。",
}
_NOT_COMPARABLE = "指标值{target}和完成值{actual}不能自动比较，得分无法自动算出，请对照评分标准打分。"


def _open_question(target: Expectation, actual: Expectation, verdict: Verdict) -> str:
    """Why the score cannot be computed, and what to do."""
    words = _QUESTIONS.get(verdict, _NOT_COMPARABLE)
    return words.format(target=_quoted(target.text), actual=_quoted(actual.text))


def _both(target: Expectation, actual: Expectation, comparison: Comparison) -> str:
    """``目标 ≥95%，完成 90%，``: of a single figure only what was compared, so that prose around it stays out."""
    asked, said = target.text, actual.text
    if len(comparison.parts) == 1 and comparison.parts[0].actual is not None:
        asked, said = comparison.parts[0].target.printed, comparison.parts[0].actual.printed
    return f"目标 {_short(asked)}，完成 {_short(said)}，"


def _short(text: str) -> str:
    """A cell's text on one line, shortened when long."""
    line = " ".join(text.split())
    return line if len(line) <= 24 else line[:23] + "…"


def _quoted(text: str) -> str:
    """``_short`` in quotation marks."""
    return f"“{_short(text)}”"
