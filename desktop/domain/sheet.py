"""The official sheet: where every cell of a filled form falls, shared by writer, table mode and printing.

``lay_out(record)`` turns a record and its definition into an ``OfficialSheet``: rows, merges, widths, heights, fonts,
texts, print set-up. Pure geometry: no workbook, no window. Each section says by its
``style`` which kind of block it is:

``line``    one centred line a field above the table: title, year
``pairs``   label and value beside each other; fields with the same ``line`` share a row
``matrix``  heading row and rows, with the side label merged down at the left
``boxes``   headings above wide texts, with the side label merged down
``notes``   text below the table without borders

Below all of them stand the footnotes and the line of signatures.

Height of text is an estimate (``wrapping``), because the fonts of the machine that opens the sheet are not known.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby

from desktop.domain.address import CellId, Row
from desktop.domain.definition import Column, FormDefinition, Page, PageLine, Section, ValueType
from desktop.domain.level_points import with_points
from desktop.domain.record import Record, fill_pattern
from desktop.domain.sheet_cells import (
    BASE_FONT,
    BASE_SIZE,
    Face,
    OfficialSheet,
    SheetCell,
    Style,
    column_points,
    sheet_widths,
    span_of,
)
from desktop.domain.sheet_draft import Draft, settled, spread
from desktop.domain.sheet_pages import breaks, kept_whole
from desktop.domain.table_shape import heading_depth, label_names
from desktop.domain.wrapping import count_lines, fit_title

__all__ = [
    "BASE_FONT",
    "BASE_SIZE",
    "Face",
    "OfficialSheet",
    "SheetCell",
    "Style",
    "column_points",
    "lay_out",
    "lay_out_all",
    "span_of",
    "year_line",
]

YEAR_SIZE = 12.0
LOCKED_MARK = "—"
LEVEL_INDENT = 2
"""Steps a subject is moved in from the one above it."""
SIGNING_ROOM = 2.4
"""Height of the line of signatures, in its font's size."""
SHORT_LINES = 3
"""A centred text of more lines is prose and reads better from the left."""


def lay_out(record: Record, page: str = "") -> OfficialSheet:
    """One official sheet of ``record``, by default its first, with the texts it shows now. Raises KeyError."""
    definition = record.definition
    chosen = definition.page_by_key[page]
    layout = _Layout(record, chosen)
    layout.head()
    band = 0
    for section in definition.sections_of_page[chosen.key]:
        layout.add(section, beside=section.band != 0 and section.band == band)
        band = section.band
    layout.notes()
    return layout.finish()


def lay_out_all(record: Record) -> list[OfficialSheet]:
    """Every official sheet of ``record``, in the order of its pages."""
    return [lay_out(record, page.key) for page in record.definition.pages]


def year_line(definition: FormDefinition, year: str) -> str:
    """The line below the title, in the layout's own brackets; room for the year where it is not filled."""
    return fill_pattern(definition.year_line, {"year": year or "    "})


class _Layout:
    """Collects the blocks of one sheet."""

    def __init__(self, record: Record, page: Page) -> None:
        self.record = record
        self.definition: FormDefinition = record.definition
        self.page = page
        self.style = page.style
        self.draft = Draft(sheet_widths(self.style.widths))
        self.blocks: dict[str, tuple[int, int]] = {}
        self.names = label_names(record)
        self.body: list[int] = []
        self.band_top = 0
        self.head_bottom: dict[str, int] = {}

    # blocks -------------------------------------------------------------------------------------------------------

    def head(self) -> None:
        """Lines above the tables of a page: 表2, title, 部门名称, 单位."""
        names = self.names | {"no": str(self.page.number), "title": ""}
        for _, lines in groupby(self.page.lines, key=lambda line: line.line):
            top = self.draft.new_row()
            for line in lines:
                self._head_line(line, top, names)

    def _head_line(self, line: PageLine, top: int, names: Mapping[str, str]) -> None:
        left, right = span_of(line.at)
        size = line.size or self.style.note_size
        cell, style, face = None, Style.FOOTNOTE, Face(self.style.cell_font, size, line.bold)
        text = fill_pattern(line.text, names)
        if line.is_title and self.page.json:
            cell, style = CellId(self.page.key, "", "title"), Style.TITLE
            room = self.draft.points(left, right)
            text, fitted = fit_title(self.record.shown(cell), room, int(line.size or self.style.title_size))
            face = Face(self.style.title_font, fitted, self.style.title_bold)
        drafted = SheetCell(top, left, top, right, style, cell, text, self.page.key if cell else "", face, line.align)
        self.draft.cells.append(drafted)

    def notes(self) -> None:
        """What is said below the table of a page, without borders."""
        if not self.page.has_notes:
            return
        cell = CellId(self.page.key, "", "notes")
        top, right = self.draft.new_row(), len(self.draft.widths)
        face = Face(self.style.cell_font, self.style.note_size)
        text = self.record.shown(cell)
        self.draft.cells.append(SheetCell(top, 1, top, right, Style.NOTE, cell, text, self.page.key, face))

    def add(self, section: Section, *, beside: bool = False) -> None:
        """Add the block of ``section`` below what is there, or beside the block before it."""
        blocks: dict[str, Callable[[Section], None]] = {
            "line": self._lines,
            "pairs": self._pairs,
            "matrix": self._matrix,
            "boxes": self._boxes,
            "notes": self._notes,
        }
        build = blocks.get(section.style)
        self.draft.cursor = self.band_top - 1 if beside else self.draft.rows
        first = self.band_top = self.draft.cursor + 1
        if build is not None:
            build(section)
        if self.draft.cursor >= first:
            self.blocks[section.key] = (first, self.draft.cursor)
            if section.style not in ("line", "notes"):
                self.body = sorted({*self.body, *range(first, self.draft.cursor + 1)})
        self.draft.cursor = self.draft.rows

    def _lines(self, section: Section) -> None:
        for column in section.columns:
            if not column.at or (column.type is ValueType.YEAR and "{year}" in self.definition.title):
                continue
            cell = CellId(section.key, "", column.key)
            left, right = span_of(column.at)
            top = self.draft.new_row()
            if column.type is ValueType.YEAR:
                style, text = Style.YEAR, year_line(self.definition, self.record.shown(cell))
                face = Face(self.style.cell_font, YEAR_SIZE)
            else:
                room = self.draft.points(left, right)
                text, size = fit_title(self.record.shown(cell), room, int(self.style.title_size))
                style, face = Style.TITLE, Face(self.style.title_font, size, self.style.title_bold)
            self.draft.cells.append(SheetCell(top, left, top, right, style, cell, text, section.key, face, "center"))

    def _pairs(self, section: Section) -> None:
        placed = [column for column in section.columns if column.at]
        for _, fields in groupby(placed, key=lambda column: column.line):
            top = self.draft.new_row()
            for column in fields:
                if column.label_at:
                    self._issued(section, column.label, column.label_at, top, Style.HEAD)
                self._value(section, column, "", top)

    def _matrix(self, section: Section) -> None:
        head = self.draft.cursor + 1
        placed = [column for column in section.columns if column.at]
        if section.heading:
            self._headings(section, placed)
            self.head_bottom[section.key] = self.draft.cursor
        rows = self.record.rows(section.key)
        first = self.draft.cursor + 1
        merged = [column for column in placed if column.merge_down]
        for row in rows:
            top = self.draft.new_row()
            for column in placed:
                if column.merge_down:
                    continue
                if column.type is ValueType.LABEL:
                    self._row_label(section, column, row, top)
                else:
                    self._value(section, column, row.key, top)
        self._levels(section, merged, rows, first)
        self._side(section, head)

    def _headings(self, section: Section, placed: Sequence[Column]) -> None:
        """The heading rows of a table: groups above their columns, a column without groups down through all rows."""
        depth = heading_depth(placed)
        top = self.draft.cursor + 1
        for _ in range(depth):
            self.draft.new_row()
        if section.corner_at:
            self._issued(section, "", section.corner_at, top, Style.HEAD, bottom=top + depth - 1)
        for column in placed:
            label = fill_pattern(column.label, self.names)
            self._issued(section, label, column.at, top + len(column.group), Style.HEAD, bottom=top + depth - 1)
        for level in range(depth - 1):
            for group, columns in groupby(placed, key=lambda column, n=level: column.group[: n + 1]):  # type: ignore[misc]
                if len(group) == level + 1:
                    run = list(columns)
                    at = f"{run[0].at.partition(':')[0]}:{run[-1].at.rpartition(':')[2]}"
                    text = fill_pattern(group[-1], self.names)
                    self._issued(section, text, at, top + level, Style.HEAD)

    def _boxes(self, section: Section) -> None:
        placed = [column for column in section.columns if column.at]
        head, top = self.draft.new_row(), self.draft.new_row()
        for column in placed:
            self._issued(section, column.label, column.at, head, Style.HEAD)
            self._value(section, column, "", top)
        self._side(section, head)

    def _notes(self, section: Section) -> None:
        face = Face(self.style.cell_font, section.size or self.style.note_size)
        for column in section.columns:
            if not column.at:
                continue
            top = self.draft.new_row()
            if column.label_at:
                left, right = span_of(column.label_at)
                label = SheetCell(top, left, top, right, Style.NOTE, None, column.label, section.key, face)
                self.draft.cells.append(label)
            self._value(section, column, "", top, Style.NOTE, face)

    # cells --------------------------------------------------------------------------------------------------------

    def _head_face(self) -> Face:
        return Face(self.style.head_font, self.style.head_size, self.style.head_bold)

    def _cell_face(self, section: Section) -> Face:
        return Face(self.style.cell_font, section.size or self.style.cell_size)

    def _issued(self, section: Section, text: str, at: str, top: int, style: Style, *, bottom: int = 0) -> None:
        left, right = span_of(at)
        style = style if text else Style.BLANK
        face = self._head_face()
        cell = SheetCell(top, left, bottom or top, right, style, None, text, section.key, face, "center")
        self.draft.cells.append(cell)

    def _row_label(self, section: Section, column: Column, row: Row, top: int) -> None:
        item = self.record.item(section.key, row)
        text = self.record.text(CellId(section.key, row.key, column.key)) or (item.label if item else "")
        left, right = span_of(column.at)
        face, indent = self._cell_face(section), item.indent if item else 0
        cell = SheetCell(top, left, top, right, Style.LABEL, None, text, section.key, face, column.align, indent)
        self.draft.cells.append(cell)

    def _value(
        self, section: Section, column: Column, row: str, top: int, style: Style | None = None, face: Face | None = None
    ) -> None:
        cell = CellId(section.key, row, column.key)
        text = self.record.shown(cell)
        if not text and self.record.is_locked(cell):
            text = LOCKED_MARK
        left, right = span_of(column.at)
        face = face or self._cell_face(section)
        align = column.align
        if align == "center" and not column.type.is_numeric and self._is_prose(text, left, right, face):
            align = "left"
        style = style or _value_style(column)
        indent = self._indent(section, column, row)
        self.draft.cells.append(SheetCell(top, left, top, right, style, cell, text, section.key, face, align, indent))

    def _indent(self, section: Section, column: Column, row: str) -> int:
        """Subjects of a table that prints no codes are moved in by their level."""
        if section.tree is None or not section.tree.indent or column.key != section.tree.name:
            return 0
        tree = self.record.tree(section.key)
        node = tree.nodes.get(row) if tree is not None else None
        return max(node.level - 1, 0) * LEVEL_INDENT if node is not None else 0

    def _is_prose(self, text: str, left: int, right: int, face: Face) -> bool:
        return count_lines(text, round(self.draft.points(left, right) / (face.size / 2), 1)) > SHORT_LINES

    def _levels(self, section: Section, merged: Sequence[Column], rows: Sequence[Row], first: int) -> None:
        """Equal neighbours are one cell; a lower level only within the same higher one. Blanks stay single."""
        for depth, column in enumerate(merged):
            left, right = span_of(column.at)
            for start, end in _runs(self.record, section, merged[: depth + 1], rows):
                cell = CellId(section.key, rows[start].key, column.key)
                text = with_points(self.record, column, self.record.shown(cell))
                top, bottom = first + start, first + end
                face = self._cell_face(section)
                style = Style.VALUE
                drafted = SheetCell(top, left, bottom, right, style, cell, text, section.key, face, column.align)
                self.draft.cells.append(drafted)
                others = (CellId(section.key, row.key, column.key) for row in rows[start + 1 : end + 1])
                self.draft.covers += [(other, cell) for other in others]

    def _side(self, section: Section, top: int) -> None:
        if not section.side_at:
            return
        text = fill_pattern(section.side, self.names)
        left, right = span_of(section.side_at)
        face = self._head_face()
        bottom = self.draft.cursor
        cell = SheetCell(top, left, bottom, right, Style.SIDE, None, text, section.key, face, "center")
        self.draft.cells.append(cell)

    # finishing ----------------------------------------------------------------------------------------------------

    def finish(self) -> OfficialSheet:
        """Footnotes, blank cells, heights, sheet rows."""
        self._fill_blanks()
        if self.page is self.definition.pages[0]:
            self._footnotes()
            self._signatures()
        heights, rows = spread(self.draft.heights(), self.style.cell_size)
        blocks = {key: (rows[first - 1][0], rows[last - 1][1]) for key, (first, last) in self.blocks.items()}
        repeat = self._repeat_rows(blocks, rows)
        new_pages = breaks(self.draft.widths, heights, self.style.print_setup, repeat)
        cells = []
        for drafted in self.draft.cells:
            needed = self.draft.needed(drafted) if drafted.bottom > drafted.top else math.inf
            cells.append(kept_whole(settled(drafted, rows), needed, heights, new_pages))
        cells.sort(key=lambda cell: (cell.top, cell.left))
        places = {cell.cell: cell for cell in cells if cell.cell is not None}
        for other, anchor in self.draft.covers:
            places[other] = places[anchor]
        body = (rows[self.body[0] - 1][0], rows[self.body[-1] - 1][1]) if self.body else (1, 1)
        return OfficialSheet(
            name=_sheet_name(self.style.name),
            widths=tuple(self.draft.widths),
            heights=tuple(heights),
            cells=tuple(cells),
            print_setup=self.style.print_setup,
            repeat_rows=repeat,
            body=body,
            blocks=blocks,
            _places=places,
        )

    def _fill_blanks(self) -> None:
        """Every cell of the table has a border: where the definition puts nothing, a blank cell stands."""
        taken = {
            (row, column)
            for cell in self.draft.cells
            for row in range(cell.top, cell.bottom + 1)
            for column in range(cell.left, cell.right + 1)
        }
        face = Face(self.style.cell_font, self.style.cell_size)
        section_of = {row: key for key, (first, last) in self.blocks.items() for row in range(first, last + 1)}
        for row in self.body:
            free = [column for column in range(1, len(self.draft.widths) + 1) if (row, column) not in taken]
            for left, right in _stretches(free):
                blank = SheetCell(row, left, row, right, Style.BLANK, None, "", section_of[row], face)
                self.draft.cells.append(blank)

    def _footnotes(self) -> None:
        face = Face(self.style.cell_font, self.style.note_size)
        for text in self.definition.footnotes:
            top = self.draft.new_row()
            width = len(self.draft.widths)
            self.draft.cells.append(SheetCell(top, 1, top, width, Style.FOOTNOTE, None, text, "", face))

    def _signatures(self) -> None:
        """One line without borders: the labels, each with an equal share of the width to sign in."""
        labels = self.definition.signature_fields
        if not labels:
            return
        top = self.draft.new_row()
        face = Face(self.style.cell_font, self.style.cell_size)
        self.draft.least[top] = face.size * SIGNING_ROOM
        for label, (left, right) in zip(labels, _shares(self.draft.widths, len(labels)), strict=True):
            text = f"{label}："
            self.draft.cells.append(SheetCell(top, left, top, right, Style.FOOTNOTE, None, text, "", face))

    def _repeat_rows(
        self, blocks: dict[str, tuple[int, int]], rows: Sequence[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """Rows printed again on each page.

        ``title`` is the lines above the table, a section's key its heading row, ``heads`` all down to the headings of
        the first table.
        A workbook can repeat one stretch of rows only, so the first name that has rows wins.
        """
        for name in self.style.print_setup.repeat:
            if name == "title" and self.page.lines:
                return 1, min(first for first, _ in blocks.values()) - 1
            if name == "title" and self.body:
                above = [last for _, last in blocks.values() if last < blocks[self._first_table()][0]]
                if above:
                    return 1, max(above)
            elif name == "heads" and self.head_bottom:
                return 1, rows[next(iter(self.head_bottom.values())) - 1][1]
            elif name in blocks:
                return blocks[name][0], blocks[name][0]
        return None

    def _first_table(self) -> str:
        return next(s.key for s in self.definition.sections if s.key in self.blocks and s.style != "line")


def _value_style(column: Column) -> Style:
    if column.type.is_numeric:
        return Style.FIGURE
    return Style.TEXT if column.multiline else Style.VALUE


def _runs(
    record: Record, section: Section, columns: Sequence[Column], rows: Sequence[Row]
) -> Iterator[tuple[int, int]]:
    """First and last index of rows whose texts in ``columns`` are equal and whose last one is not blank."""
    start = 0
    keys = [tuple(record.shown(CellId(section.key, row.key, column.key)) for column in columns) for row in rows]
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] != keys[start] or not keys[index][-1]:
            if index > start:
                yield start, index - 1
            start = index


def _shares(widths: Sequence[float], count: int) -> list[tuple[int, int]]:
    """The columns cut into ``count`` runs of nearly equal width, each of one column at least."""
    ends = list(accumulate(map(column_points, widths)))
    shares, first = [], 1
    for number in range(1, count + 1):
        last = len(widths) - (count - number)
        if number < count:
            wanted = ends[-1] * number / count
            last = min(range(first, last + 1), key=lambda column: abs(ends[column - 1] - wanted))
        shares.append((first, last))
        first = last + 1
    return shares


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers."""
    start = 0
    for index in range(1, len(numbers) + 1):
        if index == len(numbers) or numbers[index] != numbers[index - 1] + 1:
            yield numbers[start], numbers[index - 1]
            start = index


def _sheet_name(name: str) -> str:
    """A name Excel accepts: at most 31 characters, none of its forbidden ones."""
    return re.sub(r"[\\/*?:\[\]]", " ", name).strip("' ")[:31] or "自评表"
