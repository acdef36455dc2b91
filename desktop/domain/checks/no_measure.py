"""Targets in words that say nothing to measure by, answered with a figure: 信息公开 answered with 100% (domain §8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import shorten
from desktop.domain.targets import Expectation, ExpectationKind, Ladder, parse_actual, parse_target, suggest_number


class NoMeasureCheck(Check):
    """One finding for each row whose actual value is a bare figure while its target holds neither figure nor level.

    Parameters:
        section: the indicators.
        target, actual: its columns.
    """

    name: ClassVar[str] = "no-measure"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("target", ParamType.COLUMN),
        Param("actual", ParamType.COLUMN),
    )

    def watches(self) -> Iterable[Watch]:
        """Both columns."""
        return [(self.section.key, self.values["target"]), (self.section.key, self.values["actual"])]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell."""
        return (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for 全覆盖 and degrees of change, for dates, and for figures that cannot be read."""
        target, actual = (self.cell(str(scope), self.values[name]) for name in ("target", "actual"))
        wanted, given = self.record.shown(target), self.record.shown(actual)
        if not _is_bare_word(parse_target(wanted)) or suggest_number(wanted):
            return
        quantities = parse_actual(given).quantities
        if len(quantities) == 1 and quantities[0].printed.strip() == given.strip():
            yield self.finding(target, left=shorten(wanted), right=shorten(given), others=(actual,))


def _is_bare_word(target: Expectation) -> bool:
    """True for prose and for states (信息公开, 规范), which a percentage does not answer."""
    if target.level is not None:
        return target.level.ladder is Ladder.STATE
    return target.kind is ExpectationKind.FREE
