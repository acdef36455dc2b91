"""The 核对 list as an item model: both sides with their figures, the difference, the result."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.checks.compared import is_small
from desktop.services.comparisons import Compared, sections_of

Index = QModelIndex | QPersistentModelIndex
HEADS = ("这一边", "数", "那一边", "数", "相差", "结果")
FIGURES = (1, 3, 4)
"""Columns of figures."""
RESULT = 5
WORDS = {"unequal": "不等", "tail": "尾差，不用改", "equal": "相等"}
LARGE_TAIL = "可能是尾差"
MARKS = {"unequal": "error", "tail": "info", "equal": "check"}
FILTERS = ("all", "unequal", "between")


class Role(IntEnum):
    """Roles besides the text: the comparison, and the mark of its result."""

    LINE = Qt.ItemDataRole.UserRole + 1
    MARK = Qt.ItemDataRole.UserRole + 2


class ComparisonsModel(QAbstractTableModel):
    """A line for each comparison; a reset only when lines come, go or change places."""

    def __init__(self, parent: QObject | None = None) -> None:
        """No lines."""
        super().__init__(parent)
        self._lines: list[Compared] = []
        self._shown: list[Compared] = []
        self._filter = "all"

    def show_lines(self, lines: Sequence[Compared]) -> None:
        """Show ``lines``, in their order, as far as the filter lets them."""
        self._lines = list(lines)
        self._renew()

    def set_filter(self, name: str) -> None:
        """``all``, ``unequal``, or ``between`` for those between two tables."""
        self._filter = name
        self._renew()

    def _renew(self) -> None:
        wanted = [line for line in self._lines if self._is_shown(line)]
        if [_key(line) for line in wanted] != [_key(line) for line in self._shown]:
            self.beginResetModel()
            self._shown = wanted
            self.endResetModel()
            return
        for row, (old, new) in enumerate(zip(self._shown, wanted, strict=True)):
            if _texts(old) != _texts(new) or old.result != new.result:
                self._shown[row] = new
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADS) - 1))

    def _is_shown(self, line: Compared) -> bool:
        if self._filter == "unequal":
            return line.result == "unequal"
        return self._filter != "between" or len(sections_of(line)) > 1

    def line(self, index: Index) -> Compared | None:
        """The comparison of a row."""
        return self._shown[index.row()] if index.isValid() else None

    # Qt -----------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Two sides with figures, difference, result."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and the roles above."""
        line = self.line(index)
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _texts(line)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            left, first, right, second, difference, result = _texts(line)
            return f"{left} {first}，{right} {second}，相差 {difference}，{result}"
        if role == Role.MARK:
            return MARKS[str(line.result)] if index.column() == RESULT else ""
        return line if role == Role.LINE else None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in FIGURES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _key(line: Compared) -> tuple[object, ...]:
    return line.at, line.left_words, line.right_words, line.left_cells, line.right_cells


def _texts(line: Compared) -> tuple[str, ...]:
    difference = f"{abs(line.difference):,}"
    words = WORDS[str(line.result)]
    if str(line.result) == "tail" and not is_small(line.difference):
        words = LARGE_TAIL
    return line.left_words, line.left, line.right_words, line.right, difference, words
