"""Texts that speak of last year only: most likely copied from last year's form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch, parse_cell
from desktop.domain.checks.finding import Finding
from desktop.domain.folding import fold_width

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")


class WrongYearCheck(Check):
    """One finding for each cell that names the year before the form's and not the form's own.

    Other years are left alone: plans and documents bear them rightly.

    Parameters:
        cells: the texts.
    """

    name: ClassVar[str] = "wrong-year"
    params: ClassVar[tuple[Param, ...]] = (Param("cells", ParamType.CELLS),)

    def prepare(self) -> None:
        """Find the cells."""
        found = [parse_cell(self.definition, name) for name in self.values["cells"]]
        self.cells = [cell for cell in found if cell is not None]

    def watches(self) -> Iterable[Watch]:
        """The texts and the year."""
        return [*((cell.section, cell.column) for cell in self.cells), ("form", "year")]

    def scopes(self) -> Iterable[Scope]:
        """Each cell."""
        return self.cells

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell itself; all when the year changes."""
        return self.cells if cell == CellId("form", "", "year") else [one for one in self.cells if one == cell]

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a form without a year."""
        assert isinstance(scope, CellId)
        year = self.record.year
        if year is None:
            return
        years = {int(found) for found in _YEAR.findall(fold_width(self.record.shown(scope)))}
        if year - 1 in years and year not in years:
            yield self.finding(scope, left=str(year - 1), right=str(year))
