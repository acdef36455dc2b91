"""A neutral grid of what a workbook shows: text per cell, merges, the program's own marks.

The file is read whole into memory, so the user's file is never locked. Values come from python-calamine, which reads
.xlsx, .xlsm, .xls, .xlsb and .ods; number formats and merges of .xlsx from ``xlsx_package``, so that the *shown* text
of a number is known. Rows and columns count from 1 and are true even when the used range begins elsewhere. Left out:
what the cells mean (``recognise``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from desktop.domain.errors import InputError
from desktop.exchange.files import read_file
from desktop.exchange.number_formats import GENERAL, shown_date, shown_number
from desktop.exchange.xlsx_package import PackageFacts, PackageTooLargeError, SheetFacts, cell_reference, read_package

LARGEST_AREA = 2_000_000
"""Cells of the used range of one sheet; the reader lays the whole range out in memory."""

Position = tuple[int, int]
Range = tuple[int, int, int, int]


@dataclass
class Grid:
    """One sheet.

    Attributes:
        name: sheet name.
        cells: shown text of every cell that is not empty, by row and column counted from 1.
        merges: top, left, bottom, right of merged ranges.
        uncalculated: cells with a formula that was never calculated: they look empty but are not.
        layout: ``kind/layout`` when this program wrote the sheet, else ``""``.
    """

    name: str
    cells: dict[Position, str]
    merges: list[Range] = field(default_factory=list)
    uncalculated: list[Position] = field(default_factory=list)
    layout: str = ""
    _anchors: dict[Position, Range] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Index the merged ranges."""
        room = LARGEST_AREA
        for merge in self.merges:
            top, left, bottom, right = merge
            room -= (bottom - top + 1) * (right - left + 1)
            if room < 0:  # no form has so many merged cells; the rest are read as single ones
                break
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self._anchors[row, column] = merge

    @property
    def last_row(self) -> int:
        """The last row that holds text, 0 when there is none."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """The last column that holds text, 0 when there is none."""
        return max((column for _, column in self.cells), default=0)

    def span(self, row: int, column: int) -> Range:
        """The merged range a cell belongs to, or the cell alone."""
        return self._anchors.get((row, column), (row, column, row, column))

    def text(self, row: int, column: int) -> str:
        """What the cell shows; for a merged cell what its first cell holds."""
        top, left, _, _ = self.span(row, column)
        return self.cells.get((top, left), "")

    def source(self, row: int, column: int) -> str:
        """``自评表!B7``."""
        return f"{self.name}!{cell_reference(row, column)}"


def read_grids(path: Path) -> list[Grid]:
    """Every worksheet of a workbook.

    Raises:
        InputError: missing, empty, no workbook, encrypted, damaged, absurdly large; names the file and the reason.
        EnvironmentFault: the file cannot be read.
    """
    return grids_of(read_file(path), path.name)


def grids_of(content: bytes, name: str) -> list[Grid]:
    """The grids of a workbook in memory; ``name`` is the file's name for messages. Raises InputError."""
    try:
        facts = read_package(content)
    except PackageTooLargeError as error:
        raise InputError(f"文件“{name}”解开后太大，不会是自评表，没有读取。") from error
    for sheet_name, sheet in (facts.sheets if facts else {}).items():
        if sheet.last_row * sheet.last_column > LARGEST_AREA:
            raise InputError(f"文件“{name}”的工作表“{sheet_name}”太大（{sheet.last_row} 行），不会是自评表，没有读取。")
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return [
                _grid(book.get_sheet_by_index(index), metadata.name, facts, index)
                for index, metadata in enumerate(book.sheets_metadata)
                if metadata.typ is SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise InputError(f"文件“{name}”加了密码，请先用 Excel 或 WPS 去掉密码再读取。") from error
    except (CalamineError, ValueError, OSError) as error:
        raise InputError(f"文件“{name}”{_reason(content)}，没有读取。") from error


def _reason(content: bytes) -> str:
    """Why a file could not be read, as far as its first bytes tell."""
    if content.startswith(b"PK"):
        return "已经损坏，或者不是 Excel、WPS 的表格"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "已经损坏，或者加了密码，或者不是 Excel、WPS 的表格"
    return "不是 Excel、WPS 的表格"


def _grid(sheet: CalamineSheet, name: str, facts: PackageFacts | None, index: int) -> Grid:
    known = (facts.sheets.get(name) if facts else None) or SheetFacts()
    merges = known.merges or [(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    cells = dict(_shown(sheet, known.formats))
    return Grid(name, cells, merges, known.uncalculated, _layout(facts.properties if facts else {}, index))


def _shown(sheet: CalamineSheet, formats: Mapping[Position, str]) -> Iterator[tuple[Position, str]]:
    start = sheet.start
    if start is None:
        return
    rows: Iterable[list[Any]] = sheet.to_python(skip_empty_area=True)
    for row, values in enumerate(rows, start=start[0] + 1):
        for column, value in enumerate(values, start=start[1] + 1):
            text = shown_text(value, formats.get((row, column), GENERAL))
            if text.strip():
                yield (row, column), text


def shown_text(value: Any, number_format: str) -> str:
    """The text a cell shows. Text cells give their text exactly, except for line ends."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return shown_number(value, number_format)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return shown_date(value, number_format)
    return ""


def _layout(properties: Mapping[str, str], index: int) -> str:
    kinds, layouts = properties.get("ziping.kind", "").split(";"), properties.get("ziping.layout", "").split(";")
    if index < len(kinds) and index < len(layouts) and kinds[index] and layouts[index]:
        return f"{kinds[index]}/{layouts[index]}"
    return ""
