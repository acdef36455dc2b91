"""元 typed in a form of 万元, or the other way round: two amounts of a row that lie about ten thousand times apart.

Only amounts of one row are compared, because 预算数 and 执行数 of the same money lie close together while rows may
differ as they please. Totals against their parts belong to ``total``.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, format_amount, trim_zeros
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch, column_of
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.wording import amount_words

_SMALL = "元"


class MagnitudeCheck(Check):
    """One finding for each entered amount that is most likely in another unit than the form.

    Parameters:
        section: the money part.
        columns: columns with amounts of the same money.
        factor: how many of the small unit make one of the large.
        least: the smaller amount, in the same unit, is at least this share of the larger (0.3 of the budget spent).
    """

    name: ClassVar[str] = "magnitude"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("columns", ParamType.COLUMNS),
        Param("factor", ParamType.NUMBER, required=False, default=10000),
        Param("least", ParamType.NUMBER, required=False, default=0.3),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"other", "unit", "slip"})
    local = True

    def prepare(self) -> None:
        """Read both numbers."""
        self.factor = Decimal(str(self.values["factor"]))
        self.least = Decimal(str(self.values["least"]))

    def watches(self) -> Iterable[Watch]:
        """The amounts, and the unit they are in."""
        return [*((self.section.key, column) for column in self.values["columns"]), ("form", "unit")]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell; every row when the unit changes."""
        return self.row_keys() if cell.section == "form" else (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Blank, 0 and negative amounts are compared with nothing; calculated ones are never at fault."""
        row = str(scope)
        unit = self.record.unit
        cells = [self.cell(row, column) for column in self.values["columns"]]
        amounts = {cell: amount for cell in cells if (amount := self.record.amount(cell)) and amount.value > 0}
        for cell, amount in amounts.items():
            if not self.record.text(cell):
                continue
            other = next((one for one in amounts if one != cell and self._apart(amount, amounts[one], unit)), None)
            if other is not None:
                yield self._found(cell, amount, other, amounts[other], unit)

    def _apart(self, amount: Amount, other: Amount, unit: str) -> bool:
        """True when ``amount`` is the one in the wrong unit: too large in a form of 万元, too small in one of 元."""
        larger, smaller = (other, amount) if unit == _SMALL else (amount, other)
        share = larger.value / smaller.value / self.factor
        return self.least <= share <= 1 / self.least

    def _found(self, cell: CellId, amount: Amount, other: CellId, beside: Amount, unit: str) -> Finding:
        mended = amount.value * self.factor if unit == _SMALL else amount.value / self.factor
        decimals = column_of(self.definition, cell).decimals or 0
        exact = trim_zeros(Amount(mended, max(0, -int(mended.as_tuple().exponent))))
        text = format_amount(exact)
        words = {
            "other": column_of(self.definition, other).short,
            "unit": unit,
            "slip": "万元" if unit == _SMALL else _SMALL,
        }
        fix = Fix(f"改成 {text}", cell, text) if exact.decimals <= decimals else None
        left, right = amount_words(amount), amount_words(beside)
        return self.finding(cell, words, left=left, right=right, others=(other,), fix=fix)
