"""What score is expected where a form has scores, and why: the one door of windows and checks to the scoring rules.

``expected_row`` answers for one row: a readable criterion (评分标准) goes first, else the ratio or band of the layout's
scheme; the execution row follows the execution rate. ``form_score`` answers for the form as a whole: total, grade, cap,
remarks. Both are pure functions of the record and cheap enough for every keystroke: readings are remembered by text.

A criterion that cannot be read, or that leaves the judgement to people, is said to be so; the scheme's ratio does not
take its place, because the criterion may be all or nothing.

What it leaves out: severities and what is entered wrongly (``checks``), computing (``scoring``, ``criteria``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, plain
from desktop.domain.criteria import read_criterion
from desktop.domain.criterion_types import CriterionScore
from desktop.domain.definition import FormDefinition, FormScoring
from desktop.domain.folding import is_empty
from desktop.domain.grades import Cap, Remark, cap, grade, over_fulfilment, spending_remarks
from desktop.domain.record import Record
from desktop.domain.scoring import Basis, ExpectedScore, execution_score, expected_score
from desktop.domain.scoring_result import unknown
from desktop.domain.scoring_scheme import Grade, ScoringScheme
from desktop.domain.target_words import lower_is_better
from desktop.domain.targets import compare, parse_actual, parse_target

INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class Earned:
    """Sum of the indicators' scores, and of their weights."""

    score: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class FormScore:
    """What the rules say of a form as a whole.

    Attributes:
        total: the total shown; None when it is blank or the form prints none.
        grade: the grade it earns, after the cap; None without a total.
        cap: how far the execution rate caps it; None when it does not.
        remarks: scores ahead of spending, unspent money.
    """

    total: Decimal | None
    grade: Grade | None
    cap: Cap | None
    remarks: tuple[Remark, ...]


def cell_named(path: str) -> CellId | None:
    """The cell that a proven ``section.field`` or ``section.row.column`` names; None for ``""``."""
    if not path:
        return None
    section, *row, column = path.split(".")
    return CellId(section, row[0] if row else "", column)


def execution_row(definition: FormDefinition) -> tuple[str, str] | None:
    """Section and row whose score follows the execution rate; None when the form has none."""
    if definition.scoring is None or not definition.scoring.execution:
        return None
    section, _, row = definition.scoring.execution.partition(".")
    return section, row


def scored_rows(record: Record) -> Iterator[tuple[str, str]]:
    """(section, row) of every row with a score, in the order of the form: execution, indicators."""
    if record.definition.scoring is None:
        return
    execution = execution_row(record.definition)
    if execution is not None:
        yield execution
    yield from ((INDICATORS, row.key) for row in record.rows(INDICATORS))


# one row --------------------------------------------------------------------------------------------------------------


def expected_row(record: Record, section: str, row: str) -> ExpectedScore | None:
    """The score expected in a row.

    Args:
        record: the form.
        section: its section.
        row: key of the row.

    Returns:
        None where the form has no scoring rules, or the row bears no score by them. Otherwise a score, a range, or
        ``UNKNOWN``, each with its sentence. Never raises for what somebody entered.
    """
    scoring = record.definition.scoring
    if scoring is None:
        return None
    if (section, row) == execution_row(record.definition):
        return _execution(record, section, row)
    if section != INDICATORS:
        return None
    return _indicator(record, scoring, row)


def criterion_of(record: Record, row: str) -> str:
    """The scoring criterion of an indicator; ``""`` when it has none."""
    return _text(record, row, "criterion")


def _indicator(record: Record, scoring: FormScoring, row: str) -> ExpectedScore:
    target, actual, weight, name = (_text(record, row, key) for key in ("target", "actual", "weight", "level3"))
    points = record.amount(CellId(INDICATORS, row, "weight"))
    criterion = criterion_of(record, row)
    if criterion and points is not None and points.value >= 0:
        return _by_criterion(criterion, target, actual, points.value)
    return _by_scheme(scoring.scheme, target, actual, weight, name, record.year)


def _text(record: Record, row: str, column: str) -> str:
    """What an indicator's cell shows; ``""`` where the layout has no such column, or only 无, — and the like."""
    if column not in record.definition.section_by_key[INDICATORS].column_by_key:
        return ""
    text = record.shown(CellId(INDICATORS, row, column))
    return "" if is_empty(text) else text


@lru_cache(maxsize=4096)
def _by_scheme(
    scheme: ScoringScheme, target: str, actual: str, weight: str, name: str, year: int | None
) -> ExpectedScore:
    return expected_score(scheme, target, actual, weight, indicator=name, year=year)


@lru_cache(maxsize=4096)
def _by_criterion(text: str, target: str, actual: str, weight: Decimal) -> ExpectedScore:
    """The criterion's score, with a word on a maximum that is not the weight."""
    criterion = read_criterion(text)
    if criterion.trouble:
        return unknown(weight, f"{criterion.trouble}请自行对照评分标准打分。")
    if not actual:
        return unknown(weight, "这一行还没有填写完成值，得分无法自动算出。")
    most = criterion.maximum(weight)
    misfit = ""
    if most is not None and most != weight:
        misfit = f"评分标准最多得 {plain(most)} 分，和权重 {plain(weight)} 分不一致。"
    found = criterion.expected(actual, target, weight)
    if found is None:
        return unknown(weight, f"评分标准要由人判断：{criterion.explain()}{misfit}")
    return _of_criterion(found, weight, misfit)


def _of_criterion(found: CriterionScore, weight: Decimal, misfit: str) -> ExpectedScore:
    score = found.low if found.low == found.high else None
    return ExpectedScore(Basis.CRITERION, weight, found.low, found.high, score, found.sentence + misfit)


def _execution(record: Record, section: str, row: str) -> ExpectedScore:
    columns = record.definition.section_by_key[section].column_by_key
    budget, executed = (record.amount(CellId(section, row, key)) for key in ("budget", "executed"))
    rate = record.amount(CellId(section, row, "rate")) if "rate" in columns else None
    return _execution_score(record.shown(CellId(section, row, "weight")), budget, executed, rate)


@lru_cache(maxsize=256)
def _execution_score(weight: str, budget: Amount | None, executed: Amount | None, rate: Amount | None) -> ExpectedScore:
    return execution_score(weight, budget, executed, rate)


# the form -------------------------------------------------------------------------------------------------------------


def form_score(record: Record) -> FormScore | None:
    """Total, grade, cap and remarks; None for a form without scoring rules."""
    return None if record.definition.scoring is None else score_with(record, earned_of(record))


def score_with(record: Record, earned: Earned | None) -> FormScore | None:
    """As ``form_score``, for callers that keep the sums; without them nothing is said of scores ahead of spending."""
    scoring = record.definition.scoring
    if scoring is None:
        return None
    total, rate = _number(record, scoring.total), _number(record, scoring.rate)
    capped = cap(scoring.scheme, rate)
    held = total if total is None or capped is None else min(total, capped.most)
    points, weights = (earned.score, earned.weight) if earned is not None else (None, None)
    remarks = spending_remarks(scoring.scheme, rate, points, weights)
    return FormScore(total, grade(held, scoring.scheme), capped, remarks)


def over_fulfilment_of(record: Record, row: str) -> Remark | None:
    """A remark on an indicator whose figure is better than its target by the scheme's limit or more."""
    scoring = record.definition.scoring
    if scoring is None:
        return None
    target, actual, name = (_text(record, row, key) for key in ("target", "actual", "level3"))
    return _beyond(scoring.scheme, target, actual, name, record.year)


@lru_cache(maxsize=4096)
def _beyond(scheme: ScoringScheme, target: str, actual: str, name: str, year: int | None) -> Remark | None:
    compared = compare(parse_target(target, year), parse_actual(actual, year), lower_is_better=lower_is_better(name))
    return over_fulfilment(scheme, compared)


def _number(record: Record, path: str) -> Decimal | None:
    """The figure of a cell as it is shown: points, or percent."""
    cell = cell_named(path)
    amount = record.amount(cell) if cell is not None else None
    return None if amount is None else amount.value


def earned_of(record: Record) -> Earned | None:
    """Sums over the indicators; None while a score or weight is missing, or a score is beyond its weight."""
    points = weights = Decimal(0)
    for row in record.rows(INDICATORS):
        score, weight = (record.amount(CellId(INDICATORS, row.key, column)) for column in ("score", "weight"))
        if score is None or weight is None or not 0 <= score.value <= weight.value:
            return None
        points, weights = points + score.value, weights + weight.value
    return Earned(points, weights) if record.rows(INDICATORS) else None
