"""The parts of an official sheet as laid out: cells with their place, looks and text, columns, rows, print set-up.

Plain data; ``sheet.lay_out`` makes it, the workbook writer, the table mode of the window and printing read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.address import CellId
from desktop.domain.definition import PrintSetup

BASE_FONT = "宋体"
BASE_SIZE = 10.5
"""Column widths count digits of this font, as Excel shows them: 7 pixels of 1/96 inch a digit, 5 pixels of padding."""
CELL_PADDING = 4.0
"""Points that the office programs keep free left and right of a text, both sides together."""
DEFAULT_WIDTH = 8.0
MAX_ROW_HEIGHT = 400.0
"""Excel ends at 409.5 points a row; a higher one is spread over several rows of ``LINES_A_PIECE`` lines each."""
LINES_A_PIECE = 6
"""Small pieces fill the pages; six lines of the fonts on Linux are seven of 宋体, so a page ends between lines."""


class Style(StrEnum):
    """What a cell of the sheet is; looks follow from it."""

    TITLE = "title"
    YEAR = "year"
    HEAD = "head"  # headings of columns and boxes, labels of header fields: bold, centred
    LABEL = "label"  # issued name of a row: left, moved in by ``indent``
    SIDE = "side"  # label of a block, stacked, merged down
    VALUE = "value"  # short text
    FIGURE = "figure"  # amounts, rates, points
    TEXT = "text"  # prose
    NOTE = "note"  # text below the table without borders
    FOOTNOTE = "footnote"
    BLANK = "blank"  # bordered cell that holds nothing


_BORDERLESS = frozenset((Style.TITLE, Style.YEAR, Style.NOTE, Style.FOOTNOTE))


@dataclass(frozen=True, slots=True)
class Face:
    """A font: family as issued (宋体, 黑体), size in points, weight."""

    family: str
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell or merged range of the sheet.

    Attributes:
        top, left, bottom, right: rows and columns counted from 1, all inclusive.
        style: what it is.
        cell: the form's cell that stands here; None for issued text. A level name merged over several rows carries the
            first row's cell; ``OfficialSheet.place`` finds it from each of them.
        text: what is printed here: issued text, or what the record showed when it was laid out ("（2022年度）" for the
            year, "—" in a cell that takes no entry).
        section: key of the section; ``""`` for footnotes.
        face: font.
        align: ``left`` or ``center``.
        indent: steps the text is moved in from the left; one step is three spaces, as in Excel.
        valign: ``center``, or ``top`` where a page break would cut the text in the middle.
    """

    top: int
    left: int
    bottom: int
    right: int
    style: Style
    cell: CellId | None
    text: str
    section: str
    face: Face
    align: str = "left"
    indent: int = 0
    valign: str = "center"

    @property
    def is_merged(self) -> bool:
        """True when it covers more than one row or column."""
        return (self.top, self.left) != (self.bottom, self.right)

    @property
    def is_bordered(self) -> bool:
        """True for cells of the table, False for title, notes and footnotes."""
        return self.style not in _BORDERLESS

    @property
    def is_stacked(self) -> bool:
        """True when the characters stand one under the other."""
        return self.style is Style.SIDE


@dataclass(frozen=True)
class OfficialSheet:
    """One sheet, laid out.

    Attributes:
        name: sheet name, valid in Excel.
        widths: width of columns A.. in characters, as Excel shows it; ``column_points`` turns one into points.
        heights: points of rows 1.., estimated so that no wrapped text is cut off.
        cells: row by row from the left; together they cover every bordered cell of the table once.
        print_setup: paper, orientation, margins, footer.
        repeat_rows: first and last row printed again on each page, or None.
        body: first and last row of the bordered table.
        blocks: section key → first and last row.
    """

    name: str
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[SheetCell, ...]
    print_setup: PrintSetup
    repeat_rows: tuple[int, int] | None
    body: tuple[int, int]
    blocks: Mapping[str, tuple[int, int]]
    _places: Mapping[CellId, SheetCell] = field(repr=False)
    _grid: dict[tuple[int, int], SheetCell] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Index the cells by row and column."""
        for one in self.cells:
            for row in range(one.top, one.bottom + 1):
                for column in range(one.left, one.right + 1):
                    self._grid[row, column] = one

    @property
    def row_count(self) -> int:
        """Rows of the sheet."""
        return len(self.heights)

    @property
    def column_count(self) -> int:
        """Columns of the sheet."""
        return len(self.widths)

    def at(self, row: int, column: int) -> SheetCell | None:
        """The cell or merged range that covers a row and column, counted from 1; None outside the form."""
        return self._grid.get((row, column))

    def place(self, cell: CellId) -> SheetCell | None:
        """Where a cell of the form stands; None when the sheet does not show it."""
        return self._places.get(cell)


def column_points(width: float) -> float:
    """Points of a column of ``width`` characters, padding included."""
    return (width * 7 + 5) * 0.75


def span_of(at: str) -> tuple[int, int]:
    """First and last column of ``"D:E"`` or ``"F"``, counted from 1. Raises ValueError for anything else."""
    match = re.fullmatch(r"([A-Z]{1,3})(?::([A-Z]{1,3}))?", at)
    if match is None:
        raise ValueError(f"“{at}”不是表格的列，应当写成 D 或 D:E。")
    return column_number(match[1]), column_number(match[2] or match[1])


def column_number(letters: str) -> int:
    """``A`` → 1, ``AA`` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def sheet_widths(named: Mapping[str, float]) -> list[float]:
    """Widths of columns A.. without a gap; a column the definition leaves out gets ``DEFAULT_WIDTH``."""
    by_number = {column_number(name): width for name, width in named.items()}
    return [by_number.get(number, DEFAULT_WIDTH) for number in range(1, max(by_number) + 1)]
