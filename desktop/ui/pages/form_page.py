"""The form in work: contents, the form as 引导 or 表格, findings; what folds when there is little room.

Forms of several sheets have tabs above the table; below a wide table lie the 核对 list and the findings.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.domain.sheet import lay_out
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.pages import page_tabs
from desktop.services.table_rows import has_rows
from desktop.ui.pages.guide_page import GuidePage
from desktop.ui.row_commands import RowCommands
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.contents_panel import ContentsPanel
from desktop.ui.widgets.contents_rail import ContentsRail
from desktop.ui.widgets.findings_panel import FindingsPanel
from desktop.ui.widgets.findings_rail import FindingsRail
from desktop.ui.widgets.sheet_tabs import SheetTabs
from desktop.ui.widgets.sheet_view import SheetView

WIDE = 1280
MIDDLE = 1024
LOW = 560
"""Height from which findings may lie below a table."""
CONTENTS, CONTENTS_RAIL, FINDINGS, FINDINGS_RAIL = 252, 52, 342, 44


class FormPage(QWidget):
    """Owns the three panes and connects them.

    Signals:
        counts_changed(): open errors or 核实 differ.
        table_requested(): the user wants the table.
        told(str): what a command on rows came to where no table can say it.
    """

    counts_changed = Signal()
    table_requested = Signal()
    told = Signal(str)

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
        self._rows = RowCommands(session, form)
        self.tabs = SheetTabs()
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

    def go_to_finding(self, cell: CellId) -> None:
        """Show the cell a finding is about; the table where it can be typed over and the guide has no field for it."""
        self.go_to(cell)
        record = self.form.record
        if self._mode == "table" or self.guide.has_field(cell) or not record.may_type_over(cell):
            return
        page = record.definition.page_of(cell.section)
        if lay_out(record, page.key).place(cell) is not None:
            self._current = cell
            self.table_requested.emit()

    def show_step(self, change: ChangeSet) -> None:
        """A step was taken back or made again: show the sheet it was on."""
        if self._mode != "table" or self._sheet is None:
            return
        definition = self.form.definition
        cells = [cell for cell in change.entered if self.form.record.has_cell(cell)]
        sections = [*(cell.section for cell in cells), *sorted(change.sections)]
        shown = next((key for key in sections if not definition.section_by_key[key].hidden), None)
        if shown is None or definition.page_of(shown).key == self._sheet.page:
            return
        if cells and cells[0].section == shown:
            self.go_to(cells[0])
        else:
            self._sheet.show_page(definition.page_of(shown).key)

    def change_rows(self, name: str) -> None:
        """Add, remove or move a row at the cell in work; ``name`` as in ``row_commands``."""
        section, row = self._place_of_rows()
        if section is None:
            self._tell(self.tr("先选中要加减行的地方。"))
            return
        if self._mode == "table" and self._sheet is not None:
            self._sheet.grid.end_editing()
        else:
            self.guide.close_editors()
        column = self._current.column if self._current is not None and self._current.section == section else ""
        outcome = self._rows.run(name, section, row, column)
        if outcome.cell is not None:
            self.go_to(outcome.cell)
        if outcome.told:
            self._tell(outcome.told)

    def _place_of_rows(self) -> tuple[str | None, str | None]:
        """Section and row in work. On a heading, title or notes, and in an empty table, the list that stands there."""
        if self._mode == "table" and self._sheet is not None:
            model, grid = self._sheet.grid.sheet_model, self._sheet.grid
            cell, place = grid.current_cell(), model.place_at(grid.currentIndex())
            if cell is not None and self.form.record.has_cell(cell) and cell.section != model.page.key:
                return cell.section, cell.row or None
            here = [section.key for section in model.sections if has_rows(section)]
            section = place.section if place is not None and place.section in here else next(iter(here), None)
            return section, None
        cell = self._current
        return (cell.section, cell.row or None) if cell is not None else (None, None)

    def _tell(self, sentence: str) -> None:
        if self._mode == "table" and self._sheet is not None:
            self._sheet.line.say(sentence)
        else:
            self.told.emit(sentence)

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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._splitter, 1)
        self.tabs.hide()
        self.findings_rail.show_counts(*self.open_counts)
        self.rail.show_lines(self.contents.model.lines)

    def _panes(self) -> tuple[QWidget, ...]:
        return (self.contents, self.rail, self._middle, self.findings, self.findings_rail)

    def _connect(self) -> None:
        for source in (self.contents, self.rail):
            source.cell_requested.connect(self.go_to)
        self.findings.cell_requested.connect(self.go_to_finding)
        self.contents.updated.connect(self._show_rail)
        self.tabs.page_chosen.connect(self._choose_page)
        self.guide.current_changed.connect(self._show_current)
        self.guide.problem_requested.connect(self.go_to_problem)
        self.guide.table_requested.connect(self.table_requested)
        self.findings.counts_changed.connect(self._show_counts)
        self.rail.unfold_requested.connect(self._unfold_contents)
        self.findings_rail.unfold_requested.connect(self._unfold_findings)

    def _make_sheet(self) -> SheetView:
        if self._sheet is None:
            self._sheet = SheetView(self._session, self.form)
            self._sheet.current_changed.connect(self._show_current)
            self._sheet.scores.want(self._explains_scores)
            self._sheet.cell_requested.connect(self.go_to)
            self._sheet.page_changed.connect(self._show_page)
            self._sheet.grid.rows_asked.connect(self.change_rows)
            self._middle.addWidget(self._sheet)
            self._show_rail()
            self.tabs.show_page(self._sheet.page)
        return self._sheet

    @property
    def _has_tabs(self) -> bool:
        return len(self.form.definition.pages) > 1

    def _choose_page(self, key: str) -> None:
        sheet = self._make_sheet()
        sheet.show_page(key)
        sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, key: str) -> None:
        """Another page is shown: its tab, and what lies below or beside it."""
        self.tabs.show_page(key)
        self._fold()

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
        if self._has_tabs and self._sheet is not None:
            self.tabs.show_tabs(page_tabs(self.form.definition, self.contents.model.lines))

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
        table = self._mode == "table"
        self._place_findings(below=findings and self._wants_dock())
        self.tabs.setVisible(table and self._has_tabs)
        self.contents.setVisible(contents)
        # Tabs do what the rail does.
        self.rail.setVisible(not contents and not (table and self._has_tabs))
        self.findings.setVisible(findings)
        self.findings_rail.setVisible(not findings)

    def _wants_dock(self) -> bool:
        """True for a wide table in a window that is high enough."""
        high = self.height() / active_theme().scale >= LOW
        return self._mode == "table" and self._sheet is not None and self._sheet.is_wide and high

    def _place_findings(self, *, below: bool) -> None:
        if below and self._sheet is not None:
            self._sheet.dock(self.findings)
            return
        if self._sheet is not None:
            self._sheet.undock()
        if self.findings.parent() is not self._splitter:
            self._splitter.insertWidget(3, self.findings)
            self._splitter.setCollapsible(3, False)
            self._share_width()

    def _share_width(self) -> None:
        """The panes at their widths, the form in the rest."""
        widths = [active_theme().px(width) for width in (CONTENTS, CONTENTS_RAIL, 0, FINDINGS, FINDINGS_RAIL)]
        shown = [0 if pane.isHidden() and pane is not self.findings else width
                 for pane, width in zip(self._panes(), widths, strict=True)]  # fmt: skip
        shown[2] = max(1, self.width() - sum(shown))
        self._splitter.setSizes(shown)

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
        beside = 0 if rail.isHidden() else rail.width()
        left = self.width() - beside - width if at_right else beside
        top = self._splitter.y()
        pane.setGeometry(left, top, width, self.height() - top)
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
