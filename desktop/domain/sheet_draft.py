"""Rows of a sheet in the making: cells on logical rows, then heights, then the rows Excel can hold.

A logical row is one row of the form. Its height follows its wrapped text. A row higher than Excel allows is spread over
several sheet rows, merged, so that long prose is never cut off.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop.domain.address import CellId
from desktop.domain.sheet_cells import (
    CELL_PADDING,
    LINES_A_PIECE,
    MAX_ROW_HEIGHT,
    SheetCell,
    column_points,
)
from desktop.domain.wrapping import LINE_PITCH, STACKED_PITCH, count_lines

ROW_PADDING = 4.0
INDENT_POINTS = 9.0
_PIXEL = 0.75


@dataclass
class Draft:
    """Cells on logical rows.

    Attributes:
        widths: column widths in characters.
        cells: drafted cells, ``top`` and ``bottom`` being logical rows.
        rows: logical rows so far.
        cursor: the last row begun; above ``rows`` while a block is drafted beside another one.
        covers: cells of the form that stand in a merged cell besides its own.
        least: logical row → points it has at least, whatever its texts need.
    """

    widths: Sequence[float]
    cells: list[SheetCell] = field(default_factory=list)
    rows: int = 0
    cursor: int = 0
    covers: list[tuple[CellId, CellId]] = field(default_factory=list)
    least: dict[int, float] = field(default_factory=dict)

    def new_row(self) -> int:
        """Begin a logical row below the cursor; its number, counted from 1."""
        self.cursor += 1
        self.rows = max(self.rows, self.cursor)
        return self.cursor

    def points(self, left: int, right: int) -> float:
        """Room for text in columns ``left`` to ``right``."""
        return sum(map(column_points, self.widths[left - 1 : right])) - CELL_PADDING

    def heights(self) -> list[float]:
        """Points of each logical row, enough for every text; a merged cell's need is shared by its rows."""
        heights = [self.least.get(row, 0.0) for row in range(1, self.rows + 1)]
        tall = []
        for cell in self.cells:
            if cell.top == cell.bottom and not cell.is_stacked:
                heights[cell.top - 1] = max(heights[cell.top - 1], self.needed(cell))
            else:
                tall.append(cell)
        # Small spans first: what they add may already be enough for the span around them.
        for cell in sorted(tall, key=lambda one: one.bottom - one.top):
            missing = self.needed(cell) - sum(heights[cell.top - 1 : cell.bottom])
            # A side label begins at the heading row, which stays as low as its words need.
            first = cell.top if cell.is_stacked and cell.bottom > cell.top else cell.top - 1
            if missing > 0:
                heights[first : cell.bottom] = raised(heights[first : cell.bottom], missing)
        return [math.ceil(height / _PIXEL) * _PIXEL for height in heights]

    def needed(self, cell: SheetCell) -> float:
        """Points that the text of ``cell`` takes."""
        size = cell.face.size
        if cell.is_stacked:
            return len(cell.text) * size * STACKED_PITCH + ROW_PADDING
        room = self.points(cell.left, cell.right) - cell.indent * INDENT_POINTS
        lines = count_lines(cell.text, round(room / (size / 2), 1))
        return lines * size * LINE_PITCH + ROW_PADDING


def raised(heights: Sequence[float], missing: float) -> list[float]:
    """Heights that are ``missing`` points more together; the lowest rows are raised first, to one level."""
    pool = sum(heights) + missing
    kept: list[float] = []
    level = pool / len(heights)
    for height in sorted(heights, reverse=True):
        if height <= level:
            break
        kept.append(height)
        if len(kept) < len(heights):
            level = (pool - sum(kept)) / (len(heights) - len(kept))
    return [max(height, level) for height in heights]


def spread(heights: Sequence[float], size: float) -> tuple[list[float], list[tuple[int, int]]]:
    """Sheet rows for logical rows; ``size`` is the font size of prose.

    Returns:
        The heights of the sheet rows, and for each logical row its first and last sheet row, counted from 1.
    """
    piece = LINES_A_PIECE * size * LINE_PITCH
    physical: list[float] = []
    rows = []
    for height in heights:
        first = len(physical) + 1
        physical += [height] if height <= MAX_ROW_HEIGHT else [round(piece, 2)] * math.ceil(height / piece)
        rows.append((first, len(physical)))
    return physical, rows


def settled(cell: SheetCell, rows: Sequence[tuple[int, int]]) -> SheetCell:
    """A drafted cell on sheet rows."""
    return replace(cell, top=rows[cell.top - 1][0], bottom=rows[cell.bottom - 1][1])
