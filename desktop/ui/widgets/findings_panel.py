"""Right pane: every finding of the form, always true, with jump, mend and explanation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.domain.address import CellId
from desktop.domain.checks.finding import Finding, Severity
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.explanations import SECTION, Unneeded
from desktop.services.progress import is_unfilled
from desktop.ui.delegates.finding_delegate import FindingDelegate, takes_explanation
from desktop.ui.models.findings import FindingsModel, Role, same_row
from desktop.ui.session import Session
from desktop.ui.theme import active_theme
from desktop.ui.widgets.explain_box import ExplainBox
from desktop.ui.widgets.live_explanation import LiveExplanation
from desktop.ui.widgets.marks import MarkLabel
from desktop.ui.widgets.segments import Segment, SegmentSwitch


class FindingsView(QTreeView):
    """A tree without indentation whose rows wrap their text.

    Signals:
        link_clicked(QModelIndex, str): a link of a finding.
    """

    link_clicked = Signal(QModelIndex, str)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a link is no choice of a row."""
        index = self.indexAt(event.position().toPoint())
        finding = index.data(Role.FINDING) if index.isValid() else None
        delegate = self.itemDelegate()
        if isinstance(finding, Finding) and isinstance(delegate, FindingDelegate):
            name = delegate.link_at(self.visualRect(index), finding, event.position().toPoint())
            self.link_clicked.emit(index, name or "go")
        elif index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.setExpanded(index, not self.isExpanded(index))
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the text anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class FindingsPanel(QFrame):
    """342 wide.

    Signals:
        cell_requested(CellId): go there.
        counts_changed(): errors or open 核实 differ.
    """

    cell_requested = Signal(object)
    counts_changed = Signal()

    def __init__(self, session: Session, form: FormSession, parent: QWidget | None = None) -> None:
        """Show the findings of ``form``; explanations and mends go through ``session``."""
        super().__init__(parent)
        self._session = session
        self._form = form
        self.setProperty("ground", "panel")
        self.model = FindingsModel(form, self)
        self.view = FindingsView()
        self._box: ExplainBox | None = None
        self._live: LiveExplanation | None = None
        self._current: CellId | None = None
        self._counts = (-1, -1)
        self._title, self._count = QLabel(self.tr("问题")), QLabel()
        self._filter = SegmentSwitch(
            (Segment("all", self.tr("全部")), Segment("here", self.tr("本项"))),
            small=True,
            name=self.tr("显示哪些问题"),
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self._set_up_view()
        self._filter.chosen.connect(self._choose_filter)
        self._show_counts()

    # public -------------------------------------------------------------------------------------------------------

    @property
    def open_counts(self) -> tuple[int, int]:
        """Errors and open 核实 of the whole form."""
        return self._counts

    def refresh(self, change: ChangeSet) -> None:
        """Show findings that came and went."""
        if change.added or change.removed or _explains(change):
            self.model.update()
            self._show_counts()
            self._renew_box()

    def show_current(self, cell: CellId) -> None:
        """``cell`` has the focus: 本项 is about its row now."""
        self._current = cell
        if self._filter.current == "here":
            self.model.set_scope(self._concerns_current)
        self._show_counts()

    def step(self, direction: int) -> None:
        """Go to the next (+1) or previous (−1) problem behind the chosen one, round the end."""
        walk = self.model.walk()
        if not walk:
            return
        chosen = self.view.currentIndex()
        places = [index for index, _ in walk]
        here = places.index(chosen) if chosen in places else (-1 if direction > 0 else 0)
        self.choose(walk[(here + direction) % len(walk)][0])

    def choose(self, index: QModelIndex) -> None:
        """Choose a line and go to its cell."""
        self.view.expand(index.parent())
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        finding = index.data(Role.FINDING)
        if isinstance(finding, Finding) and finding.cell is not None:
            self.cell_requested.emit(finding.cell)

    def explain_current(self) -> None:
        """Open the box of the chosen 核实 finding, or of the first one that waits."""
        index = self.view.currentIndex()
        finding = index.data(Role.FINDING) if index.isValid() else None
        if not isinstance(finding, Finding) or not takes_explanation(finding):
            waiting = [i for i, f in self.model.walk() if takes_explanation(f)]
            if not waiting:
                return
            index = waiting[0]
        self._open_box(index)

    def keep_explanation(self) -> None:
        """End the step of an open box; what stands in it is kept already."""
        if self._live is not None:
            self._live.pause()

    # inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = active_theme()
        head = QFrame()
        head.setProperty("edge", "bottom")
        head.setFixedHeight(theme.px(48))
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(16), 0, theme.px(14), 0)
        row.setSpacing(theme.px(8))
        self._title.setProperty("role", "panel")
        self._count.setProperty("role", "count")
        for widget in (self._title, self._count):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._filter)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)

    def _empty(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(active_theme().px(8))
        self._all_well = QLabel(self.tr("没有问题，可以导出。"))
        column.addStretch(1)
        column.addWidget(MarkLabel("ok", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._all_well, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return page

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(FindingDelegate(view, self._room_below))
        view.setHeaderHidden(True)
        view.setIndentation(0)
        view.setRootIsDecorated(False)
        view.setExpandsOnDoubleClick(False)
        view.setUniformRowHeights(False)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(self.tr("问题清单"))
        for row in range(self.model.rowCount()):
            # Cells still to fill are no mistakes, nor is what nobody needs: folded until somebody asks.
            view.setExpanded(self.model.index(row, 0), row < len(Severity))
        view.link_clicked.connect(self._link)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on a line goes to its cell."""
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            self.choose(self.view.currentIndex())
            return True
        return False

    def _link(self, index: QModelIndex, name: str) -> None:
        finding = index.data(Role.FINDING)
        if not isinstance(finding, Finding):
            return
        if name == "explain":
            self._open_box(index)
        elif name == "confirm":
            self._session.explain(finding, finding.explanation)
        elif name == "drop":
            self._session.explain(finding, "")
        elif name == "fix" and finding.fix is not None:
            self._session.commit(
                {finding.fix.cell: finding.fix.text}, self.tr("{0} {1}").format(finding.fix.label, finding.place)
            )
        else:
            self.choose(index)

    def _open_box(self, index: QModelIndex) -> None:
        self._close_box()
        finding = index.data(Role.FINDING)
        delegate = self.view.itemDelegate()
        if not isinstance(finding, Finding) or not isinstance(delegate, FindingDelegate):
            return
        self._live = LiveExplanation(self._session, self._form, finding)
        self._box = ExplainBox(finding, self._live.text, delegate.text_left(), delegate.text_height(finding))
        self._box.show_finding(finding, delegate.text_height(finding))  # lower while the box is open
        self._box.typed.connect(self._live.typed)
        self._box.left.connect(self._live.pause)
        self._box.finished.connect(self._finish)
        self._box.restored.connect(self._restore)
        self.view.expand(index.parent())
        self.view.setCurrentIndex(index)
        self.view.setIndexWidget(index, self._box)
        self.view.scheduleDelayedItemsLayout()
        self.view.scrollTo(index)
        self._box.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_box(self) -> None:
        box, self._box, self._live = self._box, None, None
        if box is not None:
            index = self.model.index_of(box.finding)
            if index.isValid():
                self.view.setIndexWidget(index, None)  # type: ignore[arg-type]  # Qt takes None to remove it
            self.view.scheduleDelayedItemsLayout()

    def _renew_box(self) -> None:
        """The row below an open box may say something else now, or be gone; undo may have changed the text."""
        if self._box is None or self._live is None:
            return
        finding = self.model.index_of(self._box.finding).data(Role.FINDING)
        delegate = self.view.itemDelegate()
        gone = not isinstance(finding, Finding) or isinstance(finding, Unneeded)
        if gone or not isinstance(delegate, FindingDelegate):
            self._box = self._live = None  # the view has removed the box with its row
            return
        self._box.show_finding(finding, delegate.text_height(finding))
        text = self._live.outside()
        if text is not None:
            self._box.put(text)
        self.view.scheduleDelayedItemsLayout()

    def _finish(self) -> None:
        if self._live is not None:
            self._live.confirm()
        self._close_box()

    def _restore(self) -> None:
        if self._live is not None:
            self._live.restore()
        self._close_box()

    def _room_below(self, finding: Finding) -> int:
        return ExplainBox.room() if self._box is not None and self._box.finding.key == finding.key else 0

    def _choose_filter(self, name: str) -> None:
        self.model.set_scope(self._concerns_current if name == "here" else None)
        self._show_counts()

    def _number_here(self) -> int:
        """Findings about the row in work, cells to fill aside; found through its cells, not among all findings."""
        if self._current is None:
            return 0
        section = self._form.definition.section_by_key[self._current.section]
        cells = (CellId(section.key, self._current.row, column.key) for column in section.columns)
        found = {finding.key for cell in cells for finding in self._form.engine.at(cell) if not is_unfilled(finding)}
        return len(found)

    def _concerns_current(self, finding: Finding) -> bool:
        if self._current is None:
            return False
        cells = finding.cells or ((finding.cell,) if finding.cell is not None else ())
        return any(same_row(cell, self._current) for cell in cells)

    def _show_counts(self) -> None:
        whole = self.model.whole
        here = self._number_here()
        self._count.setText(str(sum(count for count, _ in whole[:3])))
        self._filter.set_text("here", self.tr("本项 {0}").format(here) if here else self.tr("本项"))
        for row in range(self.model.rowCount()):
            hidden = self.model.rowCount(self.model.index(row, 0)) == 0
            # Qt lays the whole list out again even when nothing differs.
            if self.view.isRowHidden(row, QModelIndex()) != hidden:
                self.view.setRowHidden(row, QModelIndex(), hidden)
        nothing = self.model.total + self.model.unfilled + self.model.unneeded == 0
        everything = self._filter.current == "all"
        self._all_well.setText(self.tr("没有问题，可以导出。") if everything else self.tr("这一项没有问题。"))
        self._stack.setCurrentIndex(1 if nothing else 0)
        counts = whole[0][1], whole[1][1]
        if counts != self._counts:
            self._counts = counts
            self.counts_changed.emit()


def _explains(change: ChangeSet) -> bool:
    """True when explanations came, went or changed, be it only those that no finding needs."""
    return SECTION in change.sections or any(cell.section == SECTION for cell in change.entered)
