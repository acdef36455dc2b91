"""The contents of a form as a tree: parts, groups of indicators, indicator rows, with progress and mark.

What a line says is worked out by ``services.review``; this model keeps it, filters it and tells the view what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.address import CellId
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.progress import PartProgress, Progress
from desktop.ui.widgets.marks import MARK_WORDS

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """Roles besides the text: the line itself (PartProgress), its key, its first cell (CellId or None)."""

    LINE = Qt.ItemDataRole.UserRole + 1
    KEY = Qt.ItemDataRole.UserRole + 2
    CELL = Qt.ItemDataRole.UserRole + 3


@dataclass(eq=False)
class _Node:
    line: PartProgress
    parent: _Node | None
    row: int
    children: list[_Node] = field(default_factory=list)


FILTERS: dict[str, Callable[[PartProgress], bool]] = {
    "all": lambda line: True,
    "unfilled": lambda line: line.filled < line.total,
    "problems": lambda line: line.mark in ("error", "verify"),
}
"""Filter name → which lines without children are shown; a line with children is shown with any of them."""


class ContentsModel(QAbstractItemModel):
    """Tree of one column."""

    def __init__(self, form: FormSession, parent: QObject | None = None) -> None:
        """Read the contents of ``form``."""
        super().__init__(parent)
        self._filter = "all"
        self.progress = Progress(form)
        self._lines: list[PartProgress] = self.progress.lines
        self._roots: list[_Node] = []
        self._by_key: dict[str, _Node] = {}
        self._plant()

    @property
    def lines(self) -> list[PartProgress]:
        """Every part, whatever the filter shows."""
        return self._lines

    def update(self, changes: Iterable[ChangeSet] | None = None) -> None:
        """Renew what ``changes`` touched, all without them; lines that stay keep place, selection and folding."""
        before = self._lines
        if changes is None:
            self.progress.read_again()
        else:
            self.progress.update(changes)
        self._lines = self.progress.lines
        if all(one is other for one, other in zip(before, self._lines, strict=True)):
            return
        if _keys(self._wanted()) != [key for root in self._roots for key in _node_keys(root)]:
            self.beginResetModel()
            self._plant()
            self.endResetModel()
            return
        for root, line in zip(self._roots, self._wanted(), strict=True):
            self._renew(root, line)

    def set_filter(self, name: str) -> None:
        """Show the lines of a filter: ``all``, ``unfilled`` or ``problems``."""
        self.beginResetModel()
        self._filter = name
        self._plant()
        self.endResetModel()

    def index_of(self, cell: CellId) -> QModelIndex:
        """The deepest line ``cell`` belongs to; invalid when the filter hides it."""
        node = self._by_key.get(f"row:{cell.section}:{cell.row}")
        if node is None:
            node = next((root for root in self._roots if cell.section in root.line.sections), None)
        return self.createIndex(node.row, 0, node) if node is not None else QModelIndex()

    # Qt -----------------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Index of a child."""
        siblings = self._children(parent)
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, 0, siblings[row])

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Index of the line above in the tree."""
        node = self._node(index)
        if node is None or node.parent is None:
            return QModelIndex()
        return self.createIndex(node.parent.row, 0, node.parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of lines below ``parent``."""
        return len(self._children(parent)) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Title, tool tip, accessible text and the roles above."""
        node = self._node(index)
        if node is None:
            return None
        line = node.line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.title}，{MARK_WORDS[line.mark]}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.title}，{line.filled}/{line.total}，{MARK_WORDS[line.mark]}"
        return {Role.LINE: line, Role.KEY: line.key, Role.CELL: line.cell}.get(role)  # type: ignore[call-overload]

    # inside -------------------------------------------------------------------------------------------------------

    def _wanted(self) -> list[PartProgress]:
        kept = (_filtered(line, FILTERS[self._filter]) for line in self._lines)
        return [line for line in kept if line is not None]

    def _plant(self) -> None:
        self._by_key = {}
        self._roots = [self._grow(line, None, row) for row, line in enumerate(self._wanted())]

    def _grow(self, line: PartProgress, parent: _Node | None, row: int) -> _Node:
        node = _Node(line, parent, row)
        self._by_key[line.key] = node
        node.children = [self._grow(child, node, place) for place, child in enumerate(line.children)]
        return node

    def _renew(self, node: _Node, line: PartProgress) -> None:
        if node.line is line:
            return
        for child, below in zip(node.children, line.children, strict=True):
            self._renew(child, below)
        if node.line != line:
            node.line = line
            index = self.createIndex(node.row, 0, node)
            self.dataChanged.emit(index, index)

    def _node(self, index: Index) -> _Node | None:
        node = index.internalPointer() if index.isValid() else None
        return node if isinstance(node, _Node) else None

    def _children(self, parent: Index) -> list[_Node]:
        node = self._node(parent)
        return node.children if node is not None else self._roots


def _filtered(line: PartProgress, shown: Callable[[PartProgress], bool]) -> PartProgress | None:
    if not line.children:
        return line if shown(line) else None
    kept = tuple(child for child in (_filtered(c, shown) for c in line.children) if child is not None)
    if not kept:
        return None
    if kept == line.children:
        return line
    return PartProgress(
        line.key,
        line.title,
        line.short,
        line.sections,
        kept[0].cell,
        line.filled,
        line.total,
        line.mark,
        kept,
        line.number,
    )


def _keys(lines: list[PartProgress] | tuple[PartProgress, ...]) -> list[str]:
    return [key for line in lines for key in (line.key, *_keys(line.children))]


def _node_keys(node: _Node) -> list[str]:
    return [node.line.key, *(key for child in node.children for key in _node_keys(child))]
