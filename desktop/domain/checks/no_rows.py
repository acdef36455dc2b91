"""A part of the form without a single row: it is missing as a whole, and is named as such rather than passed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding


class NoRowsCheck(Check):
    """One finding when the part has no rows. There is no cell to go to; the part itself is its place.

    Parameters:
        section: a part whose rows are a list.
    """

    name: ClassVar[str] = "no-rows"
    params: ClassVar[tuple[Param, ...]] = (Param("section", ParamType.SECTION),)

    def watches(self) -> Iterable[Watch]:
        """Any column of the part: what matters is that rows come and go."""
        return [(self.section.key, column.key) for column in self.section.columns[:1]]

    def scopes(self) -> Iterable[Scope]:
        """The part."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """Nothing: a change of a cell brings and takes no row."""
        return ()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """The finding stands at the part as a whole."""
        if not self.record.rows(self.section.key):
            yield self.finding_at_part(self.section)
