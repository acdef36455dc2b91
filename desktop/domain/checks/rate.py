"""Entered rates against the two amounts beside them, under laws 2 and 3 of rounding (domain §6)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, RateVerdict, format_amount, format_rate, rate_is_legal
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.wording import amount_words, cell_words

_ZERO = Amount(Decimal(0), 0)
_judged = lru_cache(maxsize=1024)(rate_is_legal)  # three instances ask the same of each row
_REPORTS = {
    "wrong": RateVerdict.WRONG,
    "truncated": RateVerdict.TRUNCATED,
    "undefined": RateVerdict.UNDEFINED,
}


class RateCheck(Check):
    """Judges the printed rate of each row.

    Parameters:
        section: the money part.
        rate, executed, budget: its columns.
        report: ``wrong``; ``truncated`` cut instead of rounded; ``undefined`` a rate other than 0 over a budget of 0.
    """

    name: ClassVar[str] = "rate"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("rate", ParamType.COLUMN, required=False, default="rate"),
        Param("executed", ParamType.COLUMN, required=False, default="executed"),
        Param("budget", ParamType.COLUMN, required=False, default="budget"),
        Param("report", ParamType.CHOICE, choices=tuple(_REPORTS)),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"executed", "budget"})

    def watches(self) -> Iterable[Watch]:
        """The three columns."""
        return [(self.section.key, self.values[name]) for name in ("rate", "executed", "budget")]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell."""
        return (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing when no rate is entered: a calculated one is right by itself."""
        row = str(scope)
        rate, executed, budget = (self.cell(row, self.values[name]) for name in ("rate", "executed", "budget"))
        if not self.record.text(rate) or self.record.is_locked(rate):
            return
        printed = self.record.amount(rate)
        spent, planned = (self._amount(cell) for cell in (executed, budget))
        if printed is None or spent is None or planned is None:
            return
        verdict = _judged(printed, spent, planned)
        if verdict is not _REPORTS[self.values["report"]]:
            return
        if verdict is RateVerdict.UNDEFINED:
            if printed.value:
                yield self.finding(rate, left=f"{format_amount(printed)}%")
            return
        ratio = Decimal(100) * spent.value / planned.value
        expected = self.calculator.expected(rate)
        words = {"executed": cell_words(self.record, executed), "budget": cell_words(self.record, budget)}
        yield self.finding(
            rate,
            words,
            left=f"{amount_words(printed)}%",
            right=format_rate(ratio, printed.decimals),
            others=(executed, budget),
            fix=Fix(f"改用自动算出的 {expected}", rate, "") if expected else None,
        )

    def _amount(self, cell: CellId) -> Amount | None:
        """The amount, 0 for a blank; None when something else stands there."""
        amount = self.record.amount(cell)
        if amount is None and not self.record.shown(cell).strip():
            return _ZERO
        return amount
