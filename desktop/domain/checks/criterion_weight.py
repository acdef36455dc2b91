"""The most a scoring criterion can give against the weight of its row: they must be equal (domain §5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import plain
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.criteria import read_criterion


class CriterionWeightCheck(Check):
    """One finding for each row whose criterion can be read and adds up to more or less than the weight.

    Parameters:
        section: the indicators.
        criterion, weight: its columns.
    """

    name: ClassVar[str] = "criterion-weight"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("criterion", ParamType.COLUMN),
        Param("weight", ParamType.COLUMN),
    )

    def watches(self) -> Iterable[Watch]:
        """Both columns."""
        return [(self.section.key, self.values["criterion"]), (self.section.key, self.values["weight"])]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell."""
        return (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a criterion that cannot be read, and without a weight."""
        criterion, weight = (self.cell(str(scope), self.values[name]) for name in ("criterion", "weight"))
        points = self.record.amount(weight)
        if points is None or points.value < 0:
            return
        most = read_criterion(self.record.shown(criterion)).maximum(points.value)
        if most is not None and most != points.value:
            yield self.finding(weight, left=plain(most), right=plain(points.value), others=(criterion,))
