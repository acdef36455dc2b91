"""One official sheet of a form as an item model: one item a sheet cell, looked up and never computed in ``data``.

The geometry comes from ``desktop.domain.sheet``; texts and states from the form in memory. The model holds no rule and
changes nothing: editors commit through the session, the session's change set comes back here.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.address import CellId
from desktop.domain.definition import Column, Page, Section, ValueType
from desktop.domain.level_points import with_points
from desktop.domain.sheet import OfficialSheet, SheetCell, Style, lay_out, year_line
from desktop.domain.sheet_frozen import FrozenParts, frozen_parts
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.hints import cell_hint
from desktop.services.review import CellState, base_state, cell_state
from desktop.services.table_rows import badge

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the delegate and the view ask for besides the text."""

    CELL = Qt.ItemDataRole.UserRole + 1
    """The form's cell, None for issued text."""
    PLACE = Qt.ItemDataRole.UserRole + 2
    """The ``SheetCell`` that covers the item, None outside the form."""
    STATE = Qt.ItemDataRole.UserRole + 3
    """Its ``CellState``; None outside the form."""
    KIND = Qt.ItemDataRole.UserRole + 4
    """What it is whatever the checks say (``base_state``); None outside the form."""
    FIRST = Qt.ItemDataRole.UserRole + 5
    """True in the first row of the bordered table."""
    BADGE = Qt.ItemDataRole.UserRole + 6
    """What stands beside a unit's name, 部门合计 or 本级; ``""`` elsewhere."""


LONGEST_IN_ONE_LINE = 200
"""Characters above which a text may need more than the tallest line a workbook can have."""


class SheetModel(QAbstractTableModel):
    """Rows and columns of one official sheet of a form.

    Attributes:
        page: which of the form's sheets.
        sheet: its layout now.
        frozen: what of it stays in view.
    """

    def __init__(self, form: FormSession, parent: QObject | None = None) -> None:
        """Lay out the first sheet of ``form`` as it is now."""
        super().__init__(parent)
        self.form = form
        self.page: Page = form.definition.pages[0]
        self.sheet: OfficialSheet = lay_out(form.record, self.page.key)
        self.frozen: FrozenParts = frozen_parts(form.definition, self.page, self.sheet)
        self._kept_entries: list[SheetCell] = []
        self._entries_of: OfficialSheet | None = None

    def show_page(self, key: str) -> None:
        """Show another sheet of the form, laid out as the form is now; a model reset. Raises KeyError."""
        self.beginResetModel()
        self.page = self.form.definition.page_by_key[key]
        self._lay_out()
        self.endResetModel()

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of this sheet, in order."""
        return self.form.definition.sections_of_page[self.page.key]

    def _lay_out(self) -> None:
        self.sheet = lay_out(self.form.record, self.page.key)
        self.frozen = frozen_parts(self.form.definition, self.page, self.sheet)

    # what stands where --------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Rows of the sheet; items have no children."""
        return 0 if parent.isValid() else self.sheet.row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Columns of the sheet; items have no children."""
        return 0 if parent.isValid() else self.sheet.column_count

    def place_at(self, index: Index) -> SheetCell | None:
        """The sheet cell that covers an item."""
        return self.sheet.at(index.row() + 1, index.column() + 1) if index.isValid() else None

    def index_of(self, cell: CellId) -> QModelIndex:
        """The item a form cell stands at, its top left one; invalid when the sheet does not show it."""
        place = self.sheet.place(cell)
        return self.index(place.top - 1, place.left - 1) if place is not None else QModelIndex()

    def column_of(self, cell: CellId) -> Column:
        """The definition's column of a form cell."""
        return self.form.definition.column(cell.section, cell.column)

    def entry_cells(self) -> list[CellId]:
        """The cells a clerk fills, in the order of reading the sheet: line by line from the left."""
        return [place.cell for place in self._entries() if place.cell is not None]

    def entry_corners(self) -> list[tuple[int, int]]:
        """Row and column, counted from 1, of the top left corners of ``entry_cells``, ascending."""
        return [(place.top, place.left) for place in self._entries()]

    def _entries(self) -> list[SheetCell]:
        # Kept as long as the sheet is: which cells are filled in depends on rows and definition, not on texts.
        if self._entries_of is not self.sheet:
            is_entry = self.form.record.is_entry
            shown = [one for one in self.sheet.cells if one.cell is not None and is_entry(one.cell)]
            self._kept_entries = sorted(shown, key=lambda one: (one.top, one.left))
            self._entries_of = self.sheet
        return self._kept_entries

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, accessible name, or what ``Role`` names."""
        place = self.place_at(index)
        if role == Role.PLACE:
            return place
        if place is None:
            return None
        if role == Role.CELL:
            return place.cell
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(place)
        if role == Role.FIRST:
            return place.top == self.sheet.body[0]
        if role == Role.BADGE:
            known = place.cell is not None and self.form.record.has_cell(place.cell)
            return badge(self.form.record, place.cell) if known and place.cell is not None else ""
        if place.cell is None or not self.form.record.has_cell(place.cell):
            return CellState.ISSUED if role in (Role.STATE, Role.KIND) else None
        return self._of_cell(place.cell, place, role)

    def _of_cell(self, cell: CellId, place: SheetCell, role: int) -> Any:
        if role == Role.STATE:
            return cell_state(self.form, cell)
        if role == Role.KIND:
            return base_state(self.form.record, cell)
        if role == Qt.ItemDataRole.EditRole:
            return self.form.record.shown(cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(cell_hint(self.form, cell))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.form.place(cell)}：{self.shown(place) or self.tr('空')}"
        return None

    def shown(self, place: SheetCell) -> str:
        """What a sheet cell shows now: amounts with thousands separators, the year as its line."""
        if place.cell is None or not self.form.record.has_cell(place.cell):
            return place.text
        text = self.form.record.shown(place.cell)
        if place.style is Style.YEAR:
            return year_line(self.form.definition, text)
        if place.style is Style.TITLE:
            # The sheet breaks a long title before its bracket; while it is typed the stored break is out of date.
            return place.text if place.text.replace("\n", "") == text else text
        column = self.column_of(place.cell)
        if column.type is ValueType.AMOUNT:
            amount = self.form.record.amount(place.cell)
            return text if amount is None else f"{amount.value:,.{amount.decimals}f}"
        if column.points:
            return with_points(self.form.record, column, text)
        return text or (place.text if self.form.record.is_locked(place.cell) else "")

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be chosen and copied; only what the form lets be filled can be edited."""
        place = self.place_at(index)
        if place is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_editable(place.cell) else flags

    def is_editable(self, cell: CellId | None) -> bool:
        """Entry cells, issued texts of rows the definition does not know, and what may be typed over."""
        if cell is None or not self.form.record.has_cell(cell):
            return False
        column = self.column_of(cell)
        if self.form.record.is_entry(cell) or self.form.record.may_type_over(cell):
            return True
        return column.issued and self.form.record.item(cell.section, cell.row) is None

    # following changes --------------------------------------------------------------------------------------------

    def apply(self, change: ChangeSet) -> None:
        """Tell the views which items changed: texts, and marks of findings that came and went."""
        if change.sections & {section.key for section in self.sections}:
            self.lay_out_again()
            return
        touched = set(change.cells)
        for finding in (*change.added, *change.removed):
            touched.update(finding.cells)
            if finding.cell is not None:
                touched.add(finding.cell)
        touched.update(self._names_with_points(change.cells))
        self._emit(touched, one_by_one=len(change.entered) < 2)

    def _names_with_points(self, cells: Iterable[CellId]) -> list[CellId]:
        """Level names that print points of a section in which ``cells`` stand."""
        sections = {cell.section for cell in cells}
        record = self.form.record
        return [
            CellId(section.key, row.key, column.key)
            for section in self.form.definition.visible_sections
            for column in section.columns
            if column.points in sections
            for row in record.rows(section.key)
        ]

    def lay_out_again(self) -> None:
        """Rows came, went or moved: everything may stand elsewhere."""
        self.beginResetModel()
        self._lay_out()
        self.endResetModel()

    def may_move_others(self, cell: CellId) -> bool:
        """True when a change of this cell's text can shift other cells: a merged level, prose spread over lines."""
        place = self.sheet.place(cell)
        if place is None:
            return False
        spread = place.top != place.bottom
        return spread or self.column_of(cell).merge_down or len(self.form.record.shown(cell)) > LONGEST_IN_ONE_LINE

    def settle(self) -> bool:
        """Lay out again for the texts as they are now, once typing is over: merges and alignment follow the texts.

        True when cells stand elsewhere now, after a model reset.
        """
        fresh = lay_out(self.form.record, self.page.key)
        if _geometry(fresh) != _geometry(self.sheet):
            self.lay_out_again()
            return True
        moved_in = any(new.indent != old.indent for new, old in zip(fresh.cells, self.sheet.cells, strict=True))
        self.sheet = fresh
        if moved_in:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        return False

    def _emit(self, cells: Iterable[CellId], *, one_by_one: bool) -> None:
        """One signal for the block that holds all of ``cells``, as after a paste, or one for each.

        A key changes a handful of cells far apart: total, rate, a mark in another part. The block between them is
        most of the sheet.
        """
        found = [index for index in map(self.index_of, cells) if index.isValid()]
        if one_by_one:
            for index in found:
                self.dataChanged.emit(index, index)
        elif found:
            rows, columns = [index.row() for index in found], [index.column() for index in found]
            first, last = self.index(min(rows), min(columns)), self.index(max(rows), max(columns))
            self.dataChanged.emit(first, last)


def tool_tip(text: str) -> str | None:
    """Text as a tool tip that breaks its lines: Qt leaves plain text on one line however long. None for no text."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else None


def _geometry(sheet: OfficialSheet) -> list[tuple[int, int, int, int]]:
    return [(one.top, one.left, one.bottom, one.right) for one in sheet.cells]
