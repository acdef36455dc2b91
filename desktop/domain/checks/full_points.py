"""Full points on a target that is not reached (domain §5): an error, but where the form's own criterion grants them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import plain
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.comparison import judged
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import shorten, spaced
from desktop.domain.record import Record
from desktop.domain.score_expectation import INDICATORS, criterion_of, expected_row
from desktop.domain.scoring import ExpectedScore
from desktop.domain.target_types import Comparison, Verdict

COLUMNS = ("level3", "target", "actual", "weight", "score")


def full_and_unmet(record: Record, row: str) -> Comparison | None:
    """How the row falls short of its target though its score is the full weight; None when it does not."""
    score, weight = (record.amount(CellId(INDICATORS, row, key)) for key in ("score", "weight"))
    if score is None or weight is None or weight.value <= 0 or score.value != weight.value:
        return None
    name, target, actual = (record.shown(CellId(INDICATORS, row, key)) for key in ("level3", "target", "actual"))
    if not target or not actual:
        return None
    comparison = judged(target, actual, name, record.year)
    # A bound may prove it too: 不足80% against ≥90%.
    return comparison if Verdict.NOT_MET in (comparison.verdict, comparison.implied) else None


class FullPointsCheck(Check):
    """One finding for each indicator with full points on an unmet target.

    Parameters:
        report: ``unmet`` where no criterion speaks for the points, ``by-criterion`` where the row's criterion grants
            them, or cannot be judged.
    """

    name: ClassVar[str] = "full-points"
    local = True
    needs_scoring = True
    params: ClassVar[tuple[Param, ...]] = (Param("report", ParamType.CHOICE, choices=("unmet", "by-criterion")),)
    fields: ClassVar[frozenset[str]] = frozenset({"score", "why"})

    def prepare(self) -> None:
        """The columns; a criterion where the layout has one."""
        known = self.definition.section_by_key[INDICATORS].column_by_key
        self.columns = tuple(key for key in (*COLUMNS, "criterion") if key in known)

    def watches(self) -> Iterable[Watch]:
        """The columns, and the year that dates without a year mean."""
        return [*((INDICATORS, column) for column in self.columns), ("form", "year")]

    def scopes(self) -> Iterable[Scope]:
        """Each indicator."""
        return [row.key for row in self.record.rows(INDICATORS)]

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell; every row when the year changes."""
        return self.scopes() if cell.section == "form" else (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for less than full points, and where nothing proves that the target is not reached."""
        row = str(scope)
        comparison = full_and_unmet(self.record, row)
        if comparison is None:
            return
        why = self._granted(row)
        if bool(why) is not (self.values["report"] == "by-criterion"):
            return
        actual, target = (CellId(INDICATORS, row, key) for key in ("actual", "target"))
        left, right = self._sides(comparison, actual, target)
        cell = CellId(INDICATORS, row, "score")
        words = {"score": self.record.shown(cell), "why": why}
        yield self.finding(cell, words, left=left, right=right, others=(actual, target))

    def _granted(self, row: str) -> str:
        """Why the criterion speaks for full points, or does not speak against them; ``""`` when nothing does."""
        if not criterion_of(self.record, row):
            return ""
        expected = expected_row(self.record, INDICATORS, row)
        if expected is None or expected.high is None:
            return "评分标准要由人判断"
        return f"评分标准给 {_points(expected)} 分" if expected.high == expected.weight else ""

    def _sides(self, comparison: Comparison, actual: CellId, target: CellId) -> tuple[str, str]:
        """The figures compared, or both texts in quotation marks."""
        failed = [part for part in comparison.parts if Verdict.NOT_MET in (part.verdict, part.implied)]
        if failed and failed[0].actual is not None:
            return f" {spaced(failed[0].actual.printed)}", f" {spaced(failed[0].target.printed)}"
        return f"“{shorten(self.record.shown(actual))}”", f"“{shorten(self.record.shown(target))}”"


def _points(expected: ExpectedScore) -> str:
    """``4``, ``2 至 4``."""
    low, high = plain(expected.low or expected.high or 0), plain(expected.high or 0)  # type: ignore[arg-type]
    return high if low == high else f"{low} 至 {high}"
