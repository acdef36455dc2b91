"""Figures that cannot be read, and figures with more decimals than money has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import (
    Amount,
    format_amount,
    parse_amount,
    parse_points,
    parse_rate,
    to_cents,
    trim_zeros,
)
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch, column_of
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.wording import amount_words, shorten
from desktop.domain.definition import ValueType
from desktop.domain.folding import fold_width
from desktop.domain.targets import suggest_number

_NO_YEAR = "“{}”不是年份，请填四位数字，例如 2022。"
_READERS = {ValueType.PERCENT: parse_rate, ValueType.NUMBER: parse_points}
UNITS = ("元", "万元")
_UNIT_TYPED = re.compile(r"(?P<figure>.*[0-9])\s*(?P<unit>[千万亿]?元|[千万亿])")
_POWERS = {"元": 0, "万元": 4}


class _FigureCheck(Check):
    """Visits every numeric cell of a section."""

    local = True
    params: ClassVar[tuple[Param, ...]] = (Param("section", ParamType.SECTION),)
    types: ClassVar[frozenset[ValueType]] = frozenset(t for t in ValueType if t.is_numeric)

    def prepare(self) -> None:
        """The numeric columns."""
        self.columns = tuple(c.key for c in self.section.columns if c.type in self.types)

    def watches(self) -> Iterable[Watch]:
        """The numeric columns."""
        return [(self.section.key, column) for column in self.columns]

    def scopes(self) -> Iterable[Scope]:
        """Each cell."""
        return (self.cell(row, column) for row in self.row_keys() for column in self.columns)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell itself."""
        return (cell,)


class NumberCheck(_FigureCheck):
    """What was typed into a numeric cell and does not read as a number; offers the number it may be.

    Parameters:
        section: the part of the form.
        except_units: leave amounts with a unit behind them to ``unit-typed``.
    """

    name: ClassVar[str] = "number"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("except_units", ParamType.FLAG, required=False, default=False),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"reason"})

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for numbers and for blanks in whatever form."""
        assert isinstance(scope, CellId)
        text = self.record.text(scope)
        if not text or self.record.amount(scope) is not None:
            return
        column = column_of(self.definition, scope)
        if self.values["except_units"] and column.type is ValueType.AMOUNT and unit_typed(text) is not None:
            return
        try:
            _READERS.get(column.type, parse_amount)(text)
        except ValueError as error:
            suggestion = suggest_number(text)
            fix = Fix(f"改成 {suggestion}", scope, suggestion) if suggestion else None
            reason = _NO_YEAR.format(text) if column.type is ValueType.YEAR else str(error)
            yield self.finding(scope, {"reason": reason}, left=shorten(text), fix=fix)


def unit_typed(text: str) -> tuple[Amount, str] | None:
    """The figure and the unit behind it (``1.2万`` → 1.2 and 万); None when it is anything else."""
    match = _UNIT_TYPED.fullmatch(fold_width(text).strip())
    if match is None:
        return None
    try:
        amount = parse_amount(match["figure"])
    except ValueError:
        return None
    return (amount, match["unit"]) if amount is not None else None


class _AmountCheck(_FigureCheck):
    """Base of checks that read amounts in the unit of the form."""

    types: ClassVar[frozenset[ValueType]] = frozenset({ValueType.AMOUNT})

    def watches(self) -> Iterable[Watch]:
        """The amounts, and the unit they are in."""
        return [*super().watches(), ("form", "unit")]

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell itself; every amount when the unit changes."""
        return self.scopes() if cell.section == "form" else (cell,)


class UnitTypedCheck(_AmountCheck):
    """Amounts with their unit typed behind them; offers the figure in the unit of the form where that is certain.

    ``1.2万`` in a column of 万元 may mean either unit, so nothing is offered for it.

    Parameters:
        section: the part of the form.
    """

    name: ClassVar[str] = "unit-typed"
    fields: ClassVar[frozenset[str]] = frozenset({"unit", "typed", "todo"})

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for what is not entered."""
        assert isinstance(scope, CellId)
        text = self.record.text(scope)
        typed = unit_typed(text) if text else None
        if typed is None:
            return
        amount, unit = typed
        mended = self._mended(amount, unit)
        todo = f"请改成 {mended}。" if mended else "请换算后只填数字。"
        fix = Fix(f"改成 {mended}", scope, mended) if mended else None
        words = {"unit": self.record.unit, "typed": unit, "todo": todo}
        yield self.finding(scope, words, left=shorten(text), fix=fix)

    def _mended(self, amount: Amount, unit: str) -> str:
        """The figure in the unit of the form; ``""`` when either unit is not 元 or 万元."""
        own = self.record.unit
        if unit not in _POWERS or own not in _POWERS:
            return ""
        shift = _POWERS[unit] - _POWERS[own]
        if shift == 0:
            return format_amount(amount)
        return format_amount(trim_zeros(Amount(amount.value.scaleb(shift), max(0, amount.decimals - shift))))


class PrecisionCheck(_AmountCheck):
    """Amounts with more decimals than their column is kept at, or than there are 分.

    Parameters:
        section: the part of the form.
        report: ``column`` more decimals than the column, ``cent`` a remainder below one 分 or too many digits.
    """

    name: ClassVar[str] = "precision"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("report", ParamType.CHOICE, choices=("column", "cent")),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"reason", "digits", "decimals"})

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for what is not entered or does not read as a number."""
        assert isinstance(scope, CellId)
        amount = self.record.amount(scope) if self.record.text(scope) else None
        if amount is None or self.record.unit not in UNITS:
            return  # an unknown unit is reported once, at the unit
        try:
            to_cents(amount, self.record.unit)
        except ValueError as error:
            if self.values["report"] == "cent":
                yield self.finding(scope, {"reason": str(error)}, left=amount_words(amount))
            return
        decimals = column_of(self.definition, scope).decimals
        if self.values["report"] == "column" and decimals is not None and amount.decimals > decimals:
            words = {"digits": amount.decimals, "decimals": decimals}
            yield self.finding(scope, words, left=format_amount(amount, thousands=True))
