"""Scores as the window shows them: what a 得分 may be and why, what can be taken over, and the form as a whole.

Words and figures for what ``desktop.domain.score_expectation`` decides; nothing is judged here. Pure functions of the
record, cheap enough for every key: a note costs a look-up, a summary one pass over the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.address import CellId
from desktop.domain.amounts import plain
from desktop.domain.criteria import read_criterion
from desktop.domain.grades import Cap, grade
from desktop.domain.record import Record
from desktop.domain.score_expectation import (
    INDICATORS,
    FormScore,
    cell_named,
    criterion_of,
    execution_row,
    expected_row,
    form_score,
    scored_rows,
)
from desktop.domain.scoring import Agreement, Basis, ExpectedScore, agreement
from desktop.domain.scoring_points import format_points
from desktop.domain.scoring_scheme import Grade, ScoringScheme

SCORE, WEIGHT, LEVEL = "score", "weight", "level1"
EXECUTION = "预算执行率"


@dataclass(frozen=True, slots=True)
class ScoreNote:
    """What to know about a cell that holds a score, the total or the grade.

    Attributes:
        cell: the cell.
        label: 最高可得, 应为 or 应评.
        most: what ``label`` says, with its unit: ``9.2 分``, ``不到 8 分``, ``优``; ``""`` when nothing is known.
        given: what the cell shows; ``""`` when it is empty.
        word: how ``given`` agrees, as ``9.2 在范围内``; ``""`` when that cannot be said.
        mark: ``met``, ``info``, ``verify``, or ``""`` without a word.
        why: sentences with the figures, then the rule; at least one.
        rule: which rule that is and where it comes from.
        proposal: the one expected score, to be taken over; ``""`` when there is none, or it stands there already.
        entry: the text that brings ``proposal`` about; a calculated cell only has to be cleared.
    """

    cell: CellId
    label: str
    most: str
    given: str
    word: str
    mark: str
    why: tuple[str, ...]
    rule: str
    proposal: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class LevelScore:
    """Points of one level 1 heading.

    Attributes:
        name: the heading, or 预算执行率.
        got: sum of the scores that can be read; None when no row has one.
        possible: sum of the weights that can be read.
        missing: rows without a score.
    """

    name: str
    got: Decimal | None
    possible: Decimal
    missing: int


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """The form as a whole.

    Attributes:
        total: the total shown; the sum of the scores where the form prints none; None when it is blank.
        grade: the grade it earns, after the cap; None without a total.
        grades: every grade, best first.
        levels: in the order of the form, execution first where it has points.
        cap: how far the execution rate caps the total, or None.
        remarks: sentences on a total typed over the sum, on scores ahead of spending, on unspent money.
    """

    total: Decimal | None
    grade: Grade | None
    grades: tuple[Grade, ...]
    levels: tuple[LevelScore, ...]
    cap: Cap | None
    remarks: tuple[str, ...]

    @property
    def rank(self) -> int | None:
        """Place of the grade, counted from 0 for the best; None without one."""
        return self.grades.index(self.grade) if self.grade is not None else None

    @property
    def total_words(self) -> str:
        """``99.2``; ``""`` without a total."""
        return format_points(self.total) if self.total is not None else ""

    def words(self) -> str:
        """All of it as one line, for screen readers."""
        total = f"总分 {self.total_words}" if self.total is not None else "总分还没有"
        parts = [f"{total}，{self.grade.name}" if self.grade is not None else total]
        if self.cap is not None:
            parts.append(self.cap.sentence.rstrip("。"))
        parts += [f"{one.name} {points_of(one)}" for one in self.levels]
        return "；".join(parts) + "。" + "".join(self.remarks)


def points_of(level: LevelScore) -> str:
    """``49.2/50``; ``—/50`` while no row has a score."""
    return f"{'—' if level.got is None else format_points(level.got)}/{format_points(level.possible)}"


# which cells ----------------------------------------------------------------------------------------------------------


def noted_cells(record: Record) -> Iterator[CellId]:
    """Every cell that has a note: the scores in the order of the form, the total, the grade; none without scoring."""
    scoring = record.definition.scoring
    if scoring is None:
        return
    yield from (CellId(section, row, SCORE) for section, row in scored_rows(record))
    yield from (cell for path in (scoring.total, scoring.grade) for cell in [cell_named(path)] if cell is not None)


def notes_on(record: Record, sections: Sequence[str], row: str = "") -> list[CellId]:
    """The noted cells in ``sections``, only those of ``row`` unless it is ``""``."""
    return [cell for cell in noted_cells(record) if cell.section in sections and row in ("", cell.row)]


def touches(record: Record, cells: Iterable[CellId]) -> bool:
    """True when a change of ``cells`` can change a summary."""
    scoring = record.definition.scoring
    if scoring is None:
        return False
    named = {cell_named(path) for path in (scoring.total, scoring.rate, scoring.grade)}
    return any(cell.column in (SCORE, WEIGHT, LEVEL) or cell in named for cell in cells)


# one cell -------------------------------------------------------------------------------------------------------------


def score_note(record: Record, cell: CellId) -> ScoreNote | None:
    """What to know about ``cell``; None when it holds no score, no total and no grade of a scored form."""
    scoring = record.definition.scoring
    if scoring is None or not record.has_cell(cell):
        return None
    if cell == cell_named(scoring.total):
        return _of_total(record, cell)
    if cell == cell_named(scoring.grade):
        return _of_grade(record, cell)
    if cell.column != SCORE:
        return None
    expected = expected_row(record, cell.section, cell.row)
    return _of_row(record, cell, expected, scoring.scheme) if expected is not None else None


def _of_row(record: Record, cell: CellId, expected: ExpectedScore, scheme: ScoringScheme) -> ScoreNote:
    most = _ceiling(record, cell, expected)
    words = "" if most is None else f"{'不到 ' if expected.high_excluded else ''}{format_points(most)} 分"
    word, mark = _agreement(record, cell, expected, most)
    why, rule = _rule(record, cell, expected, scheme)
    proposal, entry = _proposal(record, cell, "" if expected.exact is None else format_points(expected.exact))
    given = record.shown(cell)
    return ScoreNote(cell, "最高可得", words, given, word, mark, (expected.sentence, *why), rule, proposal, entry)


def _ceiling(record: Record, cell: CellId, expected: ExpectedScore) -> Decimal | None:
    """The most points: of what is expected, else what the criterion can give, else the weight."""
    if expected.high is not None:
        return expected.high
    criterion = criterion_of(record, cell.row) if cell.section == INDICATORS else ""
    if criterion and expected.weight is not None:
        most = read_criterion(criterion).maximum(expected.weight)
        return expected.weight if most is None else min(most, expected.weight)
    return expected.weight


_WORDS = {
    Agreement.AGREES: ("在范围内", "met"),
    Agreement.WHOLE_POINT: ("取整了", "info"),
    Agreement.BELOW: ("偏低", "info"),
    Agreement.ABOVE: ("偏高", "verify"),
}


def _agreement(record: Record, cell: CellId, expected: ExpectedScore, most: Decimal | None) -> tuple[str, str]:
    given = record.amount(cell)
    if given is None:
        return "", ""
    found = agreement(expected, given)
    if found is Agreement.UNKNOWN and most is not None and given.value > most:
        found = Agreement.ABOVE  # nobody knows the score, but it is known to be at most that much
    word, mark = _WORDS.get(found, ("", ""))
    return (f"{record.shown(cell)} {word}", mark) if word else ("", "")


_RULES = {
    Basis.RATIO: "没有达成，按完成的比例给分；达成给 {weight} 分。",
    Basis.SHARES: "几个目标各占一样多的分，没有达成的按完成的比例给分。",
    Basis.BAND: "文字指标按档给分，档内给多少由自评人定。",
    Basis.UNMET: "没有达成，不能给满分；给多少由自评人定。",
    Basis.EXECUTION: "分值乘执行率，最多得满分。",
}


def _rule(record: Record, cell: CellId, expected: ExpectedScore, scheme: ScoringScheme) -> tuple[tuple[str, ...], str]:
    """The rule in words, if the sentence does not say it already, and where it comes from."""
    criterion = criterion_of(record, cell.row) if cell.section == INDICATORS else ""
    if criterion:
        understood = read_criterion(criterion).explain()
        said = understood in expected.sentence
        return (), "按这一行的评分标准打分。" if said else f"按这一行的评分标准打分：{understood}"
    weight = plain(expected.weight) if expected.weight is not None else ""
    words = _RULES.get(expected.basis, "").format(weight=weight)
    source = f"计分办法“{scheme.name}”，出自{scheme.source}。"
    if expected.basis is Basis.BAND:
        source = f"分档“{scheme.bands.name}”，出自{scheme.bands.source}。"
    return (words,) if words else (), source


def _proposal(record: Record, cell: CellId, wanted: str) -> tuple[str, str]:
    """What can be taken over, and the text to enter for it; both ``""`` when there is nothing to take."""
    given = record.amount(cell)
    stands_there = record.shown(cell) == wanted or (given is not None and plain(given.value) == wanted)
    if not wanted or stands_there or record.is_locked(cell):
        return "", ""
    if not record.is_computed(cell):
        return wanted, wanted
    # Only a text that was put over a calculated score can be taken back; a calculation is mended in what it reads.
    over = record.text(cell) and record.calculated.get(cell, "") == wanted
    return (wanted, "") if over else ("", "")


# total and grade ------------------------------------------------------------------------------------------------------


def _of_total(record: Record, cell: CellId) -> ScoreNote:
    levels, capped = level_scores(record), _cap(record)
    missing = sum(level.missing for level in levels)
    points = sum((level.got for level in levels if level.got is not None), Decimal(0))
    added = " + ".join(f"{level.name} {format_points(level.got)}" for level in levels if level.got is not None)
    total = points if capped is None else min(points, capped.most)
    if missing:
        why = f"还有 {missing} 行没有得分；已经有的相加是 {format_points(points)} 分。"
        label, most, wanted = "应为", "", ""
        if capped is not None:
            label, most = "最高可得", f"{plain(capped.most)} 分"
    else:
        why = f"{added}，相加 {format_points(points)} 分。"
        label, most = "最高可得" if capped is not None else "应为", f"{format_points(total)} 分"
        wanted = format_points(total)
    scheme = _scheme(record)
    step = grade(record_total(record, total), scheme)
    sentences = [why, capped.sentence if capped is not None else "", _grade_words(step, scheme)]
    word, mark = _same(record, cell, wanted)
    proposal, entry = _proposal(record, cell, wanted)
    return ScoreNote(
        cell, label, most, record.shown(cell), word, mark, tuple(filter(None, sentences)), _grade_rule(scheme),
        proposal, entry,
    )  # fmt: skip


def record_total(record: Record, otherwise: Decimal) -> Decimal:
    """The total shown, held under the cap; ``otherwise`` where none is."""
    form = form_score(record)
    if form is None or form.total is None:
        return otherwise
    return form.total if form.cap is None else min(form.total, form.cap.most)


def _of_grade(record: Record, cell: CellId) -> ScoreNote:
    scheme, form = _scheme(record), form_score(record)
    step = form.grade if form is not None else None
    wanted = step.name if step is not None else ""
    sentences = [_total_words(form), form.cap.sentence if form is not None and form.cap is not None else ""]
    sentences.append(_grade_words(step, scheme))
    word, mark = _same(record, cell, wanted)
    proposal, entry = _proposal(record, cell, wanted)
    why = tuple(filter(None, sentences))
    return ScoreNote(
        cell, "应评", wanted, record.shown(cell), word, mark, why, _grade_rule(scheme), proposal, entry
    )  # fmt: skip


def _same(record: Record, cell: CellId, wanted: str) -> tuple[str, str]:
    given, amount = record.shown(cell), record.amount(cell)
    if not given or not wanted:
        return "", ""
    same = given.strip() == wanted or (amount is not None and plain(amount.value) == wanted)
    return ("一致", "met") if same else ("不一致", "verify")


def _total_words(form: FormScore | None) -> str:
    if form is None or form.total is None:
        return "总分还没有，等级定不下来。"
    return f"总分 {format_points(form.total)}。"


def _grade_words(step: Grade | None, scheme: ScoringScheme) -> str:
    """As ``90 分以上是优。`` and ``80 分以上、不到 90 分是良。``."""
    if step is None:
        return ""
    place = scheme.grades.grades.index(step)
    least = f"{plain(step.least)} 分以上" if step.least else ""
    below = f"不到 {plain(scheme.grades.grades[place - 1].least)} 分" if place else ""
    return f"{'、'.join(filter(None, (least, below)))}是{step.name}。"


def _grade_rule(scheme: ScoringScheme) -> str:
    return f"等级“{scheme.grades.name}”，出自{scheme.grades.source}。"


def _scheme(record: Record) -> ScoringScheme:
    scoring = record.definition.scoring
    if scoring is None:
        raise ValueError("the form has no scoring")
    return scoring.scheme


def _cap(record: Record) -> Cap | None:
    form = form_score(record)
    return form.cap if form is not None else None


# the form -------------------------------------------------------------------------------------------------------------


def score_summary(record: Record) -> ScoreSummary | None:
    """Total, grade and points by level 1 as they are now; None for a form without scoring."""
    form, scoring = form_score(record), record.definition.scoring
    if form is None or scoring is None:
        return None
    levels = level_scores(record)
    total, step = form.total, form.grade
    if not scoring.total and any(level.got is not None for level in levels):
        total = sum((level.got for level in levels if level.got is not None), Decimal(0))
        step = grade(total if form.cap is None else min(total, form.cap.most), scoring.scheme)
    remarks = (*_typed_over(record), *(remark.sentence for remark in form.remarks))
    return ScoreSummary(total, step, scoring.scheme.grades.grades, levels, form.cap, remarks)


def _typed_over(record: Record) -> tuple[str, ...]:
    """A sentence while a text stands over the calculated total and says something else."""
    scoring = record.definition.scoring
    cell = cell_named(scoring.total) if scoring is not None else None
    calculated = record.calculated.get(cell, "") if cell is not None else ""
    if cell is None or not calculated or not record.text(cell) or _same(record, cell, calculated)[1] != "verify":
        return ()
    return (f"总分填的是 {record.text(cell)}，各行得分相加是 {calculated}。",)


def level_scores(record: Record) -> tuple[LevelScore, ...]:
    """Points by level 1 heading in the order of the form; rows of a heading count together wherever they stand."""
    found: dict[str, LevelScore] = {}
    execution = execution_row(record.definition)
    for section, row in scored_rows(record):
        is_execution = (section, row) == execution
        name = EXECUTION if is_execution else "".join(record.shown(CellId(section, row, LEVEL)).split()) or "其他"
        score, weight = (record.amount(CellId(section, row, column)) for column in (SCORE, WEIGHT))
        before = found.get(name, LevelScore(name, None, Decimal(0), 0))
        found[name] = LevelScore(
            name,
            before.got if score is None else (before.got or Decimal(0)) + score.value,
            before.possible if weight is None else before.possible + weight.value,
            before.missing + (score is None),
        )
    return tuple(found.values())
