"""Points taken off in a form that has no column for the reason (domain §5: 得分 < 分值 needs a reason).

A criterion that leads to a score is the reason itself; whether the score follows it is ``score-expected``'s to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.full_points import COLUMNS
from desktop.domain.checks.wording import amount_words
from desktop.domain.score_expectation import INDICATORS, expected_row
from desktop.domain.scoring import Basis


class UnexplainedCheck(Check):
    """One finding for each indicator with less than its weight, where no criterion says how many points to take."""

    name: ClassVar[str] = "unexplained-deduction"
    local = True
    needs_scoring = True

    def watches(self) -> Iterable[Watch]:
        """What the expectation reads, and the scores."""
        known = self.definition.section_by_key[INDICATORS].column_by_key
        return [*((INDICATORS, key) for key in (*COLUMNS, "criterion") if key in known), ("form", "year")]

    def scopes(self) -> Iterable[Scope]:
        """Each indicator."""
        return [row.key for row in self.record.rows(INDICATORS)]

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell; every row when the year changes."""
        return self.scopes() if cell.section == "form" else (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for full points, and without a score."""
        row = str(scope)
        cell, own = (CellId(INDICATORS, row, key) for key in ("score", "weight"))
        score, weight = self.record.amount(cell), self.record.amount(own)
        if score is None or weight is None or score.value >= weight.value:
            return
        expected = expected_row(self.record, INDICATORS, row)
        if expected is not None and expected.basis is Basis.CRITERION:
            return
        yield self.finding(cell, left=amount_words(score), right=amount_words(weight), others=(own,))
