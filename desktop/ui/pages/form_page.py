"""The form in work: contents, the form as 引导 or 表格, findings; what folds when there is little room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from desktop.domain.address import CellId
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.ui.pages.guide_page import GuidePage
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.contents_panel import ContentsPanel
from desktop.ui.widgets.contents_rail import ContentsRail
from desktop.ui.widgets.findings_panel import FindingsPanel
from desktop.ui.widgets.findings_rail import FindingsRail
from desktop.ui.widgets.sheet_view import SheetView

WIDE = 1280
MIDDLE = 1024
CONTENTS, CONTENTS_RAIL, FINDINGS, FINDINGS_RAIL = 252, 52, 342, 44


class FormPage(QWidget):
    """Owns the three panes and connects them.

    Signals:
        counts_changed(): open errors or 核实 differ.
    """

    counts_changed = Signal()

    def __init__(self, session: Session, form: FormSession, parent: QWidget | None = None) -> None:
        """Show ``form``; the table is made when it is first asked for."""
        super().__init__(parent)
        self.form = form
        self._session = session
        self._current: CellId | None = None
        self._mode = "guide"
        self._sheet: SheetView | None = None
        self._explains_scores = True
        self._floating: QWidget | None = None
        self.contents = ContentsPanel(form)
        self.rail = ContentsRail()
        self.guide = GuidePage(session, form)
        self.findings = FindingsPanel(session, form)
        self.findings_rail = FindingsRail()
        self._middle = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()

    @property
    def open_counts(self) -> tuple[int, int]:
        """Open errors and 核实."""
        return self.findings.open_counts

    @property
    def current_cell(self) -> CellId | None:
        """The cell in work."""
        return self._current

    @property
    def sheet(self) -> SheetView | None:
        """The table, None before it was first shown."""
        return self._sheet

    def start(self) -> None:
        """Put the focus where work goes on, in the mode in use; a hidden field must not get the keys."""
        cell = self.guide.first_cell()
        if cell is not None:
            self.go_to(cell)

    def set_mode(self, mode: str) -> None:
        """Show ``guide`` or ``table`` at the same cell."""
        if mode == self._mode and self._middle.count() > 1:
            return
        self._mode = mode
        # A page that is shown for the first time chooses a cell of its own.
        cell = self._current
        if mode == "table":
            self.guide.close_editors()
            sheet = self._make_sheet()
            self._middle.setCurrentWidget(sheet)
            sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._middle.setCurrentWidget(self.guide)
        self._fold()
        if cell is not None:
            self.go_to(cell)

    def go_to(self, cell: CellId) -> None:
        """Show a cell in the mode in use; a cell the guide does not have is shown in the table's place of its part."""
        self._close_floating()
        if self._mode == "table":
            self._show_in_table(cell)
        else:
            self.guide.go_to(cell)

    def refresh(self, change: ChangeSet) -> None:
        """Hand a change to every pane; the one in use first."""
        self.guide.refresh(change)
        if self._sheet is not None:
            self._sheet.refresh(change)
        self.findings.refresh(change)
        self.contents.refresh(change)

    def go_to_problem(self, direction: int) -> None:
        """Next (+1) or previous (−1) problem."""
        self.findings.step(direction)

    def explain_current(self) -> None:
        """Open the explanation of the chosen finding."""
        if self.findings.isHidden():
            self._float(self.findings, at_right=True)
        self.findings.explain_current()

    def take_score(self) -> bool:
        """Take the score proposed where work is; False when there is none."""
        if self._mode == "table":
            return self._sheet is not None and self._sheet.scores.take()
        return self.guide.take_score()

    def explain_scores(self, wanted: bool) -> None:
        """Show or hide the bubble below the score in work."""
        self._explains_scores = wanted
        if self._sheet is not None:
            self._sheet.scores.want(wanted)

    def next_pane(self) -> None:
        """F6: form → findings → contents → form, unfolding what is folded."""
        if self.findings.isAncestorOf(self.focusWidget() or self):
            self._close_floating()
            self._focus_pane(self.contents, self.contents.view, at_right=False)
        elif self.contents.isAncestorOf(self.focusWidget() or self):
            self._close_floating()
            if self._current is not None:
                self.go_to(self._current)
        else:
            self._focus_pane(self.findings, self.findings.view, at_right=True)

    def close_page(self) -> None:
        """Keep what is being typed; nothing else has to be done."""
        self.guide.close_editors()
        self.findings.keep_explanation()
        self._session.seal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold and unfold panes by the room there is."""
        super().resizeEvent(event)
        self._fold()

    # inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = active_theme()
        self._middle.addWidget(self.guide)
        self.rail.setFixedWidth(theme.px(CONTENTS_RAIL))
        self.findings_rail.setFixedWidth(theme.px(FINDINGS_RAIL))
        for place, pane in enumerate(self._panes()):
            self._splitter.addWidget(pane)
            self._splitter.setCollapsible(place, False)
            self._splitter.setStretchFactor(place, 1 if pane is self._middle else 0)
        self._splitter.setHandleWidth(1)
        self.contents.setMinimumWidth(theme.px(200))
        self.findings.setMinimumWidth(theme.px(260))
        self._middle.setMinimumWidth(theme.px(420))
        self._splitter.setSizes([theme.px(width) for width in (CONTENTS, CONTENTS_RAIL, 770, FINDINGS, FINDINGS_RAIL)])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)
        self.findings_rail.show_counts(*self.open_counts)
        self.rail.show_lines(self.contents.model.lines)

    def _panes(self) -> tuple[QWidget, ...]:
        return (self.contents, self.rail, self._middle, self.findings, self.findings_rail)

    def _connect(self) -> None:
        for source in (self.contents, self.rail, self.findings):
            source.cell_requested.connect(self.go_to)
        self.contents.updated.connect(self._show_rail)
        self.guide.current_changed.connect(self._show_current)
        self.guide.problem_requested.connect(self.go_to_problem)
        self.findings.counts_changed.connect(self._show_counts)
        self.rail.unfold_requested.connect(self._unfold_contents)
        self.findings_rail.unfold_requested.connect(self._unfold_findings)

    def _make_sheet(self) -> SheetView:
        if self._sheet is None:
            self._sheet = SheetView(self._session, self.form)
            self._sheet.current_changed.connect(self._show_current)
            self._sheet.scores.want(self._explains_scores)
            self._middle.addWidget(self._sheet)
        return self._sheet

    def _show_in_table(self, cell: CellId) -> None:
        sheet = self._make_sheet()
        sheet.go_to(cell)
        sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_current(cell)

    def _show_current(self, cell: CellId | None) -> None:
        if cell is None:
            return
        self._current = cell
        self.contents.show_current(cell)
        self.rail.show_current(cell)
        self.findings.show_current(cell)

    def _show_rail(self) -> None:
        self.rail.show_lines(self.contents.model.lines)

    def _show_counts(self) -> None:
        self.findings_rail.show_counts(*self.open_counts)
        self.counts_changed.emit()

    # folding ------------------------------------------------------------------------------------------------------

    def _fold(self) -> None:
        """≥ 1280 three panes, ≥ 1024 the contents are a rail, below the findings too; the table wants its width."""
        room = self.width() / active_theme().scale
        self._close_floating()
        contents = room >= WIDE and self._mode == "guide"
        findings = room >= MIDDLE
        self.contents.setVisible(contents)
        self.rail.setVisible(not contents)
        self.findings.setVisible(findings)
        self.findings_rail.setVisible(not findings)

    def _focus_pane(self, pane: QWidget, view: QWidget, *, at_right: bool) -> None:
        if pane.isHidden():
            self._float(pane, at_right=at_right)
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unfold_contents(self) -> None:
        self._focus_pane(self.contents, self.contents.view, at_right=False)

    def _unfold_findings(self) -> None:
        self._focus_pane(self.findings, self.findings.view, at_right=True)

    def _float(self, pane: QWidget, *, at_right: bool) -> None:
        """Show a folded pane over the page; it goes back when something is chosen in it."""
        self._close_floating()
        theme = active_theme()
        rail = self.findings_rail if at_right else self.rail
        width = theme.px(FINDINGS if at_right else CONTENTS)
        pane.setParent(self)
        set_property(pane, edge="left" if at_right else "right")
        left = self.width() - rail.width() - width if at_right else rail.width()
        pane.setGeometry(left, 0, width, self.height())
        pane.show()
        pane.raise_()
        self._floating = pane

    def _close_floating(self) -> None:
        pane, self._floating = self._floating, None
        if pane is not None:
            pane.hide()
            set_property(pane, edge="")
            self._splitter.insertWidget(0 if pane is self.contents else 3, pane)
            pane.hide()
