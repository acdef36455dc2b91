"""Table mode: the sheet of one page, lines about table and cell, a legend; below a wide table the 核对 list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.domain.sheet import SheetCell
from desktop.services.changes import ChangeSet
from desktop.services.comparisons import Compared, comparisons_of, concerning
from desktop.services.entry import FormSession
from desktop.services.flow import flow_of, shown_amount
from desktop.services.hints import last_change
from desktop.ui.session import Session
from desktop.ui.theme import active_theme
from desktop.ui.widgets.cell_line import CellLine
from desktop.ui.widgets.comparisons_panel import ComparisonsPanel
from desktop.ui.widgets.legend import Legend
from desktop.ui.widgets.score_bubble import ScoreBubble
from desktop.ui.widgets.score_strip import ScoreStrip
from desktop.ui.widgets.sheet_geometry import column_letters
from desktop.ui.widgets.sheet_grid import SheetGrid
from desktop.ui.widgets.table_head import TableHead

REST = 150
"""Milliseconds on a cell before its last change is looked up."""
WIDE_TABLE = 10
"""Columns from which findings lie below a table instead of beside it."""
LOW = 480


class SheetView(QWidget):
    """The official sheets of one form, edited in place, one at a time.

    Signals:
        current_changed(CellId | None): another cell was chosen.
        page_changed(str): another page is shown.
        cell_requested(CellId): go to a cell that may stand on another page.
    """

    current_changed = Signal(object)
    page_changed = Signal(str)
    cell_requested = Signal(object)

    def __init__(self, session: Session, form: FormSession, parent: QWidget | None = None) -> None:
        """Show the first page of ``form``; changes of other forms are passed over."""
        super().__init__(parent)
        self._session = session
        self._form = form
        # The data file is asked for the last change only where the walk rests.
        self._resting = QTimer(self, singleShot=True, interval=REST)
        self._resting.timeout.connect(self._rest)
        self.head = TableHead()
        self.grid = SheetGrid(session, form, self)
        self.line = CellLine(self)
        self.comparisons = ComparisonsPanel()
        self._legend = Legend(self)
        self.scores = ScoreBubble(session, form, self.grid)
        self.strip = ScoreStrip(form, self)
        self._docked: QWidget | None = None
        self._compared: Sequence[Compared] = ()
        self._is_stale = False
        self._lay_out()
        self._connect()
        self._show_kind()

    def _lay_out(self) -> None:
        self._sheet_part = QWidget()
        self._column = QVBoxLayout(self._sheet_part)
        self._dock = QSplitter(Qt.Orientation.Horizontal)
        self._dock.addWidget(self.comparisons)
        self._dock.setHandleWidth(1)
        self._dock.setChildrenCollapsible(False)
        self._dock.hide()
        self._parts = QSplitter(Qt.Orientation.Vertical)
        self._parts.addWidget(self._sheet_part)
        self._parts.addWidget(self._dock)
        self._parts.setHandleWidth(1)
        self._parts.setChildrenCollapsible(False)
        self._parts.setStretchFactor(0, 1)
        outer = QVBoxLayout(self)
        for layout in (self._column, outer):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        outer.addWidget(self._parts)
        for widget, stretch in ((self.head, 0), (self.line, 0), (self.grid, 1), (self._legend, 0), (self.strip, 0)):
            self._column.addWidget(widget, stretch)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        self.grid.current_changed.connect(self._chosen)
        self.grid.told.connect(self.line.say)
        self.grid.arranged.connect(self._show_head)
        for line in (self.line, self.head):
            self.grid.zoom_changed.connect(line.zoom.show_zoom)
            line.zoom_asked.connect(self.grid.step_zoom)
        self.line.cell_requested.connect(self.cell_requested)
        self.comparisons.cell_requested.connect(self.cell_requested)
        keys = (("Ctrl+Tab", self._forward), ("Ctrl+Shift+Tab", self._back))
        for sequence, slot in (*keys, ("Ctrl+PgDown", self._forward), ("Ctrl+PgUp", self._back)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # pages --------------------------------------------------------------------------------------------------------

    @property
    def page(self) -> str:
        """Key of the page that is shown."""
        return self.grid.sheet_model.page.key

    @property
    def is_wide(self) -> bool:
        """True for a table so wide that what is found lies below it."""
        model = self.grid.sheet_model
        return bool(model.frozen.last) and model.columnCount() >= WIDE_TABLE

    def show_page(self, key: str) -> None:
        """Show another page at the cell that was last chosen there."""
        if key == self.page:
            return
        self.grid.show_page(key)
        self._show_kind()
        self.page_changed.emit(key)

    def step_page(self, steps: int) -> None:
        """The next (+1) or previous (−1) page, round the ends."""
        keys = [page.key for page in self._form.definition.pages]
        self.show_page(keys[(keys.index(self.page) + steps) % len(keys)])

    def _forward(self) -> None:
        self.step_page(1)

    def _back(self) -> None:
        self.step_page(-1)

    def go_to(self, cell: CellId) -> bool:
        """Choose a cell, on whatever page it stands; False when no sheet shows it."""
        self.show_page(self._form.definition.page_of(cell.section).key)
        return self.grid.go_to(cell)

    # what lies below ----------------------------------------------------------------------------------------------

    def dock(self, pane: QWidget) -> None:
        """Take ``pane`` in below the table, beside the 核对 list. Whoever wants it back puts it elsewhere."""
        if self._docked is pane and pane.parent() is self._dock:
            return
        self._docked = pane
        self._dock.addWidget(pane)
        pane.show()
        self._dock.show()
        self._dock.setSizes([756, 610])
        height = max(self.height(), 1)
        self._parts.setSizes([height * 56 // 100, height * 44 // 100])
        self._compare()
        self._fold_legend()

    def undock(self) -> None:
        """Nothing lies below the table any more."""
        self._docked = None
        self._dock.hide()
        self._fold_legend()

    def _compare(self) -> None:
        """The 核对 list of the table that is shown, worked out where typing rests."""
        sections = {section.key for section in self.grid.sheet_model.sections}
        table = bool(self.grid.sheet_model.frozen.last)
        self._compared = concerning(comparisons_of(self._form, sections), sections) if table else ()
        if not self._dock.isHidden():
            self.comparisons.show_lines(self._compared)

    # following ----------------------------------------------------------------------------------------------------

    def refresh(self, change: ChangeSet) -> None:
        """Show a change of this form."""
        if change.evaluation_id == self._form.head.id:
            self.grid.apply(change)
            self.scores.refresh(change)
            self.strip.refresh(change)
            self._show_value()
            self._is_stale = True
            self._resting.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Low windows fold the legend and the scores (mockups: "Height < 640")."""
        self.strip.fold()
        super().resizeEvent(event)
        self._fold_legend()

    def _fold_legend(self) -> None:
        self._legend.setVisible(self.height() >= active_theme().px(LOW) and self._dock.isHidden())

    def _show_kind(self) -> None:
        """A table has its own line above and the line of the cell below; any other sheet has the cell's above."""
        table = bool(self.grid.sheet_model.frozen.last)
        self.head.setVisible(table)
        self.line.lie_below(table)
        self._column.removeWidget(self.line)
        self._column.insertWidget(2 if table else 1, self.line)
        self._show_head()
        self._compare()

    def _show_head(self) -> None:
        self.head.show_sheet(self.grid.sheet_model, self.grid.frozen_columns)

    def _chosen(self, cell: CellId | None) -> None:
        place = self.grid.sheet_model.place_at(self.grid.currentIndex())
        self.line.show_cell(address_of(place), self._form.place(cell) if cell is not None else "")
        self._show_value()
        self._resting.start()
        self.current_changed.emit(cell)

    def _show_value(self) -> None:
        """The figure of the chosen cell and where it goes, in a table."""
        cell = self.grid.current_cell()
        record = self._form.record
        if cell is None or not self.grid.sheet_model.frozen.last or not record.has_cell(cell):
            return
        steps = flow_of(record, cell, self._compared)
        amount = self.grid.sheet_model.column_of(cell).type.is_numeric
        self.line.show_value(shown_amount(record, cell) if amount else "", steps)

    def _rest(self) -> None:
        cell = self.grid.current_cell()
        if cell is not None and self._session.is_open and self._form.record.has_cell(cell):
            self.line.show_last(last_change(self._session.workspace, self._form, cell))
        if self._is_stale:
            self._is_stale = False
            self._compare()
            self._show_value()


def address_of(place: SheetCell | None) -> str:
    """``H13`` of the top left corner; ``""`` outside the form."""
    return f"{column_letters(place.left)}{place.top}" if place is not None else ""
