"""Left pane: whose form it is, how many indicators are answered, the contents as a tree, a filter."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLabel, QTreeView, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.progress import is_unfilled
from desktop.ui.delegates.contents_delegate import ContentsDelegate
from desktop.ui.models.contents import ContentsModel, Role
from desktop.ui.theme import active_theme
from desktop.ui.widgets.progress_segments import ProgressSegments
from desktop.ui.widgets.segments import Segment, SegmentSwitch

UPDATE_DELAY = 30


class ContentsPanel(QFrame):
    """252 wide.

    Signals:
        cell_requested(CellId): go there.
        updated(): marks and counts were read again.
    """

    cell_requested = Signal(object)
    updated = Signal()

    def __init__(self, form: FormSession, parent: QWidget | None = None) -> None:
        """Show the contents of ``form``."""
        super().__init__(parent)
        self._form = form
        self.setProperty("ground", "panel")
        self.model = ContentsModel(form, self)
        self.view = QTreeView()
        self._unit, self._name, self._done = QLabel(), QLabel(), QLabel()
        self._segments = ProgressSegments()
        self._filter = SegmentSwitch(
            (
                Segment("all", self.tr("全部")),
                Segment("unfilled", self.tr("未填")),
                Segment("problems", self.tr("有问题")),
            ),
            small=True,
            name=self.tr("目录里显示"),
        )
        self._current: CellId | None = None
        self._waiting: list[ChangeSet] = []
        # The verdict beside the field comes first; the contents follow when the key is painted.
        self._later = QTimer(self, singleShot=True, interval=UPDATE_DELAY)
        self._later.timeout.connect(self.update_now)
        self._lay_out()
        self._set_up_view()
        self._filter.chosen.connect(self._choose_filter)
        self.update_now()

    def refresh(self, change: ChangeSet) -> None:
        """Renew what a change touched, shortly after it."""
        self._waiting.append(change)
        self._later.start()

    def show_current(self, cell: CellId) -> None:
        """Mark the line of ``cell`` and unfold it."""
        self._current = cell
        self._show_segment()
        index = self.model.index_of(cell)
        if not index.isValid():
            return
        self._fold_others(index)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def update_now(self) -> None:
        """Read unit, counts and marks."""
        self._later.stop()
        self.model.update(self._waiting)
        self._waiting = []
        record = self._form.record
        self._unit.setText(record.bureau or self.tr("（还没有填单位）"))
        self._name.setText(f"{record.year or self._form.head.year}年度 · {self._form.definition.name}")
        rows = self.model.progress.rows
        filled, total = self.model.progress.indicator_counts
        self._done.setText(f"{filled}/{total}")
        marks = [(row.mark, row.filled >= row.total) for row in rows]
        self._segments.show_marks(marks, self.tr("指标已填 {0}，共 {1}").format(filled, total))
        findings = self._form.findings
        unfilled = sum(1 for finding in findings if is_unfilled(finding))
        problems = sum(1 for finding in findings if finding.is_open) - unfilled
        self._filter.set_text("unfilled", self.tr("未填 {0}").format(unfilled) if unfilled else self.tr("未填"))
        self._filter.set_text("problems", self.tr("有问题 {0}").format(problems) if problems else self.tr("有问题"))
        self.updated.emit()

    # inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = active_theme()
        head = QFrame()
        head.setProperty("edge", "bottom")
        box = QVBoxLayout(head)
        box.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(10))
        box.setSpacing(theme.px(4))
        self._unit.setProperty("role", "title")
        self._name.setProperty("role", "second")
        for label in (self._unit, self._name):
            label.setWordWrap(True)
            box.addWidget(label)
        box.addSpacing(theme.px(6))
        line = QHBoxLayout()
        line.addWidget(QLabel(self.tr("指标已填")))
        line.addStretch(1)
        self._done.setProperty("role", "title")
        line.addWidget(self._done)
        box.addLayout(line)
        box.addWidget(self._segments)
        foot = QFrame()
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        self._filter.stretch()
        row.addWidget(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.view, 1)
        column.addWidget(foot)

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(ContentsDelegate(view))
        view.setHeaderHidden(True)
        view.setIndentation(0)
        view.setRootIsDecorated(False)
        view.setExpandsOnDoubleClick(False)
        view.setUniformRowHeights(True)
        view.setMouseTracking(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(self.tr("目录"))
        view.clicked.connect(self._go)
        view.activated.connect(self._go)
        self.model.modelReset.connect(self._unfold)
        self._unfold()

    def _unfold(self) -> None:
        """Parts are open; groups open with the current row, or when a filter leaves only what is looked for."""
        if self._filter.current != "all":
            self.view.expandAll()
        else:
            for row in range(self.model.rowCount()):
                self.view.expand(self.model.index(row, 0))
        if self._current is not None:
            self.show_current(self._current)

    def _fold_others(self, index: QModelIndex) -> None:
        group = index.parent()
        if self._filter.current != "all" or not group.parent().isValid():
            return
        for row in range(self.model.rowCount(group.parent())):
            other = self.model.index(row, 0, group.parent())
            self.view.setExpanded(other, other == group)

    def _go(self, index: QModelIndex) -> None:
        cell = index.data(Role.CELL)
        if index.data(Role.LINE).children and index == self.view.currentIndex() and not index.parent().isValid():
            self.view.setExpanded(index, True)
        if isinstance(cell, CellId):
            self.cell_requested.emit(cell)

    def _choose_filter(self, name: str) -> None:
        self.model.set_filter(name)

    def _show_segment(self) -> None:
        cell = self._current
        key = f"row:{cell.section}:{cell.row}" if cell is not None else ""
        places = (place for place, row in enumerate(self.model.progress.rows) if row.key == key)
        self._segments.set_current(next(places, -1))
