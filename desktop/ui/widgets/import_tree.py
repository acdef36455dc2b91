"""The list of an import preview: groups and lines, space takes or leaves, doubtful ones open at the top."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from desktop.ui.delegates.import_delegate import ImportDelegate
from desktop.ui.models.import_lines import Column, ImportLines, LineGroup
from desktop.ui.theme import active_theme

Index = QModelIndex | QPersistentModelIndex
_OPEN = ("doubtful", "different")
_WIDTHS = {Column.TAKE: 40, Column.PLACE: 204, Column.SOURCE: 46, Column.TRUST: 190}


class ImportTree(QTreeView):
    """Shows ``ImportLines``.

    Signals:
        line_chosen(str): the source of the line that was chosen, e.g. ``自评表!B7``.
        accept_requested(): Ctrl+Enter was pressed.
        cancel_requested(): Esc was pressed.
    """

    line_chosen = Signal(str)
    accept_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, model: ImportLines, parent: QWidget | None = None) -> None:
        """Show ``model``; follows its resets."""
        super().__init__(parent)
        self._lines = model
        self._state = ""
        self.setAccessibleName(self.tr("要写入的值"))
        self.setModel(model)
        self.setItemDelegate(ImportDelegate(self))
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(False)
        self.setFrameStyle(0)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setSectionsMovable(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.header().setStretchLastSection(False)
        model.modelReset.connect(self._arrange)
        self._arrange()

    def show_state(self, state: str) -> None:
        """Show the lines of one state alone; ``""`` shows all."""
        self._state = state
        for number in range(self._lines.rowCount()):
            group = self._lines.index(number, 0)
            shown = 0
            for row in range(self._lines.rowCount(group)):
                line = self._lines.line(self._lines.index(row, 0, group))
                hidden = bool(state) and line is not None and line.state != state
                self.setRowHidden(row, group, hidden)
                shown += not hidden
            self.setRowHidden(number, QModelIndex(), shown == 0)
            if state:
                self.expand(group)

    def choose_source(self, source: str) -> None:
        """Choose the line read from a cell of the file."""
        index = self._lines.index_from(source)
        if index.isValid():
            self.expand(index.parent())
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _arrange(self) -> None:
        keys = []
        for number in range(self._lines.rowCount()):
            index = self._lines.index(number, 0)
            self.setFirstColumnSpanned(number, QModelIndex(), True)
            group = self._lines.group(index)
            keys.append(group.key if isinstance(group, LineGroup) else "")
            self.setExpanded(index, keys[-1] in _OPEN)
        if "new" in keys and not set(keys) & set(_OPEN):
            # A new form: all there is to see are new values.
            self.expand(self._lines.index(keys.index("new"), 0))
        self.show_state("")
        first = self._lines.index(0, 0)
        if first.isValid():
            self.setCurrentIndex(self._lines.index(0, 0, first) if self.isExpanded(first) else first)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The values take what the other columns leave."""
        super().resizeEvent(event)
        theme = active_theme()
        narrow = self.viewport().width() < theme.px(700)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, theme.px(width * 3 // 4 if narrow and width > 100 else width))
        rest = self.viewport().width() - sum(self.columnWidth(column) for column in _WIDTHS)
        self.setColumnWidth(Column.VALUES, max(theme.px(120), rest))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell where the chosen line was read."""
        super().currentChanged(current, previous)
        line = self._lines.line(current)
        if line is not None:
            self.line_chosen.emit(line.source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space takes or leaves; Ctrl+Enter accepts; Enter opens and closes a group; Esc cancels."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            self._lines.toggle(self.currentIndex())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.accept_requested.emit()
            else:
                self._fold(self.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.cancel_requested.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a group's head beside its box opens and closes it."""
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if event.position().x() > active_theme().px(_WIDTHS[Column.TAKE]):
            self._fold(index)

    def _fold(self, index: QModelIndex) -> None:
        if self._lines.group(index) is not None:
            first = index.siblingAtColumn(0)
            self.setExpanded(first, not self.isExpanded(first))
