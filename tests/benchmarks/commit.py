"""Commit of a cell: stored with fsync, recalculated, re-checked, and shown by the window's models.

Measured as a user meets it: real key events into the real window, every pane listening and painted before the next key.
The bare baseline is one row into an SQLite file with the same settings.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path

from desktop.domain.address import CellId
from desktop.domain.record import Record
from desktop.services.workspace import Workspace
from tests.benchmarks.figures import Figure, long_form, percentile, shanghai

CELLS = 80
COMMITS = 400


def measure() -> list[Figure]:
    """p50 and p99 of keys typed into the table and the guide, on the Shanghai form and on 2,000 rows."""
    figures = []
    for rows, goals in ((21, (4.0, 16.0)), (2000, (None, 30.0))):
        for mode in ("table", "guide"):
            keys, enters = _typed(shanghai() if rows == 21 else long_form(rows), mode)
            what = f"key committed and shown, {rows:,} rows, {mode}"
            figures.append(Figure(f"{what}, p50", percentile(keys, 0.5) * 1000, "ms", goals[0]))
            figures.append(Figure(f"{what}, p99", percentile(keys, 0.99) * 1000, "ms", goals[1], f"{len(keys)} keys"))
            note = "the cell closes, the next page or cell is shown"
            figures.append(
                Figure(f"Enter, {rows:,} rows, {mode}, p50", percentile(enters, 0.5) * 1000, "ms", None, note)
            )
    bare = _bare()
    figures.append(Figure("bare SQLite commit, p50", percentile(bare, 0.5) * 1000, "ms", None, "WAL, synchronous FULL"))
    figures.append(Figure("bare SQLite commit, p99", percentile(bare, 0.99) * 1000, "ms"))
    return figures


def _typed(record: Record, mode: str) -> tuple[list[float], list[float]]:
    """Seconds of each key, and of each Enter: event, commit with fsync, calculation, checks, every pane painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from desktop.ui.app import make_application
    from desktop.ui.main_window import MainWindow
    from desktop.ui.preferences import Preferences
    from desktop.ui.session import Session
    from desktop.ui.theme import apply, load_theme

    application = make_application(["bench"])
    apply(application, load_theme("light"))
    keys: list[float] = []
    enters: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        workspace = Workspace.open(Path(name) / "bench.db")
        number = workspace.add(record, "bench")
        workspace.close()
        session = Session()
        window = MainWindow(session, Preferences(Path(name)))
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        window.open_data(Path(name) / "bench.db")
        window.open_evaluation(number)
        window.set_mode(mode)
        for cell, text in _typing(record):
            window.form_page.go_to(cell)
            application.processEvents()
            if mode == "guide":
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            for key in [*text, Qt.Key.Key_Return]:
                begin = time.perf_counter()
                QTest.keyClick(QApplication.focusWidget(), key)
                application.processEvents()
                (enters if key == Qt.Key.Key_Return else keys).append(time.perf_counter() - begin)
        wrong = [str(cell) for cell, text in dict(_typing(record)).items() if session.form.record.text(cell) != text]
        if wrong:
            raise RuntimeError(f"what was typed did not arrive in {', '.join(wrong[:5])}")
        window.close()
        session.close()
        window.deleteLater()
        application.processEvents()
    return keys, enters


def _typing(record: Record) -> list[tuple[CellId, str]]:
    """Different cells in turn: actual values, amounts, reasons, prose; Latin signs, which need no input method."""
    rows = record.rows("indicators")
    columns = ("budget", "executed")
    cells = []
    for number in range(CELLS):
        row = rows[number * 37 % len(rows)].key
        kind = number % 4
        if kind == 0:
            cells.append((CellId("indicators", row, "actual"), f"{number + 10}%"))
        elif kind == 1:
            cells.append((CellId("funds", "central", columns[number % 8 // 4]), f"{number * 7 + 1001}.25"))
        elif kind == 2:
            cells.append((CellId("indicators", row, "reason"), f"reason {number}"))
        else:
            cells.append((CellId("goal", "", "achieved"), f"draft {number}"))
    return cells


def _bare() -> list[float]:
    with tempfile.TemporaryDirectory() as name:
        connection = sqlite3.connect(Path(name) / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE cell (id INTEGER PRIMARY KEY, text TEXT)")
        times = []
        for number in range(COMMITS):
            begin = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO cell (text) VALUES (?)", (f"text {number}",))
            connection.execute("COMMIT")
            times.append(time.perf_counter() - begin)
        connection.close()
    return times
