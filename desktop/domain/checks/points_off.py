"""Points taken off a row whose target is not known to be missed: that needs a reason (domain §5).

A missed target demands its reason by itself (``comparison`` with ``not-met``), so the two never speak of the same row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.comparison import is_not_met, judged
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import cell_words


class PointsOffCheck(Check):
    """One finding, at the score, for each row with less than its full points.

    Parameters:
        section: the indicators.
        score, weight: points given and points possible.
        target, actual, name_column: what tells whether the target is missed.
    """

    name: ClassVar[str] = "points-off"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("score", ParamType.COLUMN),
        Param("weight", ParamType.COLUMN),
        Param("target", ParamType.COLUMN),
        Param("actual", ParamType.COLUMN),
        Param("name_column", ParamType.COLUMN),
    )

    def watches(self) -> Iterable[Watch]:
        """The five columns, and the year that dates without a year mean."""
        return [*((self.section.key, self.values[param.name]) for param in self.params[1:]), ("form", "year")]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell; every row when the year changes."""
        return self.row_keys() if cell.section == "form" else (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing while either figure is blank or no number."""
        row = str(scope)
        score, weight = (self.cell(row, self.values[name]) for name in ("score", "weight"))
        given, possible = self.record.number(score), self.record.number(weight)
        if given is None or possible is None or given >= possible or self._is_missed(row):
            return
        yield self.finding(
            score,
            left=cell_words(self.record, score),
            right=cell_words(self.record, weight),
            others=(weight,),
        )

    def _is_missed(self, row: str) -> bool:
        texts = (self.record.shown(self.cell(row, self.values[key])) for key in ("target", "actual", "name_column"))
        target, actual, name = texts
        return bool(target and actual) and is_not_met(judged(target, actual, name, self.record.year))
