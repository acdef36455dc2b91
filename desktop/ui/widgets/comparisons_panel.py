"""核对: every pair of figures of a table that must be equal, unequal ones first; a click goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.services.comparisons import Compared, counted
from desktop.ui.icons import pixmap
from desktop.ui.models.comparisons import FIGURES, RESULT, ComparisonsModel, Role
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.segments import Segment, SegmentSwitch

Index = QModelIndex | QPersistentModelIndex
_ROW, _EDGE = 26, 14
_WIDTHS = {1: 96, 3: 96, 4: 72, 5: 130}


class ComparisonsView(QTableView):
    """The list.

    Signals:
        asked(QModelIndex): a line was pressed, or Enter on it.
    """

    asked = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class ComparisonsPanel(QFrame):
    """Left half of the dock.

    Signals:
        cell_requested(CellId): go where a difference is reported.
    """

    cell_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing to compare yet."""
        super().__init__(parent)
        set_property(self, ground="panel", edge="right")
        self.model = ComparisonsModel(self)
        self.view = ComparisonsView()
        self._counts = ElidedLabel()
        self._nothing = QLabel(self.tr("这张表没有要核对的数。"))
        self._filter = SegmentSwitch(
            (
                Segment("all", self.tr("全部")),
                Segment("unequal", self.tr("不等")),
                Segment("between", self.tr("表间")),
            ),
            small=True,
            name=self.tr("显示哪些核对"),
        )
        self._lay_out()
        self._set_up_view()
        self._filter.chosen.connect(self.model.set_filter)
        self.view.clicked.connect(self._go)
        self.view.asked.connect(self._go)

    def show_lines(self, lines: Sequence[Compared]) -> None:
        """Show the comparisons of a table, in their order."""
        counts = counted(lines)
        said = self.tr("本表共 {0} 处：{1} 不等，{2} 尾差，{3} 相等")
        self._counts.setText(said.format(counts.total, counts.unequal, counts.tail, counts.equal) if lines else "")
        self._filter.set_text(
            "unequal", self.tr("不等 {0}").format(counts.unequal) if counts.unequal else self.tr("不等")
        )
        self._filter.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        self.view.setVisible(bool(lines))
        self.model.show_lines(lines)

    def _lay_out(self) -> None:
        theme = active_theme()
        head = QFrame()
        set_property(head, edge="bottom")
        head.setFixedHeight(theme.px(38))
        title = QLabel(self.tr("核对"))
        set_property(title, role="panel")
        set_property(self._counts, role="second")
        set_property(self._nothing, role="second")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(20), 0, theme.px(14), 0)
        row.setSpacing(theme.px(10))
        row.addWidget(title)
        row.addWidget(self._counts)
        row.addStretch(1)
        row.addWidget(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.view, 1)
        column.addWidget(self._nothing, 1)

    def _set_up_view(self) -> None:
        theme, view = active_theme(), self.view
        view.setModel(self.model)
        view.setItemDelegate(ResultDelegate(view))
        view.setAccessibleName(self.tr("核对清单"))
        view.setShowGrid(False)
        view.setFrameStyle(0)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        header = view.horizontalHeader()
        header.setFixedHeight(theme.px(_ROW))
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, theme.px(width))
        self.show_lines(())

    def _go(self, index: QModelIndex) -> None:
        line = index.data(Role.LINE)
        if line is not None:
            self.cell_requested.emit(line.at)


class ResultDelegate(QStyledItemDelegate):
    """Paints a line: texts shortened, figures at the right, the mark before the result."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme, rect = active_theme(), QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent-soft"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.px(20 if index.column() == 0 else 8), 0, -theme.px(8), 0)
        mark = index.data(Role.MARK)
        if mark:
            top = rect.center().y() - theme.px(_EDGE) // 2
            image = pixmap(mark, "ok" if mark == "check" else None, _EDGE, theme)
            painter.drawPixmap(inner.left(), top, image)
            inner.adjust(theme.px(_EDGE + 6), 0, 0, 0)
        painter.setFont(theme.font("list"))
        text = str(index.data() or "")
        quiet = index.column() == RESULT - 1 and text.strip("0.,") == ""
        painter.setPen(theme.color("text3" if quiet else "text"))
        mode = Qt.TextElideMode.ElideNone if index.column() in FIGURES else Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, mode, inner.width())
        painter.drawText(inner, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), shown)
        painter.restore()
