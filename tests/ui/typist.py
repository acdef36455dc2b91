"""Fills a new form in the real window with key and input-method events, and kills its own process after the last key.

Run as a process of its own: ``python -m tests.ui.typist DATA SOURCE.json MODE``. Latin letters, digits and signs come
as key events; Chinese comes as a composition that is committed, as an input method sends it. The last cell is never
closed: the process ends by SIGKILL in the middle of the last word's editor.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.address import CellId
from desktop.domain.places import path_of
from desktop.services.entry import FormSession
from desktop.ui.app import make_application
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session
from desktop.ui.theme import apply, load_theme

TITLE = CellId("form", "", "title")


def main(data: Path, source: Path, mode: str) -> None:
    """Fill the form of ``source`` into a new form of ``data``; never returns."""
    wanted = json.loads(source.read_text(encoding="utf-8"))
    application = make_application(["typist"])
    apply(application, load_theme("light"))
    session = Session()
    window = MainWindow(session, Preferences(data.parent))
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.open_data(data)
    window.open_evaluation(session.create(wanted["kind"], "", wanted["bureau"], wanted["year"]))
    application.processEvents()
    form, page = session.form, window._form_page
    if form is None or page is None:
        raise SystemExit("no form is open")
    typist = Typist(form, page, wanted)
    first = page.current_cell
    # The title has no field in the guide: it is made of other fields, and written over in the table where it differs.
    window.set_mode("table")
    page.go_to(TITLE)
    typist.enter(TITLE)
    window.set_mode(mode)
    page.go_to(first)
    application.processEvents()
    typist.fill()
    os.kill(os.getpid(), signal.SIGKILL)


class Typist:
    """Somebody at the keyboard."""

    def __init__(self, form: FormSession, page: Any, wanted: dict[str, Any]) -> None:
        """Type what ``wanted`` holds into ``page``."""
        self.form = form
        self.page = page
        self.wanted = wanted

    def fill(self) -> None:
        """Walk with Enter from the first entry cell to the last and type each that differs from what stands there."""
        cells = [c for section in self.form.definition.visible_sections for c in self.form.record.entry_cells(section)]
        left = [cell for cell in cells if self.text_for(cell) != self.form.record.shown(cell)]
        visited: list[CellId] = []
        while left:
            cell = self.page.current_cell
            if cell is None or (visited and visited[-1] == cell):
                raise SystemExit(f"stuck at {cell} behind {visited[-1:]}; not reached: {left[:3]}")
            visited.append(cell)
            if cell in left:
                left.remove(cell)
                self.enter(cell, leave=bool(left))
            else:
                self.press(Qt.Key.Key_Return)

    def text_for(self, cell: CellId) -> str:
        """What the published form has in ``cell``."""
        node: Any = self.wanted
        for part in path_of(self.form.record, cell).replace("]", "").replace("[", ".").split("."):
            node = node[int(part)] if isinstance(node, list) else node.get(part, "")
        return str(node)

    def enter(self, cell: CellId, leave: bool = True) -> None:
        """Type over what stands in the current cell; ``leave`` closes it with Enter."""
        text = self.text_for(cell)
        if self.form.record.shown(cell) != text:
            self.type(text)
        if leave:
            self.press(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        """One event a sign: a key press for Latin signs, a committed composition for the rest."""
        focus = self.focus()
        if hasattr(focus, "selectAll"):
            focus.selectAll()
        for sign in text:
            if sign.isascii():
                QTest.keyClick(self.focus(), sign)
            else:
                QApplication.sendEvent(self.focus(), QInputMethodEvent("pinyin", []))
                event = QInputMethodEvent()
                event.setCommitString(sign)
                QApplication.sendEvent(self.focus(), event)
            QApplication.processEvents()

    def press(self, key: Qt.Key) -> None:
        """Press a key that types nothing."""
        QTest.keyClick(self.focus(), key)
        QApplication.processEvents()

    @staticmethod
    def focus() -> QWidget:
        """The widget that gets the keys."""
        widget = QApplication.focusWidget()
        if widget is None:
            raise SystemExit("nothing has the focus")
        return widget


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
