"""A condition written as a formula: a rule that needs no program, only a line in a rule file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.figures import feeding_columns, is_reliable
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import cell_words
from desktop.domain.expression import Value
from desktop.domain.expression import parse as parse_expression
from desktop.domain.formula_plan import CalculationError, Reference, resolve


class Condition:
    """A formula bound to a place it is asked from, e.g. ``rate < 90%`` in a row of the money part.

    Attributes:
        references: what its names mean.
    """

    def __init__(self, check: Check, source: str, row: str | None) -> None:
        """Bind ``source`` as seen from ``row`` of the check's section (None: each row). Proven by ``prove`` before."""
        self._record = check.record
        self._calculator = check.calculator
        self._expression = parse_expression(source)
        self.references: dict[str, Reference] = {
            name: resolve(check.definition, check.section, row, name) for name in self._expression.names
        }

        self.feeding = feeding_columns(check.calculator, self.references.values())

    @property
    def watches(self) -> list[Watch]:
        """Columns it reads, and those from which they are calculated."""
        return [*((reference.section, reference.column) for reference in self.references.values()), *self.feeding]

    def holds(self, row: str) -> bool:
        """True when it is true in ``row``; blank and undefined are not true, nor is what rests on unreadable text."""

        def lookup(name: str) -> Value | list[Value]:
            reference = self.references[name]
            if reference.whole:
                rows = reference.row_keys(self._record)
                return [self._record.number(CellId(reference.section, key, reference.column)) for key in rows]
            return self._record.number(cell_behind(reference, row))

        return self._expression.evaluate(lookup) is True and self._is_reliable(row)

    def _is_reliable(self, row: str) -> bool:
        cells = [cell_behind(reference, row) for reference in self.references.values() if not reference.whole]
        return all(is_reliable(self._record, self._calculator, cell) for cell in cells)


def cell_behind(reference: Reference, row: str) -> CellId:
    """The cell a name means in ``row``."""
    return CellId(reference.section, row if reference.row is None else reference.row, reference.column)


class ConditionCheck(Check):
    """One finding for each row in which the condition is true.

    Parameters:
        section: the part of the form.
        row: the one row it is asked for; by default each row.
        column: where it is reported.
        when: the condition, with names as formulas use them.
        left, right: names of the two figures for the message, or a figure that stands for itself (90%).
    """

    name: ClassVar[str] = "condition"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("row", ParamType.ROW, required=False),
        Param("column", ParamType.COLUMN),
        Param("when", ParamType.CONDITION),
        Param("left", ParamType.NAME),
        Param("right", ParamType.NAME, required=False),
    )

    def prepare(self) -> None:
        """Read the condition and find out what it reads."""
        row: str | None = self.values["row"]
        self.condition = Condition(self, self.values["when"], row)
        self.sides = {side: side_reference(self, self.values[side], row) for side in ("left", "right")}
        readers = [*self.condition.references.values(), *(r for r in self.sides.values() if r is not None)]
        self.readers: tuple[Reference, ...] = tuple(readers)
        self.local = not self.condition.feeding and not any(reference.whole for reference in readers)

    def watches(self) -> Iterable[Watch]:
        """Columns of the condition and of both sides."""
        return [*self.condition.watches, *((reference.section, reference.column) for reference in self.readers)]

    def scopes(self) -> Iterable[Scope]:
        """The named row, or each."""
        return self._rows()

    def _rows(self) -> list[str]:
        return [self.values["row"]] if self.values["row"] else self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell, or all rows where the condition reads one cell for all."""
        if (cell.section, cell.column) in self.condition.feeding:
            yield from self._rows()
            return
        for reference in self.readers:
            if (reference.section, reference.column) != (cell.section, cell.column):
                continue
            if reference.whole or reference.row == cell.row:
                yield from self._rows()
            elif reference.row is None and cell.row in self._rows():
                yield cell.row

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding when the condition holds."""
        row = str(scope)
        if not self.condition.holds(row):
            return
        cell = self.cell(row, self.values["column"])
        yield self.finding(cell, left=self._side("left", row), right=self._side("right", row), others=self._others(row))

    def _side(self, side: str, row: str) -> str | None:
        reference = self.sides[side]
        if reference is None:
            return self.values[side]  # type: ignore[no-any-return]  # a figure that stands for itself, or None
        return cell_words(self.record, cell_behind(reference, row))

    def _others(self, row: str) -> tuple[CellId, ...]:
        """The cells of both sides that are not the reported one."""
        own = self.cell(row, self.values["column"])
        cells = [cell_behind(reference, row) for reference in self.sides.values() if reference is not None]
        return tuple(cell for cell in dict.fromkeys(cells) if cell != own)


def side_reference(check: Check, name: str | None, row: str | None) -> Reference | None:
    """What ``name`` means seen from ``check``; None when it is no name but a figure that stands for itself."""
    if name is None:
        return None
    try:
        return resolve(check.definition, check.section, row, name)
    except CalculationError:
        return None
