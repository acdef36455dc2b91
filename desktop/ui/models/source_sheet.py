"""The sheet of a workbook that is being imported, as it stands in the file; nothing can be changed here."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.services.import_line import ImportLine
from desktop.services.source_sheet import SourceSheet, position_of, sheet_name_of
from desktop.ui.widgets.sheet_geometry import column_letters

Index = QModelIndex | QPersistentModelIndex


class SourceRole(IntEnum):
    """What the delegate asks for besides the text."""

    STATE = Qt.ItemDataRole.UserRole + 1
    """State of the line read from the cell: same, new, different, computed; ``""`` where nothing was read."""


class SourceModel(QAbstractTableModel):
    """Cells of one sheet with the state of what was read from them."""

    def __init__(self, parent: QObject | None = None) -> None:
        """An empty sheet."""
        super().__init__(parent)
        self.sheet = SourceSheet("", 0, 0, {}, ())
        self._states: dict[str, dict[tuple[int, int], str]] = {}

    def set_sheet(self, sheet: SourceSheet) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def set_lines(self, lines: Iterable[ImportLine]) -> None:
        """Mark the cells that ``lines`` were read from, on this sheet and on those that are shown later."""
        self._states = {}
        for line in lines:
            place = position_of(line.source)
            if place is not None:
                self._states.setdefault(sheet_name_of(line.source), {})[place] = line.state
        if self.sheet.rows and self.sheet.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(self.sheet.rows - 1, self.sheet.columns - 1))

    def index_of(self, source: str) -> QModelIndex:
        """The item of ``自评表!B7``; invalid when that is another sheet, or the sheet does not reach there."""
        place = position_of(source) if sheet_name_of(source) == self.sheet.name else None
        return self.index(place[0] - 1, place[1] - 1) if place is not None else QModelIndex()

    def source_of(self, index: Index) -> str:
        """The reverse of ``index_of``; a merged range is named by its first cell."""
        return f"{self.sheet.name}!{column_letters(index.column() + 1)}{index.row() + 1}" if index.isValid() else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Rows up to the last one with text; items have no children."""
        return 0 if parent.isValid() else self.sheet.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Columns up to the last one with text; items have no children."""
        return 0 if parent.isValid() else self.sheet.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and state."""
        place = index.row() + 1, index.column() + 1
        if role == Qt.ItemDataRole.DisplayRole:
            return self.sheet.texts.get(place, "")
        if role == SourceRole.STATE:
            return self._states.get(self.sheet.name, {}).get(place, "")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Letters and numbers, as a spreadsheet names them."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return column_letters(section + 1) if orientation == Qt.Orientation.Horizontal else str(section + 1)
