"""引导: one indicator, one part or one aspect at a time as a calm page, from the definition alone."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.progress import is_unfilled
from desktop.services.verdict import target_chip
from desktop.ui.models.guide_items import GuideItem, Layout, guide_items, position_of
from desktop.ui.session import Session
from desktop.ui.theme import active_theme
from desktop.ui.widgets.entry_field import EntryField
from desktop.ui.widgets.guide_body import BODIES, GuideBody
from desktop.ui.widgets.guide_foot import GuideFoot
from desktop.ui.widgets.guide_head import GuideHead
from desktop.ui.widgets.guide_help import GuideHelp
from desktop.ui.widgets.table_body import TableBody

WIDEST = 820
LOW = 640


class GuidePage(QWidget):
    """Shows one item of the guide and walks through them.

    Signals:
        current_changed(CellId): another field has the focus, or another item is shown.
        problem_requested(int): the user wants the next (+1) or previous (−1) problem.
        table_requested(): the user wants the table of this page.
    """

    current_changed = Signal(object)
    problem_requested = Signal(int)
    table_requested = Signal()

    def __init__(self, session: Session, form: FormSession, parent: QWidget | None = None) -> None:
        """Begin at the first item of ``form``."""
        super().__init__(parent)
        self._session = session
        self._form = form
        self._items = guide_items(form.record)
        self._index = 0
        self._body: GuideBody | None = None
        self._stale = False
        self._help: GuideHelp | None = None
        self._current: CellId | None = None
        self._column: QVBoxLayout | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._foot = GuideFoot()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot)
        self._connect()
        self._build()

    # what is shown ------------------------------------------------------------------------------------------------

    @property
    def items(self) -> list[GuideItem]:
        """Every page of the guide."""
        return self._items

    @property
    def item(self) -> GuideItem:
        """The page shown now."""
        return self._items[self._index]

    @property
    def body(self) -> GuideBody | None:
        """The fields shown now."""
        return self._body

    @property
    def current_cell(self) -> CellId | None:
        """The cell with the focus, or the first of the page."""
        return self._current

    def fields(self) -> list[EntryField]:
        """The editors shown now, in the order Enter walks them."""
        body = self._body
        return [field for field in body.fields if not field.isHidden() and field.isVisibleTo(self)] if body else []

    def go_to(self, cell: CellId) -> bool:
        """Show the page of ``cell`` and put the focus there; False when the guide has no field for it."""
        index = position_of(self._items, cell)
        if index < 0:
            return False
        self._show(index)
        if self._body is not None:
            self._body.reveal(cell)
        fields = self.fields()
        chosen = next((field for field in fields if field.cell == cell), None)
        chosen = (
            chosen or next((field for field in fields if field.cell.row == cell.row), None) or next(iter(fields), None)
        )
        if chosen is not None:
            self._focus(chosen)
        elif self._body is not None and self.item.layout is Layout.TABLE:
            self._stand_at(cell)
        return True

    def has_field(self, cell: CellId) -> bool:
        """True when the page shown has a field for exactly this cell."""
        return any(field.cell == cell for field in self.fields())

    def _stand_at(self, cell: CellId) -> None:
        """A page without fields: its button has the keyboard, ``cell`` is where the table opens."""
        if isinstance(self._body, TableBody):
            self._body.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._opened(cell)

    def refresh(self, change: ChangeSet) -> None:
        """Show what changed; rows that came or went make the list of pages anew."""
        if change.sections & {section.key for section in self._form.definition.visible_sections}:
            self._rebuild_items()
        elif self.isVisible():
            self._renew()
        else:
            self._stale = True  # the table is in use; nobody sees this page

    def showEvent(self, event: QShowEvent) -> None:
        """Show what changed while the table was in use."""
        super().showEvent(event)
        if self._stale:
            self._renew()

    def _renew(self) -> None:
        self._stale = False
        if self._body is not None:
            self._body.refresh()
        self._show_foot()

    def take_score(self) -> bool:
        """Take the score proposed for the field with the focus, else the first one proposed on the page."""
        lines = self._body.scores if self._body is not None else []
        return any(line.take() for line in sorted(lines, key=lambda line: line.cell != self._current))

    def close_editors(self) -> None:
        """End what is being typed."""
        for field in self._body.fields if self._body else []:
            field.close_editor()

    # walking ------------------------------------------------------------------------------------------------------

    def step(self, direction: int) -> None:
        """Next (+1) or previous (−1) entry field; behind the last one the next item."""
        fields = self.fields()
        here = next((index for index, field in enumerate(fields) if field.is_open), None)
        there = (0 if direction > 0 else len(fields) - 1) if here is None else here + direction
        if 0 <= there < len(fields):
            self._focus(fields[there])
            return
        if here is not None:
            # Closing may bring up a reason field behind this one, which then comes next.
            fields[here].close_editor()
            fields = self.fields()
            if 0 <= there < len(fields):
                self._focus(fields[there])
                return
        self.step_item(direction, last_field=direction < 0)

    def step_item(self, direction: int, *, last_field: bool = False) -> None:
        """Show the next or previous item and put the focus into its first (or last) field."""
        index = self._index + direction
        if not 0 <= index < len(self._items):
            return
        self._show(index)
        fields = self.fields()
        if fields:
            self._focus(fields[-1 if last_field else 0])
        elif self.item.layout is Layout.TABLE:
            self._stand_at(self.item.cells[0])

    def first_cell(self) -> CellId | None:
        """Where work goes on: the first field that is still empty, else the first of all; None in an empty guide."""
        for finding in self._form.findings:
            if is_unfilled(finding) and finding.cell is not None and position_of(self._items, finding.cell) >= 0:
                return finding.cell
        return self._items[0].cells[0] if self._items and self._items[0].cells else None

    def forward(self) -> None:
        """Next item."""
        self.step_item(1)

    def back(self) -> None:
        """Previous item."""
        self.step_item(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter outside a field goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.step(1)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The column is at most 820 wide and centred; low windows fold the help."""
        super().resizeEvent(event)
        self._fit()

    # inside -------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._foot.back.connect(self.back)
        self._foot.skip.connect(self.forward)
        self._foot.forward.connect(self.forward)
        self._foot.problem.connect(self._ask_problem)
        for keys, slot in (("PgUp", self.back), ("PgDown", self.forward), ("Ctrl+PgDown", self.forward)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _ask_problem(self) -> None:
        self.problem_requested.emit(1)

    def _show(self, index: int) -> None:
        if index == self._index and self._body is not None:
            return
        self.close_editors()
        self._index = index
        self._build()

    def _rebuild_items(self) -> None:
        key = self.item.key
        self._items = guide_items(self._form.record)
        self._index = next(
            (i for i, item in enumerate(self._items) if item.key == key), min(self._index, len(self._items) - 1)
        )
        self._build()

    def _build(self) -> None:
        """Make the page of the current item from nothing; it has a handful of widgets."""
        item = self.item
        page = QWidget()
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        page.setProperty("ground", "surface")
        column = self._column = QVBoxLayout(page)
        column.setSpacing(active_theme().px(18))
        section = self._form.definition.section_by_key[item.sections[0]]
        chip = target_chip(self._form, section, item.row) if item.layout is Layout.ROW else None
        self._help = GuideHelp(item.guidance, item.evidence, page)
        self._body = (BODIES | {Layout.TABLE: TableBody})[item.layout](self._session, self._form, item)
        if isinstance(self._body, TableBody):
            self._body.table_requested.connect(self.table_requested)
        column.addWidget(GuideHead(item, chip))
        if item.guidance or item.evidence:
            column.addWidget(self._help)
        column.addWidget(self._body)
        column.addStretch(1)
        for field in self._body.fields:
            field.stepped.connect(self.step)
            field.opened.connect(self._opened)
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._scroll.setWidget(page)
        self._current = item.cells[0]
        self._fit()
        self._show_foot()

    def _opened(self, cell: CellId) -> None:
        self._current = cell
        self.current_changed.emit(cell)

    def _focus(self, field: EntryField) -> None:
        for other in self.fields():
            if other is not field:
                other.close_editor()
        field.setFocus(Qt.FocusReason.TabFocusReason)
        if not field.is_open:
            # Without an active window there is no focus event yet; the walk must not stand still.
            field.open()
        QTimer.singleShot(0, self._show_current)

    def _show_current(self) -> None:
        for field in self.fields():
            if field.is_open:
                for line in self._body.scores if self._body is not None else ():
                    # What typing changes is to be seen; the field itself comes last, it must be.
                    self._scroll.ensureWidgetVisible(line, 0, active_theme().px(8))
                self._scroll.ensureWidgetVisible(field, 0, active_theme().px(48))

    def _show_foot(self) -> None:
        problems = any(finding.is_open for finding in self._form.findings)
        self._foot.show_place(first=self._index == 0, last=self._index == len(self._items) - 1, problems=problems)

    def _fit(self) -> None:
        if self._column is None:
            return
        theme = active_theme()
        inset = theme.space("page") if self.width() >= theme.px(560) else theme.px(20)
        side = max(inset, (self.width() - theme.px(WIDEST)) // 2)
        self._column.setContentsMargins(side, theme.px(28), side, theme.px(24))
        self._foot.set_inset(side, side)
        if self._help is not None:
            self._help.fold(self.window().height() < theme.px(LOW))
