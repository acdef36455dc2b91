"""The figure a scoring criterion asks for against the row's target: 不低于360万人 beside 363.21万人 (domain §8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.criteria import read_criterion


class CriterionTargetCheck(Check):
    """One finding for each row whose criterion gives its points for another figure than the target.

    Parameters:
        section: the indicators.
        criterion, target: its columns.
    """

    name: ClassVar[str] = "criterion-target"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("criterion", ParamType.COLUMN),
        Param("target", ParamType.COLUMN),
    )

    def watches(self) -> Iterable[Watch]:
        """Both columns."""
        return [(self.section.key, self.values["criterion"]), (self.section.key, self.values["target"])]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell."""
        return (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing where either side has no figure, or their units cannot be compared."""
        criterion, target = (self.cell(str(scope), self.values[name]) for name in ("criterion", "target"))
        wanted = self.record.shown(target)
        pairs = read_criterion(self.record.shown(criterion)).differing_targets(wanted) if wanted else ()
        for demanded, own in pairs[:1]:
            yield self.finding(target, left=demanded.printed, right=own.printed, others=(criterion,))
