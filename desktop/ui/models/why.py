"""Why a cell takes no entry, in words: computed from which cells, or locked."""

from __future__ import annotations

from desktop.domain.address import CellId
from desktop.domain.formula_plan import Reference, plan
from desktop.domain.places import row_label
from desktop.domain.record import Record


def why_closed(record: Record, cell: CellId) -> str:
    """A sentence for a cell that is computed or locked; ``""`` for one that is filled."""
    if cell.row and record.is_locked(cell):
        return "这一格不用填。"
    if not record.is_computed(cell):
        return ""
    names = list(dict.fromkeys(_name(record, cell, reference) for reference in _references(record, cell)))
    if not names:
        return "这一格自动填好，不用填。"
    return f"自动算出：由{'、'.join(names)}算得，改那几格就行。"


def _references(record: Record, cell: CellId) -> tuple[Reference, ...]:
    for formula in plan(record.definition).formulas:
        if (formula.section, formula.column.key) == (cell.section, cell.column) and formula.row in (None, cell.row):
            return formula.references
    return ()


def _name(record: Record, cell: CellId, reference: Reference) -> str:
    """What a formula refers to: a row of the same section by its label, else the column."""
    section = record.definition.section_by_key[reference.section]
    column = section.column_by_key[reference.column].short or section.title
    if reference.row and reference.row != cell.row:
        label = row_label(record, section, reference.row)
        return f"“{label}”"
    return f"“{column}”"
