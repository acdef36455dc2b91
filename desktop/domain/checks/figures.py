"""Whether a figure can be relied on: a total of parts of which one cannot be read is no figure to judge by.

Keeps one slip of the pen from causing findings in every cell that is calculated from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from desktop.domain.address import CellId
from desktop.domain.calculation import Calculator
from desktop.domain.checks.base import Watch
from desktop.domain.folding import Emptiness, emptiness
from desktop.domain.formula_plan import Formula, Reference
from desktop.domain.record import Record


def is_reliable(record: Record, calculator: Calculator, cell: CellId) -> bool:
    """True when what ``cell`` shows, and all it is calculated from, is a number or one of the ways of blank."""
    text = record.text(cell)
    if text:
        return record.amount(cell) is not None or emptiness(text) is not Emptiness.FILLED
    return all(is_reliable(record, calculator, one) for one in inputs(record, calculator, cell))


def inputs(record: Record, calculator: Calculator, cell: CellId) -> Iterator[CellId]:
    """Cells that the formula of ``cell`` reads; none for a cell without a formula."""
    for formula in calculator.plan.formulas:
        if (formula.section, formula.column.key) == (cell.section, cell.column) and formula.row in (None, cell.row):
            if formula.tree:
                tree = record.tree(cell.section)
                node = tree.nodes.get(cell.row) if tree is not None else None
                children = node.children if node is not None else ()
                yield from (CellId(cell.section, key, cell.column) for key in children)
            for reference in formula.references:
                if reference.whole:
                    rows = reference.row_keys(record)
                    yield from (CellId(reference.section, row, reference.column) for row in rows)
                else:
                    row = cell.row if reference.row is None else reference.row
                    yield CellId(reference.section, row, reference.column)


def feeding_columns(calculator: Calculator, references: Iterable[Reference]) -> set[Watch]:
    """Columns from which the cells behind ``references`` are calculated, directly or not."""
    return columns_behind(calculator, ((reference.section, reference.column) for reference in references))


def columns_behind(calculator: Calculator, columns: Iterable[Watch]) -> set[Watch]:
    """Columns from which the cells of ``columns`` are calculated, directly or not."""
    found: set[Watch] = set()
    queue = list(columns)
    while queue:
        column = queue.pop()
        for formula in calculator.plan.formulas:
            if (formula.section, formula.column.key) == column:
                new = _columns(formula) - found
                found |= new
                queue.extend(new)
    return found


def _columns(formula: Formula) -> set[Watch]:
    return {(reference.section, reference.column) for reference in formula.references}
