"""Entered totals against the sum of their parts, under law 1 of rounding (domain §6).

A total the program calculates is right by itself; only an entered one (typed over, or from an import) is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar, cast

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, is_rounding_tail, parse_amount
from desktop.domain.calculation import Formula
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.wording import amount_words
from desktop.domain.definition import Shape, ValueType
from desktop.domain.expression import Node

_SLACK = Decimal("0.001")
"""How far a ratio may lie from the factor: what rounding to two decimals of 万元 leaves of small amounts."""
_SUMMED = (ValueType.AMOUNT, ValueType.NUMBER)


class TotalCheck(Check):
    """Compares every entered total of a section with its formula.

    Parameters:
        section: the part of the form.
        columns: the totals it is about; by default every one that is a sum.
        report: ``difference`` what no rounding explains, ``tail`` what rounding may explain, ``any`` whatever differs
            (points are not rounded, so they have no tails), ``unit`` what is ``factor`` times too much or too little.
        factor: where given, ``difference`` leaves to ``unit`` what a slip of unit explains.
    """

    name: ClassVar[str] = "sum"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("columns", ParamType.COLUMNS, required=False),
        Param("report", ParamType.CHOICE, choices=("difference", "tail", "any", "unit")),
        Param("factor", ParamType.NUMBER, required=False),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"difference", "direction", "unit"})

    def prepare(self) -> None:
        """Find the sums of amounts and points in the section; a product such as a score is none."""
        wanted = self.values["columns"]
        self.formulas: tuple[Formula, ...] = tuple(
            formula
            for formula in self.calculator.plan.formulas
            if formula.section == self.section.key and formula.expression and formula.column.type in _SUMMED
            if _is_sum(formula.expression.root) and (wanted is None or formula.column.key in wanted)
        )

    def watches(self) -> Iterable[Watch]:
        """The totals and all that their formulas read."""
        for formula in self.formulas:
            yield (formula.section, formula.column.key)
            yield from ((reference.section, reference.column) for reference in formula.references)

    def scopes(self) -> Iterable[Scope]:
        """(number of the formula, row) of each total."""
        for number, formula in enumerate(self.formulas):
            yield from ((number, row) for row in self._rows(formula))

    def _rows(self, formula: Formula) -> list[str]:
        return [formula.row] if formula.row is not None else self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """Totals in the cell or above it."""
        for number, formula in enumerate(self.formulas):
            own = (formula.section, formula.column.key) == (cell.section, cell.column)
            if own and formula.row in (None, cell.row):
                yield (number, cell.row)
            for reference in formula.references:
                if (reference.section, reference.column) != (cell.section, cell.column):
                    continue
                if reference.whole or reference.row == cell.row:
                    yield from ((number, row) for row in self._rows(formula))
                elif reference.row is None:
                    yield (number, cell.row)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing when the total is not entered, is no number, or a part is no number."""
        number, row = cast(tuple[int, str], scope)
        formula = self.formulas[number]
        cell = CellId(formula.section, row, formula.column.key)
        if not self.record.text(cell) or (self.section.shape is not Shape.FIELDS and self.record.is_locked(cell)):
            return
        printed, right = self.record.amount(cell), parse_amount(self.calculator.expected(cell))
        parts = self._parts(formula, row)
        if printed is None or right is None or parts is None or printed.value == right.value:
            return
        difference = printed.value - right.value
        decimals = max(printed.decimals, right.decimals, *(part.decimals for part in parts))
        tail = is_rounding_tail(difference, len(parts), decimals)
        slip = not tail and self._is_slip_of_unit(printed.value, right.value)
        sort = "tail" if tail else "unit" if slip else "difference"
        if self.values["report"] not in ("any", sort):
            return
        shown = amount_words(right)
        yield self.finding(
            cell,
            {
                "unit": self.record.unit,
                "difference": amount_words(Amount(abs(difference), decimals)),
                "direction": "多" if difference > 0 else "少",
            },
            left=amount_words(printed),
            right=shown,
            fix=Fix(f"改用自动算出的 {shown}", cell, ""),
        )

    def _is_slip_of_unit(self, printed: Decimal, right: Decimal) -> bool:
        """True when one is about ``factor`` times the other: 元 typed among 万元, or the other way round."""
        factor = self.values["factor"]
        if factor is None or not printed or not right or printed * right < 0:
            return False
        larger, smaller = max(abs(printed), abs(right)), min(abs(printed), abs(right))
        ratio = larger / smaller / Decimal(str(factor))
        return abs(ratio - 1) <= _SLACK

    def _parts(self, formula: Formula, row: str) -> list[Amount] | None:
        """The filled parts; None when one of them is filled with something that is no number."""
        parts = []
        for reference in formula.references:
            rows = reference.row_keys(self.record) if reference.whole else [reference.row or row]
            for key in rows if reference.row != "" else [""]:
                cell = CellId(reference.section, key, reference.column)
                amount = self.record.amount(cell)
                if amount is not None:
                    parts.append(amount)
                elif unreadable(self.record.shown(cell)):
                    return None
        return parts


def _is_sum(node: Node) -> bool:
    """True for names added up, ``a + b + sum(c.d)``."""
    if node.op == "call":
        return node.text == "sum" and all(map(_is_sum, node.args))
    return node.op == "name" or (node.op in ("+", "-") and all(map(_is_sum, node.args)))


def unreadable(text: str) -> bool:
    """True when an amount cell holds something that does not read as a number."""
    try:
        parse_amount(text)
    except ValueError:
        return True
    return False
