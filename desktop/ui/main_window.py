"""The window: its parts, how they lie and who talks to whom. What the parts do is in their own files.

Pages of a form and their services are imported when the data file is opened, so that the first paint does not wait.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.domain.errors import ZipingError
from desktop.services.file_kinds import FileKind
from desktop.ui.actions import Actions
from desktop.ui.dialogs.files import FileTasks
from desktop.ui.dialogs.packages import PackageTasks
from desktop.ui.form_commands import FormCommands
from desktop.ui.looks import Looks
from desktop.ui.preferences import Preferences
from desktop.ui.score_tasks import ScoreTasks
from desktop.ui.session import Session
from desktop.ui.theme import active_theme
from desktop.ui.widgets.fault_bar import FaultBar, NoteBar
from desktop.ui.widgets.menu_row import MenuRow
from desktop.ui.widgets.status_row import StatusRow

if TYPE_CHECKING:
    from desktop.services.changes import ChangeSet
    from desktop.ui.pages.form_page import FormPage
    from desktop.ui.pages.import_page import ImportPage
    from desktop.ui.pages.no_data_page import NoDataPage
    from desktop.ui.pages.start_page import StartPage

FIRST_SIZE = (1366, 768)
# 1366 × 768 at 150 % leaves 911 × 512 for the window, its title bar and the system's task bar.
SMALLEST = (720, 420)
LABEL_DELAY = 80
TIDY_DELAY = 100


def _tidy_memory() -> None:
    """Put what a form needs out of the garbage collector's sight, so that no key waits while it is searched through."""
    gc.collect()
    gc.freeze()


# The system's frame is known only once the window is shown; no common one is larger.
FRAME, TITLE_BAR = 16, 40


class MainWindow(QMainWindow):
    """Frame around the start page, the form in work and the import preview."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        """An empty frame; ``open_data`` fills it.

        Args:
            session: door to the services; may have no data file yet.
            preferences: what is remembered between starts.
        """
        super().__init__()
        self._session = session
        self._preferences = preferences
        self._start: StartPage | None = None
        self._no_data: NoDataPage | None = None
        self._form_page: FormPage | None = None
        self._import_page: ImportPage | None = None
        self._asked_for = 0
        self._files = FileTasks(self, session)
        self._packages = PackageTasks(self, session)
        self._looks = Looks(preferences, self)
        self._scores = ScoreTasks(preferences)
        self._commands = FormCommands(session, lambda: self._form_page)
        self.actions_ = Actions(self, self._slots())
        self.addActions(self.actions_.all())
        self._menu_row = MenuRow(self.actions_)
        self._fault_bar = FaultBar()
        self._note_bar = NoteBar()
        self._pages = QStackedWidget()
        self._blank = QWidget()
        self._status = StatusRow()
        # Reading the phrases asks the data file; while somebody types that can wait for a pause.
        self._steps = QTimer(self, singleShot=True, interval=LABEL_DELAY)
        self._lay_out()
        self._connect()
        self._restore()
        self._refresh()

    # parts --------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._menu_row)
        column.addWidget(self._fault_bar)
        column.addWidget(self._note_bar)
        self.setMenuWidget(head)
        self._pages.addWidget(self._blank)
        self.setCentralWidget(self._pages)
        self.setStatusBar(self._status)
        self.setMinimumSize(*SMALLEST)

    def _connect(self) -> None:
        session = self._session
        session.changed.connect(self._on_changed)
        session.fault.connect(self._fault_bar.show_fault)
        session.noted.connect(self._note_bar.show_note)
        session.undo_changed.connect(self._steps.start)
        session.saved_changed.connect(self._show_saved)
        session.evaluations_changed.connect(self._refresh)
        self._steps.timeout.connect(self._show_steps)
        self._fault_bar.retry_requested.connect(session.retry_save)
        self._menu_row.mode_chosen.connect(self.set_mode)
        self._status.size_chosen.connect(self._looks.set_base_size)
        self._looks.changed.connect(self._on_looks)
        self._files.form_made.connect(self.open_evaluation)
        self._files.workbook_chosen.connect(self.show_import)
        self._files.data_chosen.connect(self.change_data)
        self._files.backed_up.connect(self._show_backup)
        self._packages.taken.connect(self.open_evaluation)
        self._packages.refused.connect(self._files.warn)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._show_input)
        self.actions_["undo"].setEnabled(False)
        self.actions_["redo"].setEnabled(False)

    def _slots(self) -> dict[str, Callable[[], object]]:
        files, looks = self._files, self._looks
        return {
            "new": files.new_form,
            "import": files.choose_import,
            "open": files.choose_data,
            "export": files.export,
            "backup": files.backup,
            "start": self.show_start,
            "quit": self.close,
            **self._commands.slots(),
            "mode": self.switch_mode,
            "light": looks.use_light,
            "dark": looks.use_dark,
            "system": looks.use_system,
            "larger": looks.larger,
            "smaller": looks.smaller,
            "take-score": self._scores.take,
            "explain-scores": self._scores.switch,
            "verify": files.verify,
            "about": files.about,
        }

    def _restore(self) -> None:
        geometry = self._preferences.geometry
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*FIRST_SIZE)
        self.actions_[self._preferences.looks].setChecked(True)
        self.actions_["explain-scores"].setChecked(self._preferences.explains_scores)
        self._status.show_size(active_theme().base_pt)
        self.actions_.refresh_icons()

    # pages --------------------------------------------------------------------------------------------------------

    def fit_screen(self, room: QSize) -> None:
        """Fill a screen that has no room for the window with its title bar; the status row would lie below its edge.

        Args:
            room: what the screen offers without the system's own bars, px.
        """
        if self.width() + FRAME > room.width() or self.height() + TITLE_BAR > room.height():
            self.resize(min(self.width(), room.width() - FRAME), min(self.height(), room.height() - TITLE_BAR))
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def open_data(self, path: Path) -> None:
        """Open the data file and show the start page. Raises InputError or EnvironmentFault with a Chinese sentence.

        A file that was open before stays open then; without one, the page says why.
        """
        try:
            self._session.open(path)
        except ZipingError as error:
            if not self._session.is_open:
                self._show_no_data(str(error))
            raise
        self._status.show_file(path)
        self.show_start()

    def change_data(self, file: str) -> None:
        """Leave the data file that is open for another one; it stays open when the other cannot be opened."""
        if self._form_page is not None:
            self._form_page.close_page()
        if self._session.unsaved:
            self._files.warn(
                self.tr("没有打开"), self.tr("刚才填的还没有存盘，先不换数据文件。") + self._session.unsaved
            )
            return
        try:
            self.open_data(Path(file))
        except ZipingError as error:
            self._files.warn(self.tr("打不开数据文件"), str(error))

    def _show_no_data(self, reason: str) -> None:
        if self._no_data is None:
            from desktop.ui.pages.no_data_page import NoDataPage

            self._no_data = NoDataPage(self._files.choose_data, self._files.new_data)
            self._pages.addWidget(self._no_data)
        self._show_page(self._no_data)
        self._no_data.show_reason(reason)

    def show_start(self) -> None:
        """Leave the form and show all evaluations."""
        if self._start is None:
            from desktop.ui.pages.start_page import StartPage

            self._start = StartPage(self._session)
            self._start.open_requested.connect(self.open_evaluation)
            self._start.new_requested.connect(self._files.new_form)
            self._start.import_requested.connect(self.show_import)
            self._start.remove_requested.connect(self._files.remove)
            self._pages.addWidget(self._start)
        self._session.leave_evaluation()
        self._show_page(self._start)
        self._drop_form()
        self._start.take_focus()

    def open_evaluation(self, evaluation_id: int) -> None:
        """Take a form into work and show it. Raises InputError when there is none of that number."""
        from desktop.ui.pages.form_page import FormPage

        self._session.open_evaluation(evaluation_id)
        form = self._session.form
        if form is None:
            return
        self._drop_form()
        page = FormPage(self._session, form)
        page.counts_changed.connect(self._show_title)
        page.table_requested.connect(self.switch_mode)
        page.told.connect(self._note_bar.show_note)
        self._form_page = self._scores.page = page
        page.explain_scores(self._preferences.explains_scores)
        self._pages.addWidget(page)
        self._show_page(page)
        self.set_mode(self._preferences.mode)
        page.start()
        QTimer.singleShot(TIDY_DELAY, _tidy_memory)

    def show_import(self, file: str) -> None:
        """Show the preview of a workbook, ask about a package, open a data file; ``""`` lets the user choose."""
        if not file:
            self._files.choose_import()
            return
        kind = self._files.kind_of(Path(file))
        if kind is FileKind.PACKAGE:
            self._packages.ask(Path(file))
            return
        if kind is FileKind.DATA:
            self.change_data(file)
            return
        from desktop.ui.pages.import_page import ImportPage

        if self._import_page is None:
            self._import_page = ImportPage(self._session)
            self._import_page.accepted.connect(self.open_evaluation)
            self._import_page.cancelled.connect(self._leave_import)
            self._pages.addWidget(self._import_page)
        if self._import_page.load(file):
            self._show_page(self._import_page)

    def _leave_import(self) -> None:
        if self._form_page is not None:
            self._show_page(self._form_page)
        else:
            self.show_start()

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._refresh()

    def _drop_form(self) -> None:
        if self._form_page is not None:
            self._pages.removeWidget(self._form_page)
            self._form_page.close_page()
            self._form_page.deleteLater()
            self._form_page = self._scores.page = None

    # the form in work ---------------------------------------------------------------------------------------------

    @property
    def form_page(self) -> FormPage | None:
        """The page of the form in work; None on the start page."""
        return self._form_page

    def set_mode(self, mode: str) -> None:
        """Show the form as ``guide`` or ``table``."""
        self._menu_row.modes.choose(mode)
        if self._form_page is not None:
            self._form_page.set_mode(mode)
            self._preferences.mode = "table" if mode == "table" else "guide"

    def switch_mode(self) -> None:
        """The other of 引导 and 表格."""
        self.set_mode("guide" if self._menu_row.modes.current == "table" else "table")

    def _on_changed(self, change: ChangeSet) -> None:
        """Undo may reach into another form than the one in work; then that one is shown."""
        # The phrase follows in a moment; the key must work at once.
        self.actions_["undo"].setEnabled(True)
        form = self._session.form
        if form is None or form.head.id != change.evaluation_id:
            self._asked_for = change.evaluation_id
            QTimer.singleShot(0, self._open_asked)
            return
        if self._form_page is not None:
            self._form_page.refresh(change)
        self._show_title()

    def _open_asked(self) -> None:
        self.open_evaluation(self._asked_for)

    # showing ------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything typed is on disk already; only the open editor is folded and the window's size remembered."""
        if self._form_page is not None:
            self._form_page.close_page()
        self._preferences.geometry = self.saveGeometry()
        super().closeEvent(event)

    def _on_looks(self) -> None:
        """Pages are laid out in px of the theme they were made under, so the form is made again at its cell."""
        self._status.show_size(active_theme().base_pt)
        self.actions_.refresh_icons()
        if self._form_page is None:
            return
        cell, evaluation = self._form_page.current_cell, self._form_page.form.head.id
        self.open_evaluation(evaluation)
        if cell is not None:
            self._form_page.go_to(cell)

    def _refresh(self) -> None:
        in_form = self._form_page is not None and self._pages.currentWidget() is self._form_page
        self._menu_row.show_form_tools(in_form)
        self.actions_.enable(data=self._session.is_open, form=in_form)
        self._show_title()
        self._show_saved()
        self._steps.start()

    def _show_title(self) -> None:
        page = self._form_page
        if page is None or self._pages.currentWidget() is not page:
            where = self.tr("全部自评") if self._pages.currentWidget() is self._start else ""
            self.setWindowTitle(" — ".join(part for part in (where, self.tr("自评通")) if part))
            return
        errors, verifies = page.open_counts
        counts = [self.tr("{0} 错误").format(errors)] if errors else []
        counts += [self.tr("{0} 核实").format(verifies)] if verifies else []
        record = page.form.record
        form = f"{record.bureau} {record.year or page.form.head.year}年度{page.form.definition.name}"
        self.setWindowTitle(" — ".join(part for part in ("　".join(counts), form, self.tr("自评通")) if part))

    def _show_saved(self) -> None:
        self._status.show_saved(self._session.last_saved, self._session.unsaved)

    def _show_backup(self) -> None:
        self._status.show_backup(self.tr("刚刚"))

    def _show_steps(self) -> None:
        self.actions_.set_steps(self._session.undo_label, self._session.redo_label)

    def _show_input(self, old: QWidget | None, new: QWidget | None) -> None:
        """Say what the input method does in the field with the focus (arguments as Qt gives them)."""
        state = ""
        if isinstance(new, QLineEdit | QPlainTextEdit) and new.window() is self and not new.isReadOnly():
            on = new.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
            state = self.tr("输入法：文字格，已打开") if on else self.tr("输入法：数字格，已关闭")
        self._status.show_input(state)
