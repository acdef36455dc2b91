"""Preview of a workbook before anything is written: the sheet as it stands, and every value beside the form's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import ZipingError
from desktop.services.transfer import ImportPreview, accept, preview
from desktop.ui.dialogs.files import FileTasks
from desktop.ui.models.import_lines import ImportLines
from desktop.ui.models.source_sheet import SourceModel
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.import_head import ImportHead
from desktop.ui.widgets.import_tree import ImportTree
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.source_grid import SourceGrid
from desktop.ui.widgets.source_head import SourceHead
from desktop.ui.widgets.unrecognised import Unrecognised


class ImportPage(QWidget):
    """The preview of one workbook.

    Signals:
        accepted(int): the lines were written; the number of the form.
        cancelled(): nothing is to be written.
    """

    accepted = Signal(int)
    cancelled = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """An empty page; ``load`` fills it."""
        super().__init__(parent)
        self._session = session
        self._found: list[ImportPreview] = []
        self._preview: ImportPreview | None = None
        self.lines = ImportLines(self)
        self._source = SourceModel(self)
        self._head = ImportHead(self)
        self.grid = SourceGrid(self._source, self)
        self.tree = ImportTree(self.lines, self)
        self._source_head = SourceHead(self)
        self.doubts = QLabel(self)
        self.doubts.setWordWrap(True)
        self.doubts.setContentsMargins(*[active_theme().px(size) for size in (20, 6, 20, 6)])
        set_property(self.doubts, ground="ver-soft")
        self.doubts.hide()
        self._fault = QLabel(self)
        self._fault.setWordWrap(True)
        set_property(self._fault, role="err")
        self.unrecognised = Unrecognised(self)
        self._files = FileTasks(self, session)
        self._build()
        self._connect()

    def _build(self) -> None:
        left, right = QWidget(self), QWidget(self)
        for side, widgets in ((left, (self._source_head, self.grid)), (right, (self.tree,))):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            for widget in widgets:
                column.addWidget(widget)
        split = QSplitter(self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([active_theme().px(540), active_theme().px(826)])
        whole = QWidget(self)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self.doubts)
        layout.addWidget(split, 1)
        layout.addWidget(self._foot())
        self._pages = QStackedWidget(self)
        self._pages.addWidget(whole)
        self._pages.addWidget(self.unrecognised)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)
        self.setFocusProxy(self.tree)

    def _foot(self) -> QWidget:
        theme = active_theme()
        foot = QWidget(self)
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot.setFixedHeight(theme.px(56))
        set_property(foot, ground="surface", edge="top")
        self._promise, self._left_out = QLabel(foot), QLabel(foot)
        for label in (self._promise, self._left_out):
            set_property(label, role="second")
        self._cancel = KeyButton(self.tr("取消"), "Esc", parent=foot)
        self._accept = KeyButton(self.tr("取用"), "Ctrl+Enter", kind="primary", parent=foot)
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self._promise, 1)
        row.addWidget(self._fault)
        row.addWidget(self._left_out)
        row.addWidget(self._cancel)
        row.addWidget(self._accept)
        return foot

    def _connect(self) -> None:
        self._head.form_chosen.connect(self._show_form)
        self._head.target_chosen.connect(self._compare)
        self._head.state_chosen.connect(self.tree.show_state)
        self.lines.taken_changed.connect(self._count)
        self.tree.line_chosen.connect(self._show_source)
        self._source_head.sheet_chosen.connect(self._show_sheet)
        self.grid.cell_chosen.connect(self.tree.choose_source)
        self.tree.accept_requested.connect(self.accept)
        self.tree.cancel_requested.connect(self.cancelled)
        self._cancel.clicked.connect(self.cancelled)
        self._accept.clicked.connect(self.accept)
        self.unrecognised.cancelled.connect(self.cancelled)
        self.unrecognised.file_requested.connect(self._files.choose_workbook)
        self._files.workbook_chosen.connect(self.load)

    # showing ------------------------------------------------------------------------------------------------------

    def load(self, file: str) -> bool:
        """Show the preview of a workbook, or why there is none. True: there is something to look at."""
        path = Path(file)
        self._fault.clear()
        try:
            self._found = preview(path, self._session.workspace.catalog)
        except ZipingError as error:
            self._found, self._preview = [], None
            self.unrecognised.show_reason(path.name, str(error))
            self._pages.setCurrentWidget(self.unrecognised)
            return True
        self.show_previews(path.name, self._found)
        return True

    def show_previews(self, name: str, found: Sequence[ImportPreview]) -> None:
        """Show the forms found in the file ``name``, the first of them in full."""
        self._found = list(found)
        self._head.show_file(name, [_name(one) for one in self._found])
        self._pages.setCurrentIndex(0)
        self._show_form(0)

    @property
    def forms(self) -> QComboBox:
        """The choice among several forms of the file."""
        return self._head.forms

    @property
    def target(self) -> int:
        """The form that is written into, 0 for a new one."""
        return self._head.target

    def choose_target(self, number: int) -> None:
        """Write into another form, 0 for a new one."""
        self._head.choose_target(number)

    @property
    def accept_text(self) -> str:
        """What the button that writes says."""
        return self._accept.text()

    def _show_form(self, number: int) -> None:
        found = self._preview = self._found[number]
        self._source_head.set_sheets(found.sheets)
        self._show_sheet(0)
        self._show_doubts(found.proposal.doubts)
        workspace = self._session.workspace
        same = [head for head in workspace.evaluations() if (head.kind, head.layout) == _layout(found)]
        # The form that is meant stands first: same unit, same year.
        same.sort(key=lambda head: (head.bureau != found.bureau, head.year != found.year))
        meant = bool(same) and (same[0].bureau, same[0].year) == (found.bureau, found.year)
        targets = [(head.id, f"{head.bureau} {head.year}年度") for head in same]
        own = self.tr("新的一份：{} {}").format(found.bureau, f"{found.year}年度" if found.year else "").strip("： ")
        self._head.show_form(found.definition.name, [(0, own), *targets], targets[0][0] if meant else 0)
        self._compare(self._head.target)

    def _show_sheet(self, number: int) -> None:
        """Look at one of the sheets that the form was read from."""
        if self._preview is not None:
            self._source.set_sheet(self._preview.sheets[number])
            self._source_head.show_sheet(self._preview.sheets[number])

    def _show_source(self, source: str) -> None:
        """Bring the cell that a line was read from into view, on whatever sheet it stands."""
        if self._preview is None:
            return
        sheet = self._preview.sheet_of(source)
        if sheet is not self._source.sheet:
            self._show_sheet(self._preview.sheets.index(sheet))
        self.grid.show_source(source)

    def _show_doubts(self, doubts: Sequence[str]) -> None:
        """What was not found, or contradicts itself; all of it in the tip."""
        more = self.tr("共 {} 处。").format(len(doubts)) if len(doubts) > 1 else ""
        self.doubts.setText(self.tr("请看一眼：{}").format(doubts[0] + more) if doubts else "")
        self.doubts.setToolTip("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))

    def _compare(self, target: int) -> None:
        if self._preview is None:
            return
        form = self._session.workspace.form(target) if target else None
        lines = self._preview.compare(form)
        self.lines.set_lines(lines)
        self._source.set_lines(lines)
        self._head.show_counts(lines)
        if target:
            self._promise.setText(self.tr("写入后按 Ctrl+Z，一次全部撤回。每一步都记下来自哪个文件。"))
        else:
            self._promise.setText(self.tr("建一份新的自评表，现有的表都不动。"))
        self.tree.setFocus()

    def _count(self) -> None:
        taken, refused = self.lines.taken, self.lines.refused
        self._accept.setText(self.tr("取用 {} 项").format(taken))
        self._accept.setAccessibleName(self._accept.text())
        self._accept.updateGeometry()
        self._accept.setEnabled(taken > 0)
        self._left_out.setText(self.tr("不取 {} 项，保持现有值").format(refused) if refused else "")

    # answering ----------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Write what is taken, in one step; a data file that refuses is said and nothing is lost."""
        if self._preview is None or not self.lines.taken:
            return
        target = self._head.target
        try:
            number, change = accept(self._session.workspace, self._preview, self.lines.lines, target or None)
        except ZipingError as error:
            self._fault.setText(str(error))
            return
        if change is not None:
            self._session.publish(change)
        else:
            self._session.evaluations_changed.emit()
            self._session.undo_changed.emit()
        self.accepted.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter and Esc wherever the keyboard is."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.accept()
        else:
            super().keyPressEvent(event)


def _layout(found: ImportPreview) -> tuple[str, str]:
    return found.definition.kind, found.definition.layout


def _name(found: ImportPreview) -> str:
    """A form of a file with several: unit, year, its sheet or the first of its sheets."""
    year = f"{found.year}年度" if found.year else ""
    return " ".join(part for part in (found.bureau, year, f"（{found.sheet.name}）") if part)
