"""The lines of an import preview as a tree: groups in the order in which they want to be looked at, lines below.

Which value is doubtful, different or new is decided by ``services.transfer``; here only the user's yes and no is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.services.import_line import GROUPS, ImportLine

Index = QModelIndex | QPersistentModelIndex
TAKEABLE = ("new", "different")
"""States of lines that can be taken; the others change nothing."""


class LineRole(IntEnum):
    """What the delegate asks for besides text and check mark."""

    LINE = Qt.ItemDataRole.UserRole + 1
    """The ``ImportLine``; None for a group."""
    GROUP = Qt.ItemDataRole.UserRole + 2
    """The ``LineGroup``; None for a line."""


class Column(IntEnum):
    """Columns of the tree."""

    TAKE = 0
    PLACE = 1
    SOURCE = 2
    VALUES = 3
    TRUST = 4


@dataclass(frozen=True, slots=True)
class LineGroup:
    """A group: key of ``GROUPS``, title, what its lines have in common, how many there are."""

    key: str
    title: str
    about: str
    count: int

    @property
    def can_be_taken(self) -> bool:
        """False for groups that change nothing."""
        return self.key not in ("computed", "same")


class ImportLines(QAbstractItemModel):
    """Groups of lines.

    Signals:
        taken_changed(): another number of lines is taken.
    """

    taken_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """No lines yet."""
        super().__init__(parent)
        self._groups: list[LineGroup] = []
        self._lines: list[list[ImportLine]] = []

    # content ------------------------------------------------------------------------------------------------------

    def set_lines(self, lines: Iterable[ImportLine]) -> None:
        """Show other lines; each keeps whether it is taken."""
        self.beginResetModel()
        by_group: dict[str, list[ImportLine]] = {}
        for line in lines:
            by_group.setdefault(line.group, []).append(line)
        texts = self._texts()
        present = [key for key in GROUPS if key in by_group]
        self._groups = [LineGroup(key, *texts[key], len(by_group[key])) for key in present]
        self._lines = [by_group[key] for key in present]
        self.endResetModel()
        self.taken_changed.emit()

    def _texts(self) -> dict[str, tuple[str, str]]:
        return {
            "doubtful": (self.tr("请看一眼"), self.tr("名称对不全，或与别处对不上")),
            "different": (self.tr("与现有值不同"), self.tr("栏名、行名都相同")),
            "new": (self.tr("新增"), self.tr("原来是空的，把握都高")),
            "computed": (self.tr("自动算出"), self.tr("写入后自动算出，与文件一致")),
            "same": (self.tr("相同"), self.tr("与现有值一样，不用动")),
        }

    @property
    def lines(self) -> list[ImportLine]:
        """Every line, as taken or not."""
        return [line for lines in self._lines for line in lines]

    @property
    def taken(self) -> int:
        """Lines that will be written."""
        return sum(1 for line in self.lines if line.take)

    @property
    def refused(self) -> int:
        """Lines that could be written and will not be."""
        return sum(1 for line in self.lines if line.state in TAKEABLE and not line.take)

    def toggle(self, index: QModelIndex) -> None:
        """Take a line or leave it; a group as a whole, unless it changes nothing."""
        if index.isValid():
            box = index.siblingAtColumn(Column.TAKE)
            taken = self._check_state(box) == Qt.CheckState.Checked
            wanted = Qt.CheckState.Unchecked if taken else Qt.CheckState.Checked
            self.setData(box, wanted, Qt.ItemDataRole.CheckStateRole)

    def index_from(self, source: str) -> QModelIndex:
        """The line read from a cell of the file, invalid when there is none."""
        for group, lines in enumerate(self._lines):
            for row, line in enumerate(lines):
                if line.source == source:
                    return self.index(row, 0, self.index(group, 0))
        return QModelIndex()

    # the tree -----------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt's own)
        """Groups at the top carry the id 0, lines the number of their group counted from 1."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt's own default)
        """The group of a line."""
        group = int(index.internalId()) if index.isValid() else 0
        return self.createIndex(group - 1, 0, 0) if group else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Groups, or lines of a group."""
        if not parent.isValid():
            return len(self._groups)
        return len(self._lines[parent.row()]) if not parent.internalId() and parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """The same everywhere."""
        return len(Column)

    def line(self, index: Index) -> ImportLine | None:
        """The line of an item, None for a group."""
        group = int(index.internalId()) if index.isValid() else 0
        return self._lines[group - 1][index.row()] if group else None

    def group(self, index: Index) -> LineGroup | None:
        """The group of a group's item, None for a line."""
        return self._groups[index.row()] if index.isValid() and not index.internalId() else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for screen readers and tests; the delegate paints from ``LineRole``."""
        line, group = self.line(index), self.group(index)
        if role == LineRole.LINE:
            return line
        if role == LineRole.GROUP:
            return group
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == Column.TAKE:
            return self._check_state(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if line is not None:
                return _text(line, index.column(), self.tr("（空）"))
            if group is not None and index.column() == Column.TAKE:
                return f"{group.title} {group.count}"
        if role == Qt.ItemDataRole.ToolTipRole and line is not None:
            place = f"{line.section} · {line.place}"
            tips = {Column.VALUES: line.new, Column.TRUST: line.reason, Column.PLACE: place, Column.SOURCE: line.source}
            return tips.get(Column(index.column()))
        return None

    def _check_state(self, index: Index) -> Qt.CheckState | None:
        line = self.line(index)
        if line is not None:
            if line.state not in TAKEABLE:
                return None
            return Qt.CheckState.Checked if line.take else Qt.CheckState.Unchecked
        if not self._groups[index.row()].can_be_taken:
            return None
        states = {one.take for one in self._lines[index.row()]}
        if len(states) > 1:
            return Qt.CheckState.PartiallyChecked
        return Qt.CheckState.Checked if states == {True} else Qt.CheckState.Unchecked

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take or leave a line, or every line of a group."""
        if role != Qt.ItemDataRole.CheckStateRole or self._check_state(index) is None:
            return False
        take = Qt.CheckState(value) == Qt.CheckState.Checked
        group = int(index.internalId()) - 1 if index.internalId() else index.row()
        rows: Sequence[int] = [index.row()] if index.internalId() else range(len(self._lines[group]))
        for row in rows:
            line = self._lines[group][row]
            if line.state in TAKEABLE:
                self._lines[group][row] = replace(line, take=take)
        head = self.index(group, Column.TAKE)
        self.dataChanged.emit(head, head)
        self.dataChanged.emit(self.index(rows[0], 0, head), self.index(rows[-1], Column.TRUST, head))
        self.taken_changed.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be chosen; what can be taken has a box."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        checkable = index.column() == Column.TAKE and self._check_state(index) is not None
        return flags | Qt.ItemFlag.ItemIsUserCheckable if checkable else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = ("取用", "填到哪一格", "来源", "现有值 → 文件中的值", "把握和依据")
        return self.tr(titles[section])


def _text(line: ImportLine, column: int, empty: str) -> str:
    """What a line says in a column."""
    trust = {"high": "高", "medium": "中", "low": "低"}
    return {
        Column.PLACE: f"{line.place} · {line.column}" if line.place != line.column else line.column,
        Column.SOURCE: line.source.rpartition("!")[2],
        Column.VALUES: f"{line.old or empty} → {line.new} {line.difference}".rstrip(),
        Column.TRUST: f"{trust.get(line.confidence, '')} {line.reason}",
    }.get(Column(column), "")
