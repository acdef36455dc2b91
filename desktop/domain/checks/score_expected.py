"""Entered scores against the expected ones: the criterion, the ratio, the band, the execution rate (domain §5).

Silent where a person has to judge, where a range holds the score, and where another check speaks of the row: a
criterion that does not fit the weight (``criterion-weight``), full points on an unmet target (``full-points``), points
taken off a met target without a criterion (score.reason).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.full_points import COLUMNS, full_and_unmet
from desktop.domain.checks.wording import amount_words
from desktop.domain.criteria import read_criterion
from desktop.domain.score_expectation import (
    INDICATORS,
    criterion_of,
    execution_row,
    expected_row,
    scored_rows,
)
from desktop.domain.scoring import Agreement, ExpectedScore, agreement
from desktop.domain.scoring_points import format_points

_REPORTS = {
    "differs": (Agreement.BELOW, Agreement.ABOVE),
    "rounded": (Agreement.WHOLE_POINT,),
}
_EXECUTION = ("budget", "executed", "rate", "weight", "score")


class ScoreExpectedCheck(Check):
    """One finding for each row whose entered score is not the expected one.

    Parameters:
        report: ``differs``, or ``rounded`` for a whole point within half a point of it.
    """

    name: ClassVar[str] = "score-expected"
    local = True
    needs_scoring = True
    params: ClassVar[tuple[Param, ...]] = (Param("report", ParamType.CHOICE, choices=tuple(_REPORTS)),)
    fields: ClassVar[frozenset[str]] = frozenset({"why"})

    def watches(self) -> Iterable[Watch]:
        """What the expectation reads, and the scores."""
        known = self.definition.section_by_key[INDICATORS].column_by_key
        yield from ((INDICATORS, column) for column in (*COLUMNS, "criterion") if column in known)
        execution = execution_row(self.definition)
        if execution is not None:
            known = self.definition.section_by_key[execution[0]].column_by_key
            yield from ((execution[0], column) for column in _EXECUTION if column in known)
        yield ("form", "year")

    def scopes(self) -> Iterable[Scope]:
        """Each row with a score, as (section, row)."""
        return scored_rows(self.record)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell; every row when the year changes."""
        if cell.section == "form":
            return scored_rows(self.record)
        is_scored = cell.section == INDICATORS or (cell.section, cell.row) == execution_row(self.definition)
        return ((cell.section, cell.row),) if is_scored else ()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a score that is calculated, and what number checks report."""
        assert isinstance(scope, tuple)
        section, row = scope
        cell = CellId(section, row, "score")
        given = self.record.amount(cell) if self.record.text(cell) else None
        expected = expected_row(self.record, section, row) if given is not None else None
        if given is None or expected is None or self._is_for_others(section, row, expected):
            return
        if given.value < 0 or given.value > (expected.weight or 0):
            return  # reported as such
        if agreement(expected, given) not in _REPORTS[self.values["report"]]:
            return
        right = _expected_words(expected)
        fix = None
        if expected.exact is not None:
            fix = Fix(f"改成 {right}", cell, format_points(expected.exact))
        yield self.finding(cell, {"why": expected.sentence}, left=amount_words(given), right=right, fix=fix)

    def _is_for_others(self, section: str, row: str, expected: ExpectedScore) -> bool:
        """True where another check speaks of the row (see the module)."""
        if section != INDICATORS:
            return False
        criterion = criterion_of(self.record, row)
        if not criterion and expected.low == expected.weight:
            return True
        if criterion and expected.weight is not None:
            most = read_criterion(criterion).maximum(expected.weight)
            if most is not None and most != expected.weight:
                return True
        return full_and_unmet(self.record, row) is not None


def _expected_words(expected: ExpectedScore) -> str:
    """``3.99``, ``3.6 至 4``, ``低于 4``."""
    if expected.exact is not None or expected.low is None or expected.high is None:
        return format_points(expected.exact or 0)  # type: ignore[arg-type]
    if not expected.high_excluded:
        return f"{format_points(expected.low)} 至 {format_points(expected.high)}"
    below = f"低于 {format_points(expected.high)}"
    return below if not expected.low else f"{format_points(expected.low)} 以上、{below}"
