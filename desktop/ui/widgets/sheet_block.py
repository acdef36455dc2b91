"""Copying, pasting and clearing a block of sheet cells, each one step of undo.

Blocks keep the columns and rows of the sheet: where a cell covers several, Excel and WPS put blanks beside its value,
and so does ``copied``. A pasted block may come either way, with such blanks or with one value a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex

from desktop.domain.address import CellId
from desktop.domain.record import normalize_entry
from desktop.domain.sheet import SheetCell
from desktop.ui.models.sheet_model import SheetModel
from desktop.ui.widgets.tab_text import block_text


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted block comes to: texts for entry cells, and how many values had no place to go."""

    texts: dict[CellId, str]
    left_out: int


def copied(model: SheetModel, chosen: Sequence[QModelIndex]) -> str:
    """Tab text of the chosen items; amounts without separators, so that other programs read them as numbers."""
    if not chosen:
        return ""
    # Qt leaves covered columns out of the chosen ones; without them the columns of the sheet would be lost.
    rows = range(min(index.row() for index in chosen), max(index.row() for index in chosen) + 1)
    columns = range(min(index.column() for index in chosen), max(index.column() for index in chosen) + 1)
    return block_text([[_value(model, row, column) for column in columns] for row in rows])


def _value(model: SheetModel, row: int, column: int) -> str:
    place = model.sheet.at(row + 1, column + 1)
    if place is None or (place.top, place.left) != (row + 1, column + 1):
        return ""
    if place.cell is None or not model.form.record.has_cell(place.cell):
        return place.text
    return model.form.record.shown(place.cell)


def pasted(model: SheetModel, start: SheetCell, rows: Sequence[Sequence[str]]) -> Pasted:
    """Where the values of a block go when it is pasted at ``start``."""
    texts: dict[CellId, str] = {}
    left_out = 0
    for cell, text in _targets(model, start, rows):
        if cell is not None and model.is_editable(cell):
            texts[cell] = normalize_entry(model.column_of(cell), text)
        elif text.strip():
            left_out += 1
    return Pasted(texts, left_out)


def _targets(model: SheetModel, start: SheetCell, rows: Sequence[Sequence[str]]) -> Iterator[tuple[CellId | None, str]]:
    top = start.top
    for values in rows:
        compact = not _keeps_columns(model, top, start.left, values)
        column, bottom = start.left, top
        covered: list[int] = []
        for text in values:
            place = model.sheet.at(top, column)
            is_corner = place is not None and place.left == column
            if compact or is_corner or text.strip():
                yield (place.cell if place is not None and (compact or is_corner) else None), text
            if place is not None and place.cell is not None:
                covered.append(place.bottom)
            column = place.right + 1 if compact and place is not None else column + 1
        if covered:
            bottom = max(top, min(covered))
        top = bottom + 1


def _keeps_columns(model: SheetModel, row: int, left: int, values: Sequence[str]) -> bool:
    """True when no value falls on a column that the cell before it covers: the block has Excel's blanks."""
    for column, text in enumerate(values, left):
        place = model.sheet.at(row, column)
        if text.strip() and (place is None or place.left != column):
            return False
    return True


def clearable(model: SheetModel, cells: Sequence[CellId]) -> dict[CellId, str]:
    """Entry cells among ``cells``, and computed ones that an entered text stands above, each with no text."""
    record = model.form.record
    return {
        cell: ""
        for cell in cells
        if record.has_cell(cell) and (model.is_editable(cell) or (record.is_computed(cell) and record.text(cell)))
    }
