"""Starts the window: paint first, then load what is heavy, then open the data file.

The database and workbook libraries cost 0.3 to 0.5 s; none of them is imported before the first paint. What this leaves
out: what the window shows (``main_window``) and where files lie (``desktop.paths``).
"""

from __future__ import annotations

import contextlib
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.domain.errors import ZipingError
from desktop.paths import data_dir
from desktop.ui.icons import icon
from desktop.ui.input_method import input_method
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session
from desktop.ui.theme import apply, load_theme


@dataclass
class Timings:
    """Moments of a start in seconds of ``time.monotonic``, 0 before they are reached.

    Attributes:
        begun: ``run`` was called.
        first_paint: the window was painted once.
        ready: the data file, and the form asked for, are open and painted.
    """

    begun: float = 0.0
    first_paint: float = 0.0
    ready: float = 0.0


timings = Timings()


def run(
    argv: Sequence[str],
    *,
    data: Path,
    open_id: int | None = None,
    file: Path | None = None,
    quit_when_ready: bool = False,
) -> int:
    """Show the window on a data file until it is closed.

    Args:
        argv: arguments for Qt, the program's name first.
        data: the data file; made when it is not there.
        open_id: form to open at once; None shows the start page.
        file: a workbook to show in the import preview at once, or a package to ask about.
        quit_when_ready: close as soon as everything is painted (``measure``).

    Returns:
        The exit code of the event loop.
    """
    timings.begun = time.monotonic()
    app = make_application(argv)
    preferences = Preferences(data_dir())
    apply(app, load_theme(preferences.looks, preferences.base_pt))
    sys.excepthook = report_mistake
    session = Session()
    window = MainWindow(session, preferences)
    start = _Start(window, data, open_id, file, quit_when_ready)
    window.installEventFilter(start)
    window.fit_screen(window.screen().availableGeometry().size())
    window.show()
    code = app.exec()
    session.close()
    return code


def make_application(argv: Sequence[str]) -> QApplication:
    """The application with exact scaling, Chinese texts of Qt's own and the program's icon."""
    known = QApplication.instance()
    if known is None:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    with input_method():
        app = known if isinstance(known, QApplication) else QApplication(list(argv))
    app.setApplicationName("ziping")
    app.setApplicationDisplayName("")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    # Buttons of system dialogs and the menus of text fields are Qt's own; its translation lies beside the library.
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    app.setWindowIcon(icon("app", size=32))
    return app


class _Start(QObject):
    """Waits for the first paint, then loads and opens."""

    def __init__(self, window: MainWindow, data: Path, open_id: int | None, file: Path | None, leave: bool) -> None:
        super().__init__(window)
        self._window = window
        self._data = data
        self._open_id = open_id
        self._file = file
        self._leave = leave

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first paint of the window lets the rest of the start begin."""
        if event.type() == QEvent.Type.Paint and not timings.first_paint:
            timings.first_paint = time.monotonic()
            watched.removeEventFilter(self)
            # The paint must reach the screen before the imports hold the thread.
            QTimer.singleShot(0, self._open)
        return False

    def _open(self) -> None:
        try:
            self._window.open_data(self._data)
            if self._open_id is not None:
                self._window.open_evaluation(self._open_id)
            elif self._file is not None:
                self._window.show_import(str(self._file))
        except Exception as error:
            if self._leave:
                # Nobody is there to close a dialog: a measured start that fails says so and ends.
                _log(f"{error}\n")
                QApplication.exit(4)
                return
            if not isinstance(error, ZipingError):
                raise
            QMessageBox.warning(self._window, self.tr("打不开数据文件"), str(error))
        QTimer.singleShot(0, self._ready)

    def _ready(self) -> None:
        timings.ready = time.monotonic()
        if self._leave:
            QTimer.singleShot(0, QApplication.quit)


def report_mistake(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell the user politely that something went wrong, offer the details, and write them to standard error.

    A sentence meant for the user (``ZipingError``) is shown as it stands.
    """
    details = "".join(traceback.format_exception(kind, error, trace))
    _log(details)
    if issubclass(kind, KeyboardInterrupt) or QApplication.instance() is None:
        return
    box = QMessageBox(QApplication.activeWindow())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(box.tr("自评通"))
    if issubclass(kind, ZipingError):
        box.setText(str(error))
    else:
        box.setText(box.tr("刚才这一步没有做成，是程序的毛病。已填的内容都在，可以接着填。"))
        box.setInformativeText(box.tr("如果一再出现，请把“诊断信息”发给维护的人。"))
        box.setDetailedText(details)
        for button in box.buttons():
            if box.buttonRole(button) == QMessageBox.ButtonRole.ActionRole:
                button.setText(box.tr("诊断信息"))
    box.addButton(box.tr("知道了"), QMessageBox.ButtonRole.AcceptRole)
    box.open()


def show_alarm(sentence: str) -> None:
    """Show why the program ends without a window, and wait until it is read."""
    app = make_application(sys.argv[:1])
    apply(app, load_theme("light"))
    box = QMessageBox(QMessageBox.Icon.Warning, app.tr("自评通"), sentence)
    box.addButton(app.tr("知道了"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    box.deleteLater()


def _log(text: str) -> None:
    """Write to standard error, which a program without a console may lack and whose disk may be full."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        sys.stderr.write(text)
