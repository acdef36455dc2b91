"""The sheet a form was read from, as plain texts and merged ranges, so that a preview can show it.

The window knows no workbook: this is all it needs of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.exchange.grid import Grid

LARGEST = 2000
"""Rows and columns shown; what lies beyond is no form and would only cost time."""
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)$")


@dataclass(frozen=True)
class SourceSheet:
    """One sheet of a workbook.

    Attributes:
        name: name of the sheet.
        rows, columns: how far it goes, counted from 1.
        texts: (row, column) → text; for a merged range at its first cell.
        merges: top, left, bottom, right, inclusive.
    """

    name: str
    rows: int
    columns: int
    texts: Mapping[tuple[int, int], str]
    merges: tuple[tuple[int, int, int, int], ...]


def source_sheet(grid: Grid) -> SourceSheet:
    """The plain view of a grid."""
    rows, columns = min(grid.last_row, LARGEST), min(grid.last_column, LARGEST)
    merges = [merge for merge in grid.merges if merge[0] <= rows and merge[1] <= columns]
    columns = min(max([columns, *(right for top, _, _, right in merges if top <= rows)]), LARGEST)
    rows = min(max([rows, *(bottom for _, _, bottom, _ in merges)]), LARGEST)
    kept = tuple((top, left, min(bottom, rows), min(right, columns)) for top, left, bottom, right in merges)
    texts = {place: text for place, text in grid.cells.items() if place[0] <= rows and place[1] <= columns}
    return SourceSheet(grid.name, rows, columns, texts, kept)


def sheet_name_of(source: str) -> str:
    """The sheet that ``自评表!B7`` names."""
    return source.rpartition("!")[0]


def position_of(source: str) -> tuple[int, int] | None:
    """Row and column of ``自评表!B7``, counted from 1; None when it names no cell."""
    match = _ADDRESS.search(source)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
