"""Entered totals against the sum of their parts, under law 1 of rounding (domain §6).

A total the program calculates is right by itself; only an entered one (typed over, or from an import) is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar, cast

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, parse_amount
from desktop.domain.checks.base import Param, ParamType, Scope, Watch
from desktop.domain.checks.compared import (
    ComparingCheck,
    Comparison,
    Pair,
    Result,
    Side,
    as_tail,
    cell_title,
    judge,
    side,
)
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.row_groups import shaping_columns
from desktop.domain.checks.wording import amount_words
from desktop.domain.definition import Shape, ValueType
from desktop.domain.expression import Node
from desktop.domain.formula_plan import Formula, Reference

_SLACK = Decimal("0.001")
"""How far a ratio may lie from the factor: what rounding to two decimals of 万元 leaves of small amounts."""
_SUMMED = (ValueType.AMOUNT, ValueType.NUMBER)

_UNIT_CELL = ("form", "unit")


class TotalCheck(ComparingCheck):
    """Compares every entered total of a section with its formula.

    Parameters:
        section: the part of the form.
        columns: the totals it is about; by default every one that is a sum.
        report: ``difference`` what no rounding explains, ``tail`` what rounding may explain, ``any`` whatever differs
            (points are not rounded, so they have no tails), ``unit`` what is ``factor`` times too much or too little.
        factor: where given, ``difference`` leaves to ``unit`` what a slip of unit explains.
        tail: with ``difference``: code under which tails are reported too, so that one instance does for both.
    """

    name: ClassVar[str] = "sum"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("columns", ParamType.COLUMNS, required=False),
        Param("report", ParamType.CHOICE, choices=("difference", "tail", "any", "unit")),
        Param("factor", ParamType.NUMBER, required=False),
        ComparingCheck.TAIL,
    )
    fields: ClassVar[frozenset[str]] = ComparingCheck.COMPARED | {"unit"}

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
        """The totals, all that their formulas read, and the unit that is named."""
        yield _UNIT_CELL
        for formula in self.formulas:
            yield (formula.section, formula.column.key)
            for reference in formula.references:
                yield (reference.section, reference.column)
                yield from self._shaping(reference)

    def _shaping(self, reference: Reference) -> set[Watch]:
        """Columns that say which rows ``reference`` means."""
        if not reference.rows:
            return set()
        return shaping_columns(self.definition, self.definition.section_by_key[reference.section])

    def scopes(self) -> Iterable[Scope]:
        """(number of the formula, row) of each total."""
        for number, formula in enumerate(self.formulas):
            yield from ((number, row) for row in self._rows(formula))

    def _rows(self, formula: Formula) -> list[str]:
        return [formula.row] if formula.row is not None else self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """Totals in the cell or above it; every total when the unit changes."""
        if (cell.section, cell.column) == _UNIT_CELL:
            yield from self.scopes()
            return
        for number, formula in enumerate(self.formulas):
            own = (formula.section, formula.column.key) == (cell.section, cell.column)
            if own and formula.row in (None, cell.row):
                yield (number, cell.row)
            for reference in formula.references:
                if (cell.section, cell.column) in self._shaping(reference):
                    yield from ((number, row) for row in self._rows(formula))
                if (reference.section, reference.column) != (cell.section, cell.column):
                    continue
                if reference.whole or reference.row == cell.row:
                    yield from ((number, row) for row in self._rows(formula))
                elif reference.row is None:
                    yield (number, cell.row)

    def _total(self, scope: Scope) -> CellId:
        number, row = cast(tuple[int, str], scope)
        formula = self.formulas[number]
        return CellId(formula.section, row, formula.column.key)

    def pairs(self, scope: Scope) -> Iterable[Pair]:
        """What the total shows and what its formula gives; nothing for a cell that takes no entry."""
        number, row = cast(tuple[int, str], scope)
        formula, cell = self.formulas[number], self._total(scope)
        if self.section.shape is not Shape.FIELDS and self.record.is_locked(cell):
            return
        parts = self._parts(formula, row)
        own = side(self.record, self.calculator, cell_title(self.record, cell), [(1, cell)])
        known = [part for part in (self.record.amount(one) for one in parts) if part is not None]
        value = parse_amount(self.calculator.expected(cell))
        if value is not None:
            value = Amount(value.value, max(value.decimals, *(part.decimals for part in known), 0))
        bases = [self.calculator.basis(one) for one in parts]
        words = "本行各项之和" if formula.row is None else "各项之和"
        count, doubtful = sum(basis.count for basis in bases), any(basis.doubtful for basis in bases)
        yield Pair(cell, own, Side(words, value, tuple(parts), count, doubtful))

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing when the total is not entered, is no number, or a part is no number."""
        if not self.record.text(self._total(scope)):
            return  # the usual case: adding up again what was just calculated would say nothing
        report = self.values["report"]
        for pair in self.pairs(scope):
            result = judge(pair)
            if result in (None, Result.EQUAL):
                continue
            sort = "tail" if result is Result.TAIL else "unit" if self._is_slip_of_unit(pair) else "difference"
            if report in ("any", sort):
                yield self.unequal(pair)
            elif sort == "tail" and self.values["tail"]:
                found = self.unequal(pair)
                yield as_tail(
                    self, found, self.message_words(pair.at, self.message_fields(pair), found.left, found.right)
                )

    def comparisons(self, scope: Scope) -> Iterable[Comparison]:
        """A line for each total, once: an instance that reports tails alone has none."""
        return super().comparisons(scope) if self.values["report"] in ("difference", "any") else ()

    def unequal(self, pair: Pair) -> Finding:
        """The finding, with the calculated figure as its mend; the places of the parts are left out."""
        assert pair.left.value is not None
        assert pair.right.value is not None
        shown = amount_words(pair.right.value)
        return self.finding(
            pair.at,
            {"unit": self.record.unit, **self.message_fields(pair)},
            left=amount_words(pair.left.value),
            right=shown,
            fix=Fix(f"改用自动算出的 {shown}", pair.at, ""),
        )

    def _is_slip_of_unit(self, pair: Pair) -> bool:
        """True when one is about ``factor`` times the other: 元 typed among 万元, or the other way round."""
        factor = self.values["factor"]
        if factor is None or pair.left.value is None or pair.right.value is None:
            return False
        printed, right = pair.left.value.value, pair.right.value.value
        if not printed or not right or printed * right < 0:
            return False
        larger, smaller = max(abs(printed), abs(right)), min(abs(printed), abs(right))
        ratio = larger / smaller / Decimal(str(factor))
        return abs(ratio - 1) <= _SLACK

    def _parts(self, formula: Formula, row: str) -> list[CellId]:
        """The cells that add up."""
        cells = []
        for reference in formula.references:
            rows = reference.row_keys(self.record) if reference.whole else [reference.row or row]
            if reference.row == "":
                rows = [""]
            cells += [CellId(reference.section, key, reference.column) for key in rows]
        return cells


def _is_sum(node: Node) -> bool:
    """True for names added up, ``a + b + sum(c.d)``."""
    if node.op == "call":
        return node.text == "sum" and all(map(_is_sum, node.args))
    return node.op == "name" or (node.op in ("+", "-") and all(map(_is_sum, node.args)))
