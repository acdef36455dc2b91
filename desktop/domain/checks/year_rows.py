"""Whether each unit has its row of last year, of this year and of the change (表8, domain §7 I9).

Without one of them the change cannot be compared, and ``year-change`` is silent; this says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Param, ParamType, Scope, Watch
from desktop.domain.checks.compared import Comparison
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.year_change import YearChangeCheck

_YEAR = CellId("form", "", "year")


class YearRowsCheck(YearChangeCheck):
    """One finding for each unit whose rows are not exactly last year, this year and the change.

    Parameters as of ``year-change``; this year is the form's.
    """

    name: ClassVar[str] = "year-rows"
    params: ClassVar[tuple[Param, ...]] = tuple(
        param for param in YearChangeCheck.params if param.type is not ParamType.CODE
    )
    fields: ClassVar[frozenset[str]] = frozenset({"unit", "wanted", "found"})

    def watches(self) -> Iterable[Watch]:
        """Names, periods, and the form's year."""
        names = (self.values["unit"], self.values["period"])
        return [*((self.section.key, column) for column in names), ("form", "year")]

    def scopes(self) -> Iterable[Scope]:
        """The first row of each unit."""
        return list(self._blocks)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """Every unit: a name may have joined two of them."""
        before = list(self._blocks)
        self.reset()
        return list(dict.fromkeys([*before, *self._blocks]))

    def comparisons(self, scope: Scope) -> Iterable[Comparison]:
        """None: rows are counted here, no figures compared."""
        return ()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a unit with the three rows; 上年 and 本年 in words are as good as the years."""
        block = self._blocks.get(str(scope))
        if block is None:
            return
        this = self.record.year
        named = {0, 1} if set(block.years) <= {0, 1} else {this - 1, this} if this is not None else set(block.years)
        if block.rows is not None and set(block.years) == named:
            return
        rows = [row for row in self.row_keys() if self._block_of[row] == block.first]
        cells = [self.cell(row, self.values["period"]) for row in rows]
        texts = [self.record.text(cell).strip() or "空着" for cell in cells]
        wanted = f"{this - 1} 年、{this} 年" if this is not None else "上年、本年"
        yield self.finding(
            cells[0],
            {"unit": block.unit or "没有写名称的单位", "wanted": wanted, "found": "、".join(texts)},
            left="、".join(texts),
            right=wanted,
            others=tuple(cells[1:]),
        )
